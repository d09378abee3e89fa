//! The limits of this room, each with its reason.

/// Longest cell, in bytes of the file. Excel holds 32,767 characters in a cell, and no encoding takes more
/// than four bytes for one.
pub const CELL_BYTES_MAX: usize = 4 * 32_767;
/// Longest row, in bytes of the file.
pub const ROW_BYTES_MAX: usize = 1024 * 1024;
/// Most columns. Excel has 16,384; a list of people that needs more than a thousand has lost its line breaks.
pub const COLUMNS_MAX: usize = 1_000;
/// Bytes that are asked of the file at once.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of lines in other than ASCII letters that the statistical detector is shown. Its tables decide on
/// far fewer.
pub(crate) const SAMPLE_BYTES_MAX: usize = 64 * 1024;
/// Longest line that the statistical detector is shown.
pub(crate) const SAMPLE_LINE_BYTES_MAX: usize = 8 * 1024;
/// Rows by which the delimiter is told.
pub(crate) const SNIFFED_ROWS_MAX: usize = 20;
/// Rows of a preview.
pub const PREVIEW_ROWS: usize = 10;
/// Rows below the first in which a header is looked for that stands lower, under a title.
pub(crate) const HEADER_ROWS_LOOKED_AT: usize = 10;
/// Longest piece of a cell that a message repeats, in characters.
pub(crate) const QUOTED_CHARACTERS_MAX: usize = 40;
