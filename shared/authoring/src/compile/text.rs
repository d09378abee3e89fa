//! The text part of a mail out of its HTML: nothing hidden, links as `text: address`, no line broken.

use super::protect::Protected;
use html2text::config;
use html2text::render::TextDecorator;

/// Wider than any paragraph: mail programs break lines themselves, and better where Japanese is concerned.
const WIDTH: usize = 20_000;
const RULE: &str = "<p>--------------------</p>";
const HEADING: &str = "■ ";
// Characters for private use mark where links begin and end; they never reach the mail.
const LINK: char = '\u{e000}';
const ADDRESS: char = '\u{e001}';
const LINK_END: char = '\u{e002}';

/// The text part as a template, without the legal footer. `html` is the mail with its template tags taken out.
pub(crate) fn of(html: &str, protected: &Protected) -> Result<String, String> {
    let visible = joined_cells(&without_hidden(&protected.comments_to_words(html)));
    let text = config::with_decorator(Plain::default())
        .no_table_borders()
        .raw_mode(true)
        .no_link_wrapping()
        .allow_width_overflow()
        .string_from_read(visible.as_bytes(), WIDTH)
        .map_err(|error| error.to_string())?;
    Ok(protected.restore(&links(&tidy(&text, protected))))
}

/// `text: address`, or the address alone where it is the text.
fn links(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(LINK) {
        result.push_str(&rest[..at]);
        let after = &rest[at + LINK.len_utf8()..];
        let (Some(middle), Some(end)) = (after.find(ADDRESS), after.find(LINK_END)) else { break };
        let (label, address) = (after[..middle].trim(), &after[middle + ADDRESS.len_utf8()..end]);
        let shown = address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(address);
        result.push_str(label);
        if label != shown && !shown.is_empty() {
            result.push_str(if label.is_empty() { "" } else { ": " });
            result.push_str(shown);
        }
        rest = &after[end + LINK_END.len_utf8()..];
        // Without a space, mail programs would take the next words for a part of the address.
        if rest.starts_with(|next: char| !next.is_whitespace()) {
            result.push(' ');
        }
    }
    result.push_str(rest);
    result
}

/// No spaces at line ends, no more than one empty line, one around headings and buttons, and lines of block tags leave no
/// empty lines behind.
fn tidy(text: &str, protected: &Protected) -> String {
    let mut result = String::with_capacity(text.len());
    let mut empty_lines = 0;
    let mut joins = true;
    let mut apart = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        let was_apart = std::mem::replace(&mut apart, stands_apart(line));
        if !joins {
            result.push_str(if empty_lines > 0 || apart || was_apart { "\n\n" } else { "\n" });
        }
        empty_lines = 0;
        joins = protected.is_block_line(line);
        result.push_str(if joins { line.trim() } else { line });
    }
    result
}

/// A heading, or a line that is one link and nothing else: a button.
fn stands_apart(line: &str) -> bool {
    line.starts_with(HEADING)
        || (line.starts_with(LINK) && line.ends_with(LINK_END) && line.matches(LINK).count() == 1)
}

/// Takes out elements that are not displayed, such as a preheader; a rule becomes a line of hyphens.
fn without_hidden(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let Some(length) = rest[at..].find('>') else { break };
        let tag = &rest[at..=at + length];
        result.push_str(&rest[..at]);
        rest = &rest[at + length + 1..];
        if hides(tag) {
            rest = after_element(rest, name(tag));
        } else if name(tag).eq_ignore_ascii_case("hr") {
            result.push_str(RULE);
        } else {
            result.push_str(tag);
        }
    }
    result.push_str(rest);
    result
}

/// Cells of one row stand in one line where a table has heads, so that it is a table of data and not of layout.
fn joined_cells(html: &str) -> String {
    let mut result = String::with_capacity(html.len());
    for (index, part) in html.split("<table").enumerate() {
        // Every part but the first begins inside a table; one that ends in the same part has no other in it.
        let table = part.split_once("</table>").filter(|(table, _)| index > 0 && table.contains("<th"));
        if index > 0 {
            result.push_str("<table");
        }
        match table {
            Some((table, behind)) => {
                result.push_str(&cells_joined(table));
                result.push_str("</table>");
                result.push_str(behind);
            }
            None => result.push_str(part),
        }
    }
    result
}

fn cells_joined(table: &str) -> String {
    let mut result = String::with_capacity(table.len());
    let mut rest = table;
    while let Some(at) = rest.find("</t") {
        let end = at + "</td>".len();
        let next = rest.get(end..).unwrap_or_default().trim_start();
        let follows = next.starts_with("<td") || next.starts_with("<th>") || next.starts_with("<th ");
        let closes = rest[at..].starts_with("</td>") || rest[at..].starts_with("</th>");
        if let Some(inside) = next.find('>').filter(|_| follows && closes) {
            result.push_str(&rest[..at]);
            result.push_str(" | ");
            rest = &next[inside + 1..];
        } else {
            result.push_str(&rest[..at + 3]);
            rest = &rest[at + 3..];
        }
    }
    result.push_str(rest);
    result
}

fn hides(tag: &str) -> bool {
    let plain: String = tag.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    !tag.starts_with("</") && !tag.starts_with("<!") && plain.contains("display:none")
}

fn name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('<').trim_start_matches('/');
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    &tag[..end]
}

/// What follows the element whose start tag was just read.
fn after_element<'a>(mut rest: &'a str, element: &str) -> &'a str {
    let mut depth = 1;
    if matches!(element, "img" | "br" | "hr" | "input" | "meta" | "link") {
        return rest;
    }
    while let Some(at) = rest.find('<') {
        let Some(length) = rest[at..].find('>') else { return "" };
        let tag = &rest[at..=at + length];
        rest = &rest[at + length + 1..];
        if name(tag).eq_ignore_ascii_case(element) {
            depth = if tag.starts_with("</") { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            return rest;
        }
    }
    ""
}

/// Plain text with marked links.
#[derive(Debug, Clone, Default)]
struct Plain {
    addresses: Vec<String>,
}

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.addresses.push(url.to_owned());
        (LINK.to_string(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        format!("{ADDRESS}{}{LINK_END}", self.addresses.pop().unwrap_or_default())
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (title.to_owned(), ())
    }

    fn header_prefix(&self, _level: usize) -> String {
        HEADING.to_owned()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }
}
