//! One file of a mail as the rules read it: its template tags, its markup, and what of it a person would see, each sign with its
//! place in the author's file.

use crate::compile::markdown::Prepared;
use crate::finding::Finding;
use crate::lines::Lines;
use crate::placeholders::{Tag, tags};
use cadence::wording::Text;
use mail::markup::{Piece, decoded, pieces};
use pulldown_cmark::{Event, TagEnd};
use std::ops::Range;

/// The language a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// HTML or MJML.
    Markup,
    /// Markdown.
    Markdown,
    /// Subject, preheader, text part.
    Plain,
}

/// Stands for a template tag among the signs of a text.
pub(crate) const TAG: char = '\u{FFFC}';

/// A file of a mail.
pub(crate) struct Reading<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    pub(crate) kind: Kind,
    pub(crate) tags: Vec<Tag<'a>>,
    /// The Markdown, with a letter for every byte of a tag.
    markdown: Option<Prepared>,
    /// The text with a letter for every byte of a tag, and blank where no markup is.
    markup: String,
    lines: Lines<'a>,
}

/// A sign of a text, and where it stands.
pub(crate) type Sign = (char, usize);

impl<'a> Reading<'a> {
    pub(crate) fn of(path: &'a str, text: &'a str) -> Self {
        let kind = match path.rsplit('/').next() {
            Some("body.html" | "body.mjml") => Kind::Markup,
            Some("body.md") => Kind::Markdown,
            Some(_) | None => Kind::Plain,
        };
        let tags = tags(text);
        let masked = masked(text, &tags, kind);
        let markdown = (kind == Kind::Markdown).then(|| Prepared::of(&masked));
        let markup = match (kind, &markdown) {
            (Kind::Markup, _) => masked,
            (_, Some(prepared)) => only_markup(&masked, prepared),
            (Kind::Plain | Kind::Markdown, None) => String::new(),
        };
        Self { path, text, kind, tags, markdown, markup, lines: Lines::of(text) }
    }

    /// A finding at a place of this file, in bytes.
    pub(crate) fn finding(
        &self,
        rule: &'static str,
        at: usize,
        message: impl Into<Text>,
        remedy: impl Into<Text>,
    ) -> Finding {
        Finding::new(rule, self.path, message, remedy).on(self.lines.place(at))
    }

