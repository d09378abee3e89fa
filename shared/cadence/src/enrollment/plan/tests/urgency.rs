//! Steps that somebody waits for, and those that are gone through at once.

use super::*;

#[test]
fn somebody_waits_for_a_first_step_after_activity_and_transactional_mail() {
    let marketing = one(mail("hello", MARKETING));
    let rule = SweepRule { quiet_for_days: 90, only_if: None, at_most_per_day: 10 };
    let swept = |sequence| Sequence { entry: Entry::Sweep(rule.clone()), ..sequence };
    let first = standing_at("one", 60);
    let passed = Passed { step: step("zero"), way: Way::Onward };
    let later = Enrollment { previous: Some(passed), ..first.clone() };
    assert!(is_urgent(&first, &marketing) && !is_urgent(&later, &marketing));
    assert!(!is_urgent(&first, &swept(marketing.clone())) && !is_urgent(&later, &swept(marketing)));
    assert!(is_urgent(&later, &hello()) && is_urgent(&later, &swept(hello())));
}

/// A letter that was asked for, then a choice at once, then marketing a day later.
fn asked_for_then_more(first: Purpose) -> Sequence {
    let choose = || Verb::Choose { condition: Condition::Tag(tag("met")) };
    sequence(vec![
        tree("one", Span::NONE, mail("hello", first)),
        tree("chosen", Span::NONE, choose()),
        tree("later", Span::Days(1), mail("more", MARKETING)),
        tree("at-once", Span::NONE, choose()),
        tree("slow", Span::Hours(1), choose()),
        tree("letter", Span::NONE, mail("letter", MARKETING)),
    ])
}

fn behind(previous: &str, here: &str) -> Enrollment {
    let previous = Some(Passed { step: step(previous), way: Way::Onward });
    Enrollment { previous, ..standing_at(here, 60) }
}

#[test]
fn what_is_gone_through_at_once_after_an_urgent_step_is_urgent_too() {
    let (asked_for, marketing) =
        (asked_for_then_more(Purpose::Transactional), asked_for_then_more(Purpose::Marketing));
    let swept = |sequence: &Sequence| {
        let rule = SweepRule { quiet_for_days: 90, only_if: None, at_most_per_day: 10 };
        Sequence { entry: Entry::Sweep(rule), ..sequence.clone() }
    };
    let chosen = behind("one", "chosen");
    assert!(is_urgent(&chosen, &asked_for) && is_urgent(&chosen, &swept(&asked_for)));
    assert!(is_urgent(&chosen, &marketing), "it follows the first step after an activity");
    assert!(!is_urgent(&chosen, &swept(&marketing)));
    for (previous, here) in [("later", "at-once"), ("one", "slow"), ("one", "letter"), ("gone", "chosen")] {
        assert!(!is_urgent(&behind(previous, here), &asked_for), "{here} behind {previous}");
    }
    assert!(!is_urgent(&behind("one", "gone"), &asked_for));
}

#[test]
fn what_is_gone_on_with_at_once_stays_where_it_stands_in_the_list() {
    let sequence = asked_for_then_more(MARKETING);
    let sending = |previous: &str, here: &str, listed_at| {
        let state = State::Sending {
            step: step(here),
            due_at: minute(60),
            listed_at: minute(listed_at),
            attempt: mine(),
            lease_until: minute(63),
            counts_as: None,
            then: None,
        };
        Enrollment { state, ..behind(previous, here) }
    };
    let listed = |standing: &Enrollment, next: Enrollment, now| {
        let next = in_place(standing, next, &sequence, minute(now));
        if let State::Waiting { listed: Listed::At(at), .. } = next.state { Some(minutes(at)) } else { None }
    };
    let mailed = sending("chosen", "later", 50);
    assert_eq!(listed(&mailed, behind("later", "at-once"), 60), Some(50), "it is due now");
    assert_eq!(listed(&mailed, behind("later", "at-once"), 59), Some(60), "it is due in a minute");
    assert_eq!(listed(&sending("chosen", "later", 90), behind("later", "at-once"), 60), Some(60), "no later");
    assert_eq!(listed(&mailed, behind("one", "chosen"), 60), Some(60), "its lane is another one");
    assert_eq!(listed(&behind("chosen", "later"), behind("later", "at-once"), 61), Some(60));

    let parked = State::Waiting { step: step("later"), due_at: minute(50), listed: Listed::Parked };
    for unlisted in [
        parked,
        State::Done { ending: Ending::Finished, at: minute(50) },
        State::Unknown {
            step: step("later"),
            attempt: mine(),
            since: minute(50),
            settle_at: None,
            counts_as: None,
            then: None,
        },
    ] {
        let standing = Enrollment { state: unlisted, ..behind("chosen", "later") };
        assert_eq!(listed(&standing, behind("later", "at-once"), 60), Some(60));
    }
    let done = State::Done { ending: Ending::Finished, at: minute(60) };
    assert_eq!(listed(&mailed, Enrollment { state: done, ..mailed.clone() }, 60), None);
}
