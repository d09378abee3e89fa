//! Ends and new beginnings that come from outside. A mail in flight is settled first; what came is noted until then.

use super::arrival::{arrive, continuation, end};
use super::{Advance, Context, InvalidTransition};
use crate::Instant;
use crate::enrollment::{Ending, Enrollment, State, Then};
use crate::ids::RunId;
use crate::settle::Decision;

/// Ends or restarts a run; what is in flight is settled first.
pub(super) fn interrupt(
    enrollment: Enrollment,
    arriving: Then,
    context: &Context<'_>,
) -> Result<Advance, InvalidTransition> {
    match (&enrollment.state, arriving) {
        (_, Then::End(ending)) => stop(enrollment, ending, context.now),
        (_, Then::Restart { run, .. }) if run == enrollment.run => Err(InvalidTransition::SameRun),
        (State::Waiting { .. } | State::Done { .. }, Then::Restart { run, at }) => {
            Ok(restart(enrollment, run, at, context))
        }
        (State::Sending { .. } | State::Unknown { .. }, arriving @ Then::Restart { .. }) => {
            Ok(note(enrollment, arriving))
        }
    }
}

/// Ends a run, or notes that it is to end when what is in flight is settled. Needs no sequence, so that a person can
/// refuse also where the sequence is gone.
pub fn stop(enrollment: Enrollment, ending: Ending, now: Instant) -> Result<Advance, InvalidTransition> {
    match &enrollment.state {
        State::Waiting { .. } => Ok(end(enrollment, ending, now)),
        State::Sending { .. } | State::Unknown { .. } => Ok(note(enrollment, Then::End(ending))),
        State::Done { .. } => Err(InvalidTransition::Over),
    }
}

/// Notes what is to happen at settlement.
fn note(mut enrollment: Enrollment, arriving: Then) -> Advance {
    match &mut enrollment.state {
        State::Sending { then, .. } | State::Unknown { then, .. } => {
            *then = Some(stronger(then.take(), arriving));
        }
        State::Waiting { .. } | State::Done { .. } => {}
    }
    Advance { enrollment, effects: Vec::new() }
}

/// The change noted first stays, unless the newcomer protects the person, or the person came back after it ended otherwise.
fn stronger(noted: Option<Then>, arriving: Then) -> Then {
    match (noted, arriving) {
        (None, arriving)
        | (Some(Then::End(Ending::GoalReached | Ending::StoppedBy(_))), arriving @ Then::Restart { .. }) => {
            arriving
        }
        (Some(Then::End(first)), _) if first.protects() => Then::End(first),
        (Some(_), Then::End(ending)) if ending.protects() => Then::End(ending),
        (Some(first), Then::End(_) | Then::Restart { .. }) => first,
    }
}

pub(super) fn apply(enrollment: Enrollment, then: Then, context: &Context<'_>) -> Advance {
    match then {
        Then::End(ending) => end(enrollment, ending, context.now),
        Then::Restart { run, at } => restart(enrollment, run, at, context),
    }
}

fn restart(mut enrollment: Enrollment, run: RunId, at: Instant, context: &Context<'_>) -> Advance {
    enrollment.run = run;
    enrollment.started_at = at;
    enrollment.previous_at = at;
    enrollment.previous = None;
    arrive(enrollment, Some(context.sequence.steps.first()), context)
}

/// Goes on where a refusal ended the run, or forgets that it was to end. A run that ended otherwise, or by an earlier refusal,
/// stays over.
pub(super) fn take_back(
    mut enrollment: Enrollment,
    refused_at: Instant,
    context: &Context<'_>,
) -> Result<Advance, InvalidTransition> {
    match &mut enrollment.state {
        State::Done { ending: Ending::Unsubscribed, at } if *at >= refused_at => {
            let next = continuation(enrollment.previous.as_ref(), context.sequence);
            Ok(arrive(enrollment, next, context))
        }
        State::Sending { then: then @ Some(Then::End(Ending::Unsubscribed)), .. }
        | State::Unknown { then: then @ Some(Then::End(Ending::Unsubscribed)), .. } => {
            *then = None;
            Ok(Advance { enrollment, effects: Vec::new() })
        }
        State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => {
            Err(InvalidTransition::NotRefused)
        }
    }
}