    /// Its markup in pieces; places are those of the file, texts are masked.
    pub(crate) fn pieces(&self) -> Vec<Piece<'_>> {
        pieces(&self.markup)
    }

    /// The author's text where a masked text stands.
    pub(crate) fn written(&self, at: usize, length: usize) -> &'a str {
        self.text.get(at..at + length).unwrap_or_default()
    }

    /// The Markdown as the compiler reads it, with its places, tags masked; nothing in other files.
    pub(crate) fn markdown(&self) -> Vec<(Event<'_>, Range<usize>)> {
        self.markdown.as_ref().map(Prepared::events).unwrap_or_default()
    }

    /// The tag that covers a place.
    pub(crate) fn tag_at(&self, at: usize) -> Option<Tag<'a>> {
        let after = self.tags.partition_point(|tag| tag.start <= at);
        let tag = self.tags.get(after.checked_sub(1)?)?;
        (at < tag.start + tag.text.len()).then_some(*tag)
    }

    /// All that is written, markup too, but for code, styles and comments; a line break stands for what was left out.
    pub(crate) fn all_signs(&self) -> Vec<Sign> {
        let mut signs = Vec::with_capacity(self.text.len());
        let mut from = 0;
        for hidden in self.hidden() {
            if hidden.start >= from {
                self.add(from..hidden.start, &mut signs);
                signs.push(('\n', hidden.start));
                from = hidden.end;
            }
        }
        self.add(from..self.text.len(), &mut signs);
        signs
    }

    /// The visible text: elements and emphasis within a line leave no trace, others a line break.
    pub(crate) fn seen_signs(&self) -> Vec<Sign> {
        match self.kind {
            Kind::Plain => self.all_signs(),
            Kind::Markup => self.seen_in_markup(),
            Kind::Markdown => self.seen_in_markdown(),
        }
    }

    fn seen_in_markup(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        let mut code = 0_usize;
        for piece in self.pieces() {
            match piece {
                Piece::Text { at, text } if code == 0 => self.add(at..at + text.len(), &mut signs),
                Piece::Raw { at, text, element } if element == "title" || element == "mj-title" => {
                    self.add(at..at + text.len(), &mut signs);
                }
                Piece::Open { at, name, .. } => {
                    code += usize::from(is_code(&name));
                    if !is_inline(&name) {
                        signs.push(('\n', at));
                    }
                }
                Piece::Close { at, name } => {
                    code = code.saturating_sub(usize::from(is_code(&name)));
                    if !is_inline(&name) {
                        signs.push(('\n', at));
                    }
                }
                Piece::Text { .. } | Piece::Raw { .. } | Piece::Comment { .. } => {}
            }
        }
        signs
    }

    fn seen_in_markdown(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        let mut code = false;
        for (event, range) in self.markdown() {
            match event {
                Event::Text(_) if !code => self.add(range, &mut signs),
                Event::Start(pulldown_cmark::Tag::CodeBlock(_)) => code = true,
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Start(tag) if !is_span(tag.to_end()) => signs.push(('\n', range.start)),
                Event::End(tag) if !is_span(tag) => signs.push(('\n', range.end)),
                Event::SoftBreak | Event::HardBreak | Event::Rule | Event::Code(_) => {
                    signs.push(('\n', range.start));
                }
                Event::Text(_)
                | Event::Start(_)
                | Event::End(_)
                | Event::Html(_)
                | Event::InlineHtml(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::FootnoteReference(_)
                | Event::TaskListMarker(_) => {}
            }
        }
        signs
    }

    /// The signs of a part of the file: tags as one sign, references decoded in markup, invisible ones left out.
    pub(crate) fn add(&self, range: Range<usize>, signs: &mut Vec<Sign>) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let plain = |character: (usize, char)| (character.1, character.0);
        let found: Vec<Sign> = match self.kind {
            Kind::Plain => text.char_indices().map(plain).collect(),
            Kind::Markup | Kind::Markdown => decoded(text),
        };
        for (character, at) in found {
            let at = range.start + at;
            match self.tag_at(at) {
                Some(tag) if tag.start == at || signs.last().is_none_or(|last| last.1 != tag.start) => {
                    signs.push((TAG, tag.start));
                }
                Some(_) => {}
                None if is_invisible(character) => {}
                None => signs.push((character, at)),
            }
        }
    }

    /// Code, styles, scripts and comments.
    fn hidden(&self) -> Vec<Range<usize>> {
        let mut hidden = Vec::new();
        let mut code: Option<usize> = None;
        for piece in self.pieces() {
            match piece {
                // `<?= $name ?>` is a comment to browsers, and a left-over to its author.
                Piece::Comment { at, text } if !text.starts_with("<?") || text.starts_with("<?xml") => {
                    hidden.push(at..at + text.len());
                }
                Piece::Raw { at, text, element } if !element.ends_with("title") => {
                    hidden.push(at..at + text.len());
                }
                Piece::Open { at, name, .. } if is_code(&name) => {
                    code.get_or_insert(at);
                }
                Piece::Close { at, name } if is_code(&name) => {
                    hidden.extend(code.take().map(|start| start..at));
                }
                Piece::Text { .. }
                | Piece::Raw { .. }
                | Piece::Open { .. }
                | Piece::Close { .. }
                | Piece::Comment { .. } => {}
            }
        }
        for (event, range) in self.markdown() {
            if matches!(event, Event::Code(_) | Event::Start(pulldown_cmark::Tag::CodeBlock(_))) {
                hidden.push(range);
            }
        }
        hidden.sort_by_key(|range| range.start);
        hidden
    }
}

/// The text with as many letters as it has bytes in place of each tag. Between attributes of markup a block tag is a blank.
fn masked(text: &str, tags: &[Tag<'_>], kind: Kind) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for tag in tags {
        let sign = if tag.is_value() || kind == Kind::Markdown { "x" } else { " " };
        masked.push_str(&text[from..tag.start]);
        masked.push_str(&sign.repeat(tag.text.len()));
        from = tag.start + tag.text.len();
    }
    masked.push_str(&text[from..]);
    masked
}

/// Blanks in place of all that is no HTML in a Markdown text. The content of a style or script is HTML, whatever Markdown sees.
fn only_markup(masked: &str, prepared: &Prepared) -> String {
    let mut markup = String::with_capacity(masked.len());
    let mut raw = false;
    for (event, range) in prepared.events() {
        let html = matches!(event, Event::Html(_) | Event::InlineHtml(_));
        let Some(written) = masked.get(range.clone()).filter(|_| html && range.start >= markup.len()) else {
            continue;
        };
        if raw {
            markup.push_str(&masked[markup.len()..range.start]);
        } else {
            markup.push_str(&" ".repeat(range.start - markup.len()));
        }
        markup.push_str(written);
        let lower = written.to_ascii_lowercase();
        raw = matches!(event, Event::InlineHtml(_))
            && ["<style", "<script"].iter().any(|it| lower.starts_with(it));
    }
    markup
}

fn is_span(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

fn is_code(element: &str) -> bool {
    matches!(element, "code" | "pre" | "kbd" | "samp")
}

/// Elements that break no line.
fn is_inline(element: &str) -> bool {
    const INLINE: [&str; 24] = [
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "del", "em", "font", "i", "ins", "mark", "o:p", "q",
        "s", "small", "span", "strike", "strong", "sub", "sup", "u", "wbr",
    ];
    INLINE.contains(&element)
}

/// Signs without width, which hide in words: soft hyphen, zero-width space and joiners, marks of direction, byte order mark.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
