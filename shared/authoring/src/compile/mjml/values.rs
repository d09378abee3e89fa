//! Text that the MJML library would spoil or refuse, taken out of the text before it and put back behind it: attribute values that it
//! writes as Rust writes texts for programmers, `<` and `>` among words, values without quotation marks.

use crate::compile::markup::{Piece, Tag, pieces};
use crate::compile::places::Places;
use std::ops::Range;

/// Attributes whose value is a list of names, each of which may be said elsewhere.
const NAMES: [&str; 3] = ["mj-class", "css-class", "class"];

/// The stand-in among words for a sign that begins or ends no tag.
const SIGNS: [(&str, &str); 2] = [("<", "&lt;"), (">", ">")];

/// A text whose unusual attribute values are replaced by words.
pub(super) struct Values {
    /// The text that the library gets.
    pub(super) text: String,
    prefix: String,
    taken: Vec<String>,
    /// The place in the source of each place of `text`.
    pub(super) places: Places,
}

impl Values {
    pub(super) fn taken_from(text: &str) -> Self {
        let mut prefix = "hkvalue".to_owned();
        while text.contains(&prefix) {
            prefix.push('q');
        }
        let mut taken = Self { text: String::new(), prefix, taken: Vec::new(), places: Places::default() };
        let mut from = 0;
        for piece in pieces(text) {
            let (range, tag) = match &piece {
                Piece::Raw(range, ..) | Piece::Comment(range, _) | Piece::Declaration(range) => {
                    (range.clone(), None)
                }
                Piece::Tag(tag) => (tag.range.clone(), Some(tag)),
            };
            taken.copy(text, from..range.start, &SIGNS);
            from = range.end;
            match piece {
                // A `<` in a style sheet stays one; in words it is the sign.
                Piece::Raw(_, name, _) if name == "mj-style" || name == "style" => {
                    taken.copy(text, range, &[("<", "<"), (">", ">")]);
                }
                Piece::Raw(..) => taken.copy(text, range, &SIGNS),
                Piece::Comment(..) => taken.copy(text, range, &[]),
                Piece::Declaration(_) if text[range.clone()].starts_with("<![") => taken.whole(text, range),
                // `<?xml … ?>` and `<!DOCTYPE mjml>` say nothing that a mail program asks for.
                Piece::Declaration(_) => {}
                Piece::Tag(_) => from = tag.map_or(from, |tag| taken.tag(text, tag)),
            }
        }
        taken.copy(text, from..text.len(), &SIGNS);
        taken
    }

    /// Takes unusual values out of a tag, and returns where it ends.
    fn tag(&mut self, text: &str, tag: &Tag<'_>) -> usize {
        let mut from = tag.range.start;
        for attribute in &tag.attributes {
            let (value, range) = (attribute.value, attribute.value_range());
            let quoted = text[..range.start].ends_with(['"', '\'']);
            if range.start < from || quoted && is_plain(value) {
                continue;
            }
            self.copy(text, from..range.start, &[]);
            self.places.push(self.text.len(), range.start);
            let word = if is_plain(value) {
                value.to_owned()
            } else {
                self.word(&tag.name, &attribute.name.to_ascii_lowercase(), value)
            };
            if quoted {
                self.text.push_str(&word);
            } else {
                let sign = if text[..range.start].trim_end().ends_with('=') { "" } else { "=" };
                for part in [sign, "\"", &word, "\""] {
                    self.text.push_str(part);
                }
            }
            from = range.end;
        }
        self.copy(text, from..tag.range.end, &[]);
        tag.range.end
    }

    /// Goes on with a piece of the text. Signs that the library's parser stumbles over are taken out: `>` behind a Japanese letter
    /// stops it, and `<` that begins no tag.
    fn copy(&mut self, text: &str, range: Range<usize>, signs: &[(&str, &str)]) {
        let mut from = range.start;
        while let Some(at) =
            text[from..range.end].find(['<', '>']).filter(|_| !signs.is_empty()).map(|at| from + at)
        {
            self.places.push(self.text.len(), from);
            self.text.push_str(&text[from..at]);
            self.places.push(self.text.len(), at);
            let sign = signs
                .iter()
                .find(|(sign, _)| text[at..].starts_with(sign))
                .map_or(">", |(_, instead)| instead);
            let word = self.stand_in(sign);
            self.text.push_str(&word);
            from = at + 1;
        }
        self.places.push(self.text.len(), from);
        self.text.push_str(&text[from..range.end]);
    }

    /// A piece that the library does not see at all.
    fn whole(&mut self, text: &str, range: Range<usize>) {
        self.places.push(self.text.len(), range.start);
        let word = self.stand_in(&text[range]);
        self.text.push_str(&word);
    }

    /// The stand-in for a value while the library has it.
    fn word(&mut self, element: &str, attribute: &str, value: &str) -> String {
        let folded = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        // Of MJML's own attributes only blanks are unusual here, and there they mean nothing.
        if element.starts_with("mj") && is_plain(&folded) && !is_verbatim(attribute) {
            return folded;
        }
        if NAMES.contains(&attribute) || (element == "mj-class" && attribute == "name") {
            let names = folded
                .split(' ')
                .map(|name| if is_plain(name) { name.to_owned() } else { self.stand_in(name) });
            return names.collect::<Vec<_>>().join(" ");
        }
        self.stand_in(value)
    }

    /// The same value has the same word wherever it stands.
    fn stand_in(&mut self, value: &str) -> String {
        let known = self.taken.iter().position(|it| it == value);
        let index = known.unwrap_or_else(|| {
            self.taken.push(value.to_owned());
            self.taken.len() - 1
        });
        format!("{}{index}z", self.prefix)
    }

    pub(super) fn put_back(&self, html: &str) -> String {
        let mut result = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(&self.prefix) {
            let after = &rest[at + self.prefix.len()..];
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let value = after[..digits].parse::<usize>().ok().and_then(|index| self.taken.get(index));
            result.push_str(&rest[..at]);
            if let Some(value) = value.filter(|_| after[digits..].starts_with('z')) {
                result.push_str(&value.replace('"', "&quot;"));
                rest = &after[digits + 1..];
            } else {
                result.push_str(&self.prefix);
                rest = after;
            }
        }
        result.push_str(rest);
        result
    }
}

/// Whether the library writes a value as it stands.
fn is_plain(value: &str) -> bool {
    value.chars().all(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '<' | '>'))
}

/// Whether blanks in an attribute of MJML are its author's: addresses and words.
fn is_verbatim(attribute: &str) -> bool {
    attribute.ends_with("href")
        || attribute.ends_with("src")
        || attribute.ends_with("url")
        || matches!(attribute, "alt" | "title")
}
