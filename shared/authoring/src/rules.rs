//! Every rule of the linter: its id, what it finds, what to do. The rules themselves stand in the modules below and, as far
//! as the sender keeps them too, in `document`.

pub(crate) mod active;
pub(crate) mod answers;
pub(crate) mod clicks;
pub(crate) mod conditions;
pub(crate) mod confirming;
pub(crate) mod drafts;
pub(crate) mod files;
pub(crate) mod foreign;
pub(crate) mod forms;
pub(crate) mod links;
pub(crate) mod mails;
pub(crate) mod markdown;
pub(crate) mod reading;
pub(crate) mod sequences;
pub(crate) mod settings;
pub(crate) mod steps;
pub(crate) mod styles;
pub(crate) mod table;
pub(crate) mod templates;
pub(crate) mod unsubscribing;
pub(crate) mod wording;
pub(crate) mod workspace;

use crate::severity::Severity;
use cadence::wording::Words;
pub use table::ALL;

/// A rule as the documentation shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its id, in kebab-case.
    pub id: &'static str,
    /// Whether it holds up publishing.
    pub severity: Severity,
    /// The fault that it finds.
    pub what: Words,
    /// The remedy.
    pub remedy: Words,
}

/// The severity of a rule; one that is not in the table holds up publishing.
pub(crate) fn severity(id: &str) -> Severity {
    ALL.iter().find(|rule| rule.id == id).map_or(Severity::Error, |rule| rule.severity)
}
