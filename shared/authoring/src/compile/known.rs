//! Words in angle brackets that are no element of HTML: `<Google Meet>` is taken for a tag, and nobody sees it.

mod elements;

use super::broken::Broken;
use super::markup::{Piece, Tag, pieces};
use cadence::wording::{Text, Words};
use cadence::{text, words};
use document::suggest;
use elements::{ELEMENTS, MORE};

/// The elements of MJML that are compiled.
const MJML: &str = "mjml mj-accordion mj-accordion-element mj-accordion-text mj-accordion-title mj-all mj-attributes mj-body \
    mj-breakpoint mj-button mj-carousel mj-carousel-image mj-class mj-column mj-divider mj-font mj-group mj-head mj-hero \
    mj-html-attribute mj-html-attributes mj-image mj-include mj-navbar mj-navbar-link mj-preview mj-raw mj-section mj-selector \
    mj-social mj-social-element mj-spacer mj-style mj-table mj-text mj-title mj-wrapper";
/// The beginnings of an address in angle brackets.
const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "sms", "ftp"];
const SIGN: Words = words!(
    en = "write &lt; for < where it is meant as a sign",
    ja = "文字としての < は、&lt; と書いてください。"
);

/// Whether a name is one of HTML, or of something else that has its own way (`o:p`, `mj-text`, `amp-img`).
pub(crate) fn is_element(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let foreign = name.split_once(':').is_some_and(|(space, name)| {
        !SCHEMES.contains(&space)
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && format!("{space}{name}")
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    });
    foreign
        || name.starts_with("amp-")
        || is_mjml(&name)
        || ELEMENTS.contains(&name.as_str())
        || MORE.contains(&name.as_str())
}

fn is_mjml(name: &str) -> bool {
    MJML.split_ascii_whitespace().any(|it| it == name)
}

/// Every tag that is none, with its place; elements of pictures (SVG) have names of their own.
pub(crate) fn unknown(text: &str, in_mjml: bool) -> Vec<Broken> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for piece in pieces(text) {
        let Piece::Tag(tag) = piece else { continue };
        if matches!(tag.name.as_str(), "svg" | "math") && !tag.closes_itself {
            depth = if tag.closes { depth.saturating_sub(1) } else { depth + 1 };
        } else if depth == 0 && !tag.closes {
            found.extend(broken(text, &tag, in_mjml));
        }
    }
    found
}

/// The fault of a tag.
fn broken(text: &str, tag: &Tag<'_>, in_mjml: bool) -> Option<Broken> {
    let written: String = text[tag.range.clone()].chars().take(40).collect();
    let bare: String = text[tag.range.start + 1..].chars().take(tag.name.chars().count()).collect();
    let mjml = is_mjml(&tag.name);
    let (reason, remedy) = if bare.contains(is_wide) {
        let reason = text!(
            en = "a sign of full width in {written} keeps the tag from being read",
            ja = "{written} の中に全角の記号があり、タグとして読めません。"
        );
        (
            reason,
            words!(
                en = "write blanks, > and = of half width within the tag",
                ja = "タグの中の空白・>・= は半角で書いてください。"
            )
            .into(),
        )
    } else if in_mjml && mjml && bare != tag.name {
        let reason = text!(
            en = "<{bare}> is no element of MJML: their names have small letters",
            ja = "<{bare}> という MJML の要素はありません。要素の名前は小文字です。"
        );
        (reason, text!(en = "write <{}>", ja = "<{}> と書いてください。", tag.name))
    } else if !in_mjml && mjml {
        let reason = text!(
            en = "<{}> is an element of MJML, and this file is HTML",
            ja = "<{}> は MJML の要素ですが、このファイルは HTML です。",
            tag.name
        );
        (
            reason,
            words!(en = "name the file body.mjml", ja = "ファイルの名前を body.mjml にしてください。").into(),
        )
    } else if in_mjml && tag.name.starts_with("mj-") && !mjml {
        let reason = text!(
            en = "<{}> is no element of MJML, so nobody sees what it is meant for",
            ja = "<{}> という MJML の要素はないので、中身がだれにも見えません。",
            tag.name
        );
        let known: Vec<&str> = MJML.split_ascii_whitespace().collect();
        (
            reason,
            suggest::remedy(
                &tag.name,
                &known,
                words!(en = "write an element of MJML", ja = "MJML の要素を書いてください。"),
            ),
        )
    } else if is_element(&tag.name) || is_custom(text, &tag.name) {
        return words_in(text, tag);
    } else {
        let of = if in_mjml {
            Text::new("MJML or HTML", " MJML にも HTML にも")
        } else {
            Text::new("HTML", " HTML に")
        };
        let reason = text!(
            en = "{written} is no element of {of}, so nobody sees what stands in the brackets",
            ja = "{written} という要素は{of}ないので、かっこの中の言葉がだれにも見えません。",
            texts = [of]
        );
        (reason, SIGN.into())
    };
    Some(Broken { rule: "unknown-element", reason, remedy, at: tag.range.start })
}

/// Words among the attributes of a tag, such as those of `a <b 語 > c`, and values in quotation marks that HTML does not know.
fn words_in(text: &str, tag: &Tag<'_>) -> Option<Broken> {
    const CURLY: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '＂', '＇', '「'];
    let mut attributes = tag.attributes.iter();
    let curly =
        attributes.find(|it| it.value.starts_with(CURLY) && !text[..it.value_at].ends_with(['"', '\'']));
    if let Some(attribute) = curly {
        let (name, of) = (attribute.name, &tag.name);
        let reason = text!(
            en = "the value of {name} in <{of}> stands in quotation marks that HTML does not know",
            ja = "<{of}> の {name} の値が、HTML では使えない引用符で囲まれています。"
        );
        let remedy = words!(
            en = "write straight ones: \"…\"",
            ja = "\"…\" のように、まっすぐな引用符で書いてください。"
        )
        .into();
        return Some(Broken { rule: "words-in-tag", reason, remedy, at: attribute.value_at });
    }
    let mut names = tag.attributes.iter().map(|it| it.name);
    let word = names.find(|name| name.contains('<') || name.contains(is_word))?;
    let written: String = text[tag.range.clone()].chars().take(40).collect();
    let reason = text!(
        en = "{word} in {written} is taken for an attribute, and nobody sees it",
        ja = "{written} の中の {word} が属性とみなされ、だれにも見えません。"
    );
    let remedy = words!(
        en = "close the tag with > before the words, put values into straight quotation marks, or \
             write &lt; for <",
        ja = "言葉の前でタグを > で閉じ、値はまっすぐな引用符で囲んでください。文字としての < は \
             &lt; と書きます。"
    );
    Some(Broken { rule: "words-in-tag", reason, remedy: remedy.into(), at: tag.range.start })
}

/// A letter or sign that no name of an attribute has; pages for mobile search are marked with a flash of lightning.
fn is_word(character: char) -> bool {
    !character.is_ascii()
        && !matches!(character, '\u{26a1}' | '\u{fe0f}' | '\u{a0}' | '\u{feff}' | '\u{200b}')
}

/// A sign as wide as a Japanese letter that means something where it is narrow.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{3000}' | '＞' | '＜' | '＝' | '／' | '＂' | '＇')
}

/// An element of the author's own: its name has a hyphen, and it is closed.
fn is_custom(text: &str, name: &str) -> bool {
    let sound = name.contains('-') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    sound && text.to_ascii_lowercase().contains(&format!("</{name}>"))
}

#[cfg(test)]
mod tests;
