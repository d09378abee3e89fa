//! The outcome of a batch, in figures.

use gateway::queue::Unhandled;
use runtime::metrics::{Figures, Metric};

/// The outcome of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchReport {
    /// Messages that have to come again, each with the reason.
    pub unhandled: Vec<Unhandled>,
    /// Mails that came back for good, each told once.
    pub bounced: u64,
    /// Mails marked as spam, each told once.
    pub complained: u64,
    /// Pauses set because of rates.
    pub pauses: u64,
}

impl BatchReport {
    /// Returns the figures worth an alarm.
    pub fn figures(&self) -> Figures {
        Figures::default()
            .and(Metric::MailsBounced, self.bounced)
            .and(Metric::MailsComplained, self.complained)
            .and(Metric::PausesSet, self.pauses)
    }
}
