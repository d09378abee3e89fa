//! Answers about an import, row by row, and the leads of a list that is given out.

use crate::LocalTime;
use cadence::import::RowOutcome;
use cadence::wording::{Language, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A page of a list that is given out. It names people, so it is written where its reader asked for it, and nowhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListExported {
    /// The leads.
    pub leads: Vec<ListedPerson>,
    /// Items that the walk looked at.
    pub items: u64,
    /// Read units that it used.
    pub read_units: f64,
    /// The place of the next page; `None` at the end.
    pub next: Option<String>,
}

/// A lead of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPerson {
    /// The address.
    pub address: String,
    /// The name.
    pub name: Option<String>,
    /// The language of mails, `ja` or `en`.
    pub language: Option<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// Whether marketing may be sent: `agrees`, `refused` or `no_ground`.
    pub marketing: String,
    /// The kind of the ground and its day, if one stands.
    pub ground: Option<(String, LocalTime)>,
    /// The reason why nothing is sent to the address.
    pub suppressed: Option<String>,
    /// The other values by name.
    pub attributes: BTreeMap<String, String>,
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
