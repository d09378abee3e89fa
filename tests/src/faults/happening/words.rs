//! The happenings in words, one line each: what a trace shows and what a fingerprint hashes. It must not know what any of
//! it means.

use super::{
    Call, CallAnswer, CallLabel, CrashPoint, EventKind, FaultKind, FunctionName, Happening, Invocation,
    MailTags, Protection, QueueName, RefusalKind, Side, StateName, What,
};
use cadence::enrollment::{Enrollment, State, Then};
use cadence::ids::AttemptId;
use std::fmt::{self, Display, Formatter};

impl Display for Happening {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at.format("%Y-%m-%d %H:%M:%S%.3f"), self.what)
    }
}

impl Display for Invocation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "i{}", self.0)
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

impl Display for What {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::PostBegan { lead, form } => write!(f, "post {form} by {lead} begins"),
            Self::PostAnswered { lead, form, accepted, sequences } => {
                let answer = if *accepted { "accepted" } else { "not accepted" };
                write!(f, "post {form} by {lead} {answer}; it starts [{}]", Listed(sequences))
            }
            Self::RefusalBegan { lead, refusal } => write!(f, "{refusal} of {lead} begins"),
            Self::RefusalAcknowledged { lead, refusal } => write!(f, "{refusal} of {lead} acknowledged"),
            Self::ConsentGiven { lead } => write!(f, "{lead} consents"),
            Self::EraseBegan { lead } => write!(f, "{lead} begins to be erased"),
            Self::EraseEnded { lead } => write!(f, "{lead} is erased"),
            Self::GoalReported { lead, event } => write!(f, "{event} of {lead} reported"),
            Self::Published { head } => write!(f, "published {head}"),
            Self::EnrollmentWritten { invocation, before, after } => {
                write!(f, "{} writes {} => {}", By(*invocation), Standing(before), Standing(after))
            }
            Self::ProtectionRead { invocation, lead, of } => write!(f, "{invocation} reads {of} of {lead}"),
            Self::Fenced { invocation, attempt } => write!(f, "{invocation} fences {attempt}"),
            Self::CallBegan { call, invocation, mail } => write!(f, "{invocation} calls {call}: {mail}"),
            Self::CallAccepted { call } => write!(f, "{call} accepted"),
            Self::CallEnded { call, answer } => write!(f, "{call} ended: {answer}"),
            Self::EventTaken { send_key, attempt, fact, at } => {
                write!(f, "event taken: {} at {at} for {send_key} {}", fact.name(), Try(attempt.as_ref()))
            }
            Self::EventRecorded { send_key, attempt, fact, at } => {
                write!(f, "event recorded: {} at {at} for {send_key} {}", fact.name(), Try(attempt.as_ref()))
            }
            Self::Reconciled { attempt, sent } => {
                write!(
                    f,
                    "a person says that {attempt} {}",
                    if *sent { "went out" } else { "did not go out" }
                )
            }
            Self::Ordered { lead, sequence, by } => write!(f, "{by} orders {lead} in {sequence}"),
            Self::OrderTaken { lead, sequence } => write!(f, "order taken: {lead} in {sequence}"),
            Self::OrderSettled { lead, sequence } => write!(f, "order settled: {lead} in {sequence}"),
            Self::Buried { queue, reason } => write!(f, "dead letter of {queue}: {reason}"),
            Self::Fault { kind, invocation } => write!(f, "FAULT {kind} for {}", By(*invocation)),
            Self::Died { invocation, function, point } => {
                write!(f, "{invocation} ({function}) dies: {point}")
            }
            Self::Met { state, event, refused } => {
                write!(f, "{state} meets {event}{}", if *refused { ", refused" } else { "" })
            }
            Self::FaultsStopped => f.write_str("faults stop"),
            Self::Ended => f.write_str("ended"),
        }
    }
}

/// Ids with commas between them.
struct Listed<'a, T>(&'a [T]);

impl<T: Display> Display for Listed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// An invocation, or nobody.
struct By(Option<Invocation>);

impl Display for By {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(invocation) => invocation.fmt(f),
            None => f.write_str("nobody"),
        }
    }
}

/// An attempt, or none.
struct Try<'a>(Option<&'a AttemptId>);

impl Display for Try<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(attempt) => attempt.fmt(f),
            None => f.write_str("no attempt"),
        }
    }
}

/// An enrollment, or none.
struct Standing<'a>(&'a Option<Enrollment>);

impl Display for Standing<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(enrollment) = self.0 else { return f.write_str("nothing") };
        write!(f, "{}/{}/{} ", enrollment.lead, enrollment.sequence, enrollment.run)?;
        match &enrollment.state {
            State::Waiting { step, due_at } => write!(f, "waiting for {step} at {due_at}"),
            State::Sending { step, attempt, lease_until, then, .. } => {
                write!(f, "sending {step} as {attempt} until {lease_until}{}", Noted(then))
            }
            State::Unknown { step, attempt, settle_at, then, .. } => {
                write!(f, "unknown {step} as {attempt}, settled ")?;
                match settle_at {
                    Some(at) => write!(f, "from {at}{}", Noted(then)),
                    None => write!(f, "by a person{}", Noted(then)),
                }
            }
            State::Done { ending, at } => write!(f, "done ({}) at {at}", ending.name()),
        }
    }
}

/// What is noted for the settlement.
struct Noted<'a>(&'a Option<Then>);

impl Display for Noted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(Then::End(ending)) => write!(f, ", then {}", ending.name()),
            Some(Then::Restart { run, .. }) => write!(f, ", then run {run}"),
        }
    }
}

impl Display for MailTags {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { send_key, attempt, lead, sequence, run, step, .. } = self;
        write!(f, "{send_key} as {attempt} ({sequence}/{step}, run {run}) to {lead}")
    }
}

impl Display for CallAnswer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted"),
            Self::Refused(code) => write!(f, "refused ({code})"),
            Self::NothingHeard => f.write_str("nothing heard"),
        }
    }
}

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

impl Display for FunctionName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IngestLead => "ingest-lead",
            Self::CadenceTick => "cadence-tick",
            Self::SendEmail => "send-email",
            Self::RecordFeedback => "record-feedback",
            Self::SweepDormant => "sweep-dormant",
            Self::ManageSubscription => "manage-subscription",
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
            Self::UnsubscribedInFlight => "unsubscribed in flight",
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
            Self::ReadBrakes => "read-brakes",
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
            Self::ReserveTurn => "reserve-turn",
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
            Self::SaveProfile => "save-profile",
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
    pub const ALL: [Self; 12] = [
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
        Self::InterruptedToEnd,
        Self::InterruptedToRestart,
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
            Self::InterruptedToEnd => "interrupted-to-end",
            Self::InterruptedToRestart => "interrupted-to-restart",
        })
    }
}
