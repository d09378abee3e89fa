//! The part of a filled mail's HTML that a person sees, read once from front to end: no comment, title or style, nothing hidden.
//!
//! The compiler of mails proves with an HTML parser that the footer is seen; this keeps the proof after values and conditions
//! are filled in, without a parser in the sender. A compiled mail has all its end tags.

use crate::markup::tags::{self, Tag};

/// Elements whose words nobody sees. `noscript` is seen in some mail programs only.
const UNSEEN: [&str; 12] = [
    "head", "title", "style", "script", "template", "noscript", "noembed", "noframes", "iframe", "textarea",
    "xmp", "select",
];
/// Of those, the elements in which a tag is no tag.
const RAW: [&str; 8] = ["title", "style", "script", "noembed", "noframes", "iframe", "textarea", "xmp"];
/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// The words and links of a mail that are seen, as they are written in HTML.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// All words, one after another.
    pub(crate) text: String,
    /// The addresses of links that have words.
    pub(crate) links: Vec<String>,
}

/// Reads a mail.
pub(crate) fn seen(html: &str) -> Seen {
    let mut reader = Reader::default();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[found..];
        let tag = tags::tag(html, found);
        let length = if rest.starts_with("<!--") {
            tags::comment_length(rest).unwrap_or(rest.len())
        } else if let Some(tag) = &tag {
            tag.range.len()
        } else if rest.starts_with("<!") || rest.starts_with("</") {
            rest.find('>').map_or(rest.len(), |end| end + 1)
        } else {
            at = found + 1;
            continue;
        };
        reader.words(&html[from..found]);
        at = found + length;
        if let Some(tag) = tag {
            at += reader.tag(tag, &html[at..]);
        }
        from = at;
    }
    reader.words(&html[from..]);
    reader.seen
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    hidden: bool,
    tiny: bool,
    /// For a link: its address, and how long the text was before.
    link: Option<(String, usize)>,
}

#[derive(Debug, Default)]
struct Reader {
    open: Vec<Open>,
    seen: Seen,
}

impl Reader {
    fn words(&mut self, words: &str) {
        if self.open.last().is_none_or(|it| !it.hidden && !it.tiny) {
            self.seen.text.push_str(words);
        }
    }

    /// Takes a tag, and returns the length of the content behind it that is no markup.
    fn tag(&mut self, tag: Tag<'_>, behind: &str) -> usize {
        if tag.closes {
            self.close(&tag.name);
            return 0;
        }
        if VOID.contains(&tag.name.as_str()) || tag.closes_itself {
            return 0;
        }
        let style = tag.value("style").unwrap_or_default();
        let (parent_hidden, parent_tiny) = self.open.last().map_or((false, false), |it| (it.hidden, it.tiny));
        let hidden = parent_hidden
            || UNSEEN.contains(&tag.name.as_str())
            || tag.value("hidden").is_some()
            || hides(style);
        let link = tag.value("href").filter(|_| tag.name == "a" && !hidden);
        let link = link.map(|address| (address.to_owned(), self.seen.text.len()));
        let raw = RAW.contains(&tag.name.as_str());
        let tiny = tiny(style).unwrap_or(parent_tiny);
        let length = if raw { tags::raw_length(behind, &tag.name).unwrap_or(behind.len()) } else { 0 };
        self.open.push(Open { name: tag.name, hidden, tiny, link });
        length
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|it| it.name == name) else { return };
        let closed = self.open.drain(at..).collect::<Vec<_>>();
        let text = self.seen.text.as_str();
        let links = closed.into_iter().filter_map(|it| it.link);
        let worded = links.filter(|(_, start)| !text[*start..].trim().is_empty());
        self.seen.links.extend(worded.map(|(address, _)| address));
    }
}

/// A declaration's value without blanks, in lower case.
fn value(style: &str, name: &str) -> Option<String> {
    let found = style.rsplit(';').find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        property.trim().eq_ignore_ascii_case(name).then_some(value)
    })?;
    let value: String = found.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    Some(value.trim_end_matches("!important").to_owned())
}

fn number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(text.len());
    text[..end].parse().ok()
}

fn hides(style: &str) -> bool {
    let zero =
        |name: &str| value(style, name).and_then(|it| number(&it)).is_some_and(|it| it.abs() < f64::EPSILON);
    let is = |name: &str, words: &[&str]| value(style, name).is_some_and(|it| words.contains(&it.as_str()));
    let sizes = ["max-height", "height", "max-width", "width"];
    is("display", &["none"])
        || is("visibility", &["hidden", "collapse"])
        || zero("opacity")
        || (is("overflow", &["hidden"]) && sizes.into_iter().any(zero))
}

/// Whether letters are too small to be read; `None` where the style says nothing of it.
fn tiny(style: &str) -> Option<bool> {
    let size = value(style, "font-size")?;
    let number = number(&size).unwrap_or(16.0);
    let pixels = size.ends_with("px") || size.ends_with("pt");
    Some(number.abs() < f64::EPSILON || (pixels && number <= 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comments_titles_and_hidden_elements_are_not_seen() {
        for html in [
            "a<!-- b -->c",
            "a<!--[if mso]><p>b</p><![endif]-->c",
            "a<title>b</title>c",
            "a<div style=\"DISPLAY : none\"><p>b</p></div>c",
            "a<template><p>b</p></template>c",
            "a<p hidden>b</p>c",
            "a<style>p > b {}</style>c",
            "a<noscript>b</noscript>c",
            "a<div style='font-size:0'>b</div>c",
            "a<div style=\"max-height:0;overflow:hidden\">b</div>c",
            "a<script>'</p>b'</script>c",
            "a<p title=\"x > b\">c</p>",
            "<html><head>b<meta charset=\"utf-8\"></head><body>ac</body></html>",
            "<!DOCTYPE html>ac",
        ] {
            assert_eq!(seen(html).text, "ac", "{html}");
        }
        assert_eq!(seen("a<!-- b").text, "a");
        assert_eq!(seen("a < c").text, "a < c");
        assert_eq!(seen("<td style=\"font-size:0px\"><div style=\"font-size:13px\">a</div></td>").text, "a");
    }

    #[test]
    fn a_link_is_seen_with_its_words_and_not_without() {
        let html = "<a ses:no-track href=\"u\" style=\"x\">b</a><a href=\"v\"></a><!-- <a href=\"w\">b</a> --><p style=\"display:none\"><a href=\"x\">b</a></p>";
        assert_eq!(seen(html).links, ["u"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(html in "([<>!\\-/=\"'a あ;:]|<!--|-->|<p|style=|<title>|</title>){0,40}") {
            let _ = seen(&html);
        }
    }
}
