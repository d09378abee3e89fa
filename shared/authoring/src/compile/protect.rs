//! Template tags are taken out of a text while HTML tools pass over it, and put back afterwards.
//!
//! HTML parsing would move `{% for %}` out of tables (foster parenting) and escape quotation marks inside attributes. A
//! word stands for a tag where text may stand, a comment where only elements may.

mod around;
mod blocks;

use super::places::Places;
use crate::placeholders::{Tag, tags};
use around::Markup;
use std::fmt::Write as _;

/// The syntax of the text around the tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// HTML or MJML: between elements a block tag becomes a comment.
    Markup,
    /// Markdown: a block tag alone in its line becomes a comment.
    Markdown,
}

/// A text whose template tags are replaced by words and comments.
#[derive(Debug, Clone)]
pub(crate) struct Protected {
    /// The text without template tags.
    pub(crate) text: String,
    prefix: String,
    tags: Vec<String>,
    places: Places,
    /// The places in `text` of tags that stand among the attributes of an element.
    pub(crate) strays: Vec<usize>,
}

impl Protected {
    /// Takes the tags out.
    pub(crate) fn new(source: &str, syntax: Syntax) -> Self {
        let mut prefix = "hktag".to_owned();
        while source.contains(&prefix) {
            prefix.push('q');
        }
        let text = String::with_capacity(source.len());
        let mut protected =
            Self { text, prefix, tags: Vec::new(), places: Places::default(), strays: Vec::new() };
        let mut markup = Markup::default();
        let all = tags(source);
        let in_lines = if syntax == Syntax::Markdown { blocks::in_lines(source, &all) } else { Vec::new() };
        let mut from = 0;
        for (index, tag) in all.iter().enumerate() {
            let between = &source[from..tag.start];
            markup.pass(between);
            protected.text.push_str(between);
            from = tag.start + tag.text.len();
            if tag.is_remark() {
                protected.places.push(protected.text.len(), from);
                continue;
            }
            if markup.between_attributes(&source[..tag.start]) {
                protected.strays.push(protected.text.len());
            }
            let in_line = in_lines.get(index).copied().unwrap_or(false);
            let as_comment = !tag.is_value()
                && match syntax {
                    Syntax::Markup => markup.between_elements(),
                    Syntax::Markdown => alone_in_line(source, *tag) && !in_line,
                };
            protected.places.push(protected.text.len(), tag.start);
            protected.push(tag.text, as_comment);
            if in_line {
                // The tag's line is none of the letter's.
                from += source[from..].find('\n').map_or(0, |end| end + 1);
            }
            protected.places.push(protected.text.len(), from);
        }
        protected.text.push_str(&source[from..]);
        protected
    }

    fn push(&mut self, tag: &str, as_comment: bool) {
        let (open, close) = if as_comment { ("<!--", "-->") } else { ("", "") };
        let index = self.tags.len();
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{open}{}{index}z{close}", self.prefix);
        self.tags.push(tag.to_owned());
    }

    /// Puts the tags back into a text that was made of this one.
    pub(crate) fn restore(&self, text: &str) -> String {
        let comments = self.each(text, "<!--", "-->", str::to_owned);
        self.each(&comments, "", "", str::to_owned)
    }

    /// The place in the source of a place in `text`.
    pub(crate) fn source_place(&self, at: usize) -> usize {
        self.places.source(at)
    }

    /// The place in the source of the first tag whose word is in the text.
    pub(crate) fn place_of_tag_in(&self, text: &str) -> Option<usize> {
        let word = self.words(text).next()?;
        self.text.find(word).map(|at| self.source_place(at))
    }

    /// Puts the tags back into plain text.
    pub(crate) fn restore_text(&self, text: &str) -> String {
        self.restore(&text.replace("{#", "{{ \"{#\" }}"))
    }

    /// The words that stand for tags, in their order.
    fn words<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        text.match_indices(self.prefix.as_str()).filter_map(|(at, _)| {
            let rest = &text[at + self.prefix.len()..];
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let word = &text[at..=at + self.prefix.len() + end];
            self.tag_of(word).map(|_| word)
        })
    }

    /// The words that stand for block tags, in their order.
    pub(crate) fn blocks<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        self.words(text).filter(|word| self.tag_of(word).is_some_and(|tag| tag.starts_with("{%")))
    }

    /// Whether the template decides about something in the text.
    pub(crate) fn has_block(&self, text: &str) -> bool {
        self.blocks(text).next().is_some()
    }

    /// Writes out the `<tbody>` that HTML implies, where a tag stands before the first row: the tag belongs inside.
    pub(crate) fn open_table_bodies(&self, html: &str) -> String {
        let comment = format!("<!--{}", self.prefix);
        let mut result = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find("<table") {
            let Some(end) = rest[at..].find('>').map(|end| at + end + 1) else { break };
            result.push_str(&rest[..end]);
            rest = &rest[end..];
            let mut next = rest.trim_start();
            let tagged = next.starts_with(&comment);
            while let Some((_, behind)) = next.strip_prefix(&comment).and_then(|it| it.split_once("-->")) {
                next = behind.trim_start();
            }
            if tagged && next.starts_with("<tr") {
                result.push_str("<tbody>");
            }
        }
        result.push_str(rest);
        result
    }

    /// Whether a line holds block tags and nothing else.
    pub(crate) fn is_block_line(&self, line: &str) -> bool {
        let blocks: usize = self.blocks(line).map(str::len).sum();
        blocks > 0
            && line.chars().filter(|it| !it.is_whitespace()).map(char::len_utf8).sum::<usize>() == blocks
    }

    fn tag_of(&self, word: &str) -> Option<&str> {
        let index = word.strip_prefix(&self.prefix)?.strip_suffix('z')?;
        self.tags.get(index.parse::<usize>().ok()?).map(String::as_str)
    }

    fn each(&self, text: &str, open: &str, close: &str, with: impl Fn(&str) -> String) -> String {
        let start = format!("{open}{}", self.prefix);
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(&start) {
            let after = &rest[at + start.len()..];
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let end = format!("z{close}");
            let tag = after[..digits].parse::<usize>().ok().and_then(|index| self.tags.get(index));
            match tag {
                Some(tag) if after[digits..].starts_with(&end) => {
                    result.push_str(&rest[..at]);
                    result.push_str(&with(tag));
                    rest = &after[digits + end.len()..];
                }
                Some(_) | None => {
                    result.push_str(&rest[..at + start.len()]);
                    rest = after;
                }
            }
        }
        result.push_str(rest);
        result
    }
}

pub(crate) fn alone_in_line(source: &str, tag: Tag<'_>) -> bool {
    let before = source[..tag.start].rsplit('\n').next().unwrap_or_default();
    let after = source[tag.start + tag.text.len()..].split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}
