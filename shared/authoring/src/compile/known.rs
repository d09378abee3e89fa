//! Words in angle brackets that are no element of HTML: `<Google Meet>` is taken for a tag, and nobody sees it.

use super::html::Broken;
use super::markup::{Piece, Tag, pieces};

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

/// Whether a name is one of HTML, or of something else that has its own way (`o:p`, `mj-text`, `amp-img`).
pub(crate) fn is_element(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains([':', '-'])
        || name == "mjml"
        || ELEMENTS.contains(&name.as_str())
        || MORE.contains(&name.as_str())
}

/// Every tag that is none, with its place; elements of pictures (SVG) have names of their own.
pub(crate) fn unknown(text: &str, is_mjml: bool) -> Vec<Broken> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for piece in pieces(text) {
        let Piece::Tag(tag) = piece else { continue };
        if matches!(tag.name.as_str(), "svg" | "math") && !tag.closes_itself {
            depth = if tag.closes { depth.saturating_sub(1) } else { depth + 1 };
        } else if depth == 0 && !tag.closes && !is_element(&tag.name) {
            found.push(broken(text, &tag, is_mjml));
        }
    }
    found
}

fn broken(text: &str, tag: &Tag<'_>, is_mjml: bool) -> Broken {
    let written: String = text[tag.range.clone()].chars().take(40).collect();
    let of = if is_mjml { "MJML or HTML" } else { "HTML" };
    Broken {
        rule: "unknown-element",
        reason: format!("{written} is no element of {of}, so nobody sees what stands in the brackets"),
        remedy: "write &lt; for < where it is meant as a sign",
        at: tag.range.start,
    }
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, is_element, unknown};

    #[test]
    fn words_in_angle_brackets_are_no_tags() {
        assert!(ELEMENTS.is_sorted());
        assert!(["P", "o:p", "mj-text", "wbr"].into_iter().all(is_element));
        let found =
            unknown("<p>会場: <Google Meet> <b>x</b> <svg><path d=\"\"/></svg></p><!-- <x> -->", false);
        assert_eq!(found.iter().map(|it| it.at).collect::<Vec<_>>(), ["<p>会場: ".len()]);
    }
}
