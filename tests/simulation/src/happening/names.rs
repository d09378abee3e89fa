//! The names of all that can happen: functions, queues, faults, calls, states, events. They mean nothing here.

use super::FunctionName;
use cadence::disposition::SendFailure;

/// The way a person refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefusalKind {
    /// By the link in a mail: no marketing.
    Unsubscribed,
    /// The address does not exist: no mail at all.
    HardBounce,
    /// The person marked a mail as spam: no mail at all.
    Complaint,
    /// The mail service does not try the address: no mail at all, until somebody lifts it.
    Listed,
    /// The server refused for good: no mail at all, until somebody lifts it.
    RefusedForGood,
}

impl RefusalKind {
    /// Whether an operator may lift it: a machine said it, and no person.
    pub fn can_be_lifted(self) -> bool {
        match self {
            Self::Unsubscribed | Self::Complaint => false,
            Self::HardBounce | Self::Listed | Self::RefusedForGood => true,
        }
    }

    /// Whether the person said it, so that it holds in every spelling of the mailbox.
    pub fn is_own_word(self) -> bool {
        !self.can_be_lifted()
    }
}

/// An event's report about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressReport {
    /// It takes nothing away: a guess, an automatic reply, no spam.
    Nothing,
    /// A mail was delivered.
    Delivered,
    /// A mail came back this time.
    SoftBounce,
    /// It ends all mail.
    Refuses(RefusalKind),
}

/// The items that protect a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protection {
    /// The lead's card: consent and refusal.
    Card,
    /// The suppression of the address.
    Suppression,
}

/// The queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueName {
    /// Send jobs.
    Sends,
    /// Events about mails and leads.
    Feedback,
}

/// The faults that the simulation injects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// A call to the table failed and had no effect.
    TableFailedBefore,
    /// A call to the table had its effect and failed.
    TableFailedAfter,
    /// The table throttled.
    TableThrottled,
    /// A read of an index showed the past.
    StaleIndex,
    /// The table took seconds.
    TableSlow,
    /// A call to the table failed, with or without its effect, and the client repeated it.
    TableAskedAgain,
    /// A message came twice.
    OrderDoubled,
    /// A message came late.
    OrderDelayed,
    /// Messages came in another order.
    OrderReordered,
    /// A message that was deleted came again.
    OrderRedelivered,
    /// The queue was purged.
    QueuePurged,
    /// The mail service took the mail and its answer was lost.
    AnswerLost,
    /// The mail service took the mail after the client had given up.
    AcceptedLate,
    /// The mail service refused in one of its documented ways.
    ServiceRefused(SendFailure),
    /// The mail service throttled.
    ServiceThrottled,
    /// The mail service was down.
    ServiceDown,
    /// An event came twice.
    FeedbackDoubled,
    /// An event came late.
    FeedbackLate,
    /// Events came in another order.
    FeedbackReordered,
    /// An event never came.
    FeedbackMissing,
    /// No event came at all.
    ChannelDown,
    /// The bus failed.
    BusFailed,
    /// A process died.
    ProcessDied,
    /// A process stood still for minutes.
    ProcessStalled,
    /// Two ticks ran at once.
    TicksOverlapped,
    /// A sequence was edited while an attempt was in flight.
    Edited,
    /// A sequence was removed with leads inside.
    SequenceRemoved,
    /// A lead unsubscribed while an attempt was in flight.
    UnsubscribedInFlight,
    /// A person wished for less, or took a refusal back, while a mail was in flight.
    PressedInFlight,
    /// A lead was erased while an attempt was in flight.
    ErasedInFlight,
    /// A lead entered again while an attempt was in flight.
    ReenteredInFlight,
    /// A lead reached its goal while an attempt was in flight.
    GoalInFlight,
}

/// The place where a process died: before or after the effect of a boundary call.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CrashPoint {
    /// Of which function.
    pub function: FunctionName,
    /// At which call.
    pub call: CallLabel,
    /// On which side of it.
    pub side: Side,
}

/// The sides of a call's effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The call had no effect.
    Before,
    /// The call had its effect, and nobody heard of it.
    After,
}

/// The boundary calls, named by what they ask for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it; their words stand in `words.rs`")]
pub enum CallLabel {
    ReadHead,
    ReadPublications,
    ReadLive,
    /// Card, suppression and all enrollments of a lead at once.
    Look,
    ReadEnrollment,
    ReadLead,
    ReadCard,
    ReadSuppression,
    ReadEntry,
    ReadMessage,
    ReadMessages,
    ReadMail,
    ReadQuota,
    ReadPace,
    ReserveSlot,
    Claim,
    Settle,
    /// An enrollment written by another function than the sender.
    NoteRefusalOnRun,
    Fence,
    Void,
    Close,
    NoteFact,
    NoteChannel,
    Suppress,
    Admit,
    SaveCard,
    SaveTags,
    SaveEngagement,
    NoteEvent,
    TickLease,
    ReadDue,
    /// SQS.
    Order,
    /// SES.
    HandOver,
    /// `EventBridge`.
    Announce,
    /// Any other, by its own name.
    Other(String),
}

/// The states of an enrollment by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "named after the states of an enrollment")]
pub enum StateName {
    Waiting,
    Sending,
    Unknown,
    Done,
}

/// The events that happen to an enrollment, by name; two of them split by what they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "named after the events of an enrollment")]
pub enum EventKind {
    Claimed,
    Accepted,
    Refused,
    Unanswered,
    LeaseExpiredUnfenced,
    LeaseExpiredFenced,
    Settled,
    Passed,
    LeftOut,
    Retimed,
    Parked,
    InterruptedToEnd,
    InterruptedToRestart,
    TakenBack,
}
