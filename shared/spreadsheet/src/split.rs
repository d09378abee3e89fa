//! Rows of a file, cut in its bytes: each with its place, its bytes and the bounds of its cells.
//!
//! The grammar is that of RFC 4180, as Excel reads it: a quotation mark opens a quoted cell only at the
//! cell's beginning, two of them within are one, and letters behind the closing one belong to the cell. A row
//! ends with CR, LF or both. Held are the row under way and one chunk, whatever the size of the file; a
//! quotation mark that nobody closes ends its row at the end of its line once the limit of a cell is reached,
//! and reading goes on with the next line.

mod scan;

use crate::limits::CHUNK_BYTES;
use crate::units::{LOOKAHEAD_BYTES, Sign, Units};
use scan::{Inside, Scan};
use std::io::{self, Read};
use std::ops::Range;

/// A place between two rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Bytes before it in the file.
    pub offset: u64,
    /// The number of the line that begins here, from 1: lines as a text editor counts them, also within
    /// cells.
    pub line: u64,
    /// The number of the row that begins here, from 1: rows as a spreadsheet shows them, blank ones among
    /// them.
    pub row: u64,
}

impl Position {
    /// The beginning of a file.
    pub const START: Self = Self { offset: 0, line: 1, row: 1 };
}

/// A fault in the grammar of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SplitFault {
    /// A quotation mark opens a cell and none closes it; the row ends where its line does.
    UnclosedQuote { line: u64 },
    /// A cell, or the whole row, is longer than any spreadsheet makes it. Its bytes end at the limit.
    TooLong,
    /// There are more cells than a list of people has columns.
    TooManyCells,
}

/// One row: bytes, not yet text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawRow {
    pub(crate) position: Position,
    /// The place behind its line break.
    pub(crate) next: Position,
    /// Its bytes without the line break.
    pub(crate) bytes: Vec<u8>,
    /// The cells as ranges of the bytes, quotation marks among them.
    pub(crate) cells: Vec<Range<usize>>,
    /// The fault with the index of its cell.
    pub(crate) fault: Option<(SplitFault, usize)>,
}

/// Cuts rows from a reader.
#[derive(Debug)]
pub(crate) struct Splitter<R> {
    input: R,
    units: Units,
    delimiter: u8,
    /// Room for bytes of the file. Those between `start`, where the row under way begins, and `end` were
    /// read.
    held: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    position: Position,
    /// The most bytes that were ever held.
    held_max: usize,
}

impl<R: Read> Splitter<R> {
    /// Cuts rows from a reader that stands at a position.
    pub(crate) fn new(input: R, units: Units, delimiter: u8, position: Position) -> Self {
        let held = Vec::new();
        Self { input, units, delimiter, held, start: 0, end: 0, ended: false, position, held_max: 0 }
    }

    /// The position of the next row.
    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// The most bytes that were ever held at once.
    pub(crate) fn held_max(&self) -> usize {
        self.held_max
    }

    /// Leaves out a byte order mark, if the file begins with it.
    pub(crate) fn skip_mark(&mut self, mark: &[u8]) -> io::Result<()> {
        self.fill(mark.len())?;
        if self.ahead(0).starts_with(mark) {
            self.start += mark.len();
            self.position.offset += mark.len() as u64;
        }
        Ok(())
    }

    /// The next row; `None` at the end of the file.
    pub(crate) fn next_row(&mut self) -> io::Result<Option<RawRow>> {
        self.units.restart();
        let mut scan = Scan::new();
        self.fill(LOOKAHEAD_BYTES)?;
        if self.ahead(0).is_empty() {
            return Ok(None);
        }
        loop {
            self.fill(scan.at + LOOKAHEAD_BYTES)?;
            let ahead = self.held.get(self.start + scan.at..self.end).unwrap_or_default();
            if ahead.is_empty() {
                return Ok(Some(self.at_the_end(scan)));
            }
            let (sign, length) = self.units.next(ahead, self.delimiter);
            let is_break = matches!(sign, Sign::CarriageReturn | Sign::LineFeed);
            if is_break {
                let end = scan.at + self.length_of_break(scan.at, sign, length);
                if scan.inside != Inside::Quoted {
                    scan.end_cell();
                    return Ok(Some(self.row(scan.at, end, scan.breaks + 1, scan.cells, None)));
                }
                scan.take_break(end);
            } else {
                scan.take(sign, length);
            }
            if let Some(fault) = scan.beyond_limits() {
                return self.cut_off(scan, fault).map(Some);
            }
        }
    }

