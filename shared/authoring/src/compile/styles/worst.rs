//! A mail with all that ever hides something in it, to see whether the legal footer would still be seen.

use super::matching::is_static;
use super::strength::GROUPS;
use super::{Sheet, add_sheet, inliner, without_styles};
use crate::compile::css;
use crate::compile::protect::Protected;
use crate::compile::seen::may_hide;
use crate::compile::tree::Tree;
use std::fmt::Write as _;

/// The mail as it looks when every rule that stays and hides something holds at once; `None` if there is no such rule.
pub(crate) fn at_its_worst(tree: &Tree, protected: &Protected) -> Option<Tree> {
    let mut css = String::new();
    for id in tree.named("style") {
        let sheet = Sheet::of(tree, id, protected);
        let media = sheet.element.attribute("media").unwrap_or_default();
        if !sheet.foreign && !is_print(media) {
            hiding(&css::without_comments(&sheet.css), &mut css);
        }
    }
    if css.is_empty() {
        return None;
    }
    let mut styled = without_styles(tree);
    add_sheet(&mut styled, &css);
    Some(Tree::parse(&inliner().inline(&styled.write()).ok()?))
}

/// Rules of a sheet that take something from sight, whatever their condition, but for paper.
fn hiding(css: &str, result: &mut String) {
    for rule in css::rules(css).0 {
        let Some(block) = rule.block else { continue };
        match rule.at_name() {
            Some(name) if GROUPS.contains(&name.as_str()) && !is_print(rule.prelude) => hiding(block, result),
            Some(_) => {}
            None => {
                let hides = may_hide(block);
                let selectors = css::selectors(rule.prelude);
                let selectors: Vec<&str> = selectors.into_iter().filter(|it| is_static(it)).collect();
                if hides && !selectors.is_empty() {
                    let _ = writeln!(result, "{} {{{block}}}", selectors.join(", "));
                }
            }
        }
    }
}

fn is_print(condition: &str) -> bool {
    condition.trim_start_matches("@media").trim_start().to_ascii_lowercase().starts_with("print")
}
