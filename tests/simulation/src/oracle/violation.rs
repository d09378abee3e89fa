//! The findings of the oracle: a promise that was broken, when, and by whom. How it is found stands with each promise.

use cadence::Instant;
use std::fmt::{self, Display, Formatter};

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The promise.
    pub promise: Promise,
    /// When it showed.
    pub at: Instant,
    /// The happening, with its ids.
    pub sentence: String,
}

impl Display for Violation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.at.format("%Y-%m-%d %H:%M:%S%.3f"), self.promise.name(), self.sentence)
    }
}

/// The promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Promise {
    /// A mail is accepted twice only where its sequence or a person said so.
    SecondAcceptedAttempt,
    /// One attempt at a mail at a time, by whoever holds the step.
    TwoAtOnce,
    /// No call without the fence of its attempt before it, and no fence for an attempt that lost its step.
    UnfencedCall,
    /// No mail after a refusal that was acknowledged.
    SentAfterRefusal,
    /// Nothing is sent of what a person paused.
    SentWhilePaused,
    /// The protection of a person is read anew before each mail.
    UnreadProtection,
    /// Marketing goes out in the hours and on the days of its sequence.
    OutsideWindow,
    /// The oracle knows the rules of every version that goes live.
    RulesUnknown,
    /// Nobody gets more marketing than the caps allow.
    CapBroken,
    /// An enrollment remembers its latest marketing mails, each once, and no other.
    MailsMisremembered,
    /// A lead whose post was accepted is there.
    AcknowledgedLeadLost,
    /// Everything that is due is taken.
    Stuck,
    /// Every unknown mail is decided.
    UnknownLeft,
    /// Only what happened to an attempt makes it unknown.
    UnexplainedUnknown,
    /// No mail is unknown where nothing fails.
    UnknownWithoutFault,
    /// Evidence decides an unknown mail, and nothing is sent again after it.
    ProofIgnored,
    /// Silence decides only after 15 minutes and while events come.
    SilenceDecided,
    /// The facts known about a mail are those reported.
    FactsDoNotAddUp,
    /// Every mail that was accepted has its record.
    MailWithoutRecord,
    /// A person who was erased stays erased.
    Resurrected,
    /// A tag stays on its lead unless a step takes it off.
    TagLost,
    /// Nothing overtakes a mail in flight or undoes an end.
    Overtaken,
    /// The mails of a run come in the order in which they are written.
    OutOfOrder,
    /// No step is passed over whose mail neither went out nor was refused.
    StepSkipped,
    /// Each step taken is answered by whoever took it, unless something befell it.
    UnansweredStep,
    /// A step in the queue is not ordered again.
    OrderedTwiceInFlight,
    /// Nobody is suppressed without a report that says so; a guess says nothing.
    SuppressedWithoutCause,
    /// A suppression that an operator has lifted stays lifted until something new is reported.
    LiftedReturned,
    /// Soft bounces on three days without a delivery suppress.
    SoftBouncesUncounted,
    /// Strangers begin no more runs for a mailbox than its ceiling says.
    CeilingBroken,
    /// Strangers set off first mails no faster than the pace of everybody.
    PaceBroken,
    /// Nothing is mailed from a sequence that was removed.
    SentWhileRemoved,
    /// No marketing goes out in a pause that the person asked for.
    SentOnPause,
    /// No marketing of a topic goes to somebody who refused it.
    SentOfRefusedTopic,
    /// No mail to somebody who wants no tracking is tracked.
    TrackedAgainstTheWish,
    /// No marketing goes to somebody whose agreement is to be confirmed and is not.
    SentUnconfirmed,
    /// Nobody is asked about an agreement who has answered, or who refused and was asked lately or wants no question.
    AskedAmiss,
    /// A refusal that was taken back is as if it had not been.
    TakenBackInVain,
    /// A run ends as one of a removed sequence only where its sequence was removed or the person erased.
    RemovedWithoutCause,
}

