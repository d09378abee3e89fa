//! The outcome of a batch, in figures.

use gateway::queue::Unhandled;
use runtime::metrics::{Figures, Metric};

/// The outcome of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchReport {
    /// Messages that have to come again, each with the reason.
    pub unhandled: Vec<Unhandled>,
    /// Mails the mail service took.
    pub accepted: u64,
    /// Mails the mail service refused.
    pub refused: u64,
    /// Mails of which nobody can know whether they went out, since this batch.
    pub unknown: u64,
    /// Pauses set because of what the mail service said.
    pub pauses: u64,
}

impl BatchReport {
    /// Returns the figures worth an alarm.
    pub fn figures(&self) -> Figures {
        Figures::default()
            .and(Metric::MailsSent, self.accepted)
            .and(Metric::MailsRefused, self.refused)
            .and(Metric::MailsUnknown, self.unknown)
            .and(Metric::PausesSet, self.pauses)
    }
}
