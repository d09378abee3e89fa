//! The part of a filled mail's HTML that a person sees, read once from front to end: no comment, title or style, nothing hidden.
//!
//! The compiler of mails proves with an HTML parser that the footer is seen; this keeps the proof after values and conditions
//! are filled in, without a parser in the sender. A compiled mail has all its end tags.

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
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        reader.words(&rest[..at]);
        let found = &rest[at..];
        let length = if found.starts_with("<!--") {
            comment(found)
        } else if found[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            tag(found)
        } else if found.starts_with("<!") {
            found.find('>').map_or(found.len(), |end| end + 1)
        } else {
            reader.words("<");
            1
        };
        let (piece, behind) = found.split_at(length);
        rest = behind;
        if !piece.starts_with("<!") && length > 1 {
            rest = reader.tag(piece, behind);
        }
    }
    reader.words(rest);
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

    /// Takes a tag, and returns what is to be read after it.
    fn tag<'a>(&mut self, tag: &str, behind: &'a str) -> &'a str {
        let (name, attributes) = name_of(tag);
        if tag.starts_with("</") {
            if let Some(at) = self.open.iter().rposition(|it| it.name == name) {
                let closed = self.open.drain(at..).collect::<Vec<_>>();
                let text = self.seen.text.as_str();
                let links = closed.into_iter().filter_map(|it| it.link);
                let worded = links.filter(|(_, start)| !text[*start..].trim().is_empty());
                self.seen.links.extend(worded.map(|(address, _)| address));
            }
            return behind;
        }
        if VOID.contains(&name.as_str()) || tag.ends_with("/>") {
            return behind;
        }
        let style = attribute(attributes, "style").unwrap_or_default();
        let (parent_hidden, parent_tiny) = self.open.last().map_or((false, false), |it| (it.hidden, it.tiny));
        let hidden = parent_hidden
            || UNSEEN.contains(&name.as_str())
            || attribute(attributes, "hidden").is_some()
            || hides(style);
        let link = attribute(attributes, "href").filter(|_| name == "a" && !hidden);
        let link = link.map(|address| (address.to_owned(), self.seen.text.len()));
        let raw = RAW.contains(&name.as_str());
        let end = if raw { raw_end(behind, &name) } else { 0 };
        self.open.push(Open { name, hidden, tiny: tiny(style).unwrap_or(parent_tiny), link });
        behind.get(end..).unwrap_or_default()
    }
}

/// The length of the comment that begins here; one that never ends has all that follows.
fn comment(html: &str) -> usize {
    let inside = &html[4..];
    if inside.starts_with('>') || inside.starts_with("->") {
        return if inside.starts_with('>') { 5 } else { 6 };
    }
    let ends = [inside.find("-->").map(|at| at + 7), inside.find("--!>").map(|at| at + 8)];
    ends.into_iter().flatten().min().unwrap_or(html.len())
}

/// The length of the tag that begins here, with its values in quotation marks.
fn tag(html: &str) -> usize {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in html.char_indices() {
        match (quote, character) {
            (Some(open), found) if open == found => quote = None,
            (None, '"' | '\'') if before == '=' => quote = Some(character),
            (None, '>') => return at + 1,
            (Some(_) | None, _) => {}
        }
        if !character.is_ascii_whitespace() {
            before = character;
        }
    }
    html.len()
}

fn name_of(tag: &str) -> (String, &str) {
    let inside = tag.trim_start_matches(['<', '/']).trim_end_matches('>');
    let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
    (inside[..end].to_ascii_lowercase(), &inside[end..])
}

/// An attribute's value as it is written; empty for one without.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let found = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let inside = quote.map_or(after, |_| &after[1..]);
            let ends = |c: char| quote.map_or(c.is_ascii_whitespace(), |quote| c == quote);
            let end = inside.find(ends).unwrap_or(inside.len());
            value = &inside[..end];
            rest = inside.get(end + usize::from(quote.is_some())..).unwrap_or_default();
        } else if end == 0 {
            break;
        }
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    }
    None
}

/// The beginning of the end tag of an element in which a tag is no tag.
fn raw_end(html: &str, name: &str) -> usize {
    let mut ends = html.match_indices("</").map(|(at, _)| at);
    let is_end =
        |at: &usize| html.get(at + 2..at + 2 + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
    ends.find(is_end).unwrap_or(html.len())
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
