//! Markdown into the built-in layout: one column of at most 600 px, readable at 360 px, 16 px text, buttons of 48 px.
//!
//! A paragraph that is one link followed by `{button}` becomes a button: `[資料を見る](https://…){button}`.

use cadence::sequence::Language;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

const LAYOUT: &str = include_str!("layout.html");
const BUTTON: &str = "{button}";

/// The whole HTML document, its styles not inlined yet.
pub(crate) fn document(markdown: &str, language: Language) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, options).collect();
    let mut body = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut body, with_buttons(events).into_iter());
    LAYOUT.replacen("LANGUAGE", super::html::code(language), 1).replacen("BODY", &body, 1)
}

fn with_buttons(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut result = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        if !matches!(event, Event::Start(Tag::Paragraph)) {
            result.push(event);
            continue;
        }
        let mut paragraph = vec![event];
        for inner in events.by_ref() {
            let ends = matches!(inner, Event::End(TagEnd::Paragraph));
            paragraph.push(inner);
            if ends {
                break;
            }
        }
        result.extend(button(paragraph));
    }
    result
}

/// The paragraph as it is, or the button that it means.
fn button(paragraph: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let [
        _,
        Event::Start(Tag::Link { dest_url, .. }),
        inside @ ..,
        Event::End(TagEnd::Link),
        Event::Text(text),
        _,
    ] = paragraph.as_slice()
    else {
        return paragraph;
    };
    if text.trim() != BUTTON || inside.iter().any(|event| matches!(event, Event::End(TagEnd::Link))) {
        return paragraph;
    }
    let href = escape(dest_url);
    let open = format!(
        "<table role=\"presentation\" class=\"button\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td bgcolor=\"#1849a9\"><a href=\"{href}\">"
    );
    let mut events = vec![Event::Html(CowStr::from(open))];
    events.extend(inside.iter().cloned());
    events.push(Event::Html(CowStr::from("</a></td></tr></table>\n")));
    events
}

fn escape(url: &str) -> String {
    url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
