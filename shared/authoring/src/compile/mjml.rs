//! MJML into HTML. The MJML library writes attribute values as Rust writes texts for programmers (`\u{3000}`, `\n`); values
//! that it would spoil are taken out before and put back afterwards, as template tags are.

use super::balance::unbalanced;
use super::html::{Broken, code};
use super::markup::{Piece, Tag, pieces};
use super::places::Places;
use super::protect::Protected;
use cadence::sequence::Language;
use mrml::prelude::parser::Error as MjmlError;
use mrml::prelude::render::RenderOptions;
use std::collections::HashMap;
use std::ops::Range;

/// The HTML of an MJML document whose template tags are taken out.
pub(crate) fn document(protected: &Protected, language: Language) -> Result<String, Broken> {
    let text = &protected.text;
    if let Some((at, reason)) = unbalanced(text, false) {
        return Err(Broken::at(reason, at));
    }
    let values = Values::taken_from(text);
    let root = mrml::parse(&values.text).map_err(|error| broken(&error, text, &values))?;
    // Without the table of web fonts no mail loads anything from a font server unless its author says so.
    let options = RenderOptions { fonts: HashMap::new(), ..RenderOptions::default() };
    let html = root.element.render(&options);
    let html = html.map_err(|error| Broken::at(format!("the MJML cannot be rendered: {error}"), 0))?;
    // A mail whose MJML does not say its language has the sequence's.
    let html = html.replacen("lang=\"und\"", &format!("lang=\"{}\"", code(language)), 2);
    Ok(values.put_back(&html))
}

/// The library's error, and its place in the text without template tags.
fn broken(error: &MjmlError, text: &str, values: &Values) -> Broken {
    let told = match error {
        MjmlError::UnexpectedElement { position, .. }
        | MjmlError::UnexpectedToken { position, .. }
        | MjmlError::MissingAttribute { position, .. }
        | MjmlError::InvalidAttribute { position, .. }
        | MjmlError::InvalidFormat { position, .. }
        | MjmlError::IncludeLoaderError { position, .. } => Some(position.start),
        MjmlError::ParserError { source, .. } => {
            let place = source.pos();
            Some(offset(&values.text, place.row, place.col))
        }
        MjmlError::EndOfStream { .. } | MjmlError::SizeLimit { .. } | MjmlError::NoRootNode => None,
    };
    let element = unbalanced(text, true);
    let at = told.map(|at| values.places.source(at)).or(element.as_ref().map(|(at, _)| *at));
    let why = element.filter(|(place, _)| at.is_none_or(|at| *place <= at)).map(|(_, reason)| reason);
    let position = error.to_string();
    let said = position.split(" in root template").next().unwrap_or_default();
    let named = at.and_then(|at| {
        let rest = text.get(at..)?;
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
        rest.starts_with('<').then(|| format!(" at {}>", &rest[..end]))
    });
    let reason = why.map_or_else(
        || format!("the MJML cannot be read: {said}{}", named.unwrap_or_default()),
        |why| format!("the MJML cannot be read: {why}"),
    );
    Broken::at(reason, at.unwrap_or(0))
}

/// The place in bytes of a line and a column, both from 1.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let (line, column) = (usize::try_from(line).unwrap_or(1), usize::try_from(column).unwrap_or(1));
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

/// Attributes whose value is a list of names, each of which may be said elsewhere.
const NAMES: [&str; 3] = ["mj-class", "css-class", "class"];

/// A text whose unusual attribute values are replaced by words.
struct Values {
    text: String,
    prefix: String,
    taken: Vec<String>,
    places: Places,
}

impl Values {
    fn taken_from(text: &str) -> Self {
        let mut prefix = "hkvalue".to_owned();
        while text.contains(&prefix) {
            prefix.push('q');
        }
        let mut taken = Self { text: String::new(), prefix, taken: Vec::new(), places: Places::default() };
        let mut from = 0;
        for piece in pieces(text) {
            match piece {
                Piece::Raw(range, ..) => {
                    taken.copy(text, from..range.start, true);
                    taken.copy(text, range.clone(), true);
                    from = range.end;
                }
                Piece::Comment(range, _) | Piece::Declaration(range) => {
                    taken.copy(text, from..range.start, true);
                    taken.copy(text, range.clone(), false);
                    from = range.end;
                }
                Piece::Tag(tag) => {
                    taken.copy(text, from..tag.range.start, true);
                    from = taken.tag(text, &tag);
                }
            }
        }
        taken.copy(text, from..text.len(), true);
        taken
    }

    /// Takes unusual values out of a tag, and returns where it ends.
    fn tag(&mut self, text: &str, tag: &Tag<'_>) -> usize {
        let mut from = tag.range.start;
        for attribute in &tag.attributes {
            let (value, range) = (attribute.value, attribute.value_range());
            if is_plain(value) || range.start < from {
                continue;
            }
            self.copy(text, from..range.start, false);
            self.places.push(self.text.len(), range.start);
            let word = self.word(&tag.name, &attribute.name.to_ascii_lowercase(), value);
            self.text.push_str(&word);
            from = range.end;
        }
        self.copy(text, from..tag.range.end, false);
        tag.range.end
    }

    /// Goes on with a piece of the text. A `>` among words is taken out: behind a Japanese letter it stops the library's parser.
    fn copy(&mut self, text: &str, range: Range<usize>, is_words: bool) {
        let mut from = range.start;
        while let Some(at) = text[from..range.end].find('>').filter(|_| is_words).map(|at| from + at) {
            self.places.push(self.text.len(), from);
            self.text.push_str(&text[from..at]);
            self.places.push(self.text.len(), at);
            let word = self.stand_in(">");
            self.text.push_str(&word);
            from = at + 1;
        }
        self.places.push(self.text.len(), from);
        self.text.push_str(&text[from..range.end]);
    }

    /// The word that stands for a value while the library has it.
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

    fn put_back(&self, html: &str) -> String {
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