/// Ends the run of a lead or a sequence that is gone. A mail in flight or unknown counts as sent unless it was decided that it
/// was not.
#[must_use]
pub fn remove(mut enrollment: Enrollment, open_mail: Option<&Decision>, now: Instant) -> Enrollment {
    let sent_at = match &enrollment.state {
        State::Unknown { since, .. } => *since,
        State::Waiting { .. } | State::Sending { .. } | State::Done { .. } => now,
    };
    if open_mail != Some(&Decision::NotSent)
        && let Some(tag) = enrollment.counts_as()
    {
        enrollment.recent.note(tag, sent_at);
    }
    end(enrollment, Ending::SequenceRemoved, now).enrollment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{enrollment, mine, minute, run, start, step};
    use crate::ids::EventName;
    use crate::send_key::MailTag;
    use std::fmt::Write;

    fn sending(then: Option<Then>) -> State {
        let (due_at, listed_at, lease_until) = (start(), start(), minute(2));
        State::Sending {
            step: step("hello"),
            due_at,
            listed_at,
            attempt: mine(),
            lease_until,
            counts_as: None,
            then,
        }
    }

    #[test]
    fn a_run_without_its_sequence_remembers_its_mails_and_the_one_in_flight() {
        let (earlier, open) = (MailTag([2; 4]), MailTag([1; 4]));
        let mut standing = enrollment(sending(None));
        standing.recent.note(earlier, minute(-60));
        if let State::Sending { counts_as, .. } = &mut standing.state {
            *counts_as = Some(open);
        }
        for (decided, open_at) in [
            (None, Some(minute(5))),
            (Some(Decision::TakeAsSent), Some(minute(5))),
            (Some(Decision::Sent), Some(minute(5))),
            (Some(Decision::NotSent), None),
        ] {
            let gone = remove(standing.clone(), decided.as_ref(), minute(5));
            assert!(matches!(gone.state, State::Done { ending: Ending::SequenceRemoved, .. }));
            assert_eq!((gone.recent.at(earlier), gone.recent.at(open)), (Some(minute(-60)), open_at));
        }
    }

    #[test]
    fn an_unknown_mail_of_a_run_without_its_sequence_counts_from_when_it_went() {
        let (step, attempt, since, open) = (step("hello"), mine(), minute(1), MailTag([1; 4]));
        let state =
            State::Unknown { step, attempt, since, settle_at: None, counts_as: Some(open), then: None };
        assert_eq!(remove(enrollment(state), None, minute(90)).recent.at(open), Some(minute(1)));
    }

    #[test]
    fn the_first_of_two_notes_stays_unless_the_other_protects_or_comes_back() {
        let ends = [
            Ending::GoalReached,
            Ending::StoppedBy(EventName::parse("renewal").unwrap()),
            Ending::SequenceRemoved,
            Ending::Unsubscribed,
            Ending::Erased,
        ];
        let restart = ("restart", Then::Restart { run: run(7), at: start() });
        let all: Vec<_> =
            ends.iter().map(|end| (end.name(), Then::End(end.clone()))).chain([restart]).collect();
        let name = |wanted: &Then| all.iter().find(|(_, then)| then == wanted).unwrap().0;
        let mut table = String::new();
        for (first, noted) in &all {
            write!(table, "{first:<17}").unwrap();
            for (_, arriving) in &all {
                write!(table, " {:<17}", name(&stronger(Some(noted.clone()), arriving.clone()))).unwrap();
            }
            table.truncate(table.trim_end().len());
            table.push('\n');
        }
        // Each line: what was noted, then what stays when each of the six arrives, in the order of the lines.
        insta::assert_snapshot!(table, @r"
        goal_reached      goal_reached      goal_reached      goal_reached      unsubscribed      erased            restart
        stopped_by_event  stopped_by_event  stopped_by_event  stopped_by_event  unsubscribed      erased            restart
        sequence_removed  sequence_removed  sequence_removed  sequence_removed  unsubscribed      erased            sequence_removed
        unsubscribed      unsubscribed      unsubscribed      unsubscribed      unsubscribed      unsubscribed      unsubscribed
        erased            erased            erased            erased            erased            erased            erased
        restart           restart           restart           restart           unsubscribed      erased            restart
        ");
    }
}
