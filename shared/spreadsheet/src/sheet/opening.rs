//! The beginning of a file: a line that says the delimiter, the delimiter by its rows, and the row of the
//! headers.

use super::{Choices, OpenError};
use crate::cells::{is_well_quoted, trimmed};
use crate::columns::Columns;
use crate::delimiter::{Delimiter, told};
use crate::detect::{Finding, Sureness};
use crate::encoding::Encoding;
use crate::header::{Meaning, known};
use crate::limits::{HEADER_ROWS_LOOKED_AT, SNIFFED_ROWS_MAX};
use crate::problem::{ColumnName, Fault, Problem};
use crate::row::Row;
use crate::split::{Position, Splitter};
use crate::units::Units;
use cadence::text;
use std::io::{self, Read, Seek, SeekFrom};

type Opening = (Finding<Encoding>, Finding<Delimiter>, Row, Columns);

/// Reads the beginning of a file up to its header.
pub(super) fn read<R: Read + Seek>(
    input: &mut R,
    found: Finding<Encoding>,
    choices: &Choices,
) -> Result<Opening, OpenError> {
    let encoding = choices.encoding.map_or(found, |encoding| Finding::new(encoding, Sureness::Said));
    let (by_file, start) = said_by_file(input, encoding.value)?;
    let delimiter = match (choices.delimiter, by_file) {
        (Some(delimiter), _) => Finding::new(delimiter, Sureness::Said),
        (None, Some(delimiter)) => Finding::new(delimiter, Sureness::Certain),
        (None, None) => sniff(input, encoding.value, start)?,
    };
    let rows = first_rows(input, encoding.value, delimiter.value, start, choices.header_row)?;
    let header = rows.iter().find(|row| choices.header_row.is_none_or(|wanted| row.position.row == wanted));
    let Some(header) = header.cloned() else { return Err(no_header(choices.header_row)) };
    if !header.problems.is_empty() {
        return Err(OpenError::Headers(header.problems));
    }
    match Columns::new(&header.cells, header.position, &choices.columns) {
        Ok(columns) => Ok((encoding, delimiter, header, columns)),
        Err(problems) => Err(OpenError::Headers(with_lower_header(problems, &header, &rows))),
    }
}

/// The delimiter that the first line says (`sep=;`), and the place behind it or behind the byte order mark.
fn said_by_file<R: Read + Seek>(
    input: &mut R,
    encoding: Encoding,
) -> io::Result<(Option<Delimiter>, Position)> {
    let mut splitter = splitter(input, encoding, Delimiter::Tab, Position::START)?;
    splitter.skip_mark(encoding.mark())?;
    let start = splitter.position();
    let first = splitter.next_row()?;
    let said = first.and_then(|raw| {
        let (line, _) = encoding.decode(&raw.bytes);
        Delimiter::said_by(&line).map(|delimiter| (Some(delimiter), raw.next))
    });
    Ok(said.unwrap_or((None, start)))
}

/// Tells the delimiter by the first rows.
fn sniff<R: Read + Seek>(
    input: &mut R,
    encoding: Encoding,
    start: Position,
) -> io::Result<Finding<Delimiter>> {
    let mut all = Vec::new();
    for delimiter in Delimiter::ALL {
        let mut splitter = splitter(input, encoding, delimiter, start)?;
        let mut cells = Vec::new();
        while let Some(raw) = splitter.next_row()?.filter(|_| cells.len() < SNIFFED_ROWS_MAX) {
            if raw.fault.is_none() && !raw.bytes.is_empty() {
                let is_sound = raw.cells.iter().all(|range| {
                    let bytes = raw.bytes.get(range.clone()).unwrap_or_default();
                    is_well_quoted(&encoding.decode(bytes).0)
                });
                // A quotation mark in the middle says that this delimiter cuts through a quoted cell.
                cells.push(if is_sound { raw.cells.len() } else { 1 });
            }
        }
        all.push((delimiter, cells));
    }
    Ok(told(&all))
}

/// The first rows that are not blank, up to the one that was chosen for the headers.
fn first_rows<R: Read + Seek>(
    input: &mut R,
    encoding: Encoding,
    delimiter: Delimiter,
    start: Position,
    header_row: Option<u64>,
) -> io::Result<Vec<Row>> {
    let mut splitter = splitter(input, encoding, delimiter, start)?;
    let mut rows = Vec::new();
    while let Some(raw) = splitter.next_row()? {
        let row = Row::read(raw, encoding, |index| ColumnName { index, header: String::new() });
        let is_beyond =
            header_row.map_or(rows.len() >= HEADER_ROWS_LOOKED_AT, |wanted| row.position.row > wanted);
        if is_beyond {
            break;
        }
        // Titles above a header that was chosen are of no use.
        if !row.is_blank() && header_row.is_none_or(|wanted| row.position.row == wanted) {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn splitter<R: Read + Seek>(
    input: &mut R,
    encoding: Encoding,
    delimiter: Delimiter,
    start: Position,
) -> io::Result<Splitter<&mut R>> {
    input.seek(SeekFrom::Start(start.offset))?;
    Ok(Splitter::new(input, Units::of(encoding), delimiter.byte(), start))
}

fn no_header(chosen: Option<u64>) -> OpenError {
    OpenError::NoHeader(match chosen {
        None => text!(
            en = "the file has no row; write headers in the first, such as email and name",
            ja = "ファイルに行がありません。1行目に、メールアドレスや氏名などの見出しを書いてください。"
        ),
        Some(row) => text!(
            en = "row {row} is blank or below the end of the file; choose the row that has the headers",
            ja = "{row}行目は空か、ファイルの終わりより後です。見出しのある行を指定してください。"
        ),
    })
}

/// The problems of a header, or the one that says where it stands: titles are often written above it.
fn with_lower_header(problems: Vec<Problem>, header: &Row, rows: &[Row]) -> Vec<Problem> {
    let has_address = |row: &Row| {
        row.cells.iter().any(|cell| known(trimmed(cell)).is_some_and(|found| found.value == Meaning::Address))
    };
    let lower = rows.iter().find(|row| row.position > header.position && has_address(row));
    let Some(lower) = lower.filter(|_| !has_address(header)) else { return problems };
    let row = lower.position.row;
    let fault = Fault::new(
        "header-below",
        text!(en = "the headers seem to be in row {row}", ja = "見出しは{row}行目にあるようです。"),
        text!(
            en = "choose that row: --header-row {row}",
            ja = "その行を指定してください（--header-row {row}）。"
        ),
    );
    vec![Problem::new(header.position, None, fault)]
}
