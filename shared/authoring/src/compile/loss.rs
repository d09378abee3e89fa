//! An oracle for silent loss: every word that its author meant to be seen stands in the compiled mail, or it is named.
//!
//! It reads the author's file in its own simple way and the finished mail as a mail program does, and knows nothing of the steps
//! between. Marks of Markdown, tags, comments that end and style sheets are no words; what stands in hidden elements is wanted
//! in the HTML and not in the text.

mod wanted;

use super::protect::{Protected, Syntax};
use super::seen::{is_seen, is_without_size};
use super::tree::{Kind, Tree};
use crate::placeholders::tags;
use cadence::publication::CompiledMail;
use mail::template::Part;

/// Words or an address that are in the author's file and not in the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The missing words.
    pub words: String,
    /// Their place in the author's file, in bytes.
    pub at: usize,
    /// In which part it is missing.
    pub part: Part,
    /// Whether it is there, but in letters without a size.
    pub tiny: bool,
}

/// Everything of a body file that the compiled mail does not show.
pub fn lost(file: &str, source: &str, mail: &CompiledMail) -> Vec<Lost> {
    let html = Shown::in_html(&mail.html, file == "body.mjml");
    let text = Shown::in_text(&mail.text);
    let mut lost = Vec::new();
    let (mut in_html, mut in_text) = (Cursor::default(), Cursor::default());
    for wanted in wanted::of(file, source) {
        let missing = |part| Lost { words: wanted.words.clone(), at: wanted.at, part, tiny: false };
        if wanted.is_address {
            if !html.leads_to(&wanted.words) {
                lost.push(missing(Part::Html));
            } else if html.is_seen_link(&wanted.words) && !text.leads_to(&wanted.words) {
                lost.push(missing(Part::Text));
            }
            continue;
        }
        let words = significant(&wanted.words);
        if words.is_empty() {
            continue;
        }
        let tiny = html.tiny.contains(&words) && !html.seen.contains(&words);
        if !in_html.finds(&html.words, &words) || tiny {
            lost.push(Lost { tiny, ..missing(Part::Html) });
        } else if html.seen.contains(&words) && !in_text.finds(&text.words, &words) {
            lost.push(missing(Part::Text));
        }
    }
    lost
}

/// The visible text of a part of the mail, as its significant characters in one row.
#[derive(Debug, Default)]
struct Shown {
    /// All words, those of hidden elements included.
    words: String,
    /// The words that are seen.
    seen: String,
    /// Words without a size that nothing hides on purpose; in MJML they stand between the elements of its layout.
    tiny: String,
    /// The addresses that it leads to.
    addresses: Vec<String>,
    /// Those of links that are seen.
    seen_links: Vec<String>,
}

impl Shown {
    fn in_html(html: &str, by_layout: bool) -> Self {
        let protected = Protected::new(html, Syntax::Markup);
        let tree = Tree::parse(&protected.text);
        let mut shown = Self::default();
        for id in tree.walk() {
            let (words, is_words) = match &tree.node(id).kind {
                Kind::Text(text) => (protected.restore(text), true),
                Kind::Element(element) => {
                    for (name, value) in &element.attributes {
                        if matches!(name.as_str(), "href" | "src" | "background") {
                            let address = plain_address(&protected.restore(value));
                            if element.name == "a" && is_seen(&tree, id) {
                                shown.seen_links.push(address.clone());
                            }
                            shown.addresses.push(address);
                        }
                    }
                    (element.attribute("alt").unwrap_or_default().to_owned(), true)
                }
                Kind::Document | Kind::Doctype(_) | Kind::Comment(_) | Kind::Raw(_) => (String::new(), false),
            };
            if !is_words {
                continue;
            }
            let words = significant(&words);
            if is_seen(&tree, id) {
                shown.seen.push_str(&words);
            } else if by_layout && is_without_size(&tree, id) {
                shown.tiny.push_str(&words);
            }
            shown.words.push_str(&words);
        }
        shown
    }

    fn in_text(text: &str) -> Self {
        let addresses = vec![plain_address(text)];
        Self { words: significant(text), addresses, ..Self::default() }
    }

    fn leads_to(&self, address: &str) -> bool {
        let address = plain_address(address);
        let bare = address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(&address);
        self.addresses.iter().any(|it| it.contains(bare))
    }

    fn is_seen_link(&self, address: &str) -> bool {
        self.seen_links.contains(&plain_address(address))
    }
}

/// A place in a row of words that come in the author's order, but for those that a parser moves.
#[derive(Debug, Default)]
struct Cursor {
    at: usize,
}

impl Cursor {
    fn finds(&mut self, row: &str, words: &str) -> bool {
        let behind = row.get(self.at..).unwrap_or_default();
        if let Some(found) = behind.find(words) {
            // Far ahead it may be the same words another time.
            if found < words.len() + 4000 {
                self.at += found + words.len();
            }
            return true;
        }
        row.contains(words)
    }
}

/// The characters that carry meaning whatever the language a file is written in: no blanks, no signs of ASCII, no format marks.
fn significant(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut from = 0;
    for tag in tags(text) {
        bare.push_str(&text[from..tag.start]);
        from = tag.start + tag.text.len();
    }
    bare.push_str(&text[from..]);
    bare.chars().filter(|c| is_significant(*c)).collect()
}

fn is_significant(character: char) -> bool {
    let format = matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}');
    !character.is_whitespace() && !character.is_control() && !character.is_ascii_punctuation() && !format
}

/// An address without what mail programs take from it: line breaks, and percent signs for letters.
fn plain_address(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.trim().as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let decoded = (*first == b'%')
            .then(|| behind.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        rest = if decoded.is_some() { &behind[2..] } else { behind };
        let is_break = decoded.is_none() && matches!(first, b'\n' | b'\r' | b'\t');
        bytes.extend(Some(decoded.unwrap_or(*first)).filter(|_| !is_break));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
