//! Rules that stay in a style element, strong enough to beat what went to the elements.

use crate::compile::css::{self, Rule};
use std::collections::BTreeSet;

/// At-rules with rules inside that hold on a condition.
pub(super) const GROUPS: [&str; 6] = ["media", "supports", "container", "layer", "document", "-moz-document"];

/// A rule that stays, strong enough where an inlined declaration would beat it.
pub(super) fn important(rule: Rule<'_>, properties: &BTreeSet<String>) -> String {
    let Some(block) = rule.block else { return format!("{};", rule.prelude) };
    let name = rule.at_name();
    let inside = match name.as_deref() {
        Some(name) if GROUPS.contains(&name) => group(block, properties),
        Some(_) => None,
        None if block.contains('{') => None,
        None => strengthened(block, properties),
    };
    format!("{} {{{}}}", rule.prelude, inside.as_deref().unwrap_or(block))
}

/// The rules within a condition, if one of them has to be strengthened.
fn group(block: &str, properties: &BTreeSet<String>) -> Option<String> {
    let (rules, rest) = css::rules(block);
    let mut inside = rules.iter().map(|rule| rule.block.unwrap_or_default());
    if !inside.any(|it| it.contains('{') || strengthened(it, properties).is_some()) {
        return None;
    }
    let mut written: Vec<String> = rules.into_iter().map(|rule| important(rule, properties)).collect();
    written.push(rest.to_owned());
    Some(format!("\n{}", written.join("\n")))
}

/// The declarations with `!important` where inlined ones are about the same, if there are such.
fn strengthened(block: &str, properties: &BTreeSet<String>) -> Option<String> {
    let declarations = css::declarations(block);
    let weak =
        |it: &css::Declaration<'_>| !it.important && properties.iter().any(|other| overlap(it.name, other));
    if !declarations.iter().any(weak) {
        return None;
    }
    let written = declarations.iter().map(|it| {
        let mark = if it.important || weak(it) { " !important" } else { "" };
        format!("{}: {}{mark};", it.name, it.value)
    });
    Some(format!(" {} ", written.collect::<Vec<_>>().join(" ")))
}

/// Whether two properties are the same, or one is a part of the other.
fn overlap(one: &str, other: &str) -> bool {
    let one = one.to_ascii_lowercase();
    let part = |whole: &str, part: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('-'));
    one == other || part(&one, other) || part(other, &one) || (one == "line-height" && other == "font")
}
