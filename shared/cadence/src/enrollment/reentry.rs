//! Whether a lead that has been in a sequence may enter it again.
//!
//! The least time between two runs that unproven posts begin is a ceiling: `admission::ceiling`, `Ceilings::is_too_soon`.

use crate::Instant;
use crate::advance::{self, Advance, Context, Event};
use crate::enrollment::{Enrollment, State, Then};
use crate::ids::{LeadId, RunId};
use crate::sequence::Reentry;
use chrono::TimeDelta;

/// The effect of an entry event on a lead's enrollment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entering {
    /// A run begins: there was none, or the last one is over and long enough ago.
    Begin,
    /// The present run ends, if it has not, and a new one begins.
    Restart,
    /// Nothing: the event was seen before, or the sequence does not take the lead again.
    Known,
}

/// Decides about an entry event that would begin `run` at `now`.
pub fn entering(existing: Option<&Enrollment>, run: &RunId, reentry: Reentry, now: Instant) -> Entering {
    let Some(existing) = existing else {
        return Entering::Begin;
    };
    if existing.run == *run || now <= existing.started_at {
        return Entering::Known;
    }
    match (reentry, &existing.state) {
        (Reentry::Never, _) => Entering::Known,
        (Reentry::Restart, _) => Entering::Restart,
        (Reentry::AfterDays(days), State::Done { .. }) => {
            if now - existing.started_at >= TimeDelta::days(i64::from(days)) {
                Entering::Begin
            } else {
                Entering::Known
            }
        }
        (Reentry::AfterDays(_), State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. }) => {
            Entering::Known
        }
    }
}

/// Lets a lead enter: the first state of the run, or none when nothing begins.
pub fn enter(
    existing: Option<&Enrollment>,
    lead: &LeadId,
    run: RunId,
    reentry: Reentry,
    context: &Context<'_>,
) -> Option<Advance> {
    match (entering(existing, &run, reentry, context.now), existing) {
        (Entering::Known, _) => None,
        (Entering::Restart, Some(existing)) => {
            let then = Then::Restart { run, at: context.now };
            advance::advance(existing.clone(), Event::Interrupted { then }, context).ok()
        }
        (Entering::Begin | Entering::Restart, _) => {
            let recent = existing.map(|existing| existing.recent.clone()).unwrap_or_default();
            Some(advance::enroll(lead.clone(), run, recent, context.now, context))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::enrollment::Ending;
    use crate::fixtures::{
        context, enrollment, lead, mail, minute, run, sequence, start, step, tree, waiting,
    };
    use crate::sequence::Purpose;
    use crate::span::Span;

    const DAY: i64 = 24 * 60;

    fn under_way() -> Enrollment {
        enrollment(waiting(step("hello"), start()))
    }

    fn over() -> Enrollment {
        enrollment(State::Done { ending: Ending::Finished, at: minute(1) })
    }

    #[test]
    fn a_newcomer_to_a_sequence_enters_and_one_event_never_begins_two_runs() {
        for reentry in [Reentry::Never, Reentry::AfterDays(7), Reentry::Restart] {
            let entering = |existing: Option<Enrollment>, byte, now| {
                entering(existing.as_ref(), &run(byte), reentry, now)
            };
            assert_eq!(entering(None, 1, start()), Entering::Begin);
            assert_eq!(entering(Some(over()), 1, minute(100 * DAY)), Entering::Known, "the same event");
            assert_eq!(entering(Some(over()), 2, start()), Entering::Known, "of the same moment");
            assert_eq!(entering(Some(over()), 2, minute(-1)), Entering::Known, "an earlier one");
        }
    }

    #[test]
    fn who_was_in_the_sequence_enters_again_as_it_says() {
        let entering = |existing: Option<Enrollment>, reentry, minutes| {
            entering(existing.as_ref(), &run(2), reentry, minute(minutes))
        };
        assert_eq!(entering(Some(over()), Reentry::Never, 100 * DAY), Entering::Known);
        assert_eq!(entering(Some(under_way()), Reentry::Restart, 1), Entering::Restart);
        assert_eq!(entering(Some(over()), Reentry::Restart, 1), Entering::Restart);
        assert_eq!(entering(Some(over()), Reentry::AfterDays(7), 7 * DAY), Entering::Begin);
        assert_eq!(entering(Some(over()), Reentry::AfterDays(7), 7 * DAY - 1), Entering::Known);
        assert_eq!(entering(Some(under_way()), Reentry::AfterDays(7), 7 * DAY), Entering::Known);
    }

    #[test]
    fn a_run_begins_at_the_first_step() {
        let first = tree("hello", Span::Hours(1), mail("hello", Purpose::Transactional));
        let (sequence, calendar) = (sequence(vec![first]), Calendar::plain());
        let now = minute(10);
        let enter = |existing: Option<Enrollment>, reentry| {
            let context = context(&sequence, &calendar, now);
            enter(existing.as_ref(), &lead(), run(2), reentry, &context).map(|entered| entered.enrollment)
        };
        let begun = Enrollment {
            run: run(2),
            started_at: now,
            previous_at: now,
            ..enrollment(waiting(step("hello"), minute(70)))
        };
        assert_eq!(enter(None, Reentry::Never), Some(begun.clone()));
        assert_eq!(enter(Some(over()), Reentry::AfterDays(0)), Some(begun.clone()));
        assert_eq!(enter(Some(under_way()), Reentry::Restart), Some(begun));
        assert_eq!(enter(Some(over()), Reentry::Never), None);
    }
}
