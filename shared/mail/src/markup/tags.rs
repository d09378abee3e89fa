//! One tag, comment or raw content of HTML, read from its beginning to its end (HTML Living Standard §13.2.5), as far as mails need
//! it. Readers of whole texts walk from one to the next; they know what each of them means.

use std::ops::Range;

/// One attribute of a tag, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its name, in the author's letters.
    pub name: &'a str,
    /// The beginning of the name, in bytes.
    pub at: usize,
    /// Its value without quotation marks; character references are not decoded.
    pub value: &'a str,
    /// The beginning of the value, in bytes.
    pub value_at: usize,
}

impl Attribute<'_> {
    /// Whether it has this name; letters of either case are the same.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The place of the value, in bytes.
    pub fn value_range(&self) -> Range<usize> {
        self.value_at..self.value_at + self.value.len()
    }
}

/// A tag as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its place, from its `<` to behind its `>`, in bytes.
    pub range: Range<usize>,
    /// Its name in small letters.
    pub name: String,
    /// True for `</p>`.
    pub closes: bool,
    /// True for `<p />`.
    pub closes_itself: bool,
    /// Whether its `>` was found.
    pub ends: bool,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute<'a>>,
}

impl<'a> Tag<'a> {
    /// The value of the first attribute with this name.
    pub fn value(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|it| it.is(name)).map(|it| it.value)
    }
}

/// The tag that begins with the `<` at this place; `None` if the `<` begins no tag.
pub fn tag(html: &str, at: usize) -> Option<Tag<'_>> {
    let rest = html.get(at..)?.strip_prefix('<')?;
    let (closes, inside) = rest.strip_prefix('/').map_or((false, rest), |inside| (true, inside));
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = inside.find(ends_name).unwrap_or(inside.len());
    let from = html.len() - inside.len() + length;
    let mut tag = Tag {
        range: at..from,
        name: inside[..length].to_ascii_lowercase(),
        closes,
        closes_itself: false,
        ends: false,
        attributes: Vec::new(),
    };
    let mut end = from;
    loop {
        end += skip(&html[end..], |c| c.is_ascii_whitespace() || c == '/');
        tag.closes_itself = html[..end].ends_with('/');
        tag.ends = html[end..].starts_with('>');
        if tag.ends || end >= html.len() {
            break;
        }
        let (attribute, behind) = attribute(html, end);
        tag.attributes.push(attribute);
        end = behind;
    }
    tag.range.end = end + usize::from(tag.ends);
    Some(tag)
}

/// Reads one attribute, and returns the end of it, too.
fn attribute(html: &str, at: usize) -> (Attribute<'_>, usize) {
    // A `=` at the beginning belongs to the name.
    let first = html[at..].chars().next().map_or(1, char::len_utf8);
    let rest = &html[at + first..];
    let end = at + first + rest.find(|c: char| ends_name(c) || c == '=').unwrap_or(rest.len());
    let name = &html[at..end];
    let behind = end + skip(&html[end..], |c| c.is_ascii_whitespace());
    let Some(value) = html[behind..].strip_prefix('=') else {
        return (Attribute { name, at, value: "", value_at: end }, end);
    };
    let from = behind + 1 + skip(value, |c| c.is_ascii_whitespace());
    let (start, length, after) = value_of(&html[from..]);
    let value_at = from + start;
    (Attribute { name, at, value: &html[value_at..value_at + length], value_at }, from + after)
}

/// The beginning of the value within the text, its length, and the beginning of the text that follows.
fn value_of(text: &str) -> (usize, usize, usize) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            let length = inside.find(quote).unwrap_or(inside.len());
            return (1, length, (length + 2).min(text.len()));
        }
    }
    let length = text.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(text.len());
    (0, length, length)
}

/// The length of the comment that begins with `<!--` here, its end included; `None` if it never ends.
pub fn comment_length(html: &str) -> Option<usize> {
    let inside = html.get(4..)?;
    if inside.starts_with('>') || inside.starts_with("->") {
        return inside.find('>').map(|at| at + 5);
    }
    let ends = [inside.find("-->").map(|at| at + 7), inside.find("--!>").map(|at| at + 8)];
    ends.into_iter().flatten().min()
}

/// The length of the content of an element in which tags mean nothing, up to its end tag; `None` if that never comes.
pub fn raw_length(rest: &str, element: &str) -> Option<usize> {
    let mut ends = rest.match_indices("</").map(|(at, _)| at);
    ends.find(|at| {
        let name = rest.get(at + 2..at + 2 + element.len());
        let after = rest.get(at + 2 + element.len()..).unwrap_or_default();
        name.is_some_and(|name| name.eq_ignore_ascii_case(element))
            && (after.is_empty() || after.starts_with(ends_name))
    })
}

fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '/' | '>')
}

fn skip(text: &str, with: impl Fn(char) -> bool) -> usize {
    text.find(|c| !with(c)).unwrap_or(text.len())
}
