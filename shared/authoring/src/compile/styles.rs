//! Rules of a mail's style elements: those that go to the elements they are about, and those that stay in a style element.
//!
//! A rule stays where it holds only sometimes (`@media`, `media="print"`, `:hover`) or where a mail program, and not the mail,
//! has what it is about (`#outlook a`, `[data-ogsc] p`): whatever matches nothing here stays. A declaration that stays and that
//! another rule's inlined one would beat becomes `!important`, because an element's own style beats every sheet.

mod matching;
mod strength;
mod worst;

use super::css::{self, Rule};
use super::protect::Protected;
use super::tree::{Element, Id, Kind, Tree};
use css_inline::{CSSInliner, InlineError, InlineOptions};
use matching::{About, Matching, is_type};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use strength::important;
pub(super) use worst::at_its_worst;

/// Marks the place of a style element in a comment while styles go to the elements.
const MARK: &str = "hkstyle";
/// Marks the sheet of the built-in layout: rules that a letter does not use are of no use in it.
const LAYOUT: &str = "data-layout";

/// Moves styles to the elements; what stays is in style elements at the places it had.
pub(crate) fn inlined(tree: &mut Tree, protected: &Protected) -> Result<Tree, InlineError> {
    let sheets: Vec<Sheet> =
        tree.named("style").into_iter().map(|id| Sheet::of(tree, id, protected)).collect();
    let matching = Matching::of(tree, &sheets)?;
    let properties = matching.properties(&sheets);
    let mut inline = String::new();
    let mut kept = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let stays = sheet.divide(&matching, &properties, &mut inline);
        tree.replace(sheet.id, Kind::Comment(format!("{MARK}{index}")));
        kept.push(stays);
    }
    add_sheet(tree, &inline);
    let mut styled = Tree::parse(&inliner().inline(&tree.write())?);
    put_back(&mut styled, &sheets, &kept);
    Ok(styled)
}

fn inliner() -> CSSInliner<'static> {
    // Nothing is ever fetched.
    InlineOptions { keep_link_tags: true, load_remote_stylesheets: false, ..InlineOptions::default() }.build()
}

/// Puts a sheet first in the head.
fn add_sheet(tree: &mut Tree, css: &str) {
    let Some(head) = tree.named("head").first().copied().filter(|_| !css.is_empty()) else { return };
    let element = Element { name: "style".to_owned(), attributes: Vec::new(), is_html: true };
    let style = tree.insert(head, 0, Kind::Element(element));
    tree.insert(style, 0, Kind::Text(css.to_owned()));
}

/// A style element.
struct Sheet {
    id: Id,
    element: Element,
    css: String,
    /// Whether all of it stays: it holds on a condition, or the template decides about its rules.
    whole: bool,
    /// Whether it is not CSS, and nothing in it is touched.
    foreign: bool,
}

impl Sheet {
    fn of(tree: &Tree, id: Id, protected: &Protected) -> Self {
        let mut element = tree.element(id).cloned().unwrap_or_else(|| Element {
            name: "style".to_owned(),
            attributes: Vec::new(),
            is_html: true,
        });
        let plain = |name: &str, usual: &[&str]| {
            element
                .attribute(name)
                .is_none_or(|it| usual.iter().any(|usual| it.trim().eq_ignore_ascii_case(usual)))
        };
        let foreign = !plain("type", &["", "text/css"]);
        let conditional = !plain("media", &["", "all", "screen"]);
        element.attributes.retain(|(name, _)| name != "data-css-inline");
        let css = tree.text_of(id);
        let whole = conditional || protected.has_block(&css);
        let css = if foreign { css } else { css::without_comments(&css) };
        Self { id, element, css, whole, foreign }
    }

    fn is_layout(&self) -> bool {
        self.element.attribute(LAYOUT).is_some()
    }

    /// The rules whose selectors may be about something here.
    fn movable(&self) -> Vec<Rule<'_>> {
        if self.foreign || self.whole {
            return Vec::new();
        }
        css::rules(&self.css).0.into_iter().filter(|rule| is_plain(*rule)).collect()
    }

    /// Adds what goes to the elements to `inline`, and returns what stays.
    fn divide(&self, matching: &Matching, properties: &BTreeSet<String>, inline: &mut String) -> String {
        if self.foreign {
            return self.css.clone();
        }
        let (rules, rest) = css::rules(&self.css);
        let mut stays = Vec::new();
        for rule in rules {
            let Some(block) = rule.block.filter(|_| is_plain(rule) && !self.whole) else {
                if rule.at_name().as_deref() != Some("charset") {
                    stays.push(important(rule, properties));
                }
                continue;
            };
            let (mut moving, mut too, mut staying) = (Vec::new(), Vec::new(), Vec::new());
            for selector in css::selectors(rule.prelude) {
                match matching.about(selector) {
                    About::Elements => moving.push(selector),
                    About::ElementsAndComments => {
                        moving.push(selector);
                        too.push(selector);
                    }
                    About::Comments => too.push(selector),
                    About::Nothing if self.is_layout() || is_type(selector) => {}
                    About::Nothing => staying.push(selector),
                }
            }
            if !moving.is_empty() {
                let _ = writeln!(inline, "{} {{{block}}}", moving.join(", "));
            }
            if !too.is_empty() {
                stays.push(format!("{} {{{block}}}", too.join(", ")));
            }
            if !staying.is_empty() {
                let prelude = staying.join(", ");
                stays.push(important(Rule { prelude: &prelude, block: rule.block }, properties));
            }
        }
        if !rest.is_empty() {
            stays.push(rest.to_owned());
        }
        stays.join("\n")
    }
}

/// Whether a rule is one of selectors and declarations and nothing else.
fn is_plain(rule: Rule<'_>) -> bool {
    rule.at_name().is_none() && rule.block.is_some_and(|block| !block.contains('{'))
}

/// The document without its style elements.
fn without_styles(tree: &Tree) -> Tree {
    let mut bare = tree.clone();
    for id in bare.named("style") {
        bare.replace(id, Kind::Comment(String::new()));
    }
    bare
}

fn put_back(tree: &mut Tree, sheets: &[Sheet], kept: &[String]) {
    for id in tree.walk() {
        let Kind::Comment(text) = &tree.node(id).kind else { continue };
        let Some(index) = text.strip_prefix(MARK).and_then(|it| it.parse::<usize>().ok()) else { continue };
        let (Some(sheet), Some(css)) = (sheets.get(index), kept.get(index)) else { continue };
        if css.trim().is_empty() {
            tree.remove(id);
            continue;
        }
        let element = Element { attributes: attributes(&sheet.element), ..sheet.element.clone() };
        tree.replace(id, Kind::Element(element));
        // Before a brace that opens a template's remark stands a space, which means nothing in CSS.
        let css = if sheet.foreign { css.clone() } else { css.replace("{#", "{ #") };
        tree.insert(id, 0, Kind::Text(format!("\n{}\n", css.trim())));
    }
}

fn attributes(element: &Element) -> Vec<(String, String)> {
    element.attributes.iter().filter(|(name, _)| name != LAYOUT).cloned().collect()
}
