//! Content that mail programs drop or take for an attack: scripts, forms, frames, foreign styles, and anything that loads by itself.

use super::reading::Reading;
use crate::finding::Finding;
use cadence::wording::Words;
use cadence::{text, words};
use mail::markup::{Attribute, Piece, decoded};

/// Elements that do nothing in a mail, with what to do instead.
const ELEMENTS: &[(&str, Words)] = &[
    ("script", NO_SCRIPTS),
    (
        "noscript",
        words!(
            en = "remove it; mails run no scripts, and what stands in it is shown or not at random",
            ja = "取り除いてください。メールではスクリプトは動かず、中身が出るかどうかもソフトによります。"
        ),
    ),
    ("form", LINK_TO_FORM),
    ("input", LINK_TO_FORM),
    ("textarea", LINK_TO_FORM),
    ("select", LINK_TO_FORM),
    (
        "button",
        words!(en = "write a link that looks like a button", ja = "ボタンの形のリンクにしてください。"),
    ),
    ("iframe", LINK_TO_PAGE),
    ("frame", LINK_TO_PAGE),
    ("frameset", LINK_TO_PAGE),
    ("object", PICTURE_TO_PAGE),
    ("embed", PICTURE_TO_PAGE),
    ("applet", LINK_TO_PAGE),
    ("param", PICTURE_TO_PAGE),
    ("video", PICTURE_TO_FILM),
    ("audio", words!(en = "link to the recording", ja = "録音へリンクしてください。")),
    ("track", PICTURE_TO_FILM),
    ("canvas", words!(en = "show a picture", ja = "画像にしてください。")),
    (
        "svg",
        words!(
            en = "show a PNG picture; many mail programs show no SVG",
            ja = "PNG の画像にしてください。SVG を表示できないメールソフトが多くあります。"
        ),
    ),
    (
        "math",
        words!(en = "write the formula as text or as a picture", ja = "式は、文字か画像にしてください。"),
    ),
    (
        "base",
        words!(
            en = "write every address whole, beginning with https://",
            ja = "アドレスは、どれも https:// から書いてください。"
        ),
    ),
    ("dialog", IN_THE_MAIL),
    ("template", IN_THE_MAIL),
    ("portal", LINK_TO_PAGE),
    ("marquee", IN_THE_MAIL),
    (
        "mj-include",
        words!(
            en = "write the content here; files beside the mail are not read",
            ja = "中身をここに書いてください。メールの隣のファイルは読みません。"
        ),
    ),
];
const NO_SCRIPTS: Words = words!(
    en = "remove it; mails run no scripts",
    ja = "取り除いてください。メールではスクリプトは動きません。"
);
const LINK_TO_FORM: Words =
    words!(en = "link to a page with the form", ja = "フォームのあるページへリンクしてください。");
const LINK_TO_PAGE: Words = words!(en = "link to the page", ja = "そのページへリンクしてください。");
const PICTURE_TO_PAGE: Words =
    words!(en = "show a picture that links to the page", ja = "画像を置き、ページへのリンクにしてください。");
const PICTURE_TO_FILM: Words =
    words!(en = "show a picture that links to the film", ja = "画像を置き、動画へのリンクにしてください。");
const IN_THE_MAIL: Words = words!(en = "write the text into the mail", ja = "文章をメールに書いてください。");
/// Kinds of `<link>` that load something.
const LOADING: [&str; 7] =
    ["stylesheet", "preload", "prefetch", "import", "icon", "modulepreload", "preconnect"];
/// Styles that do not work in a mail, with the remedy for each.
const STYLES: [(&str, Words); 5] = [
    (
        "@import",
        words!(
            en = "write the rules into the style element; nothing is loaded",
            ja = "決まりを <style> の中に書いてください。メールでは何も読みこまれません。"
        ),
    ),
    ("expression(", NO_SCRIPTS),
    ("behavior:", NO_SCRIPTS),
    ("-moz-binding", NO_SCRIPTS),
    ("javascript:", NO_SCRIPTS),
];

pub(crate) fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for piece in reading.pieces() {
        match piece {
            Piece::Open { at, name, attributes } => {
                findings.extend(element(reading, at, &name, &attributes));
                for attribute in &attributes {
                    findings.extend(self::attribute(reading, &name, attribute));
                }
                let writes_attribute = name == "mj-html-attribute";
                let written =
                    attributes.iter().find(|it| writes_attribute && it.name.eq_ignore_ascii_case("name"));
                findings.extend(written.and_then(|it| handler(reading, it.value, it.value_at)));
            }
            Piece::Raw { at, text, element } if element == "style" || element == "mj-style" => {
                findings.extend(style(reading, at, text));
            }
            Piece::Raw { .. } | Piece::Text { .. } | Piece::Close { .. } | Piece::Comment { .. } => {}
        }
    }
    findings
}

