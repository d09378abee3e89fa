//! The text part of a mail out of its HTML as a mail program shows it: nothing hidden, links as `text: address`, no line broken.

mod lines;
mod table;

use super::protect::Protected;
use super::seen::Sight;
use super::tree::{Element, Id, Kind, Tree};
use lines::Lines;

const RULE: &str = "--------------------";
const HEADING: &str = "■ ";
/// Elements that begin a line and end one, with an empty line before and behind.
const PARAGRAPHS: [&str; 3] = ["p", "pre", "dl"];
/// Elements that begin a line and end one.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "html",
    "legend",
    "main",
    "nav",
    "option",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
];

/// The text part as a template, without the legal footer. `tree` is the mail with its template tags taken out.
pub(crate) fn of(tree: &Tree, protected: &Protected) -> String {
    let mut writer = Writer { tree, protected, lines: Lines::default(), lists: Vec::new() };
    for body in tree.named("body") {
        writer.node(body, Around { sight: Sight::WHOLE, kept: Kept::Words });
    }
    protected.restore_text(&writer.lines.joined(protected))
}

/// The meaning of blanks and line breaks at a place (CSS Text Module Level 3 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Neither: a run of them is one blank.
    Words,
    /// `pre-line`: line breaks are kept.
    Breaks,
    /// `pre`: both are kept.
    All,
}

/// The rules that the elements around set for their content.
#[derive(Debug, Clone, Copy)]
struct Around {
    sight: Sight,
    kept: Kept,
}

struct Writer<'a> {
    tree: &'a Tree,
    protected: &'a Protected,
    lines: Lines,
    /// The lists one is in: the number of the next item, or none for a list without numbers.
    lists: Vec<Option<i64>>,
}

impl Writer<'_> {
    fn node(&mut self, id: Id, around: Around) {
        match &self.tree.node(id).kind {
            Kind::Text(text) if around.sight.tiny => self.tags_of(text),
            Kind::Text(text) => self.words(text, around.kept),
            Kind::Comment(text) => self.tags_of(text),
            Kind::Element(element) => self.element(id, element, around),
            Kind::Document | Kind::Doctype(_) | Kind::Raw(_) => {}
        }
    }

    fn children(&mut self, id: Id, around: Around) {
        for child in &self.tree.node(id).children {
            self.node(*child, around);
        }
    }

    fn words(&mut self, text: &str, kept: Kept) {
        if kept == Kept::Words {
            self.lines.words(text);
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.lines.line_break();
            }
            if kept == Kept::All { self.lines.verbatim(line) } else { self.lines.words(line) }
        }
    }

    /// Block tags of the template in a comment or in words that nobody sees hold for what is around them all the same.
    fn tags_of(&mut self, text: &str) {
        for word in self.protected.blocks(text) {
            self.lines.tag(word);
        }
    }

    fn element(&mut self, id: Id, element: &Element, around: Around) {
        let inside =
            Around { sight: around.sight.within(element), kept: kept(element).unwrap_or(around.kept) };
        if inside.sight.hidden {
            for inner in self.tree.within(id) {
                if let Kind::Comment(text) | Kind::Text(text) = &self.tree.node(inner).kind {
                    self.tags_of(text);
                }
            }
            return;
        }
        match element.name.as_str() {
            "br" => self.lines.line_break(),
            "hr" => {
                self.lines.gap();
                self.lines.verbatim(RULE);
                self.lines.gap();
            }
            "img" => self.lines.words(element.attribute("alt").unwrap_or_default()),
            "a" => self.link(id, element, inside),
            "area" if element.attribute("href").is_some() => {
                self.lines.block();
                self.link(id, element, inside);
                self.lines.block();
            }
            "ul" | "ol" => self.items(id, element, inside),
            "li" => self.item(id, element, inside),
            "blockquote" => self.paragraph(id, inside, "> ", "> "),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.lines.gap();
                self.lines.stands_apart();
                self.paragraph(id, inside, HEADING, "");
            }
            "table" if table::is_data(self.tree, id) => self.table(id, inside),
            "rt" => {
                self.lines.words("（");
                self.children(id, inside);
                self.lines.words("）");
            }
            name if PARAGRAPHS.contains(&name) => self.paragraph(id, inside, "", ""),
            name if BLOCKS.contains(&name) => {
                self.lines.block();
                self.children(id, inside);
                self.lines.block();
            }
            _ => self.children(id, inside),
        }
    }

    /// Lines of their own, with an empty one before and behind.
    fn paragraph(&mut self, id: Id, inside: Around, first: &str, others: &str) {
        self.lines.gap();
        self.lines.indent(first, others);
        self.children(id, inside);
        self.lines.block();
        self.lines.outdent();
        self.lines.gap();
    }

    fn items(&mut self, id: Id, element: &Element, inside: Around) {
        let outermost = self.lists.is_empty();
        if outermost {
            self.lines.gap();
        } else {
            self.lines.block();
        }
        let first = element.attribute("start").and_then(|it| it.trim().parse().ok()).unwrap_or(1);
        self.lists.push((element.name == "ol").then_some(first));
        self.children(id, inside);
        self.lists.pop();
        if outermost { self.lines.gap() } else { self.lines.block() }
    }

    fn item(&mut self, id: Id, element: &Element, inside: Around) {
        let written = element.attribute("value").and_then(|it| it.trim().parse().ok());
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = written.unwrap_or(*number);
                *number = number.saturating_add(1);
                format!("{}. ", number.saturating_sub(1))
            }
            Some(None) | None => "- ".to_owned(),
        };
        self.lines.block();
        self.lines.indent(&mark, &" ".repeat(mark.len()));
        self.children(id, inside);
        self.lines.block();
        self.lines.outdent();
    }

    /// `text: address`, or the address alone where it is the text.
    fn link(&mut self, id: Id, element: &Element, inside: Around) {
        let start = self.lines.here();
        // A part of a picture has its words in `alt`.
        self.lines.words(element.attribute("alt").filter(|_| element.name == "area").unwrap_or_default());
        self.children(id, inside);
        // A line break within an address means nothing (URL Standard §4.4).
        let address = element.attribute("href").unwrap_or_default().replace(['\n', '\r', '\t'], "");
        let address = address.trim();
        let shown = address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(address);
        if shown.is_empty() || shown.starts_with('#') {
            return;
        }
        let label = self.lines.since(&start);
        let is_label = self.protected.restore(label.trim()) == self.protected.restore(shown);
        self.lines.address(&start, shown, label.trim().is_empty(), is_label);
    }
}

/// An element's rule for blanks in it.
fn kept(element: &Element) -> Option<Kept> {
    let style = super::css::declarations(element.attribute("style").unwrap_or_default());
    let space = style.iter().rev().find(|it| it.name.eq_ignore_ascii_case("white-space"));
    match space.map(|it| it.value.to_ascii_lowercase()).as_deref() {
        Some("pre" | "pre-wrap" | "break-spaces") => Some(Kept::All),
        Some("pre-line") => Some(Kept::Breaks),
        Some("normal" | "nowrap") => Some(Kept::Words),
        Some(_) => None,
        None => (element.name == "pre").then_some(Kept::All),
    }
}
