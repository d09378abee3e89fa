//! Lists that spreadsheets open: UTF-8 with a byte order mark and CRLF, as Excel wants it, or another
//! encoding on request.

use crate::cells::{guarded, quoted};
use crate::delimiter::Delimiter;
use crate::encoding::Encoding;
use crate::problem::letters;
use cadence::text;
use cadence::wording::Text;
use std::io::{self, Write};

/// A character that the encoding lacks. 〓 stands in its place, or a question mark in Windows-1252.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u64,
    /// The column, from 0.
    pub column: usize,
    /// The character.
    pub character: char,
    /// The encoding.
    pub encoding: Encoding,
}

impl Lost {
    /// The message for people.
    pub fn text(&self) -> Text {
        let (row, column, character, encoding) =
            (self.row, letters(self.column), self.character, self.encoding.name());
        text!(
            en = "row {row}, column {column}: {encoding} has no {character:?}, so another sign stands there; \
                  write the file in UTF-8 to keep it",
            ja = "{row}行目の{column}列：{encoding} に {character:?} がないので、別の文字にしました。残すには UTF-8 で書き出してください。"
        )
    }
}

/// Writes rows of cells.
///
/// Each cell is guarded against formulas ([`guarded`]); reading takes the guard away, so what was written is
/// read, but for rows without any visible sign, which reading passes over. Twins that people take for the
/// same sign replace those that CP932, EUC-JP and ISO-2022-JP lack (〜 becomes ～).
#[derive(Debug)]
pub struct Writer<W> {
    output: W,
    encoding: Encoding,
    delimiter: Delimiter,
    rows: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file; the byte order mark is written at once if the encoding has one.
    pub fn new(mut output: W, encoding: Encoding, delimiter: Delimiter) -> io::Result<Self> {
        output.write_all(encoding.mark())?;
        Ok(Self { output, encoding, delimiter, rows: 0 })
    }

    /// Writes one row and returns the characters that the encoding lacks.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> io::Result<Vec<Lost>> {
        self.rows += 1;
        let (mut line, mut lost) = (Vec::new(), Vec::new());
        let delimiter = self.delimiter.sign();
        for (column, cell) in cells.iter().enumerate() {
            let before = if column > 0 { delimiter.to_string() } else { String::new() };
            let is_alone = cells.len() == 1 && cell.as_ref().is_empty();
            let cell = if is_alone { "\"\"".to_owned() } else { quoted(&guarded(cell.as_ref()), delimiter) };
            let missing = self.encoding.encode(&format!("{before}{cell}"), &mut line);
            let (row, encoding) = (self.rows, self.encoding);
            lost.extend(missing.into_iter().map(|character| Lost { row, column, character, encoding }));
        }
        self.encoding.encode("\r\n", &mut line);
        self.output.write_all(&line)?;
        Ok(lost)
    }

    /// Ends the file and gives back the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.output.flush()?;
        Ok(self.output)
    }
}

#[cfg(test)]
mod tests;
