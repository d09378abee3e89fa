//! One row as text: its cells, its place, its own bytes, and what is wrong with it before anybody asks what
//! it means.

use crate::cells::{trimmed, unguarded, unquoted};
use crate::encoding::Encoding;
use crate::limits::{CELL_BYTES_MAX, COLUMNS_MAX};
use crate::problem::{ColumnName, Fault, Problem};
use crate::split::{Position, RawRow, SplitFault};
use cadence::text::lost_characters;
use cadence::{text, words};

/// One row. A row with problems is refused by callers; its cells are there as far as they could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The place of the row.
    pub position: Position,
    /// The place of the next row; reading can be taken up there.
    pub next: Position,
    /// Its bytes in the file, without the line break. A row beyond the limits has only its beginning.
    pub bytes: Vec<u8>,
    /// Its cells: without quotation marks around them and the guard against formulas, with blanks at their
    /// ends.
    pub cells: Vec<String>,
    /// All that is wrong with it.
    pub problems: Vec<Problem>,
}

impl Row {
    /// Whether its bytes are no whole row: a quotation mark is not closed, or a limit was reached.
    pub(crate) fn is_cut_off(&self) -> bool {
        let rules = ["unclosed-quote", "too-long", "too-many-columns"];
        self.problems.iter().any(|problem| rules.contains(&problem.fault.rule))
    }

    /// Whether nothing can be seen in any cell, and nothing is wrong.
    pub(crate) fn is_blank(&self) -> bool {
        self.problems.is_empty() && self.cells.iter().all(|cell| trimmed(cell).is_empty())
    }

    /// Reads the cells of a row. The names of columns are asked of the caller, for messages.
    pub(crate) fn read(raw: RawRow, encoding: Encoding, name: impl Fn(usize) -> ColumnName) -> Self {
        let mut cells = Vec::with_capacity(raw.cells.len());
        let mut problems = Vec::new();
        let in_column = |index, fault| Problem::new(raw.position, Some(name(index)), fault);
        for (index, range) in raw.cells.iter().enumerate() {
            let bytes = raw.bytes.get(range.clone()).unwrap_or_default();
            let (text, damaged) = encoding.decode(bytes);
            let fault = if damaged { Some(undecodable(encoding)) } else { lost(&text) };
            // A cell beyond the limits ends anywhere, so its last letter may be cut.
            let is_cut = raw.fault.is_some_and(|(_, cut)| cut == index);
            problems.extend(fault.filter(|_| !is_cut).map(|fault| in_column(index, fault)));
            let cell = unquoted(&text);
            cells.push(unguarded(&cell).to_owned());
        }
        if let Some((fault, index)) = raw.fault {
            problems.push(in_column(index, split_fault(fault)));
        }
        Self { position: raw.position, next: raw.next, bytes: raw.bytes, cells, problems }
    }

    /// Compares the cells with the columns of the header. Cells beyond it that are blank are dropped, as
    /// spreadsheets leave them behind.
    pub(crate) fn fit(&mut self, columns: usize) {
        let seen = self.cells.iter().rposition(|cell| !trimmed(cell).is_empty()).map_or(0, |last| last + 1);
        if self.cells.len() > columns {
            self.cells.truncate(seen.max(columns));
        }
        let cells = self.cells.len();
        if self.is_cut_off() || cells == columns || self.is_blank() {
            return;
        }
        let message = text!(
            en = "the row has {cells} cells, the header {columns}",
            ja = "見出しは{columns}列ですが、この行は{cells}列です。"
        );
        let spans_lines = self.next.line > self.position.line + 1;
        let (rule, remedy) = if spans_lines {
            let remedy = words!(
                en = "look for a quotation mark in it that opens a cell and is not closed",
                ja = "この行の中に、閉じていない引用符（\"）がないか確かめてください。"
            );
            (if cells > columns { "too-many-cells" } else { "too-few-cells" }, remedy)
        } else if cells > columns {
            let remedy = words!(
                en = "put a cell that has the delimiter in it between quotation marks",
                ja = "区切り文字の入ったセルを、引用符（\"）で囲んでください。"
            );
            ("too-many-cells", remedy)
        } else {
            let remedy = words!(
                en = "add the missing cells, blank ones too, with their delimiters",
                ja = "足りないセルを、空のものも区切り文字と一緒に入れてください。"
            );
            ("too-few-cells", remedy)
        };
        self.problems.push(Problem::new(self.position, None, Fault::new(rule, message, remedy)));
    }
}

fn undecodable(encoding: Encoding) -> Fault {
    let name = encoding.name();
    Fault::new(
        "undecodable",
        text!(en = "some bytes are no text in {name}", ja = "{name} の文字として読めない部分があります。"),
        words!(
            en = "write the cell again and save the file, or choose the encoding if all rows look garbled",
            ja = "セルを書き直して保存し直してください。全体が文字化けしているときは、文字コードを指定してください。"
        ),
    )
}

/// The fault of a text that carries signs of an earlier accident.
fn lost(text: &str) -> Option<Fault> {
    if text.contains('\0') {
        return Some(Fault::new(
            "zero-byte",
            words!(en = "it has a zero byte", ja = "文字ではないバイト（NUL）が入っています。"),
            words!(en = "write the cell again", ja = "セルを書き直してください。"),
        ));
    }
    lost_characters(text).then(|| {
        Fault::new(
            "lost-letters",
            words!(
                en = "letters were lost when the file was saved before (\u{FFFD})",
                ja = "以前の保存のときに失われた文字（\u{FFFD}）があります。"
            ),
            words!(en = "write the cell again", ja = "セルを書き直してください。"),
        )
    })
}

fn split_fault(fault: SplitFault) -> Fault {
    match fault {
        SplitFault::UnclosedQuote { line } => Fault::new(
            "unclosed-quote",
            text!(
                en = "the quotation mark that opens the cell on line {line} is never closed",
                ja = "{line}行目（ファイルの行）でセルを開いた引用符（\"）が閉じられていません。"
            ),
            words!(
                en = "close it, or write two of them for one within a cell",
                ja = "閉じるか、セルの中の引用符は2つ続けて書いてください。"
            ),
        ),
        SplitFault::TooLong => Fault::new(
            "too-long",
            text!(
                en = "the cell is longer than {CELL_BYTES_MAX} bytes, or its row than eight such cells",
                ja = "セルが {CELL_BYTES_MAX} バイトより長いか、行がその8倍を超えています。"
            ),
            words!(
                en = "shorten it, and look whether line breaks or delimiters are missing",
                ja = "短くしてください。改行や区切り文字が抜けていないかも確かめてください。"
            ),
        ),
        SplitFault::TooManyCells => Fault::new(
            "too-many-columns",
            text!(
                en = "the row has more than {COLUMNS_MAX} cells",
                ja = "この行には {COLUMNS_MAX} を超えるセルがあります。"
            ),
            words!(
                en = "look whether line breaks are missing, or choose the delimiter",
                ja = "改行が抜けていないか確かめるか、区切り文字を指定してください。"
            ),
        ),
    }
}

#[cfg(test)]
mod tests;
