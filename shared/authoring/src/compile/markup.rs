//! Tags and comments of HTML or MJML as they are written, with their places (HTML Living Standard §13.2.5).
//!
//! The parser of `tree` says what a mail is; this says where in the author's text it stands, and sees what the parser swallows.

use mail::markup::tags::{comment_length, raw_length, tag};
use std::ops::Range;

pub(crate) use mail::markup::tags::Tag;

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
pub(crate) enum Piece<'a> {
    /// `<!-- … -->`; where it stands, and whether it ends.
    Comment(Range<usize>, bool),
    /// `<!DOCTYPE …>`, `<![if !mso]>`, `<?xml …?>`, `</重要>`: no mail program shows it.
    Declaration(Range<usize>),
    /// `<p …>` or `</p>`.
    Tag(Tag<'a>),
    /// The content of an element whose content is no markup, the element's name, and whether it ends.
    Raw(Range<usize>, String, bool),
}

/// All tags, comments and raw contents, in their order.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[found + 1..];
        if rest.starts_with("!--") {
            let length = comment_length(&text[found..]);
            at = length.map_or(text.len(), |length| found + length);
            pieces.push(Piece::Comment(found..at, length.is_some()));
        } else if let Some(tag) = tag(text, found) {
            at = tag.range.end;
            let is_empty = tag.closes_itself && tag.name.starts_with("mj-");
            let raw = !tag.closes && tag.ends && !is_empty && RAW.contains(&tag.name.as_str());
            let raw = raw.then(|| tag.name.clone());
            pieces.push(Piece::Tag(tag));
            if let Some(name) = raw {
                let length = raw_length(&text[at..], &name);
                let range = at..length.map_or(text.len(), |length| at + length);
                at = range.end;
                pieces.push(Piece::Raw(range, name, length.is_some()));
            }
        } else if rest.starts_with(['!', '?']) || rest.starts_with('/') && !rest.starts_with("/>") {
            // `</重要>` is a comment to a parser as well.
            at = text[found..].find('>').map_or(text.len(), |end| found + end + 1);
            pieces.push(Piece::Declaration(found..at));
        } else {
            at = found + 1;
        }
    }
    pieces
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
