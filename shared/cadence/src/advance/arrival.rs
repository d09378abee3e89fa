//! How an enrollment comes to a step: which one follows, when it is due, and what moved it there.

use super::{Advance, Effect, Scene};
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
    scene: &Scene<'_>,
) -> Advance {
    enrollment.previous_at = previous_at;
    enrollment.previous = Some(passed);
    let next = continuation(enrollment.previous.as_ref(), scene.sequence);
    arrive(enrollment, next, scene)
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
pub(super) fn arrive(mut enrollment: Enrollment, step: Option<&Step>, scene: &Scene<'_>) -> Advance {
    enrollment.version = scene.sequence.version.clone();
    match step {
        None => end(enrollment, Ending::Finished, scene.now),
        Some(step) => {
            let due_at = due(&enrollment, step, scene).at;
            let look = matches!(step.verb, Verb::WaitFor { .. });
            let mut arrived = wait(enrollment, step.id.clone(), due_at, scene);
            if look {
                arrived.effects.push(Effect::Look);
            }
            arrived
        }
    }
}

/// When a step is due for this enrollment, and what moved it.
pub fn due(enrollment: &Enrollment, step: &Step, scene: &Scene<'_>) -> Placed {
    let timing = match step.verb {
        Verb::WaitFor { at_most, .. } => Timing { anchor: Anchor::Previous, span: at_most, at: None },
        Verb::Send { .. }
        | Verb::Wait
        | Verb::Choose { .. }
        | Verb::Notify { .. }
        | Verb::Tag { .. }
        | Verb::Stop { .. } => step.timing,
    };
    let asked =
        schedule::count(&timing, enrollment.started_at, enrollment.previous_at, scene.zone, scene.calendar);
    // A day counted from the start may be over when a branch took its time: then the step follows at once.
    let at = asked.at.max(enrollment.previous_at);
    let rules = rules(enrollment, step, scene);
    let mut opened = schedule::open(at, &rules);
    if let Some(time) = step.timing.at {
        opened = schedule::keep_time(opened, time, &rules);
    }
    let mut shifts = asked.shifts;
    shifts.append(&mut opened.shifts);
    Placed { at: opened.at, shifts }
}

/// The rules for the moment of a step: windows and quiet hours hold for marketing mails only.
pub fn rules<'a>(enrollment: &Enrollment, step: &Step, scene: &Scene<'a>) -> Rules<'a> {
    let (window, quiet_hours) = match step.verb {
        Verb::Send { purpose: Purpose::Marketing, .. } => (Some(scene.sequence.window), scene.quiet_hours),
        Verb::Send { purpose: Purpose::Transactional, .. }
        | Verb::Wait
        | Verb::WaitFor { .. }
        | Verb::Choose { .. }
        | Verb::Notify { .. }
        | Verb::Tag { .. }
        | Verb::Stop { .. } => (None, None),
    };
    Rules {
        zone: scene.zone,
        calendar: scene.calendar,
        window,
        quiet_hours,
        spread: spread(&enrollment.lead),
    }
}

/// A number from the lead's id; ids are hashes, so it is spread evenly.
fn spread(lead: &LeadId) -> u64 {
    lead.as_str().bytes().take(8).fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// How late a step may be before `if_late` decides.
pub(crate) fn late_limit(scene: &Scene<'_>) -> TimeDelta {
    let timing = Timing { anchor: Anchor::Previous, span: scene.sequence.if_late.by, at: None };
    schedule::count(&timing, scene.now, scene.now, scene.zone, scene.calendar).at - scene.now
}

pub(super) fn retime(
    mut enrollment: Enrollment,
    step: StepId,
    due_at: Instant,
    scene: &Scene<'_>,
) -> Advance {
    enrollment.version = scene.sequence.version.clone();
    wait(enrollment, step, due_at, scene)
}

pub(super) fn wait(mut enrollment: Enrollment, step: StepId, due_at: Instant, scene: &Scene<'_>) -> Advance {
    let effects = if due_at <= scene.now { vec![Effect::Dispatch] } else { Vec::new() };
    enrollment.state = State::Waiting { step, due_at, listed: Listed::under(due_at, scene.now) };
    Advance { enrollment, effects }
}

pub(super) fn end(mut enrollment: Enrollment, ending: Ending, now: Instant) -> Advance {
    enrollment.state = State::Done { ending: ending.clone(), at: now };
    Advance { enrollment, effects: vec![Effect::Ended(ending)] }
}

pub(super) fn stay(mut enrollment: Enrollment, state: State) -> Advance {
    enrollment.state = state;
    Advance { enrollment, effects: Vec::new() }
}