fn element(reading: &Reading<'_>, at: usize, name: &str, attributes: &[Attribute<'_>]) -> Option<Finding> {
    let value = |key: &str| {
        let found = attributes.iter().find(|it| it.name.eq_ignore_ascii_case(key));
        found.map(|it| text(it.value).trim().to_ascii_lowercase())
    };
    let bare = name.rsplit(':').next().unwrap_or(name);
    let known =
        ELEMENTS.iter().find(|(element, _)| *element == name || *element == bare && name.starts_with("svg:"));
    let remedy = match (known, name) {
        (Some((_, remedy)), _) => *remedy,
        (None, "link")
            if value("rel").is_some_and(|rel| rel.split_whitespace().any(|it| LOADING.contains(&it))) =>
        {
            words!(
                en = "write the styles into a style element; nothing is loaded",
                ja = "スタイルを <style> の中に書いてください。メールでは何も読みこまれません。"
            )
        }
        (None, "meta") if value("http-equiv").is_some_and(|it| it == "refresh") => {
            words!(
                en = "remove it; a mail leads nowhere by itself",
                ja = "取り除いてください。メールは、ひとりでに別のページへは移りません。"
            )
        }
        (None, _) => return None,
    };
    let message = text!(
        en = "<{name}> does nothing in a mail, or is taken for an attack",
        ja = "<{name}> はメールでは働かず、攻撃とみなされることもあります。"
    );
    Some(reading.finding("element-not-in-mail", at, message, remedy))
}

fn attribute(reading: &Reading<'_>, element: &str, attribute: &Attribute<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = attribute.name.to_ascii_lowercase();
    findings.extend(handler(reading, attribute.name, attribute.at));
    if name == "style" {
        findings.extend(style(reading, attribute.value_at, &text(attribute.value)));
    }
    if name == "srcdoc" {
        let message = words!(
            en = "a page within a mail is not shown",
            ja = "メールの中に、別のページは表示されません。"
        );
        findings.push(reading.finding("attribute-not-in-mail", attribute.at, message, LINK_TO_PAGE));
    }
    let bare = !reading.text[..attribute.value_at].ends_with(['"', '\'']) && !attribute.value.is_empty();
    let tag = |at: usize| reading.tag_at(at).filter(crate::placeholders::Tag::is_value);
    let inside = (attribute.value_at..attribute.value_at + attribute.value.len()).find_map(tag);
    if let Some(tag) = tag(attribute.at).or(inside.filter(|_| bare)) {
        let message = text!(
            en = "a value outside of quotation marks could become another attribute of <{element}>",
            ja = "引用符で囲まれていない値が、<{element}> の別の属性になるおそれがあります。"
        );
        findings.push(reading.finding(
            "value-without-quotes",
            tag.start,
            message,
            words!(
                en = "put it into quotation marks: alt=\"{{ … }}\"",
                ja = "alt=\"{{ … }}\" のように、引用符で囲んでください。"
            ),
        ));
    }
    findings
}

/// `onclick` and its like; no other attribute of HTML or MJML begins so.
fn handler(reading: &Reading<'_>, name: &str, at: usize) -> Option<Finding> {
    let lower = name.to_ascii_lowercase();
    let is_handler = lower
        .strip_prefix("on")
        .is_some_and(|rest| rest.len() > 2 && rest.chars().all(|c| c.is_ascii_alphabetic()));
    let message = text!(
        en = "`{lower}` runs a script, and mails run none",
        ja = "`{lower}` はスクリプトを動かすものですが、メールでは動きません。"
    );
    is_handler.then(|| {
        reading.finding(
            "attribute-not-in-mail",
            at,
            message,
            words!(en = "remove it", ja = "取り除いてください。"),
        )
    })
}

fn style(reading: &Reading<'_>, at: usize, css: &str) -> Vec<Finding> {
    let plain = plain_style(css);
    let mut findings = Vec::new();
    for (mark, remedy) in STYLES {
        if let Some(found) = find(&plain, mark) {
            let message = text!(
                en = "`{mark}` does nothing in the style of a mail, or is taken for an attack",
                ja = "`{mark}` はメールのスタイルでは働かず、攻撃とみなされることもあります。"
            );
            findings.push(reading.finding("style-not-in-mail", at + found, message, remedy));
        }
    }
    findings
}

/// The place of a mark among signs with places.
fn find(plain: &[(usize, char)], mark: &str) -> Option<usize> {
    let mark: Vec<char> = mark.chars().collect();
    let found = plain.windows(mark.len()).find(|here| here.iter().map(|it| it.1).eq(mark.iter().copied()))?;
    found.first().map(|it| it.0)
}

/// The signs of a style in small letters with their places, without comments, blanks before a colon and escapes.
fn plain_style(css: &str) -> Vec<(usize, char)> {
    let mut plain = Vec::with_capacity(css.len());
    let mut at = 0;
    while let Some(character) = css[at..].chars().next() {
        if css[at..].starts_with("/*") {
            at = css[at..].find("*/").map_or(css.len(), |end| at + end + 2);
            continue;
        }
        let (sign, length) = escaped(&css[at..]).unwrap_or((character, character.len_utf8()));
        if !sign.is_whitespace() {
            plain.push((at, sign.to_ascii_lowercase()));
        }
        at += length;
    }
    plain
}

/// `\65 xpression`: a sign by its number (CSS Syntax 3, 4.3.7).
fn escaped(css: &str) -> Option<(char, usize)> {
    let inside = css.strip_prefix('\\')?;
    let digits: String = inside.chars().take(6).take_while(char::is_ascii_hexdigit).collect();
    let character = char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?;
    let blank = usize::from(inside[digits.len()..].starts_with(' '));
    Some((character, 1 + digits.len() + blank))
}

fn text(value: &str) -> String {
    decoded(value).into_iter().map(|it| it.0).collect()
}
