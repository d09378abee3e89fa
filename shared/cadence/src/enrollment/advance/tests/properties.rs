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
                if name == "interrupted: unsubscribed" {
                    unsubscribed_in = Some(current.run.clone());
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
}
