//! The happenings of a simulated world, in the words of those who watch it: the only thing the oracle ever sees.
//!
//! The machinery emits these at its seams, in the order in which they took effect; the oracle, the coverage and the ledger
//! read nothing else. Nothing here may know how the product is built inside.

use cadence::Instant;
use cadence::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;

mod labels;
mod names;
mod remains;
mod what;
mod words;

pub use kit::executor::Invocation;
pub use kit::functions::FunctionName;
pub use names::{
    AddressReport, CallLabel, CrashPoint, EventKind, FaultKind, Protection, QueueName, RefusalKind, Side,
    StateName,
};
pub use remains::{FinalState, IndexRow, StandingEnrollment};
pub use what::What;

/// Something that happened, and when by the virtual clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Instant,
    /// The kind.
    pub what: What,
}

/// One `SendEmail` call that reached the mail service's door; unique per run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call(pub u64);

/// The message tags of a call, and the purpose of its sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTags {
    /// The mail.
    pub send_key: SendKey,
    /// The try.
    pub attempt: AttemptId,
    /// To whom.
    pub lead: LeadId,
    /// Of which sequence.
    pub sequence: SequenceId,
    /// In which run.
    pub run: RunId,
    /// The step.
    pub step: StepId,
    /// The ground that it needs.
    pub purpose: Purpose,
    /// Whether opens or clicks are tracked.
    pub is_tracked: bool,
}

/// The answer that the caller of the mail service saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallAnswer {
    /// A message id.
    Accepted,
    /// A refusal, by the code of the service.
    Refused(String),
    /// No answer that says what became of the mail.
    NothingHeard,
}
