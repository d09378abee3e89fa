//! The sign between cells, and the way it is told.

use crate::detect::{Finding, Sureness};

/// A sign between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tab, as in Excel's "Unicode text".
    Tab,
    /// `;`, as Excel writes where a comma stands in numbers.
    Semicolon,
}

impl Delimiter {
    /// All of them, the most frequent first.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    /// The sign.
    pub const fn sign(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Tab => '\t',
            Self::Semicolon => ';',
        }
    }

    /// The word for it in options and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Tab => "tab",
            Self::Semicolon => "semicolon",
        }
    }

    /// Reads a word of [`Delimiter::word`], or the sign itself.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|it| it.word() == text || text.chars().eq([it.sign()]) || it.escaped() == text)
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }

    const fn escaped(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Tab => "\\t",
            Self::Semicolon => ";",
        }
    }

    /// The delimiter that a file says itself: Excel takes a first line `sep=;` for it.
    pub(crate) fn said_by(first_line: &str) -> Option<Self> {
        let line = first_line.trim_matches(['"', '\u{FEFF}']);
        let sign = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
        Self::ALL.into_iter().find(|it| sign.chars().eq([it.sign()]))
    }
}

/// The rows of one delimiter: the number of cells that most rows have, and how many rows have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Agreement {
    rows: usize,
    cells: usize,
}

/// Tells the delimiter by the numbers of cells that the first rows have under each. It is the one under which
/// most rows have the same number; of equals the one with more cells. A list of one column has none, and is
/// read with commas.
pub(crate) fn told(cells_of_rows: &[(Delimiter, Vec<usize>)]) -> Finding<Delimiter> {
    let mut best = (Agreement { rows: 0, cells: 1 }, Delimiter::Comma, 0);
    let mut second = Agreement { rows: 0, cells: 1 };
    for (delimiter, cells) in cells_of_rows {
        let agreement = agreement(cells);
        if agreement > best.0 {
            second = best.0;
            best = (agreement, *delimiter, cells.len());
        } else {
            second = second.max(agreement);
        }
    }
    let (agreement, delimiter, rows) = best;
    let sureness = if agreement.rows == 0 {
        Sureness::Likely
    } else if agreement.rows == second.rows {
        Sureness::Guess
    } else if second.rows == 0 && agreement.rows == rows {
        Sureness::Certain
    } else {
        Sureness::Likely
    };
    Finding::new(delimiter, sureness)
}

fn agreement(cells: &[usize]) -> Agreement {
    let several = cells.iter().filter(|count| **count > 1);
    let with = |count: usize| cells.iter().filter(|it| **it == count).count();
    let all = several.map(|count| Agreement { rows: with(*count), cells: *count });
    all.max().unwrap_or(Agreement { rows: 0, cells: 1 })
}

#[cfg(test)]
mod tests;
