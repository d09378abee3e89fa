//! What happens in a simulated world, in the words of those who watch it: the only thing the oracle ever sees.
//!
//! The machinery emits these at its seams, in the order in which they took effect; the oracle, the coverage and the ledger
//! read nothing else. Nothing here may know how the product is built inside.

use cadence::Instant;
use cadence::enrollment::Enrollment;
use cadence::facts::{Fact, MessageRecord};
use cadence::ids::{AttemptId, EventName, FormId, LeadId, RunId, SequenceId, StepId};
use cadence::refusal::SendFailure;
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use std::collections::BTreeSet;

mod words;

/// Something that happened, and when by the virtual clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// One running invocation of a function (one Lambda invocation); unique per run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Invocation(pub u64);

/// One `SendEmail` call that reached the mail service's door; unique per run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call(pub u64);

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    // ---- what people and systems were told: acknowledged means that a 2xx or 3xx answer was given, or that the feedback
    // ---- message was acknowledged to its queue
    /// Somebody posts a form.
    PostBegan {
        /// Who.
        lead: LeadId,
        /// Which form.
        form: FormId,
    },
    /// The post was answered.
    PostAnswered {
        /// Whose.
        lead: LeadId,
        /// Which form.
        form: FormId,
        /// Whether the person was told that it was taken.
        accepted: bool,
        /// The sequences that this form starts for this person.
        sequences: Vec<SequenceId>,
    },
    /// Somebody refuses mail, or the mail service reports what counts as a refusal.
    RefusalBegan {
        /// Who.
        lead: LeadId,
        /// How.
        refusal: RefusalKind,
    },
    /// The refusal was acknowledged.
    RefusalAcknowledged {
        /// Whose.
        lead: LeadId,
        /// How.
        refusal: RefusalKind,
    },
    /// An accepted post carried consent anew, which lifts an unsubscription.
    ConsentGiven {
        /// Whose.
        lead: LeadId,
    },
    /// A person begins to be erased.
    EraseBegan {
        /// Who.
        lead: LeadId,
    },
    /// Nothing of the person but the suppression is left.
    EraseEnded {
        /// Who.
        lead: LeadId,
    },
    /// A system outside reported an event of a lead.
    GoalReported {
        /// Whose.
        lead: LeadId,
        /// Which event.
        event: EventName,
    },
    /// A version of the templates went live.
    Published {
        /// The version that the catalog's head names by now.
        head: String,
    },

    // ---- the table, seen at the seam, after the write took effect
    /// An enrollment was written, or deleted by an erasure.
    EnrollmentWritten {
        /// By whom; none for what no function did.
        invocation: Option<Invocation>,
        /// What stood there.
        before: Option<Enrollment>,
        /// What stands there by now.
        after: Option<Enrollment>,
    },
    /// A strong read of what protects a person began, by a sender.
    ProtectionRead {
        /// By whom.
        invocation: Invocation,
        /// Of whom.
        lead: LeadId,
        /// Of which item; a request that reads both is two happenings.
        of: Protection,
    },

    /// A fence that lets this attempt through took effect.
    Fenced {
        /// By whom.
        invocation: Invocation,
        /// Which attempt.
        attempt: AttemptId,
    },

    // ---- the mail service
    /// A request arrived at the service.
    CallBegan {
        /// Which call.
        call: Call,
        /// Whose.
        invocation: Invocation,
        /// For which mail.
        mail: MailTags,
    },
    /// The service took the mail, possibly after the client gave up.
    CallAccepted {
        /// Which call.
        call: Call,
    },
    /// The caller saw the end of it.
    CallEnded {
        /// Which call.
        call: Call,
        /// What it saw.
        answer: CallAnswer,
    },

    // ---- feedback
    /// An event about a mail was given to a handler, which may or may not get to record it.
    EventTaken {
        /// About which mail.
        send_key: SendKey,
        /// About which attempt.
        attempt: Option<AttemptId>,
        /// What it says.
        fact: Fact,
        /// The time that the event itself names.
        at: Instant,
    },
    /// An event about a mail was recorded: its queue message was acknowledged.
    EventRecorded {
        /// About which mail.
        send_key: SendKey,
        /// About which attempt.
        attempt: Option<AttemptId>,
        /// What it says.
        fact: Fact,
        /// The time that the event itself names.
        at: Instant,
    },

    /// A person said what became of a mail in doubt.
    Reconciled {
        /// Of which attempt.
        attempt: AttemptId,
        /// Whether it went out.
        sent: bool,
    },

    // ---- the queue of send orders
    /// A send order entered the queue; each copy is one happening.
    Ordered {
        /// For whom.
        lead: LeadId,
        /// In which sequence.
        sequence: SequenceId,
        /// By which function.
        by: FunctionName,
    },
    /// A copy was received.
    OrderTaken {
        /// For whom.
        lead: LeadId,
        /// In which sequence.
        sequence: SequenceId,
    },
    /// A copy was deleted.
    OrderSettled {
        /// For whom.
        lead: LeadId,
        /// In which sequence.
        sequence: SequenceId,
    },
    /// A message became a dead letter.
    Buried {
        /// Of which queue.
        queue: QueueName,
        /// Why.
        reason: String,
    },

    // ---- faults: only what the simulation itself injected
    /// A fault was injected.
    Fault {
        /// Which.
        kind: FaultKind,
        /// Into whose call; none where it hit no running function.
        invocation: Option<Invocation>,
    },
    /// A process died.
    Died {
        /// During which invocation.
        invocation: Invocation,
        /// Of which function.
        function: FunctionName,
        /// Where it stood.
        point: CrashPoint,
    },
    /// An enrollment met an event inside a handler.
    Met {
        /// The state it was in.
        state: StateName,
        /// The event.
        event: EventKind,
        /// Whether the event was refused.
        refused: bool,
    },
    /// From here on no fault is injected.
    FaultsStopped,
    /// The world is over.
    Ended,
}

