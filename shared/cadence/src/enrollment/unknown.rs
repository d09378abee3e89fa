//! The note that an event leaves about an unknown mail: that it became unknown, or how that ended.

use crate::Instant;
use crate::enrollment::event::Event;
use crate::enrollment::settle::{Because, Decided, Decision, UnknownMail};
use crate::enrollment::{Enrollment, State};
use crate::facts::MessageName;
use crate::ids::{AttemptId, RunId, StepId};

/// The record of an unknown mail that an event calls for: that it began to be unknown, or how that ended.
/// The mail itself is named by the caller, who has the key behind its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMailNote {
    /// The step whose mail it is.
    pub step: StepId,
    /// The run it belongs to.
    pub run: RunId,
    /// The try.
    pub attempt: AttemptId,
    /// Since when.
    pub since: Instant,
    /// The decision at its end; none when it began.
    pub decided: Option<Decided>,
}

impl UnknownMailNote {
    /// The note for a passage between two states; `by_hand` when a person decided.
    pub fn between(
        before: &Enrollment,
        event: &Event,
        after: &Enrollment,
        by_hand: bool,
        now: Instant,
    ) -> Option<Self> {
        let note = |enrollment: &Enrollment, step: &StepId, attempt: &AttemptId, since, decided| {
            Some(Self {
                step: step.clone(),
                run: enrollment.run.clone(),
                attempt: attempt.clone(),
                since,
                decided,
            })
        };
        let decided = || {
            let decision = event.settles();
            let because = if by_hand { Because::Person } else { decision.ground() };
            Some(Decided { at: now, decision, because })
        };
        let is_unknown = |state: &State| matches!(state, State::Unknown { .. });
        match (&before.state, &after.state) {
            (State::Unknown { step, attempt, since, .. }, after) if !is_unknown(after) => {
                note(before, step, attempt, *since, decided())
            }
            // A run whose sequence is gone ends before anybody asks about the mail that its sender left behind.
            (State::Sending { step, attempt, .. }, State::Done { .. })
                if matches!(event, Event::Settled { decision: Decision::TakeAsSent, .. }) =>
            {
                note(before, step, attempt, now, decided())
            }
            (before, State::Unknown { step, attempt, since, .. }) if !is_unknown(before) => {
                note(after, step, attempt, *since, None)
            }
            (
                State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } | State::Done { .. },
                State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } | State::Done { .. },
            ) => None,
        }
    }

    /// The unknown mail by its name.
    pub fn about(self, name: MessageName) -> UnknownMail {
        UnknownMail { name, attempt: self.attempt, since: self.since, decided: self.decided }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrollment::Ending;
    use crate::fixtures::{enrollment, mine, minute, run, start, step, waiting};

    fn unknown(settle_at: Option<Instant>) -> Enrollment {
        let (step, attempt, since) = (step("hello"), mine(), minute(5));
        enrollment(State::Unknown { step, attempt, since, settle_at, counts_as: None, then: None })
    }

    fn settled(decision: Decision) -> Event {
        Event::Settled { attempt: mine(), decision }
    }

    #[test]
    fn an_unknown_mail_is_written_down_when_it_begins_and_when_it_ends() {
        let note = |before: &Enrollment, event: &Event, after: &Enrollment, by_hand| {
            UnknownMailNote::between(before, event, after, by_hand, minute(9))
        };
        let begun = UnknownMailNote {
            step: step("hello"),
            run: run(1),
            attempt: mine(),
            since: minute(5),
            decided: None,
        };
        let ended = |decision, because| {
            let decided = Some(Decided { at: minute(9), decision, because });
            Some(UnknownMailNote { decided, ..begun.clone() })
        };
        let (open, on) = (unknown(None), enrollment(waiting(step("week"), start())));
        let unanswered = Event::Unanswered { attempt: mine() };
        assert_eq!(note(&on, &unanswered, &open, false), Some(begun.clone()));
        assert_eq!(note(&open, &settled(Decision::AskPerson), &unknown(Some(minute(7))), true), None);
        assert_eq!(note(&on, &Event::Parked, &on, false), None);
        let accepted = Event::Accepted { attempt: mine() };
        assert_eq!(note(&open, &accepted, &on, false), ended(Decision::Sent, Because::Evidence));
        let silent = settled(Decision::SendAgain);
        assert_eq!(note(&open, &silent, &on, false), ended(Decision::SendAgain, Because::Silence));
        assert_eq!(note(&open, &silent, &on, true), ended(Decision::SendAgain, Because::Person));
    }

    #[test]
    fn a_mail_that_a_run_without_its_sequence_leaves_behind_is_written_down() {
        let sending = State::Sending {
            step: step("hello"),
            due_at: start(),
            listed_at: start(),
            attempt: mine(),
            lease_until: minute(2),
            counts_as: None,
            then: None,
        };
        let (sending, over) =
            (enrollment(sending), State::Done { ending: Ending::SequenceRemoved, at: minute(9) });
        let note = |decision| {
            UnknownMailNote::between(
                &sending,
                &settled(decision),
                &enrollment(over.clone()),
                false,
                minute(9),
            )
        };
        let left = note(Decision::TakeAsSent).unwrap();
        assert_eq!((left.since, left.decided.unwrap().because), (minute(9), Because::Silence));
        assert_eq!(note(Decision::Sent), None);
        assert_eq!(note(Decision::NotSent), None);
    }
}
