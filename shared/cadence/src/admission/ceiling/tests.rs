//! Ceilings by example, and by counting apart from the rule.

use super::*;
use crate::fixtures::{enrollment, mail, minute, sequence, start, step, tree, waiting};
use crate::sequence::Purpose::{Marketing, Transactional};
use crate::sequence::{StepTree, Verb};
use crate::span::Span;
use proptest::prelude::*;

const HOUR: i64 = 60;
const CEILING: AddressCeiling = AddressCeiling { a_day: 3, a_month: 6 };

fn caller(number: u8) -> CallerTag {
    CallerTag([number; 4])
}

/// Tries posts one after the other and says which began a run.
fn tried(posts: &[(i64, Purpose, Option<CallerTag>)]) -> Vec<bool> {
    let mut begun = Begun::default();
    posts
        .iter()
        .map(|(minutes, purpose, caller)| {
            let at = minute(*minutes);
            let begins = CEILING.has_place(&begun, *purpose, *caller, at);
            if begins {
                begun.note(BegunRun { at, caller: *caller });
            }
            begins
        })
        .collect()
}

#[test]
fn an_address_gets_so_many_runs_in_any_24_hours() {
    let at = |minutes| (minutes, Purpose::Transactional, None);
    assert_eq!(tried(&[at(0), at(1), at(2), at(3), at(23 * HOUR)]), [true, true, true, false, false]);
    assert_eq!(
        tried(&[at(0), at(60), at(61), at(24 * HOUR), at(24 * HOUR + 1)]),
        [true, true, true, true, false]
    );
}

#[test]
fn the_last_place_of_a_day_is_kept_for_another_caller() {
    let by = |minutes, who| (minutes, Purpose::Transactional, Some(who));
    let posts = [by(0, caller(1)), by(1, caller(1)), by(2, caller(1)), by(3, caller(2)), by(4, caller(3))];
    assert_eq!(tried(&posts), [true, true, false, true, false]);
}

#[test]
fn a_used_up_month_leaves_one_transactional_reply_a_day_and_no_marketing() {
    let day = 24 * HOUR;
    let mut posts: Vec<_> =
        (0..6).map(|number| (number / 3 * day + number % 3, Purpose::Marketing, None)).collect();
    posts.extend([
        (2 * day + 9, Purpose::Marketing, None),
        (2 * day + 10, Purpose::Transactional, None),
        (2 * day + 11, Purpose::Transactional, None),
        (3 * day + 11, Purpose::Transactional, None),
        (32 * day, Purpose::Marketing, None),
    ]);
    assert_eq!(tried(&posts)[..6], [true; 6]);
    assert_eq!(tried(&posts)[6..], [false, true, false, true, true]);
}

#[test]
fn a_domains_first_mails_go_at_once_and_then_in_step() {
    let pace = DoorPace { at_once: 2, a_day: 24 };
    let (now, hour) = (start(), TimeDelta::hours(1));
    let slot = |number: u32| pace.slot(now + pace.steps(number), now) - now;
    assert_eq!([1, 2, 3, 4].map(slot), [TimeDelta::zero(), TimeDelta::zero(), hour, hour * 2]);
    assert_eq!(pace.slot(pace.furthest(now, PUT_OFF_MAX), now), now + PUT_OFF_MAX);
}

#[test]
fn places_and_the_line_behind_them_keep_the_pace_of_everybody() {
    for (at_once, a_day) in [(1_000, 5_000), (5, 24), (2, 3), (40, 101)] {
        let pace = DoorPace { at_once, a_day };
        let Shares { sequence, at_once: places, waiting } = pace.shares(2);
        let together =
            DoorPace { at_once: places.at_once + waiting.at_once, a_day: places.a_day + waiting.a_day };
        assert_eq!(together, pace);
        let own = sequence.unwrap();
        assert!(
            own.at_once * 2 <= places.at_once && own.a_day * 2 <= places.a_day.max(2),
            "{own:?} of {places:?}"
        );
        assert_eq!(pace.shares(1).sequence, None, "nobody else would use what is kept for others");
    }
}

