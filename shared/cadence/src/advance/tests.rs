//! The whole transition table as one snapshot, and what it must never do as properties.

use super::*;
use crate::enrollment::Passed;
use crate::ids::{FormId, MailName, SequenceId, Version};
use crate::schedule::{Anchor, Timing};
use crate::sequence::{
    Entry, IfLate, IfUnknown, Language, LateAction, Purpose, Reentry, StepTree, Steps, Verb,
};
use crate::settle::Decision;
use crate::span::Span;
use crate::window::{Days, Window};
use chrono::{NaiveTime, TimeDelta};
use proptest::prelude::*;
use std::fmt::Write;

fn send(name: &str, span: Span) -> StepTree {
    StepTree {
        id: StepId::parse(name).unwrap(),
        was: None,
        timing: Timing { anchor: Anchor::Previous, span, at: None },
        verb: Verb::Send { mail: MailName::parse(name).unwrap(), purpose: Purpose::Transactional },
        then: vec![],
        otherwise: vec![],
    }
}

fn sequence() -> Sequence {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    Sequence {
        id: SequenceId::parse("welcome").unwrap(),
        version: Version::from_digest(&[1; 16]),
        title: "Welcome".to_owned(),
        language: Language::English,
        purpose: Purpose::Transactional,
        sender: None,
        calendar: None,
        entry: Entry::Form(FormId::parse("contact").unwrap()),
        reentry: Reentry::Never,
        goal: None,
        stop_if: vec![],
        window: Window { from: time(9), to: time(18), days: Days::Every },
        if_late: IfLate { by: Span::Days(3), then: LateAction::Skip },
        if_unknown: IfUnknown::Skip,
        steps: Steps::lay_out(vec![send("hello", Span::NONE), send("week", Span::Days(7))]).unwrap(),
    }
}

fn start() -> Instant {
    Instant::from_timestamp(1_767_225_600, 0).unwrap()
}

fn mine() -> AttemptId {
    AttemptId::from_random([1; 16])
}

fn other() -> AttemptId {
    AttemptId::from_random([2; 16])
}

fn run(byte: u8) -> RunId {
    RunId::from_digest(&[byte; 16])
}

fn waiting(step: StepId, due_at: Instant) -> State {
    State::Waiting { step, due_at, listed: Listed::At(due_at) }
}

fn states() -> Vec<(&'static str, State)> {
    let step = || StepId::parse("hello").unwrap();
    let hour = TimeDelta::hours(1);
    let sending = |then| State::Sending {
        step: step(),
        due_at: start(),
        listed_at: start(),
        attempt: mine(),
        lease_until: start() + TimeDelta::seconds(90),
        then,
    };
    let unknown = |then| State::Unknown {
        step: step(),
        attempt: mine(),
        since: start(),
        settle_at: Some(start() + hour),
        then,
    };
    let end = || Some(Then::End(Ending::Unsubscribed));
    vec![
        ("waiting, due", waiting(step(), start())),
        ("waiting, not due", waiting(step(), start() + hour * 48)),
        ("waiting, parked", State::Waiting { step: step(), due_at: start(), listed: Listed::Parked }),
        ("sending", sending(None)),
        ("sending, then end", sending(end())),
        ("sending, then restart", sending(Some(Then::Restart { run: run(7), at: start() + hour }))),
        ("unknown", unknown(None)),
        ("unknown, then end", unknown(end())),
        ("done", State::Done { ending: Ending::Finished, at: start() }),
    ]
}

fn events() -> Vec<(&'static str, Event)> {
    let step = || StepId::parse("hello").unwrap();
    let refused = |refusal| Event::Refused { attempt: mine(), refusal };
    let settled = |decision| Event::Settled { attempt: mine(), decision };
    let passed = |way| Event::Passed { passed: Passed { step: step(), way } };
    let until = start() + TimeDelta::hours(5);
    vec![
        ("claimed", Event::Claimed { attempt: mine(), lease_until: start() + TimeDelta::seconds(90) }),
        ("accepted", Event::Accepted { attempt: mine() }),
        ("accepted, other attempt", Event::Accepted { attempt: other() }),
        ("refused: put off", refused(Refusal::PutOff { until })),
        ("refused: leave out", refused(Refusal::LeaveOut)),
        ("refused: end", refused(Refusal::End(Ending::NoConsent))),
        ("unanswered", Event::Unanswered { attempt: mine() }),
        ("lease expired, fenced", Event::LeaseExpired { attempt: mine(), fenced: true }),
        ("lease expired, not fenced", Event::LeaseExpired { attempt: mine(), fenced: false }),
        ("lease expired, other attempt", Event::LeaseExpired { attempt: other(), fenced: false }),
        ("settled: sent", settled(Decision::Sent)),
        ("settled: not sent", settled(Decision::NotSent)),
        ("settled: take as sent", settled(Decision::TakeAsSent)),
        ("settled: send again", settled(Decision::SendAgain)),
        ("settled: ask", settled(Decision::AskPerson)),
        ("settled: later", settled(Decision::Later { at: until })),
        ("passed onward", passed(Way::Onward)),
        ("passed into then", passed(Way::Then)),
        ("left out", Event::LeftOut { step: step() }),
        ("left out, other step", Event::LeftOut { step: StepId::parse("week").unwrap() }),
        ("retimed", Event::Retimed { step: step(), due_at: until }),
        ("parked", Event::Parked),
        ("interrupted: unsubscribed", Event::Interrupted { then: Then::End(Ending::Unsubscribed) }),
        ("interrupted: goal", Event::Interrupted { then: Then::End(Ending::GoalReached) }),
        ("interrupted: restart", Event::Interrupted { then: Then::Restart { run: run(9), at: until } }),
    ]
}

