//! The fate of those inside a sequence when it is edited, found by asking the plan that the sender asks.
//!
//! Edits are applied lazily: a row keeps its time until its step comes up and is looked at then in the sequence as it is
//! by then. Nothing here changes anything.

use crate::Instant;
use crate::advance::{self, Context, Event};
use crate::condition::ConditionInputs;
use crate::enrollment::{Ending, Enrollment, State};
use crate::ids::StepId;
use crate::plan::{self, Plan};
use crate::sequence::Step;

/// The fate of an enrollment when its sequence is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Its run is over, and an edit does not open it again.
    Over,
    /// A mail of it is in flight or unknown. That is settled first; the run then goes on in the edited sequence.
    InFlight,
    /// It goes on with its step, at its time.
    Stays,
    /// Its step would come sooner in the edited sequence, and keeps its time: an edit hurries nobody.
    KeepsTime,
    /// Its step comes later.
    Later {
        /// When.
        due_at: Instant,
    },
    /// Its step has another name.
    Renamed {
        /// The new one.
        step: StepId,
        /// When it comes.
        due_at: Instant,
    },
    /// Its step was taken out; this one follows instead.
    GoesOn {
        /// The step.
        step: StepId,
        /// When it comes.
        due_at: Instant,
    },
    /// Its step and the one before it were taken out; it enters at the first step. What it was sent once is left out there.
    BeginsAgain {
        /// The first step.
        step: StepId,
        /// When it comes.
        due_at: Instant,
    },
    /// The mail that is next for it is too late and left out.
    LeftOut {
        /// Its step.
        step: StepId,
    },
    /// Its run ends.
    Ends(Ending),
}

impl Fate {
    /// Whether something is another way than without the edit.
    pub fn is_changed(&self) -> bool {
        match self {
            Self::Over | Self::InFlight | Self::Stays | Self::KeepsTime => false,
            Self::Later { .. }
            | Self::Renamed { .. }
            | Self::GoesOn { .. }
            | Self::BeginsAgain { .. }
            | Self::LeftOut { .. }
            | Self::Ends(_) => true,
        }
    }
}

/// The place of an enrollment in the edited sequence of a context. `before` is the sequence as it was, where it is known.
pub fn fate(enrollment: &Enrollment, before: Option<&Context<'_>>, context: &Context<'_>) -> Fate {
    let (standing, due_at) = match &enrollment.state {
        State::Done { .. } => return Fate::Over,
        State::Sending { .. } | State::Unknown { .. } => return Fate::InFlight,
        State::Waiting { step, due_at, .. } => (step, *due_at),
    };
    let found = context.sequence.steps.find(standing);
    let comes_up = Context { now: context.now.max(due_at), ..*context };
    match plan::plan(enrollment, &ConditionInputs::default(), &comes_up) {
        Plan::Retime { step, due_at } => moved(enrollment, found, step, due_at, &comes_up),
        Plan::LeaveOut { step, .. } => Fate::LeftOut { step },
        Plan::End(ending) if found.is_none() => Fate::Ends(ending),
        Plan::End(_)
        | Plan::WaitUntil(_)
        | Plan::Over
        | Plan::InFlight { .. }
        | Plan::Unknown { .. }
        | Plan::Send { .. }
        | Plan::Go { .. }
        | Plan::Notify { .. }
        | Plan::Tag { .. } => stays(enrollment, found, before, context),
    }
}

/// Returns the fate of an enrollment whose sequence is taken away.
pub fn fate_without_sequence(enrollment: &Enrollment) -> Fate {
    match &enrollment.state {
        State::Done { .. } => Fate::Over,
        State::Sending { .. } | State::Unknown { .. } => Fate::InFlight,
        State::Waiting { .. } => Fate::Ends(Ending::SequenceRemoved),
    }
}

fn moved(
    enrollment: &Enrollment,
    found: Option<&Step>,
    step: StepId,
    due_at: Instant,
    context: &Context<'_>,
) -> Fate {
    if found.is_some_and(|found| Some(&found.id) == enrollment.step()) {
        return Fate::Later { due_at };
    }
    let retimed = Event::Retimed { step: step.clone(), due_at };
    if let Ok(there) = advance::advance(enrollment.clone(), retimed, context)
        && let Plan::LeaveOut { step, .. } =
            plan::plan(&there.enrollment, &ConditionInputs::default(), context)
    {
        return Fate::LeftOut { step };
    }
    let lost = |passed: &crate::enrollment::Passed| context.sequence.steps.find(&passed.step).is_none();
    if found.is_some() {
        Fate::Renamed { step, due_at }
    } else if enrollment.previous.as_ref().is_some_and(lost) {
        Fate::BeginsAgain { step, due_at }
    } else {
        Fate::GoesOn { step, due_at }
    }
}