#[test]
fn a_place_is_had_at_once_or_not_at_all() {
    let sequence = crate::fixtures::sequence(vec![crate::fixtures::tree(
        "hello",
        crate::span::Span::Hours(0),
        crate::fixtures::mail("hello", Purpose::Transactional),
    )]);
    for slots in [FirstMailSlots::Sequence(&sequence.id), FirstMailSlots::AtOnce] {
        let (pace, now) = (DoorPace { at_once: 2, a_day: 24 }, start());
        assert_eq!(pace.slot(pace.furthest(now, slots.put_off_max()), now), now);
    }
    assert_eq!(FirstMailSlots::Waiting.put_off_max(), PUT_OFF_MAX);
}

#[test]
fn a_run_that_is_put_off_waits_and_one_with_a_mail_in_flight_cannot() {
    let run = enrollment(waiting(step("hello"), start()));
    let due = |run: Option<Enrollment>| match run.unwrap().state {
        State::Waiting { due_at, listed, .. } => (due_at, listed),
        other @ (State::Sending { .. } | State::Unknown { .. } | State::Done { .. }) => panic!("{other:?}"),
    };
    assert_eq!(put_off(run.clone(), minute(0), minute(0)), Some(run.clone()));
    assert_eq!(due(put_off(run.clone(), minute(9), minute(0))), (minute(9), Listed::At(minute(9))));
    let later = enrollment(waiting(step("hello"), minute(60)));
    assert_eq!(due(put_off(later, minute(9), minute(0))), (minute(60), Listed::At(minute(60))));
    let over = State::Done { ending: crate::enrollment::Ending::Finished, at: start() };
    assert_eq!(put_off(Enrollment { state: over, ..run }, minute(9), minute(0)), None);
}

proptest! {
    /// Counted apart from the rule: whatever comes, in any order of callers, no window holds more than it may.
    #[test]
    fn no_order_of_posts_begins_more_runs_than_the_ceiling_says(
        posts in proptest::collection::vec((0_i64..600, any::<bool>(), 0_u8..4), 1..150),
    ) {
        let mut at = 0;
        let posts: Vec<_> = posts.into_iter().map(|(wait, marketing, who)| {
            at += wait;
            let purpose = if marketing { Purpose::Marketing } else { Purpose::Transactional };
            (at, purpose, Some(caller(who)).filter(|_| who > 0))
        }).collect();
        let begun: Vec<i64> =
            posts.iter().zip(tried(&posts)).filter(|(_, begins)| *begins).map(|((at, ..), _)| *at).collect();
        for from in &begun {
            let within = |span: i64| begun.iter().filter(move |at| (*from..*from + span).contains(at));
            prop_assert!(within(24 * HOUR).count() <= 3);
            // Beyond the month's number, only runs that come a day after the one before.
            let month: Vec<_> = within(30 * 24 * HOUR).collect();
            let spaced = begun.windows(2).filter(|pair| month.contains(&&pair[1]) && pair[1] - pair[0] >= 24 * HOUR);
            prop_assert!(month.len() <= 6 + spaced.count());
        }
    }
}

#[test]
fn a_sequence_answers_if_the_first_mail_on_each_way_does() {
    let sends = |name: &str, purpose| tree(name, Span::NONE, mail(name, purpose));
    let waits = || tree("pause", Span::NONE, Verb::Wait);
    let first = |trees: Vec<StepTree>| first_purpose(&sequence(trees));
    assert_eq!(first(vec![sends("reply", Transactional), sends("offer", Marketing)]), Transactional);
    assert_eq!(first(vec![waits(), sends("reply", Transactional)]), Transactional, "no mail comes before it");
    assert_eq!(first(vec![sends("offer", Marketing), sends("reply", Transactional)]), Marketing);
    assert_eq!(first(vec![waits()]), Transactional, "as the sequence says");
}
