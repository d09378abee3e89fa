//! Styles that are not read as they are meant, that write words, or that lay something over the rest of the mail.

use super::reading::Reading;
use crate::compile::css;
use crate::finding::Finding;
use cadence::wording::Words;
use cadence::{text, words};
use mail::markup::{Piece, decoded};

/// Pixels by which a margin may pull what follows upwards.
const PULLED_MAX: f64 = 100.0;
const REMOVE: Words = words!(
    en = "remove it, and place things by tables and padding",
    ja = "取り除き、位置は表（table）と padding で決めてください。"
);

pub(crate) fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for piece in reading.pieces() {
        match piece {
            Piece::Open { attributes, .. } => {
                for attribute in attributes.iter().filter(|it| it.name.eq_ignore_ascii_case("style")) {
                    let css: String = decoded(attribute.value).into_iter().map(|it| it.0).collect();
                    findings.extend(wide(reading, attribute.value_at, attribute.value));
                    findings.extend(block(reading, attribute.value_at, &css));
                }
            }
            Piece::Raw { at, text, element } if element == "style" || element == "mj-style" => {
                findings.extend(wide(reading, at, text));
                for (start, inside) in blocks(text) {
                    findings.extend(block(reading, at + start, inside));
                }
            }
            Piece::Raw { .. } | Piece::Text { .. } | Piece::Close { .. } | Piece::Comment { .. } => {}
        }
    }
    findings
}

/// Signs of full width where CSS has its own.
fn wide(reading: &Reading<'_>, at: usize, css: &str) -> Option<Finding> {
    let (mut quote, mut from) = (None, 0);
    while let Some(sign) = css[from..].chars().next() {
        if css[from..].starts_with("/*") && quote.is_none() {
            from = css[from..].find("*/").map_or(css.len(), |end| from + end + 2);
            continue;
        }
        match (quote, sign) {
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), found) if open == found || found == '\n' => quote = None,
            (None, '｛' | '｝' | '：' | '；') => {
                let message = text!(
                    en = "{sign} is a sign of full width, so this style is not read",
                    ja = "{sign} は全角の記号なので、このスタイルは読まれません。"
                );
                return Some(reading.finding(
                    "style-broken",
                    at + from,
                    message,
                    words!(en = "write { } : ; of half width", ja = "{ } : ; を半角で書いてください。"),
                ));
            }
            (_, _) => {}
        }
        from += sign.len_utf8();
    }
    None
}

/// The innermost blocks of a sheet, with their places.
fn blocks(css: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, sign) in css.char_indices() {
        match sign {
            '{' => open = Some(at + 1),
            '}' => found.extend(open.take().map(|start| (start, &css[start..at]))),
            _ => {}
        }
    }
    found
}

fn block(reading: &Reading<'_>, at: usize, css: &str) -> Vec<Finding> {
    let clean = css::without_comments(css);
    let all = css::declarations(&clean);
    let value = |name: &str| {
        let found = all.iter().rev().find(|it| it.name.eq_ignore_ascii_case(name));
        found.map(|it| it.value.to_ascii_lowercase()).unwrap_or_default()
    };
    let mut findings = Vec::new();
    let position = value("position");
    let painted = all.iter().any(|it| it.name.to_ascii_lowercase().starts_with("background"));
    let over = matches!(position.as_str(), "fixed" | "sticky") || position == "absolute" && painted;
    if over && value("display") != "none" {
        let message = text!(
            en = "position: {position} lays this over what follows, the footer that the law wants among it",
            ja = "position: {position} により、これが続きの上に重なります。法律で必要なフッターも隠れます。"
        );
        findings.push(reading.finding("style-over-footer", at + place(css, "position"), message, REMOVE));
    }
    for name in ["margin-bottom", "margin-top", "margin"] {
        if value(name).split(' ').any(|it| pixels(it).is_some_and(|it| it < -PULLED_MAX)) {
            let message = text!(
                en = "{name} pulls what follows over the rest, the footer that the law wants among it",
                ja = "{name} により、続きがほかの部分に重なります。法律で必要なフッターも重なります。"
            );
            findings.push(reading.finding("style-over-footer", at + place(css, name), message, REMOVE));
            break;
        }
    }
    let content = value("content");
    if content.starts_with(['"', '\'']) && content.contains(char::is_alphanumeric) && !content.contains('\\')
    {
        let message = text!(
            en = "the words {content} are written by a style: many mail programs leave them out, \
                 and so does the text part",
            ja = "{content} という言葉をスタイルで書いています。出さないメールソフトが多く、文字だ\
                 けの本文にも入りません。"
        );
        let remedy = words!(en = "write them into the mail itself", ja = "メールの本文に書いてください。");
        findings.push(reading.finding("words-in-style", at + place(css, "content"), message, remedy));
    }
    findings
}

fn place(css: &str, name: &str) -> usize {
    css.to_ascii_lowercase().find(name).unwrap_or(0)
}

fn pixels(value: &str) -> Option<f64> {
    value.strip_suffix("px")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(html: &str) -> Vec<&'static str> {
        check(&Reading::of("emails/a/b/body.html", html)).iter().map(|it| it.rule).collect()
    }

    #[test]
    fn styles_that_lie_over_the_mail_or_are_not_read_are_found() {
        for style in [
            "position:fixed;top:0",
            "POSITION : Sticky",
            "position:absolute;bottom:0;background:#fff",
            "margin-bottom:-600px",
            "margin:0 0 -200px",
        ] {
            assert_eq!(rules(&format!("<div style=\"{style}\">a</div>")), ["style-over-footer"], "{style}");
            assert_eq!(
                rules(&format!("<style>@media screen {{ .a {{ {style} }} }}</style>")),
                ["style-over-footer"],
                "{style}"
            );
        }
        assert_eq!(rules("<style>.a｛color:red｝</style>"), ["style-broken"]);
        assert_eq!(rules("<p style=\"color：red；\">a</p>"), ["style-broken"]);
        assert_eq!(rules("<style>.a:after{content:'※税込'}</style>"), ["words-in-style"]);
    }

    #[test]
    fn usual_styles_are_left_alone() {
        for style in [
            "position:relative",
            "position:absolute;left:-9999px",
            "margin:-1px 0",
            "margin:0 auto",
            "font-family:'ＭＳ Ｐゴシック：',sans-serif",
            "content:'\\\\200b'",
            "content:''",
            "display:none;position:fixed;background:#fff",
        ] {
            assert!(rules(&format!("<style>.a {{ {style} }} /* ｛ */</style>")).is_empty(), "{style}");
        }
    }
}
