//! One row under way: the grammar of cells, sign by sign.

use super::SplitFault;
use crate::limits::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX};
use crate::units::Sign;
use std::ops::Range;

/// The place within a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark that closes the cell or is the first of two.
    AfterQuote,
}

/// A row under way. Places count from the row's beginning.
pub(super) struct Scan {
    pub(super) at: usize,
    pub(super) inside: Inside,
    pub(super) cell_start: usize,
    pub(super) cells: Vec<Range<usize>>,
    /// Line breaks within quoted cells so far.
    pub(super) breaks: u64,
    /// The quotation mark that opened the cell: line breaks before it, and the first line break behind it:
    /// its place, its end.
    pub(super) quote: Option<(u64, Option<(usize, usize)>)>,
}

impl Scan {
    pub(super) fn new() -> Self {
        Self { at: 0, inside: Inside::Start, cell_start: 0, cells: Vec::new(), breaks: 0, quote: None }
    }

    /// Takes a sign that is no line break.
    pub(super) fn take(&mut self, sign: Sign, length: usize) {
        match (self.inside, sign) {
            (Inside::Start, Sign::Quote) => {
                self.inside = Inside::Quoted;
                self.quote = Some((self.breaks, None));
            }
            (Inside::Quoted, Sign::Quote) => self.inside = Inside::AfterQuote,
            (Inside::AfterQuote, Sign::Quote) => self.inside = Inside::Quoted,
            (Inside::Quoted, _) => {}
            (Inside::Start | Inside::Plain | Inside::AfterQuote, Sign::Delimiter) => {
                self.end_cell();
                self.cell_start = self.at + length;
            }
            (Inside::Start | Inside::Plain | Inside::AfterQuote, _) => self.inside = Inside::Plain,
        }
        self.at += length;
    }

    /// Takes a line break within a quoted cell.
    pub(super) fn take_break(&mut self, end: usize) {
        self.breaks += 1;
        if let Some((_, first_break @ None)) = &mut self.quote {
            *first_break = Some((self.at, end));
        }
        self.at = end;
    }

    pub(super) fn end_cell(&mut self) {
        self.cells.push(self.cell_start..self.at);
        self.inside = Inside::Start;
        self.quote = None;
    }

    pub(super) fn beyond_limits(&self) -> Option<SplitFault> {
        if self.cells.len() > COLUMNS_MAX {
            return Some(SplitFault::TooManyCells);
        }
        let beyond = self.at - self.cell_start > CELL_BYTES_MAX || self.at > ROW_BYTES_MAX;
        beyond.then_some(SplitFault::TooLong)
    }
}
