//! The marks that mail programs put around what they fill in, and what must stand between them to be a placeholder and no text.

use super::super::reading::{Sign, TAG};
use super::words::{Sure, field, group, is_name, is_snake};

/// The condition on the text between two marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Anything on the line.
    Anything,
    /// The name of a field, or what has the form of a name in a program.
    Name,
    /// The name of a field, with nothing of a word beside the marks.
    Field,
    /// As between percent signs, which also stand behind numbers and in addresses.
    Percent,
    /// As between square brackets, which also stand around remarks and labels.
    Square,
}

/// Opening and closing mark; longer ones come first.
const MARKS: [(&str, &str, Needs); 48] = [
    ("{{", "}}", Needs::Anything),
    ("{%", "%}", Needs::Anything),
    ("{ {", "} }", Needs::Anything),
    ("*|", "|*", Needs::Anything),
    ("|*", "*|", Needs::Name),
    ("$(", ")", Needs::Name),
    ("⟦", "⟧", Needs::Name),
    ("%%[", "]%%", Needs::Anything),
    ("%%=", "=%%", Needs::Anything),
    ("%%%", "%%%", Needs::Name),
    ("%%", "%%", Needs::Name),
    ("<%", "%>", Needs::Anything),
    ("<?", "?>", Needs::Anything),
    ("[%", "%]", Needs::Anything),
    ("[[", "]]", Needs::Name),
    ("<<", ">>", Needs::Name),
    ("<#", "#>", Needs::Name),
    ("«", "»", Needs::Field),
    ("${", "}", Needs::Name),
    ("#{", "}", Needs::Name),
    ("@{", "}", Needs::Name),
    ("%{", "}", Needs::Name),
    ("{!", "}", Needs::Anything),
    ("{", "}", Needs::Name),
    ("##", "##", Needs::Name),
    ("@@", "@@", Needs::Field),
    ("$$", "$$", Needs::Field),
    ("__", "__", Needs::Field),
    ("--", "--", Needs::Field),
    ("||", "||", Needs::Field),
    ("::", "::", Needs::Field),
    ("!!", "!!", Needs::Field),
    ("~~", "~~", Needs::Field),
    ("%", "%", Needs::Percent),
    ("$", "$", Needs::Field),
    ("#", "#", Needs::Field),
    ("@", "@", Needs::Field),
    ("-", "-", Needs::Field),
    ("^", "^", Needs::Field),
    ("~", "~", Needs::Field),
    ("<", ">", Needs::Field),
    ("[", "]", Needs::Square),
    ("【", "】", Needs::Square),
    ("(", ")", Needs::Square),
    ("〔", "〕", Needs::Square),
    ("《", "》", Needs::Square),
    ("≪", "≫", Needs::Square),
    ("「", "」", Needs::Square),
];
/// Characters between two marks at most.
const LENGTH_MAX: usize = 80;
/// Elements of HTML whose names are names of fields, too.
const ELEMENTS: [&str; 6] = ["address", "title", "link", "data", "time", "label"];

/// A placeholder that was found.
pub(super) struct Found {
    /// The beginning and the end among the signs.
    pub(super) signs: std::ops::Range<usize>,
    /// The text between its marks.
    pub(super) inside: String,
}

/// Every placeholder among signs. Signs of full width count as those of half width.
pub(super) fn all(signs: &[Sign], markdown: bool) -> Vec<Found> {
    let narrow: Vec<char> = signs.iter().map(|(character, _)| narrow(*character)).collect();
    let line = Line { signs: &narrow, markdown };
    let mut found = Vec::new();
    let mut at = 0;
    while at < narrow.len() {
        match MARKS.iter().find_map(|(open, close, needs)| line.between(at, open, close, *needs)) {
            Some(it) => {
                at = it.signs.end;
                found.push(it);
            }
            None => at += 1,
        }
    }
    found
}

/// The sign of half width that looks the same.
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        other => other,
    }
}

struct Line<'a> {
    signs: &'a [char],
    markdown: bool,
}

