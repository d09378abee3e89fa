//! The memory of marketing mails: one entry a mail, trimmed without a cap noticing.

use super::*;
use crate::caps::free_from;
use crate::enrollment::Ending;
use crate::fixtures::{enrollment, mine, minute, start, step, waiting};
use proptest::prelude::*;

const DAY: i64 = 24 * 60;

fn tag(byte: u8) -> MailTag {
    MailTag([byte; 4])
}

fn mails(minutes: &[i64]) -> RecentMails {
    let mut mails = RecentMails::default();
    (0..).zip(minutes).for_each(|(byte, at)| mails.note(tag(byte), minute(*at)));
    mails
}

#[test]
fn a_mail_and_its_second_copy_are_one_entry_from_the_later_moment_on() {
    let mut mails = mails(&[0, 5]);
    mails.note(tag(0), minute(9));
    assert_eq!((mails.iter().count(), mails.at(tag(0))), (2, Some(minute(9))));
    mails.forget(tag(0));
    assert_eq!((mails.iter().count(), mails.at(tag(0))), (1, None));
}

#[test]
fn mails_stand_in_the_order_of_their_moments_rounded_up_to_the_second() {
    let mut mails = mails(&[5, 0]);
    mails.note(tag(7), minute(3) - TimeDelta::milliseconds(900));
    let at: Vec<i64> = mails.iter().map(|mail| (mail.at - start()).num_milliseconds()).collect();
    assert_eq!(at, [0, 3 * 60_000, 5 * 60_000]);
}

#[test]
fn memory_is_as_long_as_the_longest_cap_and_never_shorter_than_a_month() {
    let holds = |caps: &[Cap], days: i64| Memory::of(caps).holds(minute(0), minute(days * DAY));
    assert!(holds(&[], 30) && !holds(&[], 31));
    let long = [Cap { mails: 2, days: 7 }, Cap { mails: 9, days: 90 }];
    assert!(holds(&long, 89) && !holds(&long, 90));
}

#[test]
fn trimming_keeps_as_many_as_the_largest_cap_counts() {
    let mut mails = mails(&[0, 1, 2, 3]);
    mails.trim(Memory::of(&[Cap { mails: 1, days: 1 }, Cap { mails: 2, days: 7 }]), minute(9));
    assert_eq!(mails.iter().map(|mail| mail.tag).collect::<Vec<_>>(), [tag(2), tag(3)]);
    mails.trim(Memory::of(&[]), minute(9));
    let kept: Vec<_> = mails.iter().map(|mail| mail.tag).collect();
    assert_eq!(kept, [tag(3)], "somebody may ask for fewer mails");
}

fn in_sequence(name: &str, state: State, minutes: &[i64]) -> Enrollment {
    let sequence = SequenceId::parse(name).unwrap();
    Enrollment { sequence, recent: mails(minutes), ..enrollment(state) }
}

fn sending(counts_as: Option<MailTag>) -> State {
    let (step, due_at, listed_at) = (step("hello"), start(), start());
    State::Sending { step, due_at, listed_at, attempt: mine(), lease_until: minute(2), counts_as, then: None }
}

fn unknown(counts_as: Option<MailTag>) -> State {
    let (step, since, settle_at) = (step("hello"), minute(7), None);
    State::Unknown { step, attempt: mine(), since, settle_at, counts_as, then: None }
}

/// Counts beside the mail with tag 0 in the sequence `own`.
fn beside(rows: &[Enrollment]) -> (Vec<i64>, usize) {
    let others = OtherMails::count(rows, &SequenceId::parse("own").unwrap(), tag(0));
    (others.attempts.iter().map(|at| (*at - start()).num_minutes()).collect(), others.in_flight)
}

#[test]
fn a_mail_is_not_counted_beside_itself_but_its_sequences_earlier_ones_are() {
    let own = in_sequence("own", sending(Some(tag(0))), &[-9, -8]);
    assert_eq!(beside(std::slice::from_ref(&own)), (vec![-8], 0), "its first copy is the same mail");
    let other = in_sequence("other", waiting(step("hello"), start()), &[-9, -8]);
    assert_eq!(beside(&[own, other]), (vec![-8, -9, -8], 0), "another sequence may have the same tag");
}

#[test]
fn mails_in_flight_unknown_ones_and_those_of_runs_that_are_over_count() {
    let over = State::Done { ending: Ending::Finished, at: start() };
    let rows = [
        in_sequence("a", sending(Some(tag(5))), &[-1]),
        in_sequence("b", unknown(Some(tag(6))), &[-2]),
        in_sequence("c", over, &[-3]),
        in_sequence("d", sending(None), &[]),
        in_sequence("e", unknown(None), &[]),
    ];
    assert_eq!(beside(&rows), (vec![-1, -2, 7, -3], 1));
}

#[test]
fn the_second_copy_in_flight_stands_for_the_first() {
    assert_eq!(beside(&[in_sequence("other", sending(Some(tag(0))), &[-9])]), (vec![], 1));
    assert_eq!(beside(&[in_sequence("other", unknown(Some(tag(0))), &[-9])]), (vec![7], 0));
}

#[test]
fn a_contended_mail_is_asked_about_again_after_one_to_five_minutes() {
    let waits = (0..=255).map(|byte| {
        let attempt = AttemptId::from_random(std::array::from_fn(|_| byte));
        (ask_again_at(&attempt, start()) - start()).num_seconds()
    });
    let waits: std::collections::BTreeSet<i64> = waits.collect();
    assert!(waits.len() > 100 && waits.iter().all(|wait| (60..=300).contains(wait)), "{waits:?}");
}

proptest! {
    /// Caps over several enrollments decide alike whether each keeps all its mails or only what trimming leaves.
    #[test]
    fn no_cap_decides_otherwise_because_enrollments_were_trimmed(
        caps in proptest::collection::vec((1u32..=12, 1u32..60), 0..4),
        rows in proptest::collection::vec(proptest::collection::vec(0i64..70 * DAY, 0..20), 1..4),
    ) {
        let caps: Vec<Cap> = caps.into_iter().map(|(mails, days)| Cap { mails, days }).collect();
        let now = minute(70 * DAY);
        let whole: Vec<RecentMails> = rows.iter().map(|row| mails(row)).collect();
        let trimmed = whole.iter().cloned().map(|mut row| { row.trim(Memory::of(&caps), now); row });
        let at = |rows: Vec<RecentMails>| -> Vec<Instant> {
            rows.iter().flat_map(|row| row.iter().map(|mail| mail.at).collect::<Vec<_>>()).collect()
        };
        let (trimmed, whole) = (at(trimmed.collect()), at(whole.clone()));
        prop_assert_eq!(free_from(&caps, &trimmed, now), free_from(&caps, &whole, now));
    }
}
