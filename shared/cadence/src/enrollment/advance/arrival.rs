//! The arrival of an enrollment at a step: which one follows, when it is due, and what moved it there.

use super::{Advance, Context, Effect};
use crate::Instant;
use crate::enrollment::{Ending, Enrollment, Listed, Passed, State, Way};
use crate::ids::{LeadId, StepId};
use crate::schedule::{self, Anchor, Placed, Rules, Timing};
use crate::sequence::{Purpose, Sequence, Step, Verb};
use chrono::TimeDelta;

/// Leaves a step by one of its ways.
pub(super) fn go_on(
    mut enrollment: Enrollment,
    passed: Passed,
    previous_at: Instant,
    context: &Context<'_>,
) -> Advance {
    enrollment.previous_at = previous_at;
    enrollment.previous = Some(passed);
    let next = continuation(enrollment.previous.as_ref(), context.sequence);
    arrive(enrollment, next, context)
}

/// The step that follows what was passed, in the sequence as it is now. When that step is gone too, the sequence is
/// entered at its beginning: what was sent once is left out there, and what is long past is late.
pub(crate) fn continuation<'a>(previous: Option<&Passed>, sequence: &'a Sequence) -> Option<&'a Step> {
    let steps = &sequence.steps;
    let Some(passed) = previous else {
        return Some(steps.first());
    };
    let Some(step) = steps.find(&passed.step) else {
        return Some(steps.first());
    };
    let index = match passed.way {
        Way::Onward => step.next,
        Way::Then => step.then,
        Way::Otherwise => step.otherwise,
    };
    index.map(|index| steps.at(index))
}

/// Stands at a step and waits until it is due; at the end of the sequence, finishes.
pub(super) fn arrive(mut enrollment: Enrollment, step: Option<&Step>, context: &Context<'_>) -> Advance {
    enrollment.version = Some(context.sequence.version.clone());
    match step {
        None => end(enrollment, Ending::Finished, context.now),
        Some(step) => {
            let due_at = due(&enrollment, step, context).at;
            let look = step.verb.at_most().is_some();
            let mut arrived = wait(enrollment, step.id.clone(), due_at, context);
            if look {
                arrived.effects.push(Effect::Look);
            }
            arrived
        }
    }
}

/// When a step is due for this enrollment, and what moved it.
pub fn due(enrollment: &Enrollment, step: &Step, context: &Context<'_>) -> Placed {
    let timing = match step.verb {
        Verb::WaitFor { at_most, .. } => Timing { anchor: Anchor::Previous, span: at_most, at: None },
        Verb::Send { .. }
        | Verb::Wait
        | Verb::Choose { .. }
        | Verb::Notify { .. }
        | Verb::Tag { .. }
        | Verb::Stop { .. } => step.timing,
    };
    let asked = schedule::count(
        &timing,
        enrollment.started_at,
        enrollment.previous_at,
        context.zone,
        context.calendar,
    );
    // A day counted from the start may be over when a branch took its time: then the step follows at once.
    let at = asked.at.max(enrollment.previous_at);
    let rules = rules(enrollment, step, context);
    let mut opened = schedule::open(at, &rules);
    if let Some(time) = step.timing.at {
        opened = schedule::keep_time(opened, time, &rules);
    }
    let mut shifts = asked.shifts;
    shifts.append(&mut opened.shifts);
    Placed { at: opened.at, shifts }
}

/// The rules for the moment of a step: windows and quiet hours hold for marketing mails only.
pub fn rules<'a>(enrollment: &Enrollment, step: &Step, context: &Context<'a>) -> Rules<'a> {
    let (window, quiet_hours) = match step.verb {
        Verb::Send { purpose: Purpose::Marketing, .. } => {
            (Some(context.sequence.window), context.quiet_hours)
        }
        Verb::Send { purpose: Purpose::Transactional | Purpose::Confirmation, .. }
        | Verb::Wait
        | Verb::WaitFor { .. }
        | Verb::Choose { .. }
        | Verb::Notify { .. }
        | Verb::Tag { .. }
        | Verb::Stop { .. } => (None, None),
    };
    Rules {
        zone: context.zone,
        calendar: context.calendar,
        window,
        quiet_hours,
        spread: spread(&enrollment.lead),
    }
}