impl Promise {
    /// Every promise.
    pub const ALL: [Self; 39] = [
        Self::SecondAcceptedAttempt,
        Self::TwoAtOnce,
        Self::UnfencedCall,
        Self::SentAfterRefusal,
        Self::SentWhilePaused,
        Self::UnreadProtection,
        Self::OutsideWindow,
        Self::RulesUnknown,
        Self::CapBroken,
        Self::MailsMisremembered,
        Self::AcknowledgedLeadLost,
        Self::Stuck,
        Self::UnknownLeft,
        Self::UnexplainedUnknown,
        Self::UnknownWithoutFault,
        Self::ProofIgnored,
        Self::SilenceDecided,
        Self::FactsDoNotAddUp,
        Self::MailWithoutRecord,
        Self::Resurrected,
        Self::TagLost,
        Self::Overtaken,
        Self::OutOfOrder,
        Self::StepSkipped,
        Self::UnansweredStep,
        Self::OrderedTwiceInFlight,
        Self::SuppressedWithoutCause,
        Self::LiftedReturned,
        Self::SoftBouncesUncounted,
        Self::CeilingBroken,
        Self::PaceBroken,
        Self::SentWhileRemoved,
        Self::SentOnPause,
        Self::SentOfRefusedTopic,
        Self::TrackedAgainstTheWish,
        Self::SentUnconfirmed,
        Self::AskedAmiss,
        Self::TakenBackInVain,
        Self::RemovedWithoutCause,
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SecondAcceptedAttempt => "second-accepted-attempt",
            Self::TwoAtOnce => "two-at-once",
            Self::UnfencedCall => "unfenced-call",
            Self::SentAfterRefusal => "sent-after-refusal",
            Self::SentWhilePaused => "sent-while-paused",
            Self::UnreadProtection => "unread-protection",
            Self::OutsideWindow => "outside-window",
            Self::RulesUnknown => "rules-unknown",
            Self::CapBroken => "cap-broken",
            Self::MailsMisremembered => "mails-misremembered",
            Self::AcknowledgedLeadLost => "acknowledged-lead-lost",
            Self::Stuck => "stuck",
            Self::UnknownLeft => "unknown-left",
            Self::UnexplainedUnknown => "unexplained-unknown",
            Self::UnknownWithoutFault => "unknown-without-fault",
            Self::ProofIgnored => "proof-ignored",
            Self::SilenceDecided => "silence-decided",
            Self::FactsDoNotAddUp => "facts-do-not-add-up",
            Self::MailWithoutRecord => "mail-without-record",
            Self::Resurrected => "resurrected",
            Self::TagLost => "tag-lost",
            Self::Overtaken => "overtaken",
            Self::OutOfOrder => "out-of-order",
            Self::StepSkipped => "step-skipped",
            Self::UnansweredStep => "unanswered-step",
            Self::OrderedTwiceInFlight => "ordered-twice-in-flight",
            Self::SuppressedWithoutCause => "suppressed-without-cause",
            Self::LiftedReturned => "lifted-returned",
            Self::SoftBouncesUncounted => "soft-bounces-uncounted",
            Self::CeilingBroken => "ceiling-broken",
            Self::PaceBroken => "pace-broken",
            Self::SentWhileRemoved => "sent-while-removed",
            Self::SentUnconfirmed => "sent-unconfirmed",
            Self::AskedAmiss => "asked-amiss",
            Self::SentOnPause => "sent-on-pause",
            Self::SentOfRefusedTopic => "sent-of-refused-topic",
            Self::TrackedAgainstTheWish => "tracked-against-the-wish",
            Self::TakenBackInVain => "taken-back-in-vain",
            Self::RemovedWithoutCause => "removed-without-cause",
        }
    }

    /// A violation of it.
    pub fn broken(self, at: Instant, sentence: String) -> Violation {
        Violation { promise: self, at, sentence }
    }
}
