//! Answers about an import, row by row.

use cadence::import::RowOutcome;
use cadence::wording::{Language, Text};
use serde::{Deserialize, Serialize};

/// An import may begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportBegun {
    /// The time zone in which days are read.
    pub zone: String,
}

/// The outcomes of rows, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsImported {
    /// One for each row.
    pub rows: Vec<RowImported>,
}

/// The outcome of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowImported {
    /// The outcome.
    pub result: RowResult,
    /// Values that found no room on the lead.
    pub left_out: usize,
    /// The reason of a rejected row in English and in Japanese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<(String, String)>,
}

/// The outcomes that a row can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowResult {
    /// The lead is new.
    Created,
    /// The lead was known, and something about it changed.
    Known,
    /// The lead was known, and everything was as the row says.
    Unchanged,
    /// The person refused: values were kept, the ground has no effect.
    Refused,
    /// The address gets no mail, and nothing was changed.
    Suppressed,
    /// The person was erased, and nothing comes back.
    Erased,
    /// The row is no lead, and the reason says why.
    Rejected,
}

impl RowResult {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::Known,
        Self::Unchanged,
        Self::Refused,
        Self::Suppressed,
        Self::Erased,
        Self::Rejected,
    ];
}

impl From<RowOutcome> for RowResult {
    fn from(outcome: RowOutcome) -> Self {
        match outcome {
            RowOutcome::Created => Self::Created,
            RowOutcome::Known => Self::Known,
            RowOutcome::Unchanged => Self::Unchanged,
            RowOutcome::Refused => Self::Refused,
            RowOutcome::Suppressed => Self::Suppressed,
            RowOutcome::Erased => Self::Erased,
        }
    }
}

impl RowImported {
    /// A row that is no lead.
    pub fn rejected(reason: &Text) -> Self {
        let reason = (reason.english().to_owned(), reason.in_language(Language::Japanese).to_owned());
        Self { result: RowResult::Rejected, left_out: 0, reason: Some(reason) }
    }

    /// The reason of a rejected row.
    pub fn reason(&self) -> Option<Text> {
        self.reason.as_ref().map(|(en, ja)| Text::new(en.clone(), ja.clone()))
    }
}
