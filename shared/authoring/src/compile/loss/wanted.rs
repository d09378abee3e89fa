//! The words and addresses that the author of a body file wants to be seen, with their places.

use crate::compile::markup::{Piece, Tag, pieces};
use crate::placeholders::tags;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

/// Words without a tag, a template tag or a mark between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) words: String,
    pub(super) at: usize,
    pub(super) is_address: bool,
}

/// All that is wanted, in the author's order.
pub(super) fn of(file: &str, source: &str) -> Vec<Wanted> {
    // Blanks in place of template tags keep all other places as they are.
    let mut bare = source.to_owned();
    for tag in tags(source) {
        bare.replace_range(tag.start..tag.start + tag.text.len(), &"\u{1}".repeat(tag.text.len()));
    }
    if file == "body.md" { letter(&bare) } else { markup(&bare) }
}

fn markup(source: &str) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let (mut from, mut head) = (0, 0_usize);
    for piece in pieces(source) {
        let (range, tag) = match piece {
            // A piece that never ends hides words that are wanted.
            Piece::Comment(range, true) | Piece::Declaration(range) | Piece::Raw(range, _, true) => {
                (range, None)
            }
            Piece::Comment(range, false) => (range.start..range.start + 4, None),
            Piece::Raw(range, ..) => (range.start..range.start, None),
            Piece::Tag(tag) => (tag.range.clone(), Some(tag)),
        };
        if range.start < from {
            continue;
        }
        if head == 0 {
            words(source, from, range.start, &mut wanted);
        }
        if let Some(tag) = tag {
            if matches!(tag.name.as_str(), "head" | "mj-head") {
                head = usize::from(!tag.closes && !tag.closes_itself);
            } else if head == 0 {
                attributes(source, &tag, &mut wanted);
            }
        }
        from = range.end;
    }
    if head == 0 {
        words(source, from, source.len(), &mut wanted);
    }
    wanted
}

/// The words between two places, cut where a template tag stands.
fn words(source: &str, from: usize, to: usize, wanted: &mut Vec<Wanted>) {
    let mut at = from;
    for piece in source[from..to].split('\u{1}') {
        if !piece.trim().is_empty() {
            wanted.push(Wanted { words: decoded(piece), at, is_address: false });
        }
        at += piece.len() + 1;
    }
}

fn attributes(source: &str, tag: &Tag<'_>, wanted: &mut Vec<Wanted>) {
    for attribute in &tag.attributes {
        let (value, range) = (attribute.value, attribute.value_range());
        let is_link = attribute.is("href")
            && matches!(tag.name.as_str(), "a" | "mj-button" | "mj-image" | "mj-navbar-link");
        if attribute.is("alt") {
            words(source, range.start, range.end, wanted);
        } else if is_link && !value.contains('\u{1}') && !value.trim().is_empty() && !value.starts_with('#') {
            wanted.push(Wanted { words: decoded_value(value), at: range.start, is_address: true });
        }
    }
}

/// Words of a letter: lines without their marks.
fn letter(source: &str) -> Vec<Wanted> {
    let source = &without_comments(source);
    let mut wanted = Vec::new();
    let (mut at, mut fenced) = (0, false);
    let lower = source.to_lowercase();
    for line in source.split_inclusive('\n') {
        // Marks of quotations and lists stand before the number of an item.
        let bare = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '-' | '+' | '*'));
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
        } else if !is_definition(bare, &lower) {
            let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
            let is_item = number.len() < bare.len() && number.starts_with(['.', ')']);
            let start = at + line.len() - if is_item && !fenced { number.len() } else { bare.len() };
            wanted.extend(line_of(source, start, at + line.len(), fenced));
        }
        at += line.len();
    }
    wanted
}

/// The letter with marks in place of comments that end.
fn without_comments(source: &str) -> String {
    let mut result = source.to_owned();
    let mut from = 0;
    while let Some(start) = result[from..].find("<!--").map(|at| from + at) {
        let Some(end) = result[start..].find("-->").map(|end| start + end + 3) else { break };
        let blank: String =
            result[start..end].bytes().map(|it| if it == b'\n' { '\n' } else { '|' }).collect();
        result.replace_range(start..end, &blank);
        from = end;
    }
    result
}

/// The address of a link that the letter has elsewhere.
fn is_definition(line: &str, lower: &str) -> bool {
    let Some((label, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else {
        return false;
    };
    lower.matches(&format!("[{}]", label.to_lowercase())).count() > 1
}

/// The words of a line, cut at every sign that may be a mark; what is an address after `](` is no words.
fn line_of(source: &str, from: usize, to: usize, fenced: bool) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut start = from;
    let mut at = from;
    let mut push = |start: usize, end: usize| words(source, start, end, &mut wanted);
    while let Some(character) = source[at..to].chars().next() {
        let rest = &source[at..to];
        let skipped = if fenced {
            0
        } else if rest.starts_with("](") {
            rest.find(')').map_or(0, |end| end + 1)
        } else if rest.starts_with("][") && !rest.starts_with("][[") {
            // The name of a link's address.
            rest.find(']').and_then(|_| rest[1..].find(']')).map_or(0, |end| end + 2)
        } else if rest.starts_with("{button}") {
            8
        } else if rest.starts_with('<') && is_tag(rest) {
            rest.find('>').map_or(0, |end| end + 1)
        } else {
            0
        };
        let mark =
            character.is_ascii_punctuation() && character != '&' && character != ';' && character != '#';
        if skipped > 0 || mark {
            push(start, at);
            at += skipped.max(character.len_utf8());
            start = at;
        } else {
            at += character.len_utf8();
        }
    }
    push(start, to);
    wanted
}

/// Whether an element of HTML begins or ends here, or an address in angle brackets stands here.
fn is_tag(rest: &str) -> bool {
    let name = rest[1..].trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && crate::compile::known::is_element(&name[..end]) && rest.contains('>')
}

/// A text with its entities resolved.
fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(text.replace('<', "&lt;").as_str().into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// A value of an attribute with its entities resolved: `&copy=` is none there (HTML Living Standard §13.2.5.73).
fn decoded_value(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let tokenizer = Tokenizer::new(Values::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(format!("<a href=\"{}\">", value.replace('"', "&quot;")).as_str().into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// Takes the value of a tag's attribute.
#[derive(Default)]
struct Values(RefCell<String>);

impl TokenSink for Values {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            let values = tag.attrs.iter().map(|it| it.value.as_ref());
            self.0.borrow_mut().extend(values);
        }
        TokenSinkResult::Continue
    }
}

/// Takes the words of a text without tags.
#[derive(Default)]
struct Words(RefCell<String>);

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::CharacterTokens(text) = token {
            self.0.borrow_mut().push_str(&text);
        }
        TokenSinkResult::Continue
    }
}
