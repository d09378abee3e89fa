//! The subjects of a mail's selectors: elements in it, elements in its comments for Outlook, or nothing that it has.

use super::{Sheet, add_sheet, inliner, without_styles};
use crate::compile::conditional;
use crate::compile::css;
use crate::compile::tree::Tree;
use css_inline::InlineError;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A custom property that shows which selectors are about something.
const PROBE: &str = "--hkprobe";
/// Pseudo classes that are about where an element stands, and so hold always or never.
const STATIC: [&str; 13] = [
    "root",
    "empty",
    "first-child",
    "last-child",
    "only-child",
    "first-of-type",
    "last-of-type",
    "only-of-type",
    "nth-child",
    "nth-last-child",
    "nth-of-type",
    "nth-last-of-type",
    "not",
];

/// Whether a selector asks about more than where an element stands.
pub(super) fn is_static(selector: &str) -> bool {
    let bare = css::without_brackets(selector);
    let mut rest = bare.as_str();
    while let Some(at) = rest.find(':') {
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !css::is_name(c)).unwrap_or(rest.len());
        if !STATIC.contains(&rest[..end].to_ascii_lowercase().as_str()) {
            return false;
        }
    }
    true
}

/// Whether a selector names a kind of element and nothing else: no mail program puts such a one around a mail.
pub(super) fn is_type(selector: &str) -> bool {
    is_static(selector) && selector.chars().all(|c| c.is_ascii_alphanumeric() || c == '*')
}

/// The subject of a selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Elements that every mail program has.
    Elements,
    /// Those, and elements in comments for Outlook, which only a style element reaches.
    ElementsAndComments,
    /// Elements in comments for Outlook alone.
    Comments,
    /// Nothing in the mail: what it is about, if anything, a mail program has.
    Nothing,
}

/// The selectors of a mail that are about something in it.
pub(super) struct Matching {
    selectors: Vec<String>,
    /// The number of elements of each.
    seen: Vec<usize>,
    /// The same with the comments for Outlook opened.
    opened: Vec<usize>,
}

impl Matching {
    /// Asks the inliner itself, so that what is said to go to the elements does go there.
    pub(super) fn of(tree: &Tree, sheets: &[Sheet]) -> Result<Self, InlineError> {
        let mut found: BTreeSet<String> = BTreeSet::new();
        for rule in sheets.iter().flat_map(Sheet::movable) {
            found.extend(
                css::selectors(rule.prelude).into_iter().filter(|it| is_static(it)).map(str::to_owned),
            );
        }
        let selectors: Vec<String> = found.into_iter().collect();
        let mut css = String::new();
        for (index, selector) in selectors.iter().enumerate() {
            let _ = writeln!(css, "{selector} {{{PROBE}{index}:1}}");
        }
        let bare = without_styles(tree);
        let seen = counted(&bare, &css, selectors.len())?;
        let written = bare.write();
        let opened = if written.contains("<!--[if") {
            counted(&Tree::parse(&conditional::opened(&written)), &css, selectors.len())?
        } else {
            seen.clone()
        };
        Ok(Self { selectors, seen, opened })
    }

    pub(super) fn about(&self, selector: &str) -> About {
        let Ok(index) = self.selectors.binary_search_by(|it| it.as_str().cmp(selector)) else {
            return About::Nothing;
        };
        match (self.seen[index], self.opened[index]) {
            (0, 0) => About::Nothing,
            (0, _) => About::Comments,
            (seen, opened) if opened > seen => About::ElementsAndComments,
            (_, _) => About::Elements,
        }
    }

    /// The properties that inlined rules set.
    pub(super) fn properties(&self, sheets: &[Sheet]) -> BTreeSet<String> {
        let moving = sheets.iter().flat_map(Sheet::movable).filter(|rule| {
            let about = css::selectors(rule.prelude).into_iter().map(|selector| self.about(selector));
            about.into_iter().any(|it| matches!(it, About::Elements | About::ElementsAndComments))
        });
        let declarations = moving.flat_map(|rule| css::declarations(rule.block.unwrap_or_default()));
        declarations.map(|it| it.name.to_ascii_lowercase()).collect()
    }
}

/// The number of elements of each selector, by the number in its custom property.
fn counted(tree: &Tree, css: &str, selectors: usize) -> Result<Vec<usize>, InlineError> {
    let mut counts = vec![0; selectors];
    if css.is_empty() {
        return Ok(counts);
    }
    let mut tree = tree.clone();
    add_sheet(&mut tree, css);
    let html = inliner().inline(&tree.write())?;
    for (at, _) in html.match_indices(PROBE) {
        let digits = html[at + PROBE.len()..].split(':').next().and_then(|it| it.parse::<usize>().ok());
        if let Some(count) = digits.and_then(|index| counts.get_mut(index)) {
            *count += 1;
        }
    }
    Ok(counts)
}
