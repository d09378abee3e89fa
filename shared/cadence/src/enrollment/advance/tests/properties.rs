//! Properties of the transition table: moves that it must never make.

use super::*;
use proptest::prelude::*;

#[test]
fn no_event_but_settling_its_own_attempt_takes_a_mail_out_of_flight() {
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
        indices in proptest::collection::vec(any::<proptest::sample::Index>(), 0..12)
    ) {
        let (sequence, calendar) = (hello(), Calendar::plain());
        let mut now = minute(10);
        let mut current = enrollment(waiting(step("hello"), start()));
        let mut unsubscribed_in = None;
        for index in indices {
            now += TimeDelta::minutes(1);
            let (name, event) = events().swap_remove(index.index(events().len()));
            if let Ok(advance) = advance(current.clone(), event, &context(&sequence, &calendar, now)) {
                match name {
                    "interrupted: unsubscribed" => unsubscribed_in = Some(current.run.clone()),
                    "taken back" | "taken back, of a later refusal" => unsubscribed_in = None,
                    _ => {}
                }
                current = advance.enrollment;
            }
            // After another run began, a run of the first name is a new passage.
            unsubscribed_in = unsubscribed_in.filter(|run| *run == current.run);
            if unsubscribed_in.is_some() {
                let waits = matches!(current.state, State::Waiting { .. });
                prop_assert!(!waits, "an unsubscribed run waits for its next mail again");
            }
        }
    }

    /// A refusal taken back at once leaves a run where it would have been without the refusal, after any events before.
    #[test]
    fn a_refusal_that_is_taken_back_changes_nothing(
        indices in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8)
    ) {
        let (sequence, calendar) = (hello(), Calendar::plain());
        let mut now = minute(10);
        let mut current = enrollment(waiting(step("hello"), start()));
        for index in indices {
            now += TimeDelta::minutes(1);
            let (_, event) = events().swap_remove(index.index(events().len()));
            if let Ok(advance) = advance(current.clone(), event, &context(&sequence, &calendar, now)) {
                current = advance.enrollment;
            }
        }
        let here = context(&sequence, &calendar, now);
        let refused = Event::Interrupted { then: Then::End(Ending::Unsubscribed) };
        let taken_back = Event::TakenBack { refused_at: now };
        if let Ok(refused) = advance(current.clone(), refused, &here)
            && let Ok(back) = advance(refused.enrollment, taken_back, &here)
        {
            let back = back.enrollment;
            let follows = continuation(current.previous.as_ref(), &sequence).map(|step| &step.id);
            // A step that was put somewhere by its time alone is found anew, as after an edit.
            if current.step() == follows || current.attempt().is_some() {
                prop_assert_eq!(back.step(), current.step());
            }
            prop_assert_eq!((&back.run, &back.recent), (&current.run, &current.recent));
            prop_assert_eq!(back.started_at, current.started_at);
            prop_assert_eq!((back.attempt(), back.previous_at), (current.attempt(), current.previous_at));
        }
    }

    /// The same where the mail in flight is settled between the two: no mail is left out and none goes twice.
    #[test]
    fn a_refusal_taken_back_after_the_mail_in_flight_leads_to_the_next_step(sent in any::<bool>()) {
        let (sequence, calendar) = (hello(), Calendar::plain());
        let here = context(&sequence, &calendar, minute(10));
        let (_, sending) = states().swap_remove(4);
        let settle = if sent {
            Event::Accepted { attempt: mine() }
        } else {
            Event::Refused { attempt: mine(), disposition: Disposition::PutOff { until: minute(20) } }
        };
        let refused = Event::Interrupted { then: Then::End(Ending::Unsubscribed) };
        let mut current = enrollment(sending);
        for event in [refused, settle, Event::TakenBack { refused_at: minute(10) }] {
            current = advance(current, event, &here).unwrap().enrollment;
        }
        prop_assert_eq!(current.step(), Some(&step(if sent { "week" } else { "hello" })));
    }
}
