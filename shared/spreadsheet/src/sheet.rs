//! A file that is open: surveyed once, its header understood, its rows read one by one from the beginning or
//! from a checkpoint.

mod opening;

use crate::checkpoint::{Checkpoint, ResumeError};
use crate::columns::{ColumnChoice, Columns};
use crate::delimiter::Delimiter;
use crate::detect::{FileIdentity, Finding, survey};
use crate::encoding::Encoding;
use crate::limits::PREVIEW_ROWS;
use crate::problem::Problem;
use crate::row::Row;
use crate::split::{Position, Splitter};
use crate::understood::UnderstoodRow;
use crate::units::Units;
use crate::value::DateChoices;
use cadence::text;
use cadence::wording::Text;
use std::io::{self, Read, Seek, SeekFrom};

/// The user's choices about a file. None has to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The encoding, in place of the one that is found.
    pub encoding: Option<Encoding>,
    /// The delimiter, in place of the one that is found.
    pub delimiter: Option<Delimiter>,
    /// The row of the headers as a spreadsheet shows it, from 1; without it the first that is not blank.
    pub header_row: Option<u64>,
    /// The use of columns.
    pub columns: Vec<ColumnChoice>,
    /// The reading of dates.
    pub dates: DateChoices,
}

/// The reason why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// There is no row of headers.
    #[error("{}", .0.english())]
    NoHeader(Text),
    /// The headers cannot be used as they are; never empty.
    #[error("{}", .0.iter().map(|it| it.text().english().to_owned()).collect::<Vec<_>>().join("\n"))]
    Headers(Vec<Problem>),
}

impl OpenError {
    /// The messages for people.
    pub fn texts(&self) -> Vec<Text> {
        match self {
            Self::Io(error) => {
                vec![text!(en = "the file cannot be read: {error}", ja = "ファイルを読めません（{error}）。")]
            }
            Self::NoHeader(text) => vec![text.clone()],
            Self::Headers(problems) => problems.iter().map(Problem::text).collect(),
        }
    }
}

/// A file that is open.
#[derive(Debug)]
pub struct Sheet<R> {
    input: R,
    encoding: Finding<Encoding>,
    delimiter: Finding<Delimiter>,
    identity: FileIdentity,
    header: Row,
    columns: Columns,
    dates: DateChoices,
}

/// The first rows as they are understood, before anything is done with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The encoding.
    pub encoding: Finding<Encoding>,
    /// The delimiter.
    pub delimiter: Finding<Delimiter>,
    /// The columns, each with its use and the reason for it.
    pub columns: Columns,
    /// The first rows that are not blank, ten at most.
    pub rows: Vec<UnderstoodRow>,
}

impl<R: Read + Seek> Sheet<R> {
    /// Surveys a file to its end, understands its header and stands before its first row.
    ///
    /// # Errors If the file cannot be read or has no header, or its columns cannot be used as they are. Rows
    /// are never an error here.
    pub fn open(mut input: R, choices: &Choices) -> Result<Self, OpenError> {
        input.seek(SeekFrom::Start(0))?;
        let survey = survey(&mut input)?;
        let (encoding, delimiter, header, columns) = opening::read(&mut input, survey.encoding, choices)?;
        let (identity, dates) = (survey.identity, choices.dates);
        Ok(Self { input, encoding, delimiter, identity, header, columns, dates })
    }

    /// The rows from the first below the header.
    pub fn rows(&mut self) -> io::Result<Rows<'_, R>> {
        self.rows_at(self.header.next)
    }

    /// The rows from a checkpoint of the same file on.
    ///
    /// # Errors If the file is another one or is read otherwise, or cannot be read.
    pub fn rows_from(&mut self, checkpoint: &Checkpoint) -> Result<Rows<'_, R>, ResumeError> {
        checkpoint.check(&self.checkpoint(checkpoint.position))?;
        Ok(self.rows_at(checkpoint.position)?)
    }

    /// The first rows as they are understood.
    pub fn preview(&mut self) -> io::Result<Preview> {
        let dates = self.dates;
        let first: Vec<Row> = self.rows()?.take(PREVIEW_ROWS).collect::<io::Result<_>>()?;
        let rows = first.iter().map(|row| self.columns.understand(row, dates)).collect();
        Ok(Preview {
            encoding: self.encoding,
            delimiter: self.delimiter,
            columns: self.columns.clone(),
            rows,
        })
    }

    fn rows_at(&mut self, position: Position) -> io::Result<Rows<'_, R>> {
        self.input.seek(SeekFrom::Start(position.offset))?;
        let units = Units::of(self.encoding.value);
        let splitter = Splitter::new(&mut self.input, units, self.delimiter.value.byte(), position);
        Ok(Rows { splitter, encoding: self.encoding.value, columns: &self.columns, blank: 0, failed: false })
    }
}

impl<R> Sheet<R> {
    /// The encoding.
    pub fn encoding(&self) -> Finding<Encoding> {
        self.encoding
    }

    /// The delimiter.
    pub fn delimiter(&self) -> Finding<Delimiter> {
        self.delimiter
    }

    /// The identity of the content.
    pub fn identity(&self) -> FileIdentity {
        self.identity
    }

    /// The columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The row of the headers.
    pub fn header(&self) -> &Row {
        &self.header
    }

    /// The checkpoint of a place between two rows, such as [`Row::next`].
    pub fn checkpoint(&self, position: Position) -> Checkpoint {
        let (encoding, delimiter) = (self.encoding.value, self.delimiter.value);
        Checkpoint { position, identity: self.identity, encoding, delimiter }
    }

    /// Reads the values of a row, dates as the user chose.
    pub fn understand(&self, row: &Row) -> UnderstoodRow {
        self.columns.understand(row, self.dates)
    }
}

/// The rows of a file that are not blank, one by one; a failure to read ends them.
#[derive(Debug)]
pub struct Rows<'a, R> {
    splitter: Splitter<&'a mut R>,
    encoding: Encoding,
    columns: &'a Columns,
    blank: u64,
    failed: bool,
}

impl<R> Rows<'_, R> {
    /// The blank rows that were passed over so far.
    pub fn blank_rows(&self) -> u64 {
        self.blank
    }
}

impl<R: Read> Rows<'_, R> {
    /// The place of the next row.
    pub fn position(&self) -> Position {
        self.splitter.position()
    }

    /// The most bytes of the file that were ever held at once.
    pub fn held_bytes_max(&self) -> usize {
        self.splitter.held_max()
    }
}

impl<R: Read> Iterator for Rows<'_, R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        while !self.failed {
            match self.splitter.next_row() {
                Ok(Some(raw)) => {
                    let mut row = Row::read(raw, self.encoding, |index| self.columns.name(index));
                    row.fit(self.columns.all().len());
                    if !row.is_blank() {
                        return Some(Ok(row));
                    }
                    self.blank += 1;
                }
                Ok(None) => return None,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