/// How a person refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefusalKind {
    /// By the link in a mail: no marketing.
    Unsubscribed,
    /// The address does not exist: no mail at all.
    HardBounce,
    /// The person marked a mail as spam: no mail at all.
    Complaint,
}

/// The items that protect a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protection {
    /// The lead's card: consent and refusal.
    Card,
    /// The suppression of the address.
    Suppression,
}

/// What the message tags of a call say, and the purpose of its sequence.
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
    /// Which step.
    pub step: StepId,
    /// Which ground it needs.
    pub purpose: Purpose,
}

/// What the caller of the mail service saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallAnswer {
    /// A message id.
    Accepted,
    /// A refusal, by the code of the service.
    Refused(String),
    /// No answer that says what became of the mail.
    NothingHeard,
}

/// The functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FunctionName {
    /// Takes posts.
    IngestLead,
    /// Finds what is due.
    CadenceTick,
    /// Sends.
    SendEmail,
    /// Takes what comes back.
    RecordFeedback,
    /// Finds who went quiet.
    SweepDormant,
    /// Takes refusals.
    ManageSubscription,
}

/// The queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueName {
    /// Send orders.
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
    /// A lead unsubscribed while an attempt was in flight.
    UnsubscribedInFlight,
    /// A lead was erased while an attempt was in flight.
    ErasedInFlight,
    /// A lead entered again while an attempt was in flight.
    ReenteredInFlight,
    /// A lead reached its goal while an attempt was in flight.
    GoalInFlight,
}

/// Where a process died: before or after the effect of a boundary call.
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
    ReadBrakes,
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
    ReserveTurn,
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
    SaveProfile,
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
    InterruptedToEnd,
    InterruptedToRestart,
}

/// What is left when the world is over, read from the table without faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalState {
    /// The moment.
    pub now: Instant,
    /// Every enrollment, with its place in the due index.
    pub enrollments: Vec<StandingEnrollment>,
    /// Every message record.
    pub messages: Vec<MessageRecord>,
    /// Every lead that has a card.
    pub leads: BTreeSet<LeadId>,
    /// Every suppressed lead.
    pub suppressed: BTreeSet<LeadId>,
    /// Messages in both dead letter queues.
    pub dead_letters: u64,
}

/// An enrollment as it stands at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingEnrollment {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// Its row in the due index.
    pub row: IndexRow,
}

/// The place of an enrollment in the due index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexRow {
    /// None.
    Absent,
    /// Among the due, looked at from this moment on.
    Due(Instant),
    /// Among those that wait for a person.
    Attention,
}
