//! Lists of people that marketers keep in spreadsheets: read, understood and written.
//!
//! A file goes through these hands: `detect` tells its encoding by one pass, `units` and `split` cut it into
//! rows in its own bytes, `row` makes text of them, `header` and `columns` say what each column means, and
//! `value` and `understood` read the cells by that. `write` and `refused` make files again. Memory is bounded
//! by one row and one chunk, and each row says its place, so that reading can be taken up there.
//!
//! This room knows text, cells, headers and dates. It knows nothing of leads, of where they are kept, or of
//! consent beyond the words of a column; an address is a text here, and the domain reads it further.

mod cells;
mod checkpoint;
mod columns;
mod delimiter;
mod detect;
mod encoding;
#[cfg(test)]
mod fixtures;
mod header;
pub mod limits;
mod problem;
mod refused;
mod row;
mod sheet;
mod split;
mod understood;
mod units;
pub mod value;
mod write;

pub use cells::{guarded, trimmed, unguarded};
pub use checkpoint::{Checkpoint, CheckpointError, ResumeError};
pub use columns::{ChoiceError, Column, ColumnChoice, Columns, Use, ValueKind};
pub use delimiter::Delimiter;
pub use detect::{FileIdentity, Finding, Sureness, Survey, survey};
pub use encoding::Encoding;
pub use header::Meaning;
pub use problem::{ColumnName, Fault, Problem};
pub use refused::RefusedRows;
pub use row::Row;
pub use sheet::{Choices, OpenError, Preview, Rows, Sheet};
pub use split::Position;
pub use understood::UnderstoodRow;
pub use write::{Lost, Writer};
