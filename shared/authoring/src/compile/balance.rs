//! Elements that are opened and not closed, named with their place; the MJML parser itself only says that the end came too
//! early.

use super::markup::{Piece, pieces};
use cadence::text;
use cadence::wording::Text;

/// The first element that is not closed, or closed and not open: where, in bytes, and what is wrong. Of HTML elements only
/// `with_html` asks, and only the MJML parser wants them all closed.
pub(crate) fn unbalanced(text: &str, with_html: bool) -> Option<(usize, Text)> {
    let mut open: Vec<(usize, String)> = Vec::new();
    for piece in pieces(text) {
        let Piece::Tag(tag) = piece else { continue };
        let counts = tag.name.starts_with("mj") || (with_html && !VOID.contains(&tag.name.as_str()));
        if !counts || tag.closes_itself {
            continue;
        }
        let (at, name) = (tag.range.start, tag.name);
        if !tag.closes {
            open.push((at, name));
            continue;
        }
        match open.pop() {
            Some((_, last)) if last == name => {}
            Some((place, last)) => {
                return Some((
                    place,
                    text!(
                        en = "<{last}> is not closed before </{name}>",
                        ja = "<{last}> が閉じないまま </{name}> が来ています。"
                    ),
                ));
            }
            None => {
                return Some((
                    at,
                    text!(en = "</{name}> closes nothing", ja = "</{name}> に対応する開始タグがありません。"),
                ));
            }
        }
    }
    open.pop().map(|(place, name)| {
        (place, text!(en = "<{name}> is not closed", ja = "<{name}> が閉じていません。"))
    })
}

/// Elements that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements within one another at most. HTML and CSS libraries call themselves for each, and a program that runs out of stack is
/// gone; a mail of nested tables has thirty.
const DEPTH_MAX: usize = 200;

/// Elements that end without being closed, or that are closed by the next one.
const UNCLOSED: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "source", "tbody", "td", "th", "thead", "tr", "wbr",
];

/// The first element that lies deeper than any mail needs: where, in bytes, and what is wrong.
pub(crate) fn too_deep(html: &str) -> Option<(usize, Text)> {
    let mut depth = 0_usize;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || UNCLOSED.contains(&name.as_str()) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        if depth > DEPTH_MAX {
            return Some((
                at,
                text!(
                    en = "more than {DEPTH_MAX} elements are open within each other",
                    ja = "{DEPTH_MAX} 個を超えるタグが、入れ子で開いています。"
                ),
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{too_deep, unbalanced};

    #[test]
    fn elements_nested_too_deep_are_named_and_those_in_a_row_are_not() {
        let deep = "<div>".repeat(201);
        assert_eq!(too_deep(&deep).map(|(at, _)| at), Some(1000));
        assert_eq!(too_deep(&deep[5..]), None);
        assert_eq!(too_deep(&"<div><p>a<br></div><p>".repeat(400)), None);
        assert_eq!(too_deep(&"a < b <3 ".repeat(400)), None);
    }

    #[test]
    fn the_element_that_is_not_closed_is_named() {
        let mjml = "<mjml><!-- <mj-x> --><mj-body><mj-image src=\"a\" /><mj-text>a</mj-body></mjml>";
        let told = |mjml: &str| unbalanced(mjml, false).map(|(at, why)| (at, why.english().to_owned()));
        assert_eq!(told(mjml), Some((50, "<mj-text> is not closed before </mj-body>".to_owned())));
        assert_eq!(told("<mjml></mj-body>").unwrap().1, "<mjml> is not closed before </mj-body>");
        assert_eq!(told("</mj-text>").unwrap().1, "</mj-text> closes nothing");
        assert_eq!(told("<mjml><mj-body>").unwrap().1, "<mj-body> is not closed");
        assert_eq!(told("<mjml><mj-body><p>a < b</p></mj-body></mjml>"), None);
    }
}
