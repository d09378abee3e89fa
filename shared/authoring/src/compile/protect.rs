//! Template tags are taken out of a text while HTML tools pass over it, and put back afterwards.
//!
//! HTML parsing would move `{% for %}` out of tables (foster parenting) and escape quotation marks inside attributes. A
//! word stands for a tag where text may stand, a comment where only elements may.

use std::fmt::Write as _;

/// How the text around the tags is written.
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
}

/// A tag found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Where it begins, in bytes.
    pub(crate) start: usize,
    /// The whole tag with its braces.
    pub(crate) text: &'a str,
}

impl Tag<'_> {
    /// `{{ … }}`
    pub(crate) fn is_value(&self) -> bool {
        self.text.starts_with("{{")
    }

    /// `{# … #}`
    fn is_remark(&self) -> bool {
        self.text.starts_with("{#")
    }
}

/// All template tags of a text in order; a tag that never ends is none.
pub(crate) fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(found) = source[from..].find('{') {
        let start = from + found;
        match tag_at(&source[start..]) {
            Some(length) => {
                tags.push(Tag { start, text: &source[start..start + length] });
                from = start + length;
            }
            None => from = start + 1,
        }
    }
    tags
}

/// The length of the tag that begins here. An end inside a quoted text does not count.
fn tag_at(rest: &str) -> Option<usize> {
    let end = match rest.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        "{#" => return rest.find("#}").map(|at| at + 2),
        _ => return None,
    };
    let mut quote = None;
    for (at, character) in rest.char_indices().skip(2) {
        match (quote, character) {
            (Some(open), found) if open == found => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, _) if rest[at..].starts_with(end) => return Some(at + 2),
            (Some(_) | None, _) => {}
        }
    }
    // An apostrophe that opens nothing must not swallow the rest of the mail.
    rest.find(end).map(|at| at + 2)
}

impl Protected {
    /// Takes the tags out.
    pub(crate) fn new(source: &str, syntax: Syntax) -> Self {
        let mut prefix = "hktag".to_owned();
        while source.contains(&prefix) {
            prefix.push('q');
        }
        let mut protected = Self { text: String::with_capacity(source.len()), prefix, tags: Vec::new() };
        let mut markup = Markup::default();
        let mut from = 0;
        for tag in tags(source) {
            let between = &source[from..tag.start];
            markup.pass(between);
            protected.text.push_str(between);
            from = tag.start + tag.text.len();
            if tag.is_remark() {
                continue;
            }
            let as_comment = !tag.is_value()
                && match syntax {
                    Syntax::Markup => markup.between_elements(),
                    Syntax::Markdown => alone_in_line(source, tag),
                };
            protected.push(tag.text, as_comment);
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

    /// Comments become words, so that tools that drop comments keep them; in tables the word gets a cell of its own.
    pub(crate) fn comments_to_words(&self, html: &str) -> String {
        let open = format!("<!--{}", self.prefix);
        let mut result = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(&open) {
            result.push_str(&rest[..at]);
            let after = &rest[at + 4..];
            let Some(end) = after.find("-->") else { break };
            let in_table = in_table_structure(&result);
            let (before, behind) = if in_table { ("<td>", "</td>") } else { ("", "") };
            let _ = write!(result, "{before}{}{behind}", &after[..end]);
            rest = &after[end + 3..];
        }
        result.push_str(rest);
        result
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
        let mut words = line.split_whitespace().peekable();
        words.peek().is_some() && words.all(|word| self.tag_of(word).is_some_and(|tag| tag.starts_with("{%")))
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

fn alone_in_line(source: &str, tag: Tag<'_>) -> bool {
    let before = source[..tag.start].rsplit('\n').next().unwrap_or_default();
    let after = source[tag.start + tag.text.len()..].split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}

/// Whether what comes next stands directly in a table, between rows or cells, where text may not stand.
fn in_table_structure(before: &str) -> bool {
    let before = before.trim_end();
    let Some(tag) = before.ends_with('>').then(|| before.rfind('<')).flatten() else { return false };
    let name: String =
        before[tag + 1..].chars().take_while(|c| *c == '/' || c.is_ascii_alphanumeric()).collect();
    let inside =
        ["table", "tbody", "/tbody", "thead", "/thead", "tfoot", "/tfoot", "tr", "/tr", "/td", "/th"];
    inside.contains(&name.to_ascii_lowercase().as_str())
}

/// Where in HTML or MJML one is.
#[derive(Debug, Default)]
enum Markup {
    #[default]
    Text,
    Tag {
        name: String,
        quote: Option<char>,
    },
    Comment,
    /// The content of an element that is not markup, such as `style`.
    Raw {
        name: String,
    },
}

const RAW: [&str; 7] = ["style", "script", "title", "textarea", "mj-style", "mj-title", "mj-preview"];

impl Markup {
    fn between_elements(&self) -> bool {
        matches!(self, Self::Text)
    }

    fn pass(&mut self, text: &str) {
        for (at, character) in text.char_indices() {
            self.step(character, &text[at..]);
        }
    }

    /// One character further; `rest` begins with it.
    fn step(&mut self, character: char, rest: &str) {
        match self {
            Self::Text => {
                if rest.starts_with("<!--") {
                    *self = Self::Comment;
                } else if character == '<' {
                    *self = Self::Tag { name: name_of(&rest[1..]), quote: None };
                }
            }
            Self::Comment => {
                if rest.starts_with("-->") {
                    *self = Self::Text;
                }
            }
            Self::Tag { name, quote } => match (*quote, character) {
                (Some(open), found) if open == found => *quote = None,
                (None, '"' | '\'') => *quote = Some(character),
                (None, '>') if RAW.contains(&name.as_str()) => {
                    *self = Self::Raw { name: std::mem::take(name) }
                }
                (None, '>') => *self = Self::Text,
                (Some(_) | None, _) => {}
            },
            Self::Raw { name } => {
                if rest.strip_prefix("</").is_some_and(|rest| name_of(rest) == *name) {
                    *self = Self::Tag { name: format!("/{name}"), quote: None };
                }
            }
        }
    }
}

fn name_of(rest: &str) -> String {
    let name = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '!'));
    name.collect::<String>().to_ascii_lowercase()
}
