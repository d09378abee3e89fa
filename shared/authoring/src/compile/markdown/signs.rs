//! Signs that stand in for what `CommonMark` would read otherwise than a Japanese writer means it.
//!
//! `**…です。**お早めに` is not bold in `CommonMark`: a mark after `。` and before a letter opens and does not close (§6.2). The
//! amendment "markdown-cjk-friendly" (tats-u) asks more kindly next to Chinese, Japanese and Korean letters. A sign that is
//! neither blank nor punctuation between the mark and its neighbour has the same effect, and is taken out again.

use super::characters::{is_cjk, is_punctuation};
use super::underscores;

/// Characters that Unicode will never give a meaning, none of which is in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signs {
    /// Between a mark and punctuation.
    joiner: char,
    /// A single `~`, as in 10:00~12:00, which would strike out what follows.
    tilde: char,
    /// A backslash before a sign that has no meaning, as in `\(^o^)/`.
    pub(super) backslash: char,
    /// A blank that stays.
    pub(super) blank: char,
}

impl Signs {
    pub(super) fn not_in(text: &str) -> Self {
        let mut free = ('\u{fdd0}'..='\u{fdef}').filter(|sign| !text.contains(*sign));
        // A text with all of them has no place for marks that nobody would miss; it keeps its own.
        let mut next = || free.next().unwrap_or('\u{fdef}');
        Self { joiner: next(), tilde: next(), backslash: next(), blank: next() }
    }

    /// The text with signs where they are needed.
    pub(super) fn put_into(self, text: &str) -> String {
        let text = underscores::as_stars(text);
        let mut result = String::with_capacity(text.len() + 16);
        let mut rest = text.as_str();
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '*' | '~' => rest.len() - rest.trim_start_matches(first).len(),
                other => other.len_utf8(),
            };
            // A sign behind a backslash is no mark, and nothing may come between the two.
            let escapes = first == '\\' && rest[1..].starts_with(['*', '~', '_', '\\']);
            let (run, behind) = rest.split_at(if escapes { 2 } else { length });
            let after = behind.chars().next();
            match first {
                '\\' if escapes => result.push_str(run),
                // `3,000円*1` names a note, and `5*6*7` is a product.
                '*' if run.len() == 1 && is_note(before, behind) => {
                    result.push('\\');
                    result.push('*');
                }
                '~' if run.len() == 1 && before != Some('\\') => result.push(self.tilde),
                '*' | '~' if run.len() <= 3 && !(first == '~' && run.len() == 3) => {
                    self.mark(run, before, after, &mut result);
                }
                '\\' if after == Some('(') && before != Some(']') => result.push(self.backslash),
                _ => result.push_str(run),
            }
            before = run.chars().last();
            rest = behind;
        }
        result
    }

    /// A mark, joined to punctuation beside it where a letter of China, Japan or Korea is its neighbour.
    fn mark(self, run: &str, before: Option<char>, after: Option<char>, result: &mut String) {
        let friendly = [before, after].into_iter().flatten().any(is_cjk);
        let joins = |neighbour: Option<char>| friendly && neighbour.is_some_and(is_punctuation);
        if joins(before) {
            result.push(self.joiner);
        }
        result.push_str(run);
        if joins(after) {
            result.push(self.joiner);
        }
    }

    pub(super) fn is_blank(self, character: char) -> bool {
        character == self.blank
    }

    /// Whether a character of the prepared text was put in before `rest` of the author's own: a joiner, or a backslash.
    pub(super) fn is_added(self, character: char, rest: &str) -> bool {
        (character == self.joiner || character == '\\') && !rest.starts_with(character)
    }

    /// The text as its author wrote it.
    pub(super) fn taken_from(self, text: &str) -> String {
        let own = |c: char| match c {
            _ if c == self.joiner => None,
            _ if c == self.tilde => Some('~'),
            _ if c == self.backslash => Some('\\'),
            _ if c == self.blank => Some('\u{a0}'),
            other => Some(other),
        };
        text.chars().filter_map(own).collect()
    }
}

/// A digit behind the sign, no blank before it, and a digit behind the next one as well: neither ends what the other begins.
fn is_note(before: Option<char>, behind: &str) -> bool {
    let paragraph = behind.split("\n\n").next().unwrap_or_default();
    let next = paragraph.split_once('*').map(|(_, behind)| behind);
    before.is_some_and(|it| !it.is_whitespace())
        && behind.starts_with(char::is_numeric)
        && next.is_none_or(|it| it.starts_with(char::is_numeric))
}