fn stays(
    enrollment: &Enrollment,
    found: Option<&Step>,
    before: Option<&Context<'_>>,
    context: &Context<'_>,
) -> Fate {
    let was = before.and_then(|before| {
        let step = before.sequence.steps.find(enrollment.step()?)?;
        Some(advance::due(enrollment, step, before).at)
    });
    let sooner = found.zip(was).is_some_and(|(step, was)| advance::due(enrollment, step, context).at < was);
    if sooner { Fate::KeepsTime } else { Fate::Stays }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::enrollment::{Passed, Way};
    use crate::fixtures::{context, enrollment, mail, mine, minute, sequence, start, step, tree, waiting};
    use crate::ids::Version;
    use crate::sequence::{Purpose, Sequence, StepTree, Verb};
    use crate::span::Span;

    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;

    fn sends(name: &str, hours: u32) -> StepTree {
        tree(name, Span::Hours(hours), mail(name, Purpose::Transactional))
    }

    /// The sequence before: hello at once, tips after 2 hours, offer after 4 more.
    fn before() -> Vec<StepTree> {
        vec![sends("hello", 0), sends("tips", 2), sends("offer", 4)]
    }

    /// Somebody who has got `hello` and waits for `tips`.
    fn inside() -> Enrollment {
        let passed = Passed { step: step("hello"), way: Way::Onward };
        Enrollment { previous: Some(passed), ..enrollment(waiting(step("tips"), minute(2 * HOUR))) }
    }

    fn said(fate: &Fate) -> String {
        let minutes = |at: &Instant| (*at - start()).num_minutes();
        match fate {
            Fate::Over => "over".to_owned(),
            Fate::InFlight => "in flight".to_owned(),
            Fate::Stays => "stays".to_owned(),
            Fate::KeepsTime => "keeps its time".to_owned(),
            Fate::Later { due_at } => format!("later, at {}", minutes(due_at)),
            Fate::Renamed { step, due_at } => format!("renamed {step}, at {}", minutes(due_at)),
            Fate::GoesOn { step, due_at } => format!("goes on to {step}, at {}", minutes(due_at)),
            Fate::BeginsAgain { step, due_at } => format!("begins again with {step}, at {}", minutes(due_at)),
            Fate::LeftOut { step } => format!("{step} is left out"),
            Fate::Ends(ending) => format!("ends: {}", ending.name()),
        }
    }

    fn fate_at(now: i64, of: &Enrollment, after: Vec<StepTree>) -> String {
        let calendar = Calendar::plain();
        let was = sequence(before());
        let edited = Sequence { version: Version::from_digest(&[2; 16]), ..sequence(after) };
        let (was, now) = (context(&was, &calendar, minute(now)), context(&edited, &calendar, minute(now)));
        said(&fate(of, Some(&was), &now))
    }

    #[test]
    fn each_edit_has_its_fate_for_somebody_who_waits() {
        let renamed = |hours| StepTree { was: Some(step("tips")), ..sends("advice", hours) };
        let stop = tree("tips", Span::Hours(2), Verb::Stop { reason: "enough".to_owned() });
        let edits = [
            ("as it was", before()),
            ("another mail", vec![sends("hello", 0), sends("tips", 2), sends("price", 9)]),
            ("appended", [before(), vec![sends("more", 9)]].concat()),
            ("moved later", vec![sends("hello", 0), sends("tips", 5)]),
            ("moved earlier", vec![sends("hello", 0), sends("tips", 1)]),
            ("renamed", vec![sends("hello", 0), renamed(2)]),
            ("renamed and moved later", vec![sends("hello", 0), renamed(7)]),
            ("removed", vec![sends("hello", 0), sends("offer", 4)]),
            ("removed, and the end", vec![sends("hello", 0)]),
            ("removed with the one before", vec![sends("start", 0), sends("offer", 4)]),
            ("becomes the end", vec![sends("hello", 0), stop]),
        ];
        let table = edits.map(|(edit, after)| format!("{edit:<28}{}", fate_at(HOUR, &inside(), after)));
        insta::assert_snapshot!(table.join("\n"), @r"
        as it was                   stays
        another mail                stays
        appended                    stays
        moved later                 later, at 300
        moved earlier               keeps its time
        renamed                     renamed advice, at 120
        renamed and moved later     renamed advice, at 420
        removed                     goes on to offer, at 240
        removed, and the end        ends: finished
        removed with the one before begins again with start, at 120
        becomes the end             stays
        ");
    }

    #[test]
    fn a_step_that_is_due_in_the_past_is_judged_by_what_is_known_at_once() {
        let late = 2 * HOUR + 3 * DAY + 1;
        assert_eq!(fate_at(late, &inside(), before()), "tips is left out");
        let after = vec![sends("hello", 0), sends("offer", 4)];
        assert_eq!(fate_at(late, &inside(), after.clone()), "goes on to offer, at 240");
        assert_eq!(fate_at(late + 2 * HOUR, &inside(), after), "offer is left out");
    }

    #[test]
    fn what_is_in_flight_or_over_is_left_alone() {
        let unknown = State::Unknown {
            step: step("tips"),
            attempt: mine(),
            since: start(),
            settle_at: None,
            counts_as: None,
            then: None,
        };
        let over = State::Done { ending: Ending::Finished, at: start() };
        for (state, expected) in [(unknown, Fate::InFlight), (over, Fate::Over)] {
            let of = Enrollment { state, ..inside() };
            assert_eq!(fate_at(HOUR, &of, vec![sends("offer", 4)]), said(&expected));
            assert_eq!(fate_without_sequence(&of), expected);
            assert!(!expected.is_changed());
        }
        let ends = fate_without_sequence(&inside());
        assert_eq!(ends, Fate::Ends(Ending::SequenceRemoved));
        assert!(ends.is_changed());
    }
}
