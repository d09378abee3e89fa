//! Problems of rows and columns, in both languages: the place, what is wrong, and the remedy.
//!
//! A message may repeat a piece of a cell, so that people find it; it is for the person whose file it is,
//! never for a log.

use crate::limits::QUOTED_CHARACTERS_MAX;
use crate::split::Position;
use cadence::text;
use cadence::wording::Text;

/// One thing that is wrong, without its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule that was broken, in kebab-case.
    pub rule: &'static str,
    /// The fault, a sentence in Japanese, a clause in English.
    pub message: Text,
    /// The remedy.
    pub remedy: Text,
}

impl Fault {
    /// A fault from its words.
    pub(crate) fn new(rule: &'static str, message: impl Into<Text>, remedy: impl Into<Text>) -> Self {
        Self { rule, message: message.into(), remedy: remedy.into() }
    }
}

/// The name of a column: its place and its header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnName {
    /// The place, from 0.
    pub index: usize,
    /// The header as it is written, without blanks at its ends.
    pub header: String,
}

impl ColumnName {
    /// The letters that a spreadsheet shows above the column: A to Z, then AA.
    pub fn letters(&self) -> String {
        letters(self.index)
    }

    /// The name as messages say it.
    pub(crate) fn text(&self) -> Text {
        let (letters, header) = (self.letters(), excerpt(&self.header));
        if header.is_empty() {
            return text!(en = "column {letters}", ja = "{letters}列");
        }
        text!(en = "column {letters} \"{header}\"", ja = "{letters}列「{header}」")
    }
}

/// One thing that is wrong, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u64,
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// The column, if the fault is in one.
    pub column: Option<ColumnName>,
    /// The fault.
    pub fault: Fault,
}

impl Problem {
    pub(crate) fn new(position: Position, column: Option<ColumnName>, fault: Fault) -> Self {
        Self { row: position.row, line: position.line, column, fault }
    }

    /// The whole message: place, fault and remedy.
    pub fn text(&self) -> Text {
        let (row, line) = (self.row, self.line);
        let place = if row == line {
            text!(en = "row {row}", ja = "{row}行目")
        } else {
            text!(en = "row {row} (line {line} of the file)", ja = "{row}行目（ファイルでは{line}行目）")
        };
        let reason = self.reason();
        let between = if self.column.is_some() { Text::new(", ", "の") } else { Text::new(": ", "：") };
        place.then(between).then(reason)
    }

    /// The message without the row, for a place where the row itself stands.
    pub fn reason(&self) -> Text {
        let Fault { message, remedy, .. } = &self.fault;
        // A Japanese message ends with its full stop.
        let fault = message.clone().then(Text::new("; ", "")).then(remedy.clone());
        match &self.column {
            Some(column) => column.text().then(Text::new(": ", "：")).then(fault),
            None => fault,
        }
    }
}

/// The letters above a column of a spreadsheet.
pub(crate) fn letters(index: usize) -> String {
    let mut left = index + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The beginning of a text, on one line, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    let mut signs = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    let mut excerpt: String = signs.by_ref().take(QUOTED_CHARACTERS_MAX).collect();
    if signs.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests;
