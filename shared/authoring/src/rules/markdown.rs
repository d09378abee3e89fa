//! Near misses of links and buttons in Markdown: marks of full width, brackets that do not close, `{button}` beside
//! other text.

use super::foreign::{is_button, narrow};
use super::reading::{Kind, Reading, Sign, TAG};
use crate::finding::Finding;
use cadence::wording::Words;
use cadence::{text, words};
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

pub(crate) fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let events = reading.markdown();
    let mut findings = buttons(reading, &events);
    findings.extend(links(reading, &events));
    findings.extend(open_fence(reading, &events));
    findings
}

/// A block of code that is never closed: what follows is shown as code, its links as brackets.
fn open_fence(reading: &Reading<'_>, events: &[(Event<'_>, Range<usize>)]) -> Option<Finding> {
    let blocks = events.iter().filter_map(|(event, range)| {
        matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))).then_some(range)
    });
    let open = blocks.into_iter().find(|range| {
        let block = reading.text.get((*range).clone()).unwrap_or_default().trim_end();
        let mark = &block[..block.len().min(3)];
        !block.rsplit('\n').next().is_some_and(|last| last.trim_start().starts_with(mark))
            || !block.contains('\n')
    })?;
    let message = words!(
        en = "the block that begins here is never closed, so all that follows is shown as code",
        ja = "ここから始まる囲みが閉じていないので、続きがすべてコードとして出ます。"
    );
    Some(reading.finding(
        "mark-left",
        open.start,
        message,
        words!(
            en = "close it with ``` in a line of its own, or remove the ```",
            ja = "``` だけの行で閉じるか、``` を消してください。"
        ),
    ))
}

/// `{button}` that makes no button.
fn buttons(reading: &Reading<'_>, events: &[(Event<'_>, Range<usize>)]) -> Vec<Finding> {
    let made: Vec<&Range<usize>> = events
        .split(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)))
        .filter_map(|inside| {
            let end = inside.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)))?;
            button(&inside[..end])
        })
        .collect();
    let markdown = reading.kind == Kind::Markdown;
    let signs = reading.seen_signs();
    let plain: Vec<char> = signs.iter().map(|(character, _)| narrow(*character)).collect();
    let mut findings = Vec::new();
    for open in (0..plain.len()).filter(|at| plain[*at] == '{') {
        let inside: String = plain[open + 1..].iter().take(14).take_while(|c| **c != '}').collect();
        let place = signs[open].1;
        let closed = plain.get(open + 1 + inside.chars().count()) == Some(&'}');
        if !closed || !is_button(&inside) || made.iter().any(|range| range.contains(&place)) {
            continue;
        }
        let (message, remedy) = if markdown {
            (
                words!(
                    en = "a button is one link with {button} right behind it, alone in its \
                         paragraph; here it would be shown as it is",
                    ja = "ボタンは、一つのリンクのすぐ後ろに {button} を付け、一行だけの段落にしま\
                         す。ここでは、そのまま出てしまいます。"
                ),
                words!(
                    en = "put an empty line before and behind, and write only [資料を見る\
                         ](https://www.example.co.jp/){button}",
                    ja = "前後に空行を入れ、[資料を見る](https://www.example.co.jp/){button} とだ\
                         け書いてください。"
                ),
            )
        } else {
            (
                words!(
                    en = "{button} makes buttons in body.md only and would be shown as it is",
                    ja = "{button} がボタンになるのは body.md だけで、ここではそのまま出てしまいます。"
                ),
                words!(
                    en = "remove it, or write the button in HTML or MJML",
                    ja = "消すか、HTML か MJML でボタンを書いてください。"
                ),
            )
        };
        findings.push(reading.finding("button-not-alone", place, message, remedy));
    }
    findings
}

