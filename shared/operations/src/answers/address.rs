//! Answers about an address. It is named by the id of its lead.

use crate::LocalTime;
use serde::{Deserialize, Serialize};

/// Whether mail goes to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressStanding {
    /// The id that the address has as a lead.
    pub lead: String,
    /// Whether anything is known of it; with nothing, the address may be misspelt.
    #[serde(default = "yes")]
    pub known: bool,
    /// The reason nothing is sent to it; `None` if nothing stands in the way.
    pub suppressed: Option<Suppressed>,
    /// The suppression that was lifted last.
    pub lifted: Option<LiftedSuppression>,
    /// The latest days on which mail came back, by the first report of each.
    pub soft_bounces: Vec<LocalTime>,
    /// Since when the person refuses marketing, which is nobody else's to change.
    pub unsubscribed_since: Option<LocalTime>,
}

/// A program of an earlier version does not say it.
fn yes() -> bool {
    true
}

/// A suppression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The reason, by its name.
    pub reason: String,
    /// Since when.
    pub since: LocalTime,
    /// False where the person said it.
    pub can_be_lifted: bool,
}

/// A suppression that somebody lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftedSuppression {
    /// The reason it stood, by its name.
    pub reason: String,
    /// Since when it stood.
    pub since: LocalTime,
    /// When it was lifted.
    pub at: LocalTime,
    /// The name of the person who lifted it.
    pub by: String,
    /// The reason that person gave.
    pub because: String,
}

/// The result of lifting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// The suppression that was lifted.
    pub was: Suppressed,
    /// The standing of the address after that.
    pub standing: AddressStanding,
}
