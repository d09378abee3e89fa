//! Words in angle brackets that are no element of HTML: `<Google Meet>` is taken for a tag, and nobody sees it.

use super::html::Broken;
use super::markup::{Piece, Tag, pieces};
use document::suggest;

/// The elements of HTML, those of old mails included (HTML Living Standard §4, §16.2).
const ELEMENTS: [&str; 134] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "singleton",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
];
const MORE: [&str; 3] = ["video", "wbr", "image"];
/// The elements of MJML that are compiled.
const MJML: &str = "mjml mj-accordion mj-accordion-element mj-accordion-text mj-accordion-title mj-all mj-attributes mj-body \
    mj-breakpoint mj-button mj-carousel mj-carousel-image mj-class mj-column mj-divider mj-font mj-group mj-head mj-hero \
    mj-html-attribute mj-html-attributes mj-image mj-include mj-navbar mj-navbar-link mj-preview mj-raw mj-section mj-selector \
    mj-social mj-social-element mj-spacer mj-style mj-table mj-text mj-title mj-wrapper";
/// The beginnings of an address in angle brackets.
const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "sms", "ftp"];
const SIGN: &str = "write &lt; for < where it is meant as a sign";

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
        let reason = format!("a sign of full width in {written} keeps the tag from being read");
        (reason, "write blanks, > and = of half width within the tag".to_owned())
    } else if in_mjml && mjml && bare != tag.name {
        let reason = format!("<{bare}> is no element of MJML: their names have small letters");
        (reason, format!("write <{}>", tag.name))
    } else if !in_mjml && mjml {
        let reason = format!("<{}> is an element of MJML, and this file is HTML", tag.name);
        (reason, "name the file body.mjml".to_owned())
    } else if in_mjml && tag.name.starts_with("mj-") && !mjml {
        let reason = format!("<{}> is no element of MJML, so nobody sees what it is meant for", tag.name);
        let known: Vec<&str> = MJML.split_ascii_whitespace().collect();
        (reason, suggest::remedy(&tag.name, &known, "write an element of MJML"))
    } else if is_element(&tag.name) || is_custom(text, &tag.name) {
        return words_in(text, tag);
    } else {
        let of = if in_mjml { "MJML or HTML" } else { "HTML" };
        let reason = format!("{written} is no element of {of}, so nobody sees what stands in the brackets");
        (reason, SIGN.to_owned())
    };
    Some(Broken { rule: "unknown-element", reason, remedy: remedy.into(), at: tag.range.start })
}

/// Words among the attributes of a tag, such as those of `a <b 語 > c`, and values in quotation marks that HTML does not know.
fn words_in(text: &str, tag: &Tag<'_>) -> Option<Broken> {
    const CURLY: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '＂', '＇', '「'];
    let mut attributes = tag.attributes.iter();
    let curly =
        attributes.find(|it| it.value.starts_with(CURLY) && !text[..it.value_at].ends_with(['"', '\'']));
    if let Some(attribute) = curly {
        let (name, of) = (attribute.name, &tag.name);
        let reason =
            format!("the value of {name} in <{of}> stands in quotation marks that HTML does not know");
        let remedy = "write straight ones: \"…\"".into();
        return Some(Broken { rule: "words-in-tag", reason, remedy, at: attribute.value_at });
    }
    let mut names = tag.attributes.iter().map(|it| it.name);
    let word = names.find(|name| name.contains('<') || name.contains(is_word))?;
    let written: String = text[tag.range.clone()].chars().take(40).collect();
    let reason = format!("{word} in {written} is taken for an attribute, and nobody sees it");
    let remedy = "close the tag with > before the words, put values into straight quotation marks, or write &lt; for <";
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