/// The place of a button's mark, in a paragraph that is one.
fn button<'a>(paragraph: &'a [(Event<'_>, Range<usize>)]) -> Option<&'a Range<usize>> {
    let [
        (Event::Start(Tag::Link { .. }), _),
        inside @ ..,
        (Event::End(TagEnd::Link), _),
        (Event::Text(mark), range),
    ] = paragraph
    else {
        return None;
    };
    let one = !inside.iter().any(|(event, _)| matches!(event, Event::End(TagEnd::Link)));
    (one && mark.trim() == "{button}").then_some(range)
}

/// Links that Markdown does not take for links.
fn links(reading: &Reading<'_>, events: &[(Event<'_>, Range<usize>)]) -> Vec<Finding> {
    let (mut signs, mut findings): (Vec<Sign>, _) = (Vec::new(), Vec::new());
    let (mut in_link, mut in_code) = (0_usize, false);
    for (event, range) in events {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                in_link += 1;
                signs.push(('\u{0}', range.start));
                if dest_url.contains(['）', '」', '、', '。', '】', '＞']) {
                    findings.push(broken(
                        reading,
                        range.start,
                        words!(
                            en = "the address of this link goes on into the text behind it",
                            ja = "リンクのアドレスが、後ろの文まで続いています。"
                        ),
                    ));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => in_link = in_link.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_link == 0 && !in_code => reading.add(range.clone(), &mut signs),
            Event::Code(_) | Event::InlineHtml(_) => signs.push(('\u{0}', range.start)),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => signs.push(('\n', range.end)),
            Event::Start(_)
            | Event::Text(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    for line in signs.split(|(character, _)| *character == '\n') {
        findings.extend(in_line(reading, line));
        findings.extend(broken_tags(reading, line));
    }
    findings
}

fn broken(reading: &Reading<'_>, at: usize, message: Words) -> Finding {
    let remedy = words!(
        en = "write [words](https://…) with half-width brackets, and no blank between ] and (",
        ja = "[words](https://…) のように、半角のかっこで書き、] と ( のあいだに空白を入れないでください。"
    );
    reading.finding("markdown-link-broken", at, message, remedy)
}

fn in_line(reading: &Reading<'_>, line: &[Sign]) -> Vec<Finding> {
    let plain: Vec<char> = line.iter().map(|(character, _)| narrow(*character)).collect();
    let mut findings = Vec::new();
    let mut told = 0;
    for at in 0..plain.len() {
        let close = match plain[at] {
            ']' => '(',
            ')' => '[',
            '[' if !plain[at..].contains(&']') => '(',
            _ => continue,
        };
        if at < told {
            continue;
        }
        let next = if plain[at] == '[' {
            plain[at..].iter().position(|c| *c == '(').map(|length| at + length)
        } else {
            let blanks = plain[at + 1..].iter().take_while(|c| **c == ' ').count();
            (plain.get(at + 1 + blanks) == Some(&close)).then_some(at + 1 + blanks)
        };
        if let Some(next) = next.filter(|next| is_target(&plain[next + 1..])) {
            let start = plain[..at].iter().rposition(|c| matches!(c, '[')).unwrap_or(at);
            let message = words!(
                en = "this looks like a link and is none; it would be shown as it is",
                ja = "リンクのように見えますが、リンクにならず、そのまま出てしまいます。"
            );
            findings.push(broken(reading, line[start].1, message));
            told = next + 1;
        }
    }
    findings
}

/// Elements that authors write in Markdown.
const ELEMENTS: &str = "a b i u p s br hr em div img span font table tr td th ul ol li h1 h2 h3 strong center small style script form \
    iframe object embed svg video audio input button base link meta";

/// HTML that Markdown takes for text: a blank is missing, a quotation mark, or the end of the tag.
fn broken_tags(reading: &Reading<'_>, line: &[Sign]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, (_, at)) in line.iter().enumerate().filter(|(_, sign)| sign.0 == '<') {
        let written = reading.text.as_bytes().get(*at) == Some(&b'<');
        let rest: String = line[index + 1..].iter().map(|it| it.0).take(12).collect();
        let rest = rest.strip_prefix('/').unwrap_or(&rest);
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest[..length].to_ascii_lowercase();
        let ends = rest[length..].is_empty() || rest[length..].starts_with([' ', '/', '>', '\n']);
        if written && ends && ELEMENTS.split_ascii_whitespace().any(|it| it == name) {
            let message = text!(
                en = "<{name}> cannot be read as HTML here; it would be shown as it is",
                ja = "<{name}> を HTML として読めないので、そのまま出てしまいます。"
            );
            let remedy = words!(
                en = "put values into quotation marks with a blank before each attribute, and \
                     close the tag with >",
                ja = "値を引用符で囲み、属性の前に空白を入れ、タグを > で閉じてください。"
            );
            findings.push(reading.finding("markdown-html-broken", *at, message, remedy));
        }
    }
    findings
}

/// Whether an address begins here.
fn is_target(rest: &[char]) -> bool {
    let text: String = rest.iter().take(12).collect();
    let text = text.trim_start().to_ascii_lowercase();
    text.starts_with(TAG)
        || ["http:", "https:", "mailto:", "tel:", "www.", "<http"].iter().any(|it| text.starts_with(it))
}
