//! Markdown into the built-in layout: one column of at most 600 px, readable at 360 px, 16 px text, buttons of 48 px.
//!
//! A letter is written as one writes a letter: a line is a line, blanks stay, `会社名` over `-----` is a signature and no heading.
//! A paragraph that is one link followed by `{button}` becomes a button: `[資料を見る](https://…){button}`.

mod addresses;
mod characters;
mod letter;
mod numbers;
mod prepared;
mod signs;
mod underscores;

pub(crate) use prepared::Prepared;

use super::known;
use cadence::sequence::Language;
use cadence::text::Escaped;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd, html};
use signs::Signs;
use std::ops::Range;

const LAYOUT: &str = include_str!("layout.html");
const BUTTON: &str = "{button}";

/// The body's HTML, without the layout around it.
pub(crate) fn body(markdown: &str) -> String {
    let prepared = Prepared::of(markdown);
    let events = numbers::as_written(&prepared.text, prepared.parsed().collect());
    let events = with_lines(&prepared.text, events);
    let events = events.into_iter().map(|event| as_written(event, prepared.signs)).collect();
    let mut body = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut body, with_buttons(addresses::as_links(events)).into_iter());
    body
}

/// The whole HTML document, its styles not inlined yet.
pub(crate) fn in_layout(body: &str, language: Language) -> String {
    LAYOUT.replacen("LANGUAGE", super::lang::code(language), 1).replacen("BODY", body, 1)
}

/// Marks that mark nothing, such as the `**` of `** 重要 **`, and their places.
pub(crate) fn marks_left(markdown: &str) -> Vec<(&'static str, usize)> {
    let prepared = Prepared::of(markdown);
    let mut left = Vec::new();
    let mut in_code = false;
    for (event, range) in prepared.parsed() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_code => {
                if let Some(mark) = ["**", "~~"].into_iter().find(|mark| text.contains(mark)) {
                    let written = prepared.written_at(&range);
                    let start = markdown[..written.start].rfind('\n').map_or(0, |at| at + 1);
                    let line = markdown[start..].split('\n').next().unwrap_or_default();
                    let inside = markdown.get(written.clone()).unwrap_or_default();
                    if is_meant_to_mark(line, mark) {
                        left.push((mark, written.start + inside.rfind(mark).unwrap_or(0)));
                    }
                }
            }
            Event::Start(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    left
}

/// Whether a line has words between two marks, or right beside one: `~~` alone and `***` are ornaments.
fn is_meant_to_mark(line: &str, mark: &str) -> bool {
    let sign = mark.chars().next().unwrap_or_default();
    let whole = |at: &usize| !line[..*at].ends_with(sign) && !line[at + mark.len()..].starts_with(sign);
    let marks: Vec<usize> = line.match_indices(mark).map(|(at, _)| at).filter(whole).collect();
    let beside = |at: &usize| {
        let word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !c.is_ascii_punctuation());
        word(line[..*at].chars().next_back()) || word(line[at + mark.len()..].chars().next())
    };
    marks.len() > 1 || marks.iter().any(beside)
}

/// Lines as lines, signatures as signatures, and nothing emphasized that is only signs, such as `(*^_^*)`.
fn with_lines<'a>(source: &'a str, events: Vec<(Event<'a>, Range<usize>)>) -> Vec<Event<'a>> {
    let mut result: Vec<Event<'a>> = Vec::with_capacity(events.len());
    let mut written = Vec::new();
    for (event, range) in events {
        let ends_signs = written.last() == Some(&range) && is_end_of_emphasis(&event);
        if is_emphasis(&event) && is_signs(&source[range.clone()]) {
            result.push(Event::Text(CowStr::from(&source[range.start..range.start + mark_length(&event)])));
            written.push(range);
        } else if ends_signs {
            written.pop();
            result.push(Event::Text(CowStr::from(&source[range.end - mark_length(&event)..range.end])));
        } else if matches!(&event, Event::Code(code) if code.starts_with([')', '）'])) {
            // `(´・ω・`)` twice in a paragraph is no code.
            result.push(Event::Text(CowStr::from(&source[range])));
        } else {
            result.extend(with_line(source, event, &range));
        }
    }
    result
}

/// Bytes of the mark on each side.
fn mark_length(event: &Event<'_>) -> usize {
    if matches!(event, Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis)) { 1 } else { 2 }
}

