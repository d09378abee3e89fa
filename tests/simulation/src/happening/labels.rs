//! The names of all that can happen, in words: stable, for traces, tables and tests.

use super::{
    CallLabel, CrashPoint, EventKind, FaultKind, Protection, QueueName, RefusalKind, Side, StateName,
};
use cadence::enrollment::State;
use std::fmt::{self, Display, Formatter};

impl Display for CrashPoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} `{}`", self.function, self.side, self.call)
    }
}

impl Display for Side {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
        })
    }
}

impl Display for RefusalKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsubscribed => "unsubscription",
            Self::HardBounce => "hard bounce",
            Self::Complaint => "complaint",
            Self::Listed => "list of the mail service",
            Self::RefusedForGood => "server that refuses for good",
        })
    }
}

impl Display for Protection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Card => "card",
            Self::Suppression => "suppression",
        })
    }
}

impl Display for QueueName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sends => "sends",
            Self::Feedback => "feedback",
        })
    }
}

impl Display for FaultKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TableFailedBefore => "table failed before the effect",
            Self::TableFailedAfter => "table failed after the effect",
            Self::TableThrottled => "table throttled",
            Self::StaleIndex => "stale index read",
            Self::TableSlow => "table slow",
            Self::TableAskedAgain => "table failed, and was asked again",
            Self::OrderDoubled => "message doubled",
            Self::OrderDelayed => "message delayed",
            Self::OrderReordered => "messages reordered",
            Self::OrderRedelivered => "message redelivered",
            Self::QueuePurged => "queue purged",
            Self::AnswerLost => "answer of the mail service lost",
            Self::AcceptedLate => "mail accepted after the client gave up",
            Self::ServiceRefused(failure) => return write!(f, "mail service refused: {}", failure.name()),
            Self::ServiceThrottled => "mail service throttled",
            Self::ServiceDown => "mail service down",
            Self::FeedbackDoubled => "event doubled",
            Self::FeedbackLate => "event late",
            Self::FeedbackReordered => "events reordered",
            Self::FeedbackMissing => "event missing",
            Self::ChannelDown => "channel of events down",
            Self::BusFailed => "bus failed",
            Self::ProcessDied => "process died",
            Self::ProcessStalled => "process stalled",
            Self::TicksOverlapped => "ticks overlapped",
            Self::Edited => "edited in flight",
            Self::SequenceRemoved => "sequence removed",
            Self::UnsubscribedInFlight => "unsubscribed in flight",
            Self::PressedInFlight => "pressed in flight",
            Self::ErasedInFlight => "erased in flight",
            Self::ReenteredInFlight => "entered again in flight",
            Self::GoalInFlight => "goal reached in flight",
        })
    }
}

impl Display for CallLabel {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReadHead => "read-head",
            Self::ReadPublications => "read-publications",
            Self::ReadLive => "read-live",
            Self::Look => "look",
            Self::ReadEnrollment => "read-enrollment",
            Self::ReadLead => "read-lead",
            Self::ReadCard => "read-card",
            Self::ReadSuppression => "read-suppression",
            Self::ReadEntry => "read-entry",
            Self::ReadMessage => "read-message",
            Self::ReadMessages => "read-messages",
            Self::ReadMail => "read-mail",
            Self::ReadQuota => "read-quota",
            Self::ReadPace => "read-pace",
            Self::ReserveSlot => "reserve-slot",
            Self::Claim => "claim",
            Self::Settle => "settle",
            Self::NoteRefusalOnRun => "note-refusal-on-run",
            Self::Fence => "fence",
            Self::Void => "void",
            Self::Close => "close",
            Self::NoteFact => "note-fact",
            Self::NoteChannel => "note-channel",
            Self::Suppress => "suppress",
            Self::Admit => "admit",
            Self::SaveCard => "save-card",
            Self::SaveTags => "save-tags",
            Self::SaveEngagement => "save-engagement",
            Self::NoteEvent => "note-event",
            Self::TickLease => "tick-lease",
            Self::ReadDue => "read-due",
            Self::Order => "order",
            Self::HandOver => "hand-over",
            Self::Announce => "announce",
            Self::Other(name) => name,
        })
    }
}

impl StateName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sending, Self::Unknown, Self::Done];

    /// The name of a state.
    pub fn of(state: &State) -> Self {
        match state {
            State::Waiting { .. } => Self::Waiting,
            State::Sending { .. } => Self::Sending,
            State::Unknown { .. } => Self::Unknown,
            State::Done { .. } => Self::Done,
        }
    }
}

impl Display for StateName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Done => "done",
        })
    }
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Claimed,
        Self::Accepted,
        Self::Refused,
        Self::Unanswered,
        Self::LeaseExpiredUnfenced,
        Self::LeaseExpiredFenced,
        Self::Settled,
        Self::Passed,
        Self::LeftOut,
        Self::Retimed,
        Self::Parked,
        Self::InterruptedToEnd,
        Self::InterruptedToRestart,
        Self::TakenBack,
    ];
}

impl Display for EventKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claimed => "claimed",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
            Self::LeaseExpiredUnfenced => "lease-expired-unfenced",
            Self::LeaseExpiredFenced => "lease-expired-fenced",
            Self::Settled => "settled",
            Self::Passed => "passed",
            Self::LeftOut => "left-out",
            Self::Retimed => "retimed",
            Self::Parked => "parked",
            Self::InterruptedToEnd => "interrupted-to-end",
            Self::InterruptedToRestart => "interrupted-to-restart",
            Self::TakenBack => "taken-back",
        })
    }
}
