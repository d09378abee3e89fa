//! Suppressing, lifting, and the number of soft bounces that is enough; in every order.

use super::*;
use crate::fixtures::minute;
use chrono_tz::Asia::Tokyo;

const DAY: i64 = 24 * 60;

fn since(reason: SuppressionReason, minutes: i64) -> Suppression {
    Suppression { reason, since: minute(minutes) }
}

fn of(all: &[Suppression]) -> AddressStanding {
    let mut standing = AddressStanding::default();
    for one in all {
        standing.suppress(*one);
    }
    standing
}

fn lift(standing: &mut AddressStanding, minutes: i64) -> Result<Suppression, NotLifted> {
    standing.lift(minute(minutes), "佐藤".to_owned(), "the mailbox was moved".to_owned())
}

#[test]
fn of_several_suppressions_the_same_stands_in_every_order() {
    for a in SuppressionReason::ALL {
        for b in SuppressionReason::ALL {
            for (at_a, at_b) in [(0, 1), (1, 0), (0, 0)] {
                let (a, b) = (since(a, at_a), since(b, at_b));
                assert_eq!(of(&[a, b]), of(&[b, a]), "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn what_the_person_said_outlasts_every_judgement_of_a_machine() {
    let complaint = since(SuppressionReason::Complaint, 9);
    let mut standing = of(&[since(SuppressionReason::HardBounce, 1), complaint]);
    assert_eq!(standing.suppression, Some(complaint));
    assert_eq!(lift(&mut standing, 10), Err(NotLifted::SaidByThePerson(complaint)));
    assert_eq!(standing.suppression, Some(complaint));
}

#[test]
fn what_can_be_lifted_is_what_no_person_said() {
    let said = SuppressionReason::ALL.map(|reason| {
        let lifted = lift(&mut of(&[since(reason, 0)]), 1).is_ok();
        format!("{:<16} {}", reason.name(), if lifted { "can be lifted" } else { "stays" })
    });
    insta::assert_snapshot!(said.join("\n"), @r"
    hard_bounce      can be lifted
    complaint        stays
    erased           stays
    manual           can be lifted
    listed           can be lifted
    refused_for_good can be lifted
    soft_bounces     can be lifted
    ");
    assert_eq!(lift(&mut AddressStanding::default(), 1), Err(NotLifted::NotSuppressed));
}

#[test]
fn a_lifted_suppression_is_not_made_anew_by_an_old_report() {
    for reason in SuppressionReason::ALL {
        let mut standing = of(&[since(SuppressionReason::HardBounce, 5)]);
        lift(&mut standing, 60).unwrap();
        for old in [0, 5, 60] {
            standing.suppress(since(reason, old));
            assert_eq!(standing.suppression.is_some(), !reason.can_be_lifted(), "{reason:?} at {old}");
        }
        standing.suppress(since(reason, 61));
        assert!(standing.suppression.is_some(), "{reason:?} is news");
        assert_eq!(standing.lifted.as_ref().map(|lifted| lifted.was.since), Some(minute(5)));
    }
}

#[test]
fn lifting_overtakes_a_report_that_is_ahead_of_the_clock() {
    let ahead = since(SuppressionReason::RefusedForGood, 90);
    let mut standing = of(&[ahead]);
    lift(&mut standing, 60).unwrap();
    standing.suppress(ahead);
    assert_eq!(standing.suppression, None);
}

fn soft(standing: &mut AddressStanding, minutes: i64, delivered: Option<i64>) -> bool {
    standing.note_soft_bounce(minute(minutes), Tokyo);
    standing.judge_soft_bounces(delivered.map(minute));
    standing.suppression.is_some()
}

#[test]
fn soft_bounces_on_three_days_suppress_and_on_one_day_do_not() {
    let mut standing = AddressStanding::default();
    for minutes in [0, 1, 60, 300] {
        assert!(!soft(&mut standing, minutes, None));
    }
    assert!(!soft(&mut standing, DAY, None));
    assert!(!soft(&mut standing, DAY + 1, None));
    assert!(soft(&mut standing, 2 * DAY, None));
    let why = standing.suppression.unwrap();
    assert_eq!((why.reason, why.since), (SuppressionReason::SoftBounces, minute(2 * DAY)));
}

#[test]
fn a_day_is_that_of_the_zone() {
    // 23:59 and 00:00 in Tokyo, on one afternoon of UTC.
    let midnight = 15 * 60;
    let days = |zone: Tz| {
        let mut bounces = SoftBounces::default();
        bounces.note(minute(midnight - 1), zone);
        bounces.note(minute(midnight), zone);
        bounces.iter().count()
    };
    assert_eq!((days(Tokyo), days(chrono_tz::UTC)), (2, 1));
}

#[test]
fn a_delivery_in_between_begins_the_count_anew() {
    let mut standing = AddressStanding::default();
    assert!(!soft(&mut standing, 0, None));
    assert!(!soft(&mut standing, DAY, None));
    assert!(!soft(&mut standing, 3 * DAY, Some(2 * DAY)));
    assert!(!soft(&mut standing, 4 * DAY, Some(2 * DAY)));
    assert!(soft(&mut standing, 5 * DAY, Some(2 * DAY)));
}

#[test]
fn soft_bounces_a_month_apart_are_no_series() {
    let mut standing = AddressStanding::default();
    for number in 0..20 {
        assert!(!soft(&mut standing, number * 16 * DAY, None), "{number}");
        assert!(standing.soft_bounces.iter().count() <= 3);
    }
}

#[test]
fn every_order_of_the_same_soft_bounces_ends_the_same() {
    let days = [0, DAY, 2 * DAY];
    let outcome = |order: [usize; 3]| {
        let mut standing = AddressStanding::default();
        for index in order {
            soft(&mut standing, days[index], None);
        }
        standing
    };
    let first = outcome([0, 1, 2]);
    assert!(first.suppression.is_some());
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(outcome(order), first, "{order:?}");
    }
}

#[test]
fn soft_bounces_before_a_lifting_count_no_more() {
    let mut standing = AddressStanding::default();
    for day in 0..3 {
        soft(&mut standing, day * DAY, None);
    }
    lift(&mut standing, 2 * DAY + 60).unwrap();
    for day in 0..3 {
        assert!(!soft(&mut standing, day * DAY, None), "an old report comes again");
    }
    assert!(!soft(&mut standing, 3 * DAY, None));
    assert!(!soft(&mut standing, 4 * DAY, None));
    assert!(soft(&mut standing, 5 * DAY, None));
}
