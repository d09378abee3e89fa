//! A tree back into HTML (HTML Living Standard §13.3).

use super::{Element, Id, Kind, Tree};

/// Elements that have no end.
const VOID: [&str; 18] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];
/// Elements whose words are no markup.
const RAW: [&str; 7] = ["style", "script", "xmp", "iframe", "noembed", "noframes", "plaintext"];

enum Step {
    Open(Id),
    Close(Id),
}

impl Tree {
    /// The document as HTML.
    pub(crate) fn write(&self) -> String {
        let mut html = String::new();
        let mut steps = vec![Step::Open(0)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Open(id) => {
                    if self.open(id, &mut html) {
                        steps.push(Step::Close(id));
                        steps.extend(self.node(id).children.iter().rev().map(|child| Step::Open(*child)));
                    }
                }
                Step::Close(id) => {
                    if let Some(element) = self.element(id) {
                        html.push_str("</");
                        html.push_str(&element.name);
                        html.push('>');
                    }
                }
            }
        }
        html
    }

    /// Writes a node's beginning, and says whether something may stand in it.
    fn open(&self, id: Id, html: &mut String) -> bool {
        match &self.node(id).kind {
            Kind::Document => true,
            Kind::Doctype(name) => {
                html.push_str("<!DOCTYPE ");
                html.push_str(name);
                html.push('>');
                false
            }
            Kind::Text(text) if self.in_raw(id) => {
                html.push_str(text);
                false
            }
            Kind::Text(text) => {
                escape(text, false, html);
                false
            }
            Kind::Comment(text) => {
                html.push_str("<!--");
                html.push_str(text);
                html.push_str("-->");
                false
            }
            Kind::Raw(text) => {
                html.push_str(text);
                false
            }
            Kind::Element(element) => {
                tag(element, html);
                // The parser drops one line break that comes first in these.
                let drops = matches!(element.name.as_str(), "pre" | "textarea" | "listing");
                if drops && self.text_of(id).starts_with('\n') {
                    html.push('\n');
                }
                !(element.is_html && VOID.contains(&element.name.as_str()))
            }
        }
    }

    fn in_raw(&self, id: Id) -> bool {
        let parent = self.node(id).parent.and_then(|parent| self.element(parent));
        parent.is_some_and(|parent| parent.is_html && RAW.contains(&parent.name.as_str()))
    }
}

fn tag(element: &Element, html: &mut String) {
    html.push('<');
    html.push_str(&element.name);
    for (name, value) in &element.attributes {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        escape(value, true, html);
        html.push('"');
    }
    html.push('>');
}

fn escape(text: &str, in_attribute: bool, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' if in_attribute => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}
