//! One attempt at one mail while it is under way.

use crate::context::ProcessContext;
use cadence::Instant;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageName;
use cadence::ids::{AttemptId, MailName};
use cadence::sequence::{Purpose, Step};
use store::Stored;

/// A mail whose step is due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due<'a> {
    pub(crate) step: &'a Step,
    pub(crate) mail: &'a MailName,
    pub(crate) purpose: Purpose,
}

/// One attempt while it is under way.
pub(crate) struct Attempt<'a> {
    pub(crate) process: &'a ProcessContext<'a>,
    pub(crate) name: MessageName,
    pub(crate) step: &'a Step,
    pub(crate) id: AttemptId,
    pub(crate) purpose: Purpose,
    pub(crate) claimed: Stored<Enrollment>,
    pub(crate) lease_until: Instant,
}

impl Attempt<'_> {
    /// Tells how far it came, for whoever follows the protocol in the log.
    pub(crate) fn reached(&self, phase: &'static str) {
        tracing::debug!(
            target: "send_email::phase",
            { phase, send.key = %self.name.send_key, attempt.id = %self.id },
            "an attempt came further"
        );
    }
}
