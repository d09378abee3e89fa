//! HTML as browsers cut it into tags, attributes, texts and comments, each with its place. It knows nothing of what they mean.
//!
//! After the tokenizer of the HTML standard (13.2.5), as far as mails need it. Outlook shows the content of a conditional
//! comment, so it is read like the rest; MJML is read by the same rules.

mod references;
pub mod tags;

pub use references::decoded;
pub use tags::Attribute;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The text between tags.
    Text {
        /// Its beginning, in bytes.
        at: usize,
        /// The text; character references are not decoded.
        text: &'a str,
    },
    /// The content of an element in which tags mean nothing, such as `style`.
    Raw {
        /// Its beginning, in bytes.
        at: usize,
        /// The content.
        text: &'a str,
        /// The element, in small letters.
        element: String,
    },
    /// A start tag.
    Open {
        /// The place of its `<`, in bytes.
        at: usize,
        /// The element, in small letters.
        name: String,
        /// Its attributes, in order.
        attributes: Vec<Attribute<'a>>,
    },
    /// An end tag.
    Close {
        /// The place of its `<`, in bytes.
        at: usize,
        /// The element, in small letters.
        name: String,
    },
    /// A comment, a declaration, or one end of a conditional comment.
    Comment {
        /// Its beginning, in bytes.
        at: usize,
        /// All of it.
        text: &'a str,
    },
}

/// Elements whose content is no markup.
const RAW: [&str; 10] =
    ["style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "mj-style", "mj-title"];

/// Cuts HTML into its pieces. Every byte of a text stands in exactly one of them.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<').map(|found| at + found) {
        let Some((piece, end)) = piece(html, found) else {
            at = found + 1;
            continue;
        };
        if found > from {
            pieces.push(Piece::Text { at: from, text: &html[from..found] });
        }
        let raw = match &piece {
            Piece::Open { name, .. }
                if RAW.contains(&name.as_str()) && !closes_itself(name, &html[..end]) =>
            {
                Some(name.clone())
            }
            Piece::Open { .. }
            | Piece::Text { .. }
            | Piece::Raw { .. }
            | Piece::Close { .. }
            | Piece::Comment { .. } => None,
        };
        pieces.push(piece);
        (from, at) = (end, end);
        if let Some(element) = raw {
            let rest = &html[end..];
            let text = &rest[..tags::raw_length(rest, &element).unwrap_or(rest.len())];
            (from, at) = (end + text.len(), end + text.len());
            pieces.push(Piece::Raw { at: end, text, element });
        }
    }
    if from < html.len() {
        pieces.push(Piece::Text { at: from, text: &html[from..] });
    }
    pieces
}

/// Only in MJML, which is XML, a slash ends an element.
fn closes_itself(name: &str, before: &str) -> bool {
    name.starts_with("mj-") && before.ends_with("/>")
}

/// The piece that begins with the `<` at this place, and where it ends; none if the `<` is text.
fn piece(html: &str, at: usize) -> Option<(Piece<'_>, usize)> {
    let rest = &html[at..];
    if let Some(length) = comment(rest) {
        return Some((Piece::Comment { at, text: &rest[..length] }, at + length));
    }
    let tags::Tag { range, name, closes, attributes, .. } = tags::tag(html, at)?;
    let piece = if closes { Piece::Close { at, name } } else { Piece::Open { at, name, attributes } };
    Some((piece, range.end))
}

/// The length of the comment that begins here. Of a conditional comment only its two ends are comments.
fn comment(rest: &str) -> Option<usize> {
    let end = |text: &str, mark: &str| text.find(mark).map(|at| at + mark.len());
    if let Some(inside) = rest.strip_prefix("<!--") {
        if inside.trim_start().get(..3).is_some_and(|it| it.eq_ignore_ascii_case("[if")) {
            return Some(end(rest, ">").unwrap_or(rest.len()));
        }
        return Some(tags::comment_length(rest).unwrap_or(rest.len()));
    }
    let declares = rest.starts_with("<!") || rest.starts_with("<?");
    let closes_nothing = rest.starts_with("</") && !rest[2..].starts_with(|c: char| c.is_ascii_alphabetic());
    (declares || closes_nothing).then(|| end(rest, ">").unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attributes_of(html: &str) -> Vec<(String, &str, &str)> {
        let pieces = pieces(html).into_iter();
        let tags = pieces.filter_map(|piece| match piece {
            Piece::Open { name, attributes, .. } => Some((name, attributes)),
            Piece::Text { .. } | Piece::Raw { .. } | Piece::Close { .. } | Piece::Comment { .. } => None,
        });
        tags.flat_map(|(name, attributes)| {
            attributes.into_iter().map(move |it| (name.clone(), it.name, it.value))
        })
        .collect()
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        let written =
            "<A HREF=a><a href = 'b c'><a\nhref=\"d>e\"x=y><img/src=f/onerror=g><a href=\"h\"onclick='i'/>";
        let found = attributes_of(written);
        let values: Vec<&str> = found.iter().map(|(_, _, value)| *value).collect();
        assert_eq!(values, ["a", "b c", "d>e", "y", "f/onerror=g", "h", "i"]);
        assert!(found.iter().all(|(element, ..)| element == "a" || element == "img"));
    }

    #[test]
    fn comments_hide_tags_and_conditional_comments_do_not() {
        let links = |html: &'static str| attributes_of(html).len();
        assert_eq!(links("<!-- <a href=x> --><!--><a href=y>"), 1);
        assert_eq!(
            links(
                "<!--[if mso]><v:rect href=\"x\"><![endif]--><!--[if !mso]><!--><a href=y><!--<![endif]-->"
            ),
            2
        );
        assert_eq!(links("<style>a<b href=x></style><mj-style inline=\"inline\" /><a href=y>"), 2);
        assert_eq!(links("a < b <1 <= <a href=x"), 1);
    }

    #[test]
    fn references_are_decoded_with_their_places() {
        let text: String = decoded("&#106;&#x61vascript&colon;&Tab;a&amp=b&unknown;&#;")
            .into_iter()
            .map(|it| it.0)
            .collect();
        assert_eq!(text, "javascript:\ta&=b&unknown;&#;");
        assert_eq!(decoded("あ&lt;b"), [('あ', 0), ('<', 3), ('b', 7)]);
    }

    proptest! {
        #[test]
        fn every_byte_stands_in_one_piece_in_order(html in "(?s)([<>/!a-z\"'= -]|<!--|-->|<style>|</style>|あ|.){0,60}") {
            let mut last = 0;
            for piece in pieces(&html) {
                let (Piece::Text { at, .. } | Piece::Raw { at, .. } | Piece::Open { at, .. } | Piece::Close { at, .. } | Piece::Comment { at, .. }) = piece;
                prop_assert!(at >= last);
                last = at;
            }
        }
    }
}
