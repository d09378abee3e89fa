//! The parts of a mail that a person who opens it sees: not those taken from display, without size, or where nothing is shown.

use super::css::declarations;
use super::tree::{Element, Id, Kind, Tree};

/// Elements whose words are never shown.
const UNSEEN: [&str; 11] = [
    "head", "title", "style", "script", "template", "noembed", "noframes", "iframe", "datalist", "rp",
    "param",
];
/// Pixels of letters that nobody reads.
const UNREADABLE_PX: f64 = 1.0;

/// The way an element is shown, as far as a hiding is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    /// It and all that is in it is not shown.
    pub(crate) hidden: bool,
    /// Its words are too small to be read; pictures are not, and elements in it may have letters of another size.
    pub(crate) tiny: bool,
}

impl Sight {
    /// Of a whole mail.
    pub(crate) const WHOLE: Self = Self { hidden: false, tiny: false };

    /// The way an element within is shown.
    pub(crate) fn within(self, element: &Element) -> Self {
        let style = element.attribute("style").unwrap_or_default();
        let styles: Vec<(String, String)> = declarations(style)
            .into_iter()
            .map(|it| (it.name.to_ascii_lowercase(), it.value.to_ascii_lowercase()))
            .collect();
        let value = |name: &str| {
            styles
                .iter()
                .rev()
                .find(|(it, _)| it == name)
                .map(|(_, value)| value.as_str())
                .unwrap_or_default()
        };
        let unseen = element.is_html && UNSEEN.contains(&element.name.as_str());
        let hidden = unseen || element.attribute("hidden").is_some() || hides(&value);
        let tiny = letters(&value).unwrap_or(self.tiny);
        Self { hidden: self.hidden || hidden, tiny }
    }
}

/// Whether an element's own styles take it from sight.
fn hides<'a>(value: &impl Fn(&str) -> &'a str) -> bool {
    let zero = |name: &str| number(value(name)).is_some_and(|it| it.abs() < f64::EPSILON);
    let far = |name: &str| number(value(name)).is_some_and(|it| it <= -900.0);
    let cut =
        value("overflow") == "hidden" || value("overflow-x") == "hidden" || value("overflow-y") == "hidden";
    let moved = value("position") == "absolute" && (far("left") || far("top"));
    value("display") == "none"
        || matches!(value("visibility"), "hidden" | "collapse")
        || zero("opacity")
        || (cut && ["max-height", "height", "max-width", "width"].into_iter().any(zero))
        || far("text-indent")
        || moved
        || value("clip").replace(' ', "").starts_with("rect(0")
}

/// Whether the element's own letters cannot be read; `None` where it says nothing of their size.
fn letters<'a>(value: &impl Fn(&str) -> &'a str) -> Option<bool> {
    let size = value("font-size");
    let font = value("font").split([' ', '/']).find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let size = if size.is_empty() { font? } else { size };
    let Some(number) = number(size) else { return Some(false) };
    let absolute = size.ends_with("px") || size.ends_with("pt");
    if number.abs() < f64::EPSILON || (absolute && number <= UNREADABLE_PX) {
        return Some(true);
    }
    // A part of nothing is nothing.
    (absolute || size.ends_with("rem")).then_some(false)
}

/// The number that a value begins with.
fn number(value: &str) -> Option<f64> {
    let end =
        value.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// Whether a rule's declarations take from sight what they are about.
pub(crate) fn may_hide(block: &str) -> bool {
    let attributes = vec![("style".to_owned(), block.to_owned())];
    let sight = Sight::WHOLE.within(&Element { name: "div".to_owned(), attributes, is_html: true });
    sight.hidden || sight.tiny
}

/// The sight of a node, with all in which it lies.
fn sight(tree: &Tree, id: Id) -> Sight {
    let mut around = vec![id];
    while let Some(parent) = around.last().and_then(|id| tree.node(*id).parent) {
        around.push(parent);
    }
    let elements = around.iter().rev().filter_map(|id| tree.element(*id));
    elements.fold(Sight::WHOLE, Sight::within)
}

/// Whether words are too small to be read and nothing else hides them.
pub(crate) fn is_without_size(tree: &Tree, id: Id) -> bool {
    let sight = sight(tree, id);
    sight.tiny && !sight.hidden
}

/// Whether a node is shown, with all in which it lies.
pub(crate) fn is_seen(tree: &Tree, id: Id) -> bool {
    let sight = sight(tree, id);
    match &tree.node(id).kind {
        Kind::Comment(_) => false,
        Kind::Text(_) => !sight.hidden && !sight.tiny,
        Kind::Document | Kind::Doctype(_) | Kind::Element(_) | Kind::Raw(_) => !sight.hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> String {
        let tree = Tree::parse(html);
        let texts = tree.walk().into_iter().filter(|id| is_seen(&tree, *id));
        texts.map(|id| if let Kind::Text(text) = &tree.node(id).kind { text.trim() } else { "" }).collect()
    }

    #[test]
    fn what_is_hidden_in_any_way_is_not_seen() {
        let ways = [
            "display:none",
            "DISPLAY : None !important",
            "visibility:hidden",
            "opacity:0",
            "font-size:0",
            "font-size:1px",
            "max-height:0;overflow:hidden",
            "height:0px; overflow: hidden",
            "width:0;overflow:hidden",
            "text-indent:-9999px",
            "position:absolute; left:-10000px",
            "font:0/0 a",
            "display:block;display:none",
        ];
        for way in ways {
            assert_eq!(
                seen(&format!("<p>a</p><div style=\"{way}\"><p>b<b>c</b></p></div><p>d</p>")),
                "ad",
                "{way}"
            );
        }
        for element in ["template", "noframes", "title", "script", "style", "iframe"] {
            assert_eq!(seen(&format!("<p>a</p><{element}>b</{element}><p>d</p>")), "ad", "{element}");
        }
        assert_eq!(seen("<p>a</p><div hidden>b</div><!-- c --><noscript>d</noscript>"), "ad");
    }

    #[test]
    fn what_only_looks_like_a_hiding_is_seen() {
        for way in [
            "display:block",
            "opacity:0.5",
            "font-size:13px",
            "max-height:0",
            "font-size:0.9em",
            "height:0",
            "overflow:hidden",
            "font-size:small",
            "margin-left:-9999px",
            "font:bold 14px/1.5 a",
        ] {
            assert_eq!(seen(&format!("<div style=\"{way}\">b</div>")), "b", "{way}");
        }
        assert_eq!(seen("<td style=\"font-size:0\"><div style=\"font-size:14px\">b</div></td>"), "b");
    }
}
