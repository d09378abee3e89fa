//! An address alone among words becomes a link: it is one in every mail program, and presses on it are to be counted. It ends where
//! Japanese begins: `https://www.example.co.jp/a、` leads to `/a`.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// The events with links in place of bare addresses; code and links stay as they are.
pub(super) fn as_links(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut result = Vec::with_capacity(events.len());
    let mut around = 0_usize;
    let mut text = String::new();
    for event in events {
        if let Event::Text(words) = &event {
            // A sign such as `&` or `_` begins a text of its own.
            text.push_str(words);
            continue;
        }
        flush(&mut text, around == 0, &mut result);
        if matches!(&event, Event::Start(Tag::Link { .. } | Tag::CodeBlock(_) | Tag::Image { .. })) {
            around += 1;
        } else if matches!(&event, Event::End(TagEnd::Link | TagEnd::CodeBlock | TagEnd::Image)) {
            around = around.saturating_sub(1);
        }
        result.push(event);
    }
    flush(&mut text, around == 0, &mut result);
    result
}

fn flush(text: &mut String, links: bool, result: &mut Vec<Event<'_>>) {
    let words = std::mem::take(text);
    let mut rest = words.as_str();
    while let Some((before, address)) = next(rest).filter(|_| links) {
        if !before.is_empty() {
            result.push(Event::Text(CowStr::from(before.to_owned())));
        }
        let owned = || CowStr::from(address.to_owned());
        let (title, id) = (CowStr::from(""), CowStr::from(""));
        result.push(Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url: owned(), title, id }));
        result.push(Event::Text(owned()));
        result.push(Event::End(TagEnd::Link));
        rest = &rest[before.len() + address.len()..];
    }
    if !rest.is_empty() {
        result.push(Event::Text(CowStr::from(rest.to_owned())));
    }
}

/// The text before the next address, and the address.
fn next(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        from = at + 4;
        let begins = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        if let Some(address) = address(&text[at..]).filter(|_| begins) {
            return Some((&text[..at], address));
        }
    }
    None
}

/// The address that begins here, unless it goes on into words or a value of the template stands in it.
pub(super) fn address(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|it| text.starts_with(it))?;
    let end = text
        .find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|'))
        .unwrap_or(text.len());
    let runs_on = text[end..].starts_with(char::is_alphanumeric);
    let mut address = text[..end].trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '_', '~']);
    while address.ends_with([')', ']']) && !address.contains(['(', '[']) {
        address = address[..address.len() - 1].trim_end_matches(['.', ',', ':', ';', '!', '?']);
    }
    let host = address.get(scheme.len()..)?.split(['/', '?', '#']).next().unwrap_or_default();
    (host.contains('.') && !runs_on && !address.contains("hktag")).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn an_address_ends_where_a_japanese_reader_ends_it() {
        for (text, address) in [
            ("https://e.example/a、次", Some("https://e.example/a")),
            ("（https://e.example/a?b=1&c=2）", Some("https://e.example/a?b=1&c=2")),
            ("(see https://e.example/a).", Some("https://e.example/a")),
            ("https://e.example/a_(b)", Some("https://e.example/a_(b)")),
            ("→https://e.example", Some("https://e.example")),
            ("https://e.example/a。", Some("https://e.example/a")),
            ("https://e.example/aをご覧", None),
            ("https://e.example/資料", None),
            ("xhttps://e.example/", None),
            ("https://?a={}", None),
            ("http と https", None),
        ] {
            assert_eq!(next(text).map(|it| it.1), address, "{text}");
        }
    }
}
