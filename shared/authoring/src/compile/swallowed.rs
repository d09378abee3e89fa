//! Markup that a mail program would swallow: comments, tags and elements that are opened and never closed hide all that follows.

use super::html::Broken;
use super::markup::{Piece, Tag, pieces};

/// Everything opened that swallows words, with its place in `text`.
pub(crate) fn of(text: &str) -> Vec<Broken> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Comment(range, ends) => {
                found.extend(comment(&text[range.clone()], ends).map(|why| (range.start, why)));
            }
            Piece::Raw(range, name, false) if name != "plaintext" => {
                let start = text[..range.start].rfind('<').unwrap_or(range.start);
                found.push((
                    start,
                    format!("<{name}> is never closed, so all that follows is taken for its content"),
                ));
            }
            Piece::Tag(tag) => found.extend(quote(&tag)),
            Piece::Raw(..) | Piece::Declaration(_) => {}
        }
    }
    found.into_iter().map(|(at, reason)| Broken::swallows(reason, at)).collect()
}

/// The reason a comment hides more than it should.
fn comment(comment: &str, ends: bool) -> Option<String> {
    if !ends {
        return Some(
            "the comment is never closed, so nobody sees what follows; write --> where it ends".to_owned(),
        );
    }
    let inside = comment.strip_prefix("<!--").unwrap_or_default();
    let inside = inside.strip_suffix("-->").or(inside.strip_suffix("--!>")).unwrap_or(inside);
    // `<!--[if !mso]><!-->` and `<!--[if !mso]><!-- -->` open what follows for everybody.
    let opens = inside.trim_end();
    let opens = opens.strip_suffix("<!--").or(opens.strip_suffix("<!"));
    if opens.unwrap_or(inside).contains("<!--") {
        return Some("another comment begins in this comment, so it ends where that one does".to_owned());
    }
    let conditional = inside.trim_start().to_ascii_lowercase().starts_with("[if");
    let closed = inside.to_ascii_lowercase().contains("[endif]");
    (conditional && opens.is_none() && !closed).then(|| {
        "this condition for Outlook has no <![endif]-->, so nobody else sees what follows".to_owned()
    })
}

/// A quotation mark that is missing, so that a value goes on into the text.
fn quote(tag: &Tag<'_>) -> Option<(usize, String)> {
    let name = &tag.name;
    if !tag.ends {
        return Some((tag.range.start, format!("<{name}> has no end; a quotation mark or > is missing")));
    }
    let swallows = tag.attributes.iter().find(|it| {
        let opened = it.value.split('<').skip(1);
        opened.into_iter().any(|rest| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()))
    });
    let attribute = swallows?;
    let of = attribute.name.to_ascii_lowercase();
    Some((
        attribute.value_at,
        format!("the value of {of} in <{name}> goes on into the text; a quotation mark is missing"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_in_an_unusual_way_swallows_nothing() {
        for text in [
            "<!--[if mso]><td><![endif]--><p>a</p><!--[if !mso]><!--><p>b</p><!--<![endif]-->",
            "<!--[if !mso]><!-- --><p>b</p><!--<![endif]-->",
            "<!--><!---><!-- a --!><p alt='A > B' title=\"1 < 2\">a</p>",
            "<title>a</title ><style>a > b { }</STYLE>",
            "a < b",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", of(text));
        }
    }
}
