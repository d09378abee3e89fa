//! Words that stand in no element that shows words: between columns, sections and the like their letters have no size, or they
//! are left out.

use crate::compile::broken::Broken;
use crate::compile::markup::{Piece, pieces};
use cadence::wording::{Text, Words};
use cadence::{text, words};

/// Elements that hold other elements of MJML and no words.
const HOLDING: [&str; 15] = [
    "mjml",
    "mj-head",
    "mj-body",
    "mj-section",
    "mj-column",
    "mj-group",
    "mj-wrapper",
    "mj-hero",
    "mj-attributes",
    "mj-navbar",
    "mj-social",
    "mj-accordion",
    "mj-accordion-element",
    "mj-carousel",
    "mj-html-attributes",
];

/// Everything that stands where nobody sees it, and bodies beside the first.
pub(super) fn misplaced(text: &str) -> Vec<Broken> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let (mut from, mut bodies) = (0, 0_usize);
    for piece in pieces(text) {
        let (Piece::Comment(range, _) | Piece::Declaration(range) | Piece::Raw(range, ..)) = &piece else {
            let Piece::Tag(tag) = &piece else { continue };
            found.extend(words(text, from, tag.range.start, &open));
            from = tag.range.end;
            if tag.name.starts_with("mj") {
                bodies += usize::from(tag.name == "mj-body" && !tag.closes);
                if tag.name == "mj-body" && !tag.closes && bodies > 1 {
                    let reason = words!(
                        en = "only the first <mj-body> is shown",
                        ja = "表示されるのは、最初の <mj-body> だけです。"
                    )
                    .into();
                    found.push(broken(
                        reason,
                        words!(
                            en = "move its sections into the first <mj-body>",
                            ja = "中のセクションを、最初の <mj-body> に移してください。"
                        ),
                        tag.range.start,
                    ));
                }
                if tag.closes {
                    let at = open.iter().rposition(|it| *it == tag.name);
                    open.truncate(at.unwrap_or(open.len()));
                } else if !tag.closes_itself {
                    open.push(tag.name.clone());
                }
            } else if let Some(holder) = holder(&open).filter(|_| !tag.closes) {
                let reason = text!(
                    en = "<{}> stands in <{holder}> itself, where its words have no size or are left out",
                    ja = "<{}> が <{holder}> の直下にあり、文字に大きさがないか、表示されません。",
                    tag.name
                );
                found.push(broken(
                    reason,
                    words!(
                        en = "put it into <mj-text> or <mj-raw>",
                        ja = "<mj-text> か <mj-raw> に入れてください。"
                    ),
                    tag.range.start,
                ));
                // One finding says it for all that lies in it.
                open.push(format!("mj-told-{}", tag.name));
            } else if tag.closes && open.last().is_some_and(|it| *it == format!("mj-told-{}", tag.name)) {
                open.pop();
            }
            continue;
        };
        if range.start >= from {
            found.extend(words(text, from, range.start, &open));
            from = range.end;
        }
    }
    found
}

/// The element one is in, if it holds no words.
fn holder(open: &[String]) -> Option<&str> {
    open.last().map(String::as_str).filter(|name| HOLDING.contains(name))
}

fn words(text: &str, from: usize, to: usize, open: &[String]) -> Option<Broken> {
    let holder = holder(open)?;
    let words = text.get(from..to)?;
    let at = from + words.find(|c: char| !c.is_whitespace() && c != '\u{feff}')?;
    let shown: String = text[at..to].trim_end().chars().take(30).collect();
    let reason = text!(
        en = "「{shown}」 stands in <{holder}> itself, where nobody sees it",
        ja = "「{shown}」が <{holder}> の直下にあり、だれにも見えません。"
    );
    Some(broken(reason, words!(en = "put it into <mj-text>", ja = "<mj-text> に入れてください。"), at))
}

fn broken(reason: Text, remedy: Words, at: usize) -> Broken {
    Broken { rule: "words-outside-text", reason, remedy: remedy.into(), at }
}

#[cfg(test)]
mod tests {
    use super::misplaced;

    #[test]
    fn words_outside_of_texts_are_found_wherever_they_stand() {
        for holder in ["mj-body", "mj-section", "mj-column", "mj-wrapper", "mj-group", "mj-hero", "mj-navbar"]
        {
            for words in [
                "字",
                "字 <!-- x -->",
                "<p>字</p>",
                "<h1>字<b>あ</b></h1>",
                "<br>",
                "<img src=\"a\">",
                "&copy;",
            ] {
                let text = format!("<mjml><{holder}><mj-text>a</mj-text>\n  {words}\n</{holder}></mjml>");
                let found = misplaced(&text);
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(found[0].at, text.find(words).unwrap(), "{text}");
            }
        }
        assert_eq!(misplaced("<mjml><mj-body></mj-body><mj-body></mj-body></mjml>").len(), 1);
    }

    #[test]
    fn words_in_texts_are_where_they_belong() {
        let text = "\u{feff}<mjml><!-- あ --><mj-head><mj-title>あ</mj-title><mj-style>.a > b { c: d }</mj-style><mj-preview>あ</mj-preview>\
            <mj-attributes><mj-all color=\"red\" /><mj-class name=\"あ\" color=\"red\" /></mj-attributes></mj-head><mj-body>\
            <mj-raw><p>あ</p></mj-raw><mj-section><mj-column><mj-text>あ<p>い<br></p></mj-text>\
            <mj-button href=\"a\">あ</mj-button><mj-table><tr><td>あ</td></tr></mj-table><mj-image src=\"a\" /><!--hktag0z-->\
            <mj-social><mj-social-element name=\"x\">あ</mj-social-element></mj-social></mj-column></mj-section></mj-body></mjml>";
        assert!(misplaced(text).is_empty(), "{:?}", misplaced(text));
    }
}
