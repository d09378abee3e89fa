//! Mails in doubt: what put them there, and how they ended.

use super::Record;
use crate::faults::happening::{CrashPoint, FaultKind, Invocation};
use cadence::Instant;
use cadence::enrollment::{Enrollment, Passed, State};
use cadence::ids::{AttemptId, LeadId, SequenceId, StepId};
use std::fmt::{self, Display, Formatter};

/// One mail in doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The try.
    pub attempt: AttemptId,
    /// To whom.
    pub lead: LeadId,
    /// Of which sequence.
    pub sequence: SequenceId,
    /// Which step.
    pub step: StepId,
    /// Since when.
    pub since: Instant,
    /// What was injected that explains it.
    pub cause: Option<Cause>,
    /// How it ended, once it did.
    pub end: Option<DoubtEnd>,
}

/// What put a mail in doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A fault.
    Injected(FaultKind),
    /// A death, and where.
    Died(CrashPoint),
}

impl Display for Cause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Injected(kind) => kind.fmt(f),
            Self::Died(point) => write!(f, "died: {point}"),
        }
    }
}

/// How a doubt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DoubtEnd {
    /// Evidence came, and the run went on.
    Evidence,
    /// Nothing came, and the run went on as if it had been sent.
    TakenAsSent,
    /// The mail is sent again.
    SentAgain,
    /// The sender came back and knew that it had not been sent.
    KnownByItsSender,
    /// The run ended or began anew, as had been noted.
    Interrupted,
    /// The person was erased.
    Erased,
}

impl Display for DoubtEnd {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Evidence => "evidence came",
            Self::TakenAsSent => "taken as sent",
            Self::SentAgain => "sent again",
            Self::KnownByItsSender => "its sender knew",
            Self::Interrupted => "interrupted",
            Self::Erased => "erased",
        })
    }
}

impl Record {
    /// An attempt came in doubt.
    pub(super) fn note_doubt(&mut self, id: &AttemptId) {
        let since = self.now.at;
        let Some(attempt) = self.attempts.get_mut(id) else { return };
        let cause = attempt.causes.iter().max_by_key(|cause| weight(cause)).cloned();
        attempt.doubt = Some(Doubt {
            attempt: id.clone(),
            lead: attempt.lead.clone(),
            sequence: attempt.sequence.clone(),
            step: attempt.step.clone(),
            since,
            cause,
            end: None,
        });
        self.doubted.push(id.clone());
    }

    /// The enrollment does not name the attempt any more.
    pub(super) fn note_left(
        &mut self,
        id: &AttemptId,
        invocation: Option<Invocation>,
        after: Option<&Enrollment>,
    ) {
        let now = self.now;
        let Some(attempt) = self.attempts.get_mut(id) else { return };
        attempt.left.get_or_insert(now);
        let end = match after {
            None => DoubtEnd::Erased,
            Some(_) if attempt.evidence.is_some() => DoubtEnd::Evidence,
            Some(_) if attempt.claimant.is_some() && attempt.claimant == invocation => {
                DoubtEnd::KnownByItsSender
            }
            Some(after) if after.run != attempt.run => DoubtEnd::Interrupted,
            Some(after) if went_on(after, &attempt.step) => DoubtEnd::TakenAsSent,
            Some(after) => match after.state {
                State::Waiting { .. } => DoubtEnd::SentAgain,
                State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => DoubtEnd::Interrupted,
            },
        };
        if let Some(doubt) = &mut attempt.doubt {
            doubt.end.get_or_insert(end);
        }
    }
}

/// Whether the run went on from a step.
pub(in super::super) fn went_on(after: &Enrollment, step: &StepId) -> bool {
    matches!(&after.previous, Some(Passed { step: previous, .. }) if previous == step)
}

/// Which of several causes explains a doubt best: what hit the mail service's answer, then a death, then the rest.
fn weight(cause: &Cause) -> u8 {
    match cause {
        Cause::Injected(FaultKind::AnswerLost | FaultKind::AcceptedLate) => 3,
        Cause::Died(_) => 2,
        Cause::Injected(FaultKind::ProcessStalled | FaultKind::ServiceDown) => 1,
        Cause::Injected(_) => 0,
    }
}
