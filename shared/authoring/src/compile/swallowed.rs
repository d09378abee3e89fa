//! Markup that a mail program would swallow: comments, tags and elements that are opened and never closed hide all that follows.

use super::broken::Broken;
use super::conditional;
use super::markup::{Piece, Tag, pieces};
use cadence::wording::{Text, Words};
use cadence::{text, words};

const CLOSE: Words = words!(en = "close it where it should end", ja = "終わるところで閉じてください。");
const SIGN: Words = words!(
    en = "write &lt; for < where it is meant as a sign",
    ja = "文字としての < は、&lt; と書いてください。"
);

/// Everything opened that swallows words, with its place in `text`.
pub(crate) fn of(text: &str) -> Vec<Broken> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Comment(range, ends) => {
                let written = &text[range.clone()];
                found.extend(comment(written, ends).map(|why| Broken::swallows(why, range.start, CLOSE)));
                found.extend(for_nobody(written).map(|it| Broken { at: range.start, ..it }));
            }
            Piece::Raw(range, name, false) if name != "plaintext" => {
                let start = text[..range.start].rfind('<').unwrap_or(range.start);
                let why = text!(
                    en = "<{name}> is never closed, so all that follows is taken for its content",
                    ja = "<{name}> が閉じていないので、続きがすべてその中身とみなされます。"
                );
                found.push(Broken::swallows(why, start, CLOSE));
            }
            Piece::Tag(tag) => {
                found.extend(quote(&tag).map(|(at, why)| Broken::swallows(why, at, CLOSE)));
            }
            Piece::Declaration(range) => {
                let why = declaration(&text[range.clone()]);
                found.extend(why.map(|(why, remedy)| Broken::swallows(why, range.start, remedy)));
            }
            Piece::Raw(..) => {}
        }
    }
    found
}

/// The reason for which a seeming declaration is words that nobody sees, and the remedy.
fn declaration(written: &str) -> Option<(Text, Words)> {
    let lower = written.to_ascii_lowercase();
    if lower.starts_with("<![cdata[") {
        let why = words!(
            en = "<![CDATA[ means nothing in HTML, and nobody sees what follows it",
            ja = "<![CDATA[ は HTML では意味がなく、続きがだれにも見えません。"
        )
        .into();
        return Some((
            why,
            words!(
                en = "take out <![CDATA[ and ]]>, and write &lt; for a < that is meant as a sign",
                ja = "<![CDATA[ と ]]> を取り除いてください。文字としての < は &lt; と書きます。"
            ),
        ));
    }
    let known = ["<!doctype", "<![if", "<![endif", "<?"].iter().any(|it| lower.starts_with(it));
    let words = written.chars().any(char::is_alphanumeric);
    let shown: String = written.chars().take(40).collect();
    (words && !known).then(|| {
        (
            text!(
                en = "{shown} is taken for a comment, and nobody sees it",
                ja = "{shown} がコメントとみなされ、だれにも見えません。"
            ),
            SIGN,
        )
    })
}

/// A condition that Outlook does not meet, around what is a comment for everybody else.
fn for_nobody(comment: &str) -> Option<Broken> {
    let (condition, content) = conditional::parts(comment)?;
    let plain: String = condition.to_ascii_lowercase().split_whitespace().collect();
    let not_outlook = plain.contains("!mso") && !conditional::is_outlook(condition);
    let content = conditional::content(content).filter(|_| not_outlook)?;
    pieces_show_words(content).then(|| {
        let why = words!(
            en = "nobody sees what stands here: Outlook by this condition, and all others because \
                 it is a comment",
            ja = "ここはだれにも見えません。Outlook にはこの条件で、ほかのソフトにはコメントなので\
                 見えません。"
        );
        let remedy = words!(
            en = "write <!--[if !mso]><!--> before and <!--<![endif]--> behind what is for all but Outlook",
            ja = "Outlook 以外に見せるものは、前に <!--[if !mso]><!-->、後ろに <!--<![endif]--> を\
                 書いてください。"
        );
        Broken::swallows(why, 0, remedy)
    })
}

