//! The ends of an attempt: settled, or unknown until evidence comes.

use super::arrival::{end, go_on, late_limit, stay, wait};
use super::interrupts::apply;
use super::{Advance, Context, InvalidTransition};
use crate::Instant;
use crate::disposition::Disposition;
use crate::enrollment::{Enrollment, Passed, State, Way};
use crate::ids::{AttemptId, StepId};
use crate::recent::{self, MailTag, Memory};
use crate::sequence::LateAction;
use crate::settle;
use chrono::TimeDelta;

/// The knowledge about an attempt that is over.
pub(super) enum Outcome {
    Sent,
    Refused(Disposition),
    SendAgain,
    StillUnknown(Option<Instant>),
}

impl Outcome {
    /// Whether the mail counts for frequency caps from now on: it went out, or it may have.
    fn may_be_sent(&self) -> bool {
        match self {
            Self::Sent | Self::SendAgain => true,
            Self::Refused(_) | Self::StillUnknown(_) => false,
        }
    }
}

impl From<settle::Decision> for Outcome {
    fn from(decision: settle::Decision) -> Self {
        match decision {
            settle::Decision::Sent | settle::Decision::TakeAsSent => Self::Sent,
            settle::Decision::NotSent => Self::Refused(Disposition::LeaveOut),
            settle::Decision::SendAgain => Self::SendAgain,
            settle::Decision::AskPerson => Self::StillUnknown(None),
            settle::Decision::Later { at } => Self::StillUnknown(Some(at)),
        }
    }
}

/// Applies what is known about an attempt, from `Sending` and `Unknown` alike.
pub(super) fn settled(
    mut enrollment: Enrollment,
    attempt: &AttemptId,
    outcome: Outcome,
    context: &Context<'_>,
) -> Result<Advance, InvalidTransition> {
    let counts_as = enrollment.counts_as();
    let (step, sent_at, late_by, then) = match &enrollment.state {
        State::Waiting { .. } => return Err(InvalidTransition::OtherAttempt),
        State::Done { .. } => return Err(InvalidTransition::Over),
        State::Sending { attempt: mine, .. } | State::Unknown { attempt: mine, .. } if mine != attempt => {
            return Err(InvalidTransition::OtherAttempt);
        }
        State::Sending { step, due_at, then, .. } => {
            (step.clone(), context.now, context.now - *due_at, then.clone())
        }
        State::Unknown { step, since, then, .. } => (step.clone(), *since, TimeDelta::zero(), then.clone()),
    };
    if let Outcome::StillUnknown(recheck_at) = outcome {
        return match enrollment.state {
            State::Unknown { attempt, since, counts_as, then, .. } => {
                enrollment.state =
                    State::Unknown { step, attempt, since, settle_at: recheck_at, counts_as, then };
                Ok(Advance { enrollment, effects: Vec::new() })
            }
            State::Waiting { .. } | State::Sending { .. } | State::Done { .. } => {
                Err(InvalidTransition::InFlight)
            }
        };
    }
    if let (true, Some(tag)) = (outcome.may_be_sent(), counts_as) {
        enrollment.recent.note(tag, sent_at);
        enrollment.recent.trim(Memory::of(context.caps), context.now);
    }
    if let Some(then) = then {
        // A refusal that is taken back goes on after this step, not with it.
        if matches!(outcome, Outcome::Sent | Outcome::Refused(Disposition::LeaveOut)) {
            enrollment.previous = Some(Passed { step, way: Way::Onward });
            enrollment.previous_at = sent_at;
        }
        return Ok(apply(enrollment, then, context));
    }
    Ok(match outcome {
        Outcome::Sent => {
            let rule = context.sequence.if_late;
            if rule.then == LateAction::Respace && late_by > late_limit(context) {
                enrollment.started_at += late_by;
            }
            go_on(enrollment, Passed { step, way: Way::Onward }, sent_at, context)
        }
        Outcome::Refused(disposition) => refused(enrollment, step, disposition, context),
        Outcome::SendAgain | Outcome::StillUnknown(_) => wait(enrollment, step, context.now, context),
    })
}

/// Applies a disposition to the step of a mail that was definitely not sent.
pub(super) fn refused(
    enrollment: Enrollment,
    step: StepId,
    disposition: Disposition,
    context: &Context<'_>,
) -> Advance {
    match disposition {
        Disposition::LeaveOut => go_on(enrollment, Passed { step, way: Way::Onward }, context.now, context),
        Disposition::PutOff { until } => wait(enrollment, step, until, context),
        Disposition::End(ending) => end(enrollment, ending, context.now),
    }
}

/// Remembers an earlier mail as it was proved, in whatever run the enrollment is by now. A mail in flight or unknown is
/// remembered when it is settled.
pub(super) fn proven(
    enrollment: Enrollment,
    tag: MailTag,
    at: Option<Instant>,
    context: &Context<'_>,
) -> Result<Advance, InvalidTransition> {
    let enrollment = recent::with_proven(enrollment, tag, at, context.caps, context.now)
        .ok_or(InvalidTransition::KnownAlready)?;
    Ok(Advance { enrollment, effects: Vec::new() })
}

/// From here on nobody knows, until evidence comes.
pub(super) fn unknown_mail(
    enrollment: Enrollment,
    attempt: &AttemptId,
    context: &Context<'_>,
) -> Result<Advance, InvalidTransition> {
    match enrollment.state.clone() {
        State::Sending { step, attempt: mine, counts_as, then, .. } if mine == *attempt => {
            let (since, settle_at) = (context.now, Some(settle::first_look(context.now)));
            Ok(stay(enrollment, State::Unknown { step, attempt: mine, since, settle_at, counts_as, then }))
        }
        State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } => {
            Err(InvalidTransition::OtherAttempt)
        }
        State::Done { .. } => Err(InvalidTransition::Over),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::fixtures::{context, enrollment, mail, mine, minute, sequence, start, step, tree};
    use crate::sequence::{IfLate, Purpose, Sequence};
    use crate::span::Span;

    const LIMIT: i64 = 3 * 24 * 60;

    fn sending() -> State {
        let (due_at, listed_at, lease_until) = (start(), start(), minute(2));
        State::Sending {
            step: step("hello"),
            due_at,
            listed_at,
            attempt: mine(),
            lease_until,
            counts_as: None,
            then: None,
        }
    }

    /// By how many minutes the start of the run moves when a mail that was due at the start goes out.
    fn moved(then: LateAction, minutes_late: i64) -> i64 {
        let hello = tree("hello", Span::NONE, mail("hello", Purpose::Transactional));
        let if_late = IfLate { by: Span::Days(3), then };
        let (sequence, calendar) = (Sequence { if_late, ..sequence(vec![hello]) }, Calendar::plain());
        let context = context(&sequence, &calendar, minute(minutes_late));
        let settled = settled(enrollment(sending()), &mine(), Outcome::Sent, &context).unwrap();
        (settled.enrollment.started_at - start()).num_minutes()
    }

    #[test]
    fn a_late_step_moves_the_start_where_the_sequence_is_to_be_respaced() {
        assert_eq!(moved(LateAction::Respace, LIMIT), 0);
        assert_eq!(moved(LateAction::Respace, LIMIT + 1), LIMIT + 1);
        assert_eq!(moved(LateAction::Send, LIMIT + 1), 0);
        assert_eq!(moved(LateAction::Skip, LIMIT + 1), 0);
    }
}