fn is_emphasis(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough))
}

fn is_end_of_emphasis(event: &Event<'_>) -> bool {
    matches!(event, Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough))
}

/// The event as a letter means it.
fn with_line<'a>(source: &'a str, event: Event<'a>, range: &Range<usize>) -> Vec<Event<'a>> {
    if event == Event::SoftBreak {
        return vec![Event::HardBreak];
    }
    if let Event::Start(Tag::Heading { .. }) = &event
        && is_underlined(source, range)
    {
        return vec![Event::Start(Tag::Paragraph)];
    }
    if let Event::End(TagEnd::Heading(level)) = &event
        && is_underlined(source, range)
    {
        return underline(source, range, *level);
    }
    vec![event]
}

/// Whether a heading is lines with `-----` or `=====` under them.
fn is_underlined(source: &str, range: &Range<usize>) -> bool {
    let marks = source[range.clone()].trim_start();
    let behind = marks.trim_start_matches('#');
    !((1..=6).contains(&(marks.len() - behind.len()))
        && (behind.is_empty() || behind.starts_with([' ', '\t', '\n'])))
}

/// The mark under the lines: a rule, or the signs as they are.
fn underline<'a>(source: &'a str, range: &Range<usize>, level: HeadingLevel) -> Vec<Event<'a>> {
    let signs = source[range.clone()]
        .trim_end()
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .trim_start_matches(['>', ' ']);
    let end = Event::End(TagEnd::Paragraph);
    if level == HeadingLevel::H2 && signs.len() >= 3 {
        return vec![end, Event::Rule];
    }
    vec![Event::HardBreak, Event::Text(CowStr::from(signs)), end]
}

/// Whether what is marked is no words: signs alone, or something that begins with the end of a bracket, as in `m(_ _)m (>_<)`.
fn is_signs(marked: &str) -> bool {
    let inside = marked.trim_matches(['*', '_', '~']);
    !marked.contains(char::is_alphanumeric)
        || inside.starts_with([')', ']', '}', '>', '^', '）', '」', '』', '】', '、', '。'])
        || inside.ends_with(['(', '[', '{', '<', '^', '（', '「', '『', '【'])
}

/// The event with the author's own signs, and with words in angle brackets as words.
fn as_written(event: Event<'_>, signs: Signs) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(CowStr::from(letter::blanks_kept(&signs.taken_from(&text)))),
        Event::Code(text) => Event::Code(CowStr::from(signs.taken_from(&text))),
        Event::InlineHtml(text) | Event::Html(text) if is_no_tag(&text) => {
            Event::Text(CowStr::from(signs.taken_from(&text)))
        }
        Event::InlineHtml(text) => Event::InlineHtml(CowStr::from(signs.taken_from(&text))),
        Event::Html(text) => Event::Html(CowStr::from(signs.taken_from(&text))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let (dest_url, title) = (signs.taken_from(&dest_url).into(), signs.taken_from(&title).into());
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let (dest_url, title) = (signs.taken_from(&dest_url).into(), signs.taken_from(&title).into());
            Event::Start(Tag::Image { link_type, dest_url, title, id })
        }
        Event::Start(_)
        | Event::End(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_) => event,
    }
}

/// `<Google Meet>` is no element of HTML; a mail program would take it for one and show nothing.
fn is_no_tag(html: &str) -> bool {
    let name = html.trim_start().trim_start_matches(['<', '/']);
    let end = name.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len());
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !known::is_element(&name[..end])
}

fn with_buttons(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut result = Vec::with_capacity(events.len());
    let mut events = events.into_iter();
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
    let href = Escaped(dest_url);
    let open = format!(
        "<table role=\"presentation\" class=\"button\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td bgcolor=\"#1849a9\"><a href=\"{href}\">"
    );
    let mut events = vec![Event::Html(CowStr::from(open))];
    events.extend(inside.iter().cloned());
    events.push(Event::Html(CowStr::from("</a></td></tr></table>\n")));
    events
}
