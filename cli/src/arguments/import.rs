//! The words about lists: a file of people comes in, a list is given out.

use super::operating::Data;
use crate::language::said;
use crate::say;
use clap::{Args, ValueEnum};
use spreadsheet::value::DateOrder;
use spreadsheet::{ColumnChoice, Delimiter, Encoding};
use std::path::PathBuf;

/// `hikyaku import`
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The file: CSV, TSV or text of a spreadsheet, in UTF-8, UTF-16, Shift JIS (CP932), EUC-JP or JIS
    pub file: PathBuf,
    /// The list onto which the people come: lower case letters, digits, - and _
    #[arg(long, value_name = "LIST")]
    pub list: String,
    /// The ground on which these people may get marketing: business-card, existing-business, express, or none for people who get none
    ///
    /// business-card: the address came on a card or in writing; existing-business: customers already; express: an agreement in so many
    /// words. docs/import.md says which law each stands on.
    #[arg(long, value_enum, value_name = "GROUND", hide_possible_values = true)]
    pub ground: GroundWord,
    /// The evidence of the ground, such as "exchanged cards at the April fair"; no names, no addresses
    #[arg(long, value_name = "TEXT")]
    pub evidence: Option<String>,
    /// The day on which the ground was obtained, for rows that say none of their own
    #[arg(long, value_name = "DATE")]
    pub obtained_on: Option<String>,
    /// The name of whoever notes it [default: the name of the user]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The reading of the file.
    #[command(flatten)]
    pub reading: ReadingArguments,
    /// Say what would come of each row, and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Import without asking, for scripts
    #[arg(long)]
    pub yes: bool,
    /// The file for rows that are not imported, with their reasons [default: beside the file]
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Start from the first row, also where an import was broken off
    #[arg(long)]
    pub restart: bool,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// The way in which a file is read, where the program's own finding is not right.
#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// The encoding, such as cp932 or utf-8, where the one that is found is wrong
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<Encoding>,
    /// The sign between cells: comma, tab or semicolon
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    pub delimiter: Option<Delimiter>,
    /// The row of the headers, counted from 1 as a spreadsheet shows it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub header_row: Option<u64>,
    /// The use of a column, such as 'メアド=email', '#D=ignore' or '従業員数=employees:number'; may be given several times
    #[arg(long = "column", value_name = "HEADER=USE", value_parser = column)]
    pub columns: Vec<ColumnChoice>,
    /// The order of dates whose year comes last, such as 4/1/2026: mdy (month first) or dmy (day first)
    #[arg(long, value_enum, value_name = "ORDER", hide_possible_values = true)]
    pub date_order: Option<DateOrderWord>,
}

/// `hikyaku export`
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The list whose people are given out
    #[arg(long, value_name = "LIST")]
    pub list: String,
    /// Write into this file, readable by you only, instead of printing
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// The name of whoever asks [default: the name of the user]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// The ground, as it is written behind `--ground`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroundWord {
    /// None: no marketing.
    None,
    /// A business card or another writing with the address (特定電子メール法 3条1項2号).
    BusinessCard,
    /// A customer already (特定電子メール法 3条1項3号).
    ExistingBusiness,
    /// An agreement in so many words (特定電子メール法 3条1項1号).
    Express,
}

impl GroundWord {
    /// The name in requests; `None` where there is no ground.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::BusinessCard => Some("business-card"),
            Self::ExistingBusiness => Some("existing-business"),
            Self::Express => Some("express"),
        }
    }
}

/// The order of a date, as it is written behind `--date-order`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DateOrderWord {
    /// Month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
}

impl From<DateOrderWord> for DateOrder {
    fn from(word: DateOrderWord) -> Self {
        match word {
            DateOrderWord::Mdy => Self::MonthDayYear,
            DateOrderWord::Dmy => Self::DayMonthYear,
        }
    }
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::parse(text).ok_or_else(|| {
        let names = Encoding::ALL.map(Encoding::name).join(", ");
        say!(en = "write one of these: {names}", ja = "次のどれかを書いてください：{names}")
    })
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    Delimiter::parse(text).ok_or_else(|| {
        say!(
            en = "write `comma`, `tab` or `semicolon`",
            ja = "`comma`、`tab`、`semicolon` のどれかを書いてください"
        )
    })
}

fn column(text: &str) -> Result<ColumnChoice, String> {
    text.parse().map_err(|error: spreadsheet::ChoiceError| said(error.0))
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;
    use clap::Parser as _;

    fn understood(words: &str) -> bool {
        Arguments::try_parse_from(words.split(' ')).is_ok()
    }

    #[test]
    fn an_import_names_its_list_and_its_ground() {
        assert!(understood("hikyaku import a.csv --list fair --ground none"));
        assert!(understood("hikyaku import a.csv --list fair --ground express --column メアド=email --yes"));
        assert!(!understood("hikyaku import a.csv --list fair"));
        assert!(!understood("hikyaku import a.csv --ground none"));
        assert!(!understood("hikyaku import a.csv --list fair --ground sure"));
        assert!(!understood("hikyaku import a.csv --list fair --ground none --dry-run --yes"));
        assert!(!understood("hikyaku import a.csv --list fair --ground none --encoding klingon"));
    }
}
