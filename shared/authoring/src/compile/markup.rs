//! Tags and comments of HTML or MJML as they are written, with their places (HTML Living Standard §13.2.5).
//!
//! The parser of `tree` says what a mail is; this says where in the author's text it stands, and sees what the parser swallows.

use std::ops::Range;

/// Elements whose content is no markup.
const RAW: [&str; 12] = [
    "style",
    "script",
    "title",
    "textarea",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "mj-style",
    "mj-title",
    "mj-preview",
    "plaintext",
];

/// A piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// `<!-- … -->`; where it stands, and whether it ends.
    Comment(Range<usize>, bool),
    /// `<!DOCTYPE …>`, `<![if !mso]>`, `<?xml …?>`: no mail program shows it.
    Declaration(Range<usize>),
    /// `<p …>` or `</p>`.
    Tag(Tag),
    /// The content of an element whose content is no markup, the element's name, and whether it ends.
    Raw(Range<usize>, String, bool),
}

/// A tag as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its place.
    pub(crate) range: Range<usize>,
    /// Its name in lower case.
    pub(crate) name: String,
    /// `</p>`
    pub(crate) closes: bool,
    /// `<p />`
    pub(crate) is_empty: bool,
    /// Whether its `>` was found.
    pub(crate) ends: bool,
    /// Names and where the values stand, without quotes.
    pub(crate) attributes: Vec<(String, Range<usize>)>,
}

/// All tags, comments and raw contents, in their order.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[found + 1..];
        if rest.starts_with("!--") {
            let end = comment_end(text, found);
            at = end.unwrap_or(text.len());
            pieces.push(Piece::Comment(found..at, end.is_some()));
        } else if rest.strip_prefix('/').unwrap_or(rest).starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = tag(text, found);
            at = tag.range.end;
            let raw = (!tag.closes && tag.ends && RAW.contains(&tag.name.as_str())).then(|| tag.name.clone());
            let is_empty = tag.is_empty && tag.name.starts_with("mj-");
            pieces.push(Piece::Tag(tag));
            if let Some(name) = raw.filter(|_| !is_empty) {
                let end = raw_end(&text[at..], &name).map(|end| at + end);
                let range = at..end.unwrap_or(text.len());
                at = range.end;
                pieces.push(Piece::Raw(range, name, end.is_some()));
            }
        } else if rest.starts_with(['!', '?']) {
            at = text[found..].find('>').map_or(text.len(), |end| found + end + 1);
            pieces.push(Piece::Declaration(found..at));
        } else {
            at = found + 1;
        }
    }
    pieces
}

/// Behind the comment that begins here.
fn comment_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start + 4..];
    if rest.starts_with('>') {
        return Some(start + 5);
    }
    if rest.starts_with("->") {
        return Some(start + 6);
    }
    let usual = rest.find("-->").map(|end| end + 3);
    let odd = rest.find("--!>").map(|end| end + 4);
    [usual, odd].into_iter().flatten().min().map(|end| start + 4 + end)
}

/// The beginning of the end tag of an element whose content is no markup.
fn raw_end(text: &str, name: &str) -> Option<usize> {
    let mut ends = text.match_indices("</").map(|(at, _)| at);
    ends.find(|at| {
        let rest = &text[at + 2..];
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
    })
}

fn tag(text: &str, start: usize) -> Tag {
    let closes = text[start + 1..].starts_with('/');
    let from = start + 1 + usize::from(closes);
    let stops = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    let mut at = text[from..].find(stops).map_or(text.len(), |end| from + end);
    let mut tag = Tag {
        range: start..at,
        name: text[from..at].to_ascii_lowercase(),
        closes,
        is_empty: false,
        ends: false,
        attributes: Vec::new(),
    };
    loop {
        at = skip(text, at, |c| c.is_ascii_whitespace() || c == '/');
        tag.is_empty = text[..at].ends_with('/');
        match text[at..].chars().next() {
            None => break,
            Some('>') => {
                at += 1;
                tag.ends = true;
                break;
            }
            Some(_) => at = attribute(text, at, &mut tag),
        }
    }
    tag.range.end = at;
    tag
}

/// Reads one attribute, and returns where it ends.
fn attribute(text: &str, start: usize, tag: &mut Tag) -> usize {
    let first = text[start..].chars().next().map_or(0, char::len_utf8);
    let end = skip(text, start + first, |c| !c.is_ascii_whitespace() && !matches!(c, '/' | '>' | '='));
    let name = text[start..end].to_ascii_lowercase();
    let equals = skip(text, end, |c| c.is_ascii_whitespace());
    if !text[equals..].starts_with('=') {
        tag.attributes.push((name, end..end));
        return end;
    }
    let from = skip(text, equals + 1, |c| c.is_ascii_whitespace());
    let quote = text[from..].chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let end = skip(text, from, |c| !c.is_ascii_whitespace() && c != '>');
        tag.attributes.push((name, from..end));
        return end;
    };
    let end = text[from + 1..].find(quote).map(|end| from + 1 + end);
    tag.attributes.push((name, from + 1..end.unwrap_or(text.len())));
    end.map_or(text.len(), |end| end + 1)
}

fn skip(text: &str, from: usize, passes: impl Fn(char) -> bool) -> usize {
    text[from..].find(|c: char| !passes(c)).map_or(text.len(), |end| from + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_where_a_mail_program_ends_them() {
        let text = "a < b <img alt=\"A > B\" src='x'/><p class=x>t</p><!-- <i> --><style>p > a {}</style>";
        let tags: Vec<_> = pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Tag(tag) => text[tag.range].to_owned(),
                Piece::Comment(range, _) | Piece::Raw(range, _, _) | Piece::Declaration(range) => {
                    text[range].to_owned()
                }
            })
            .collect();
        assert_eq!(
            tags,
            [
                "<img alt=\"A > B\" src='x'/>",
                "<p class=x>",
                "</p>",
                "<!-- <i> -->",
                "<style>",
                "p > a {}",
                "</style>"
            ]
        );
    }

    #[test]
    fn a_text_cut_off_anywhere_has_its_pieces() {
        let text = "<p あ=\"い\" b = 'う' c=d/ e>x</p><!-- a --!><title>b</title><mj-title />あ<";
        for (at, _) in text.char_indices() {
            for piece in pieces(&text[..at]) {
                let (Piece::Tag(Tag { range, .. })
                | Piece::Comment(range, _)
                | Piece::Raw(range, _, _)
                | Piece::Declaration(range)) = piece;
                assert!(text.get(range).is_some());
            }
        }
    }
}