impl Line<'_> {
    fn has(&self, at: usize, mark: &str) -> bool {
        let length = mark.chars().count();
        self.signs.get(at..at + length).is_some_and(|here| here.iter().copied().eq(mark.chars()))
    }

    fn between(&self, at: usize, open: &str, close: &str, needs: Needs) -> Option<Found> {
        if !self.has(at, open) {
            return None;
        }
        let start = at + open.chars().count();
        let length = close.chars().count();
        let reach = self.signs.len().min(start + LENGTH_MAX);
        let end = (start..reach).take_while(|at| self.signs[*at] != '\n').find(|at| self.has(*at, close))?;
        let inside: String = self.signs[start..end].iter().collect();
        let found = Found { signs: at..end + length, inside };
        self.fits(&found, needs, open).then_some(found)
    }

    fn fits(&self, found: &Found, needs: Needs, open: &str) -> bool {
        let inside = found.inside.trim();
        let Some(first) = inside.chars().next() else { return false };
        let tagged = inside.contains(TAG);
        let bare = inside == found.inside && !tagged;
        match needs {
            Needs::Anything => !(open == "<?" && inside.starts_with("xml")),
            Needs::Name if open == "{" && tagged => inside.chars().all(|c| c == TAG || c == ' '),
            Needs::Name if open == "##" => bare && is_name(inside) && !inside.contains(' '),
            Needs::Name => !(tagged || open == "{" && is_button(inside)) && is_name(inside),
            Needs::Field if open == "<" => {
                let lower = inside.trim_start_matches('/').to_ascii_lowercase();
                bare && field(inside) != Sure::Not && !ELEMENTS.contains(&lower.as_str())
            }
            Needs::Field => bare && field(inside) != Sure::Not && self.stands_alone(found),
            Needs::Percent => {
                let number =
                    found.signs.start.checked_sub(1).is_some_and(|at| self.signs[at].is_ascii_digit());
                let named =
                    first.is_ascii_alphabetic() || matches!(first, '_' | '$') || field(inside) != Sure::Not;
                bare && !number
                    && named
                    && !inside.contains(' ')
                    && is_name(inside)
                    && !self.is_encoded(found, inside)
            }
            Needs::Square => self.is_square(found, inside, open),
        }
    }

    /// Nothing of a word beside it.
    fn stands_alone(&self, found: &Found) -> bool {
        let before = found.signs.start.checked_sub(1).map(|at| self.signs[at]);
        let behind = self.signs.get(found.signs.end).copied();
        let mark = self.signs[found.signs.start];
        let part = |sign: Option<char>| sign.is_some_and(|it| it.is_ascii_alphanumeric() || it == mark);
        !part(before) && !part(behind)
    }

    /// `%E3%81`, which is a part of an address.
    fn is_encoded(&self, found: &Found, inside: &str) -> bool {
        let hexadecimal = inside.chars().take(2).filter(char::is_ascii_hexdigit).count() == 2;
        let before = self.signs[..found.signs.start].iter().rev().take_while(|c| !c.is_whitespace());
        let address: String = before.take(400).collect();
        let encoded =
            inside.len() == 2 || address.contains("//:") || address.contains('=') || address.contains('%');
        hexadecimal && encoded
    }

    fn is_square(&self, found: &Found, inside: &str, open: &str) -> bool {
        let next = self.signs.get(found.signs.end).copied();
        if inside.contains(TAG) || (self.markdown && open == "[" && matches!(next, Some('(' | '[' | ':'))) {
            return false;
        }
        let addressed = self.is_addressed(found.signs.end);
        // Only square brackets stand around placeholders by themselves.
        if open != "[" {
            return addressed && field(inside) != Sure::Not;
        }
        let (head, rest) = inside.split_at(inside.find([':', '=', '|', ',']).unwrap_or(inside.len()));
        let key =
            rest.get(1..).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"'));
        let structured = key
            && (group(head)
                || field(head) == Sure::Yes
                || (rest.starts_with(',') && field(head) != Sure::Not));
        let signed = inside.starts_with(['$', '@', '#', '%', '-', '*']) && field(inside) != Sure::Not;
        match field(inside) {
            _ if structured || signed || is_snake(inside) => true,
            Sure::Yes => true,
            Sure::Maybe => addressed || !self.is_label(found),
            Sure::Not => false,
        }
    }

    /// Whether somebody is spoken to: 様 and the like follow.
    fn is_addressed(&self, at: usize) -> bool {
        let rest: String = self.signs[at..].iter().take(4).collect();
        let rest = rest.trim_start();
        ["様", "さま", "さん", "殿", "御中", "先生"].iter().any(|it| rest.starts_with(it))
    }

    /// `[メール] a@example.co.jp`: what it is the label of stands behind it, or at least something where it is first in its line.
    fn is_label(&self, found: &Found) -> bool {
        let before = self.signs[..found.signs.start].iter().rev().take_while(|c| **c != '\n');
        let first = before.clone().all(|c| !c.is_alphanumeric());
        let behind: String =
            self.signs[found.signs.end..].iter().take_while(|c| **c != '\n').take(80).collect();
        let behind = behind.trim_start();
        let word = behind.split([' ', '<']).next().unwrap_or_default();
        let told = word.contains(['@', ':'])
            || word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '〒'));
        told || first && !behind.is_empty() && !behind.starts_with(['、', ',', '。', '!', ']', '，', '！'])
    }
}

/// True for the text of a button's mark in Markdown, right or nearly so.
pub(crate) fn is_button(inside: &str) -> bool {
    let word = inside.trim().trim_start_matches(['.', ':', '#']).trim().to_lowercase();
    ["button", "buttons", "buton", "botton", "btn", "ボタン", "ぼたん"].contains(&word.as_str())
}