    /// The length of a line break, CR and LF in a row being one.
    fn length_of_break(&mut self, at: usize, sign: Sign, length: usize) -> usize {
        let mut units = self.units;
        let behind = self.ahead(at + length);
        match units.next(behind, self.delimiter) {
            (Sign::LineFeed, more) if sign == Sign::CarriageReturn => length + more,
            _ => length,
        }
    }

    /// The row that the end of the file ends.
    fn at_the_end(&mut self, mut scan: Scan) -> RawRow {
        let Some((before, first_break)) = scan.quote.filter(|_| scan.inside == Inside::Quoted) else {
            scan.end_cell();
            return self.row(scan.at, scan.at, scan.breaks + 1, scan.cells, None);
        };
        let line = self.position.line + before;
        let fault = Some((SplitFault::UnclosedQuote { line }, scan.cells.len()));
        let (end, next) = first_break.unwrap_or((scan.at, scan.at));
        scan.cells.push(scan.cell_start..end);
        self.row(end, next, before + 1, scan.cells, fault)
    }

    /// The row that a limit ends.
    fn cut_off(&mut self, mut scan: Scan, fault: SplitFault) -> io::Result<RawRow> {
        let index = scan.cells.len();
        if let (Inside::Quoted, Some((before, Some((end, next))))) = (scan.inside, scan.quote) {
            let line = self.position.line + before;
            scan.cells.push(scan.cell_start..end);
            let fault = Some((SplitFault::UnclosedQuote { line }, index));
            return Ok(self.row(end, next, before + 1, scan.cells, fault));
        }
        scan.cells.push(scan.cell_start..scan.at);
        let mut row = self.row(scan.at, scan.at, scan.breaks + 1, scan.cells, Some((fault, index)));
        self.pass_the_line()?;
        self.position.line = row.next.line;
        self.position.row = row.next.row;
        row.next = self.position;
        Ok(row)
    }

    /// Reads up to the next line break and holds nothing of it.
    fn pass_the_line(&mut self) -> io::Result<()> {
        loop {
            self.fill(LOOKAHEAD_BYTES)?;
            let ahead = self.held.get(self.start..self.end).unwrap_or_default();
            if ahead.is_empty() {
                return Ok(());
            }
            let (sign, length) = self.units.next(ahead, self.delimiter);
            let is_break = matches!(sign, Sign::CarriageReturn | Sign::LineFeed);
            let length = if is_break { self.length_of_break(0, sign, length) } else { length };
            self.start += length;
            self.position.offset += length as u64;
            if is_break {
                return Ok(());
            }
        }
    }

    /// Gives away the row and moves behind it.
    fn row(
        &mut self,
        end: usize,
        next: usize,
        lines: u64,
        cells: Vec<Range<usize>>,
        fault: Option<(SplitFault, usize)>,
    ) -> RawRow {
        let position = self.position;
        let bytes = self.held.get(self.start..self.start + end).unwrap_or_default().to_vec();
        self.start += next;
        self.position = Position {
            offset: position.offset + next as u64,
            line: position.line + lines,
            row: position.row + 1,
        };
        RawRow { position, next: self.position, bytes, cells, fault }
    }

    /// The held bytes from a place of the row on.
    fn ahead(&self, at: usize) -> &[u8] {
        self.held.get(self.start + at..self.end).unwrap_or_default()
    }

    /// Reads until so many bytes of the row are held, or the file ends.
    fn fill(&mut self, bytes: usize) -> io::Result<()> {
        while !self.ended && self.end < self.start + bytes {
            if self.end == self.held.len() {
                self.make_room();
            }
            match self.input.read(self.held.get_mut(self.end..).unwrap_or_default()) {
                Ok(0) => self.ended = true,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Moves the row under way to the front, and makes room for a chunk behind it.
    fn make_room(&mut self) {
        self.held.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.held.len() < self.end + CHUNK_BYTES {
            self.held.resize(self.end + CHUNK_BYTES, 0);
        }
        self.held_max = self.held_max.max(self.held.capacity());
    }
}

#[cfg(test)]
mod tests;
