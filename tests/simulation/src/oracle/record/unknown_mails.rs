//! Unknown mails: their causes and their ends.

use super::Record;
use crate::happening::{CrashPoint, FaultKind, Invocation};
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, Passed, State};
use cadence::ids::{AttemptId, LeadId, SequenceId, StepId};
use std::fmt::{self, Display, Formatter};

/// One unknown mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMail {
    /// The try.
    pub attempt: AttemptId,
    /// To whom.
    pub lead: LeadId,
    /// Of which sequence.
    pub sequence: SequenceId,
    /// The step.
    pub step: StepId,
    /// Since when.
    pub since: Instant,
    /// The injected cause that explains it.
    pub cause: Option<Cause>,
    /// Its end, once it came.
    pub end: Option<UnknownMailEnd>,
}

/// The cause that made a mail unknown.
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

/// The way in which an unknown mail was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnknownMailEnd {
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
    /// The sequence was removed, and the run ended.
    Removed,
}

impl Display for UnknownMailEnd {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Evidence => "evidence came",
            Self::TakenAsSent => "taken as sent",
            Self::SentAgain => "sent again",
            Self::KnownByItsSender => "its sender knew",
            Self::Interrupted => "interrupted",
            Self::Erased => "erased",
            Self::Removed => "its sequence was removed",
        })
    }
}

impl Record {
    /// An attempt became unknown.
    pub(super) fn note_unknown_mail(&mut self, id: &AttemptId) {
        let since = self.now.at;
        let Some(attempt) = self.attempts.get_mut(id) else { return };
        let cause = attempt.causes.iter().max_by_key(|cause| weight(cause)).cloned();
        attempt.unknown_mail = Some(UnknownMail {
            attempt: id.clone(),
            lead: attempt.lead.clone(),
            sequence: attempt.sequence.clone(),
            step: attempt.step.clone(),
            since,
            cause,
            end: None,
        });
        self.unknown_attempts.push(id.clone());
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
            None => UnknownMailEnd::Erased,
            Some(_) if attempt.evidence.is_some() => UnknownMailEnd::Evidence,
            Some(_) if attempt.claimant.is_some() && attempt.claimant == invocation => {
                UnknownMailEnd::KnownByItsSender
            }
            Some(after) if after.run != attempt.run => UnknownMailEnd::Interrupted,
            Some(after) if went_on(after, &attempt.step) => UnknownMailEnd::TakenAsSent,
            Some(after) => match after.state {
                State::Waiting { .. } => UnknownMailEnd::SentAgain,
                State::Done { ending: Ending::SequenceRemoved, .. } => UnknownMailEnd::Removed,
                State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => {
                    UnknownMailEnd::Interrupted
                }
            },
        };
        if let Some(unknown_mail) = &mut attempt.unknown_mail {
            unknown_mail.end.get_or_insert(end);
        }
    }
}

/// Whether the run went on from a step.
pub(in super::super) fn went_on(after: &Enrollment, step: &StepId) -> bool {
    matches!(&after.previous, Some(Passed { step: previous, .. }) if previous == step)
}

/// The cause, of several, that explains an unknown mail best: what hit the mail service's answer, then a death, then the rest.
fn weight(cause: &Cause) -> u8 {
    match cause {
        Cause::Injected(FaultKind::AnswerLost | FaultKind::AcceptedLate) => 3,
        Cause::Died(_) => 2,
        Cause::Injected(FaultKind::ProcessStalled | FaultKind::ServiceDown) => 1,
        Cause::Injected(_) => 0,
    }
}
