//! A file of the rows that were refused: each with its reason before it, and otherwise as it was.
//!
//! The reason comes first, so that it stands in one column however many cells a row has. A row's bytes are
//! those of the file, letters that cannot be read among them, in the file's own encoding. UTF-16 and
//! ISO-2022-JP are the exception: their rows are written in UTF-8, because a damaged row would spoil those
//! behind it. A row whose quotation mark is not closed, or that was cut off, would do so too; it stands in
//! one cell between quotation marks.
//!
//! Rows are not guarded against formulas: they are the user's own file, and a guard would change them. A
//! corrected file can be imported as it is: the column of reasons is known and left out.

use crate::cells::always_quoted;
use crate::delimiter::Delimiter;
use crate::encoding::Encoding;
use crate::header::REASON_HEADER;
use crate::problem::Problem;
use crate::row::Row;
use crate::sheet::Sheet;
use cadence::wording::{Language, Text};
use std::io::{self, Write};

/// Writes refused rows of one file.
#[derive(Debug)]
pub struct RefusedRows<W> {
    output: W,
    read_in: Encoding,
    written_in: Encoding,
    delimiter: Delimiter,
    language: Language,
}

impl<W: Write> RefusedRows<W> {
    /// Begins a file of refused rows with the header of the file that they are from.
    pub fn new<R>(output: W, sheet: &Sheet<R>, language: Language) -> io::Result<Self> {
        let read_in = sheet.encoding().value;
        let written_in = match read_in {
            Encoding::Utf8 | Encoding::Cp932 | Encoding::EucJp | Encoding::Windows1252 => read_in,
            Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Iso2022Jp => Encoding::Utf8,
        };
        // Windows-1252 has no Japanese letters.
        let language = if written_in == Encoding::Windows1252 { Language::English } else { language };
        let delimiter = sheet.delimiter().value;
        let mut rows = Self { output, read_in, written_in, delimiter, language };
        rows.output.write_all(written_in.mark())?;
        rows.line(REASON_HEADER.in_language(language), &sheet.header().bytes, false)?;
        Ok(rows)
    }

    /// Writes a row with the reasons for which it was refused: its own problems, those of its values, and the
    /// caller's own.
    pub fn row(&mut self, row: &Row, problems: &[Problem]) -> io::Result<()> {
        let reasons: Vec<Text> = problems.iter().map(Problem::reason).collect();
        self.row_because(row, &reasons)
    }

    /// Writes a row with reasons in the caller's words.
    pub fn row_because(&mut self, row: &Row, reasons: &[Text]) -> io::Result<()> {
        let reasons: Vec<&str> = reasons.iter().map(|reason| reason.in_language(self.language)).collect();
        self.line(&reasons.join(" / "), &row.bytes, row.is_cut_off())
    }

    /// Ends the file and gives back the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.output.flush()?;
        Ok(self.output)
    }

    fn line(&mut self, reason: &str, bytes: &[u8], in_one_cell: bool) -> io::Result<()> {
        let mut line = Vec::new();
        let reason = format!("{}{}", always_quoted(reason), self.delimiter.sign());
        self.written_in.encode(&reason, &mut line);
        let decoded;
        let bytes = if self.read_in == self.written_in {
            bytes
        } else {
            decoded = self.read_in.decode(bytes).0.into_owned();
            decoded.as_bytes()
        };
        if in_one_cell {
            line.push(b'"');
            // No byte of a letter is a quotation mark in an encoding in which rows are written here.
            line.extend(bytes.iter().flat_map(|byte| [*byte].repeat(if *byte == b'"' { 2 } else { 1 })));
            line.push(b'"');
        } else {
            line.extend_from_slice(bytes);
        }
        line.extend_from_slice(b"\r\n");
        self.output.write_all(&line)
    }
}

#[cfg(test)]
mod tests;