/// A number from the lead's id; ids are hashes, so it is spread evenly.
fn spread(lead: &LeadId) -> u64 {
    lead.as_str().as_bytes().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Returns the delay of a step at which `if_late` decides.
pub(crate) fn late_limit(context: &Context<'_>) -> TimeDelta {
    let timing = Timing { anchor: Anchor::Previous, span: context.sequence.if_late.by, at: None };
    schedule::count(&timing, context.now, context.now, context.zone, context.calendar).at - context.now
}

pub(super) fn retime(
    mut enrollment: Enrollment,
    step: StepId,
    due_at: Instant,
    context: &Context<'_>,
) -> Advance {
    enrollment.version = Some(context.sequence.version.clone());
    wait(enrollment, step, due_at, context)
}

pub(super) fn wait(
    mut enrollment: Enrollment,
    step: StepId,
    due_at: Instant,
    context: &Context<'_>,
) -> Advance {
    let effects = if due_at <= context.now { vec![Effect::Dispatch] } else { Vec::new() };
    enrollment.state = State::Waiting { step, due_at, listed: Listed::under(due_at, context.now) };
    Advance { enrollment, effects }
}

/// Ends a run. What only the next step asks about is not kept, but where the person may take a refusal back.
pub(super) fn end(mut enrollment: Enrollment, ending: Ending, now: Instant) -> Advance {
    enrollment.version = None;
    if ending != Ending::Unsubscribed {
        (enrollment.previous, enrollment.previous_at) = (None, now);
    }
    enrollment.state = State::Done { ending: ending.clone(), at: now };
    Advance { enrollment, effects: vec![Effect::Ended(ending)] }
}

pub(super) fn stay(mut enrollment: Enrollment, state: State) -> Advance {
    enrollment.state = state;
    Advance { enrollment, effects: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::fixtures::{context, enrollment, lead, mail, minute, sequence, start, tree, waiting};
    use crate::schedule::Shift;
    use crate::sequence::StepTree;
    use crate::span::Span;
    use crate::window::{Days, Window};
    use chrono::NaiveTime;
    use std::collections::BTreeSet;

    /// When a mail that is to go at ten, two days after the start, is due. The start is a Thursday.
    fn at_ten_on_saturday(purpose: Purpose) -> Placed {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0);
        let timing = Timing { anchor: Anchor::Start, span: Span::Days(2), at: time(10) };
        let step = StepTree { timing, ..tree("sale", Span::NONE, mail("sale", purpose)) };
        let window = Window { days: Days::Business, ..sequence(vec![step.clone()]).window };
        let (sequence, calendar) = (Sequence { window, ..sequence(vec![step]) }, Calendar::plain());
        let step = sequence.steps.first();
        due(&enrollment(waiting(step.id.clone(), start())), step, &context(&sequence, &calendar, start()))
    }

    #[test]
    fn a_step_is_counted_then_put_off_to_an_open_day_and_keeps_its_time_there() {
        let placed = at_ten_on_saturday(Purpose::Marketing);
        let minutes = u32::try_from(spread(&lead()) % 21).unwrap();
        assert_eq!(placed.at, minute(4 * 24 * 60 + 60 + i64::from(minutes)), "Monday at ten");
        let closed = |days, name: &str| {
            let day = (start() + TimeDelta::days(days)).date_naive();
            Shift::Closed { day, name: name.to_owned() }
        };
        assert_eq!(placed.shifts, [closed(2, "Saturday"), closed(3, "Sunday"), Shift::Jitter { minutes }]);
    }

    #[test]
    fn a_mail_that_somebody_asked_for_waits_for_no_open_day() {
        let saturday = minute(2 * 24 * 60 + 60);
        assert_eq!(at_ten_on_saturday(Purpose::Transactional), Placed { at: saturday, shifts: vec![] });
    }

    #[test]
    fn leads_are_spread_over_all_minutes_of_the_jitter() {
        let minutes = (0..=255).map(|byte| spread(&LeadId::from_digest(&[byte; 16])) % 21);
        assert_eq!(minutes.collect::<BTreeSet<_>>().len(), 21);
    }
}