/// Whether markup has words or pictures.
fn pieces_show_words(html: &str) -> bool {
    let (mut words, mut from) = (String::new(), 0);
    let mut pictures = false;
    for piece in pieces(html) {
        pictures |= matches!(&piece, Piece::Tag(tag) if tag.name == "img");
        let (Piece::Comment(range, _)
        | Piece::Declaration(range)
        | Piece::Raw(range, ..)
        | Piece::Tag(Tag { range, .. })) = piece;
        words.push_str(html.get(from..range.start).unwrap_or_default());
        from = from.max(range.end);
    }
    words.push_str(html.get(from..).unwrap_or_default());
    // `&nbsp;` is none.
    let entity = |word: &str| word.split_once(';').map_or(word.to_owned(), |(_, behind)| behind.to_owned());
    let mut parts = words.split('&');
    let first = parts.next().unwrap_or_default().to_owned();
    pictures || std::iter::once(first).chain(parts.map(entity)).any(|it| it.contains(char::is_alphanumeric))
}

/// The reason a comment hides more than it should.
fn comment(comment: &str, ends: bool) -> Option<Words> {
    if !ends {
        return Some(words!(
            en = "the comment is never closed, so nobody sees what follows; write --> where it ends",
            ja =
                "コメントが閉じていないので、続きがだれにも見えません。終わるところに --> を書いてください。"
        ));
    }
    let inside = comment.strip_prefix("<!--").unwrap_or_default();
    let inside = inside.strip_suffix("-->").or(inside.strip_suffix("--!>")).unwrap_or(inside);
    // `<!--[if !mso]><!-->` and `<!--[if !mso]><!-- -->` open what follows for everybody, and so does `<!--[if !mso]> -->`.
    let opens = inside.trim_end();
    let opens = opens.strip_suffix("<!--").or(opens.strip_suffix("<!"));
    if opens.unwrap_or(inside).contains("<!--") {
        return Some(words!(
            en = "another comment begins in this comment, so it ends where that one does",
            ja = "コメントの中で別のコメントが始まっているので、そちらの終わりで閉じてしまいます。"
        ));
    }
    let swallows =
        conditional::parts(comment).is_some_and(|(_, content)| conditional::content(content).is_some());
    let closed = inside.to_ascii_lowercase().contains("[endif]");
    (swallows && opens.is_none() && !closed).then(|| {
        words!(
            en = "this condition for Outlook has no <![endif]-->, so nobody else sees what follows",
            ja = "Outlook 向けの条件に <![endif]--> がないので、ほかのソフトでは続きが見えません。"
        )
    })
}

/// A quotation mark that is missing, so that a value goes on into the text.
fn quote(tag: &Tag<'_>) -> Option<(usize, Text)> {
    let name = &tag.name;
    if !tag.ends {
        return Some((
            tag.range.start,
            text!(
                en = "<{name}> has no end; a quotation mark or > is missing",
                ja = "<{name}> に終わりがありません。引用符か > が足りません。"
            ),
        ));
    }
    let swallows = tag.attributes.iter().find(|it| {
        let opened = it.value.split('<').skip(1);
        opened.into_iter().any(|rest| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()))
    });
    let attribute = swallows?;
    let of = attribute.name.to_ascii_lowercase();
    Some((
        attribute.value_at,
        text!(
            en = "the value of {of} in <{name}> goes on into the text; a quotation mark is missing",
            ja = "<{name}> の {of} の値が、文の中まで続いています。引用符が足りません。"
        ),
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
            "a < b </>",
            "<!--[if !supportLists]--><span>・</span><!--[endif]-->a",
            "<!--[if !mso]> --><p>b</p><!-- <![endif]-->",
            "<!--[if !mso]>--><p>b</p><!--<![endif]-->",
            "<!--[if !mso]><!----><p>b</p><!--<![endif]-->",
            "<!--[if !mso]><table><tr><td>&nbsp;</td></tr></table><![endif]-->",
            "<?xml:namespace prefix = o /><!DOCTYPE html><html><title>a</title><body>a</body>",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn words_that_a_parser_takes_for_a_comment_are_found() {
        for text in [
            "<p>a</p><![CDATA[ b ]]>",
            "<p>a <!重要> b</p>",
            "<p>a </重要> b</p>",
            "<p>a <!b> c</p>",
            "<!--[if !mso]><p>b</p><![endif]-->",
            "<!--[if ! mso]><img src=\"https://www.example.co.jp/a.png\"><![endif]-->",
            "<!--[IF !MSO]>b<![ENDIF]-->",
        ] {
            let found = of(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(text[found[0].at..].starts_with('<'), "{text}");
        }
    }
}