fn enrollment(state: State) -> Enrollment {
    Enrollment {
        lead: LeadId::from_digest(&[3; 16]),
        sequence: SequenceId::parse("welcome").unwrap(),
        run: run(1),
        version: Version::from_digest(&[1; 16]),
        started_at: start(),
        previous_at: start(),
        previous: None,
        state,
    }
}

fn happen(state: State, event: Event) -> Result<Advance, Refused> {
    let (sequence, calendar) = (sequence(), Calendar::plain());
    let scene = Scene {
        sequence: &sequence,
        calendar: &calendar,
        quiet_hours: None,
        zone: chrono_tz::Asia::Tokyo,
        now: start() + TimeDelta::minutes(10),
    };
    advance(enrollment(state), event, &scene)
}

fn minutes(at: Instant) -> String {
    format!("{:+}m", (at - start()).num_minutes())
}

fn then(then: Option<&Then>) -> String {
    match then {
        None => String::new(),
        Some(Then::End(ending)) => format!(", then end {}", ending.name()),
        Some(Then::Restart { run: to, .. }) => format!(", then restart as {}", &to.as_str()[..4]),
    }
}

fn describe(advance: &Advance) -> String {
    let mut text = match &advance.enrollment.state {
        State::Waiting { step, due_at, listed: Listed::Parked } => {
            format!("waiting {step} {} parked", minutes(*due_at))
        }
        State::Waiting { step, due_at, listed: Listed::At(at) } if at == due_at => {
            format!("waiting {step} {}", minutes(*due_at))
        }
        State::Waiting { step, due_at, listed: Listed::At(at) } => {
            format!("waiting {step} {} listed {}", minutes(*due_at), minutes(*at))
        }
        State::Sending { step, then: next, .. } => format!("sending {step}{}", then(next.as_ref())),
        State::Unknown { step, settle_at, then: next, .. } => {
            let settle =
                settle_at.map_or("a person settles".to_owned(), |at| format!("settle {}", minutes(at)));
            format!("unknown {step}, {settle}{}", then(next.as_ref()))
        }
        State::Done { ending, .. } => format!("done {}", ending.name()),
    };
    if advance.enrollment.run != run(1) {
        write!(text, " in run {}", &advance.enrollment.run.as_str()[..4]).unwrap();
    }
    for effect in &advance.effects {
        match effect {
            Effect::Dispatch => text.push_str("; dispatch"),
            Effect::Look => text.push_str("; look"),
            Effect::Ended(ending) => write!(text, "; ended {}", ending.name()).unwrap(),
        }
    }
    text
}

#[test]
fn the_transition_table_is_as_written_down() {
    let mut table = String::new();
    for (state_name, state) in states() {
        writeln!(table, "{state_name}").unwrap();
        for (event_name, event) in events() {
            let outcome = match happen(state.clone(), event) {
                Ok(advance) => describe(&advance),
                Err(refused) => format!("— {refused}"),
            };
            writeln!(table, "    {event_name:<30} {outcome}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn no_event_but_the_settling_of_its_own_attempt_takes_a_mail_out_of_flight() {
    for (state_name, state) in states() {
        let in_flight = matches!(state, State::Sending { .. } | State::Unknown { .. });
        for (event_name, event) in events() {
            let settles = matches!(
                event,
                Event::Accepted { .. }
                    | Event::Refused { .. }
                    | Event::LeaseExpired { .. }
                    | Event::Settled { .. }
            );
            let Ok(advance) = happen(state.clone(), event) else { continue };
            if in_flight && !settles {
                assert_eq!(advance.enrollment.attempt(), Some(&mine()), "{state_name} × {event_name}");
            }
        }
    }
}

#[test]
fn every_settling_event_twice_changes_nothing_the_second_time() {
    for (state_name, state) in states() {
        for (event_name, event) in events() {
            let Ok(first) = happen(state.clone(), event.clone()) else { continue };
            // A run that begins anew or a moment that is set again may repeat; nothing may move on twice.
            let Ok(second) = happen(first.enrollment.state.clone(), event) else { continue };
            assert_eq!(second.enrollment.step(), first.enrollment.step(), "{state_name} × {event_name}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_in_whatever_order_a_protecting_end_is_never_lost(
        indices in proptest::collection::vec(0usize..25, 0..12)
    ) {
        let (sequence, calendar) = (sequence(), Calendar::plain());
        let mut now = start() + TimeDelta::minutes(10);
        let mut current = enrollment(waiting(StepId::parse("hello").unwrap(), start()));
        let mut unsubscribed_in = None;
        for index in indices {
            now += TimeDelta::minutes(1);
            let scene = Scene {
                sequence: &sequence, calendar: &calendar, quiet_hours: None, zone: chrono_tz::Asia::Tokyo, now,
            };
            let (name, event) = events().swap_remove(index);
            if let Ok(advance) = advance(current.clone(), event, &scene) {
                if name == "interrupted: unsubscribed" {
                    unsubscribed_in = Some(current.run.clone());
                }
                current = advance.enrollment;
            }
            if unsubscribed_in.as_ref() == Some(&current.run) {
                let waits = matches!(current.state, State::Waiting { .. });
                prop_assert!(!waits, "an unsubscribed run waits for its next mail again");
            }
        }
    }
}
