//! The happenings in words, one line each: what a trace shows and what a fingerprint hashes. It must not know what any of
//! it means.

use super::{Call, CallAnswer, Happening, Invocation, MailTags, What};
use cadence::enrollment::{Enrollment, State, Then};
use cadence::ids::{AttemptId, LeadId, SequenceId, Tag};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

impl Display for Happening {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at.format("%Y-%m-%d %H:%M:%S%.3f"), self.what)
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

/// The words about what somebody is told.
fn told(f: &mut Formatter<'_>, lead: &LeadId, said: &str) -> fmt::Result {
    write!(f, "{lead} is told that {said}")
}

impl Display for What {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::PostBegan { lead, form, .. } => write!(f, "post {form} by {lead} begins"),
            Self::PostAnswered { lead, form, accepted, sequences } => {
                let answer = if *accepted { "accepted" } else { "not accepted" };
                write!(f, "post {form} by {lead} {answer}; it starts [{}]", Listed(sequences))
            }
            Self::RefusalBegan { lead, refusal } => write!(f, "{refusal} of {lead} begins"),
            Self::RefusalAcknowledged { lead, refusal } => write!(f, "{refusal} of {lead} acknowledged"),
            Self::WishBegan { lead, wish } => write!(f, "{lead} wishes {}", wish.name()),
            Self::WishAcknowledged { lead, wish } => write!(f, "{} of {lead} acknowledged", wish.name()),
            Self::ConfirmBegan(lead) => write!(f, "{lead} confirms an agreement"),
            Self::ConfirmAnswered(lead, true) => told(f, lead, "it is confirmed"),
            Self::ConfirmAnswered(lead, false) => told(f, lead, "it is not confirmed"),
            Self::NeverAskAcknowledged(lead) => write!(f, "{lead} is not asked again"),
            Self::TakeBackBegan { lead } => write!(f, "{lead} takes a refusal back"),
            Self::TakeBackAnswered { lead, taken_back: true } => told(f, lead, "it was taken back"),
            Self::TakeBackAnswered { lead, taken_back: false } => told(f, lead, "the refusal stands"),
            Self::ConsentGiven { lead } => write!(f, "{lead} consents"),
            Self::AddressReported { lead, says, send_key, at, recorded } => {
                let how = if *recorded { "recorded" } else { "taken" };
                write!(f, "report on {lead} {how}: {says:?} at {at} for {send_key}")
            }
            Self::Lifted { lead, up_to } => {
                write!(f, "an operator lifts the suppression of {lead} up to {up_to}")
            }
            Self::EraseBegan(lead, _) => write!(f, "{lead} asks to be erased"),
            Self::EraseEnded(lead, _) => write!(f, "{lead} is erased"),
            Self::GoalReported { lead, event } => write!(f, "{event} of {lead} reported"),
            Self::Published { head } => write!(f, "published {head}"),
            Self::Paused { sequence } => write!(f, "a person pauses {}", Named(sequence)),
            Self::Resumed { sequence } => write!(f, "a person releases {}", Named(sequence)),
            Self::EnrollmentWritten { invocation, before, after } => {
                write!(f, "{} writes {} => {}", By(*invocation), Standing(before), Standing(after))
            }
            Self::TagsWritten { invocation, lead, before, after } => {
                write!(f, "{invocation} writes tags of {lead}: [{}] => [{}]", Tagged(before), Tagged(after))
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
            Self::Ordered { lead, sequence, by } => write!(f, "{by} enqueues {lead} in {sequence}"),
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

/// The target of a person's pause: a sequence, or everything.
struct Named<'a>(&'a Option<SequenceId>);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(sequence) => sequence.fmt(f),
            None => f.write_str("everything"),
        }
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

/// Tags, in the order of their names.
struct Tagged<'a>(&'a BTreeSet<Tag>);

impl Display for Tagged<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(Tag::as_str).collect();
        f.write_str(&names.join(" "))
    }
}

/// An enrollment, or none.
struct Standing<'a>(&'a Option<Enrollment>);

impl Display for Standing<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(enrollment) = self.0 else { return f.write_str("nothing") };
        write!(f, "{}/{}/{} ", enrollment.lead, enrollment.sequence, enrollment.run)?;
        match &enrollment.state {
            State::Waiting { step, due_at, .. } => write!(f, "waiting for {step} at {due_at}"),
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

/// The note for the settlement.
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
