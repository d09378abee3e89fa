//! Ceilings at the door: they hold however many posts come at once.

use crate::fixtures::{at, newcomer};
use cadence::address::EmailAddress;
use cadence::caller::Caller;
use cadence::caller::CallerTag;
use cadence::ceiling::{Begun, BegunRun, CallerCeiling, DoorPace, FirstMailSlots, PUT_OFF_MAX};
use cadence::ids::SequenceId;
use cadence::send_key::{DoorHash, IdentityKey};
use chrono::TimeDelta;
use store::{Admission, Admitted, CallerAnswer, Change, FirstMailSlot, MailboxRuns, Store};

fn key() -> IdentityKey {
    IdentityKey::new(vec![7; 32]).unwrap()
}

fn caller() -> DoorHash {
    let caller = Caller::nearest("203.0.113.7".parse().unwrap(), "", &[]);
    key().door().caller(&caller, at(0).date_naive()).0
}

fn mailbox() -> DoorHash {
    key().door().mailbox(&EmailAddress::parse("taro@example.jp").unwrap())
}

/// The beginning of a day plus minutes.
fn minute(minutes: i64) -> cadence::Instant {
    at(0).date_naive().and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(minutes)
}

pub(crate) async fn a_caller_is_welcome_so_many_times_an_hour_and_a_day(store: Store) {
    let ceiling = CallerCeiling { an_hour: 2, a_day: 3 };
    let posts = async |minutes| store.welcome(&caller(), &ceiling, minute(minutes)).await.unwrap();
    for minutes in [0, 59] {
        assert_eq!(posts(minutes).await, CallerAnswer::Welcome);
    }
    assert_eq!(posts(59).await, CallerAnswer::ComeAt(minute(60)));
    assert_eq!(posts(60).await, CallerAnswer::Welcome);
    assert_eq!(posts(61).await, CallerAnswer::ComeAt(minute(24 * 60)));
}

pub(crate) async fn however_many_posts_of_a_caller_race_no_more_are_welcome(store: Store) {
    let ceiling = CallerCeiling { an_hour: 5, a_day: 5 };
    let mut racing = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let store = store.clone();
        racing.spawn(async move { store.welcome(&caller(), &ceiling, minute(1)).await.unwrap() });
    }
    let answers = racing.join_all().await;
    assert_eq!(answers.iter().filter(|answer| **answer == CallerAnswer::Welcome).count(), 5);
}

pub(crate) async fn first_mails_take_slots_however_many_ask_at_once(store: Store) {
    let pace = DoorPace { at_once: 3, a_day: 24 };
    let mut racing = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let store = store.clone();
        racing.spawn(async move {
            store.first_mail_slot(FirstMailSlots::Waiting, &pace, 1, at(0)).await.unwrap()
        });
    }
    let mut slots: Vec<_> = racing.join_all().await.into_iter().map(slot).collect();
    slots.sort();
    assert_eq!(slots, [at(0), at(0), at(0), at(60), at(120), at(180)]);
    assert_eq!(
        slot(store.first_mail_slot(FirstMailSlots::Waiting, &pace, 2, at(180)).await.unwrap()),
        at(300),
        "two at once"
    );
    assert_eq!(
        slot(store.first_mail_slot(FirstMailSlots::Domain(&caller()), &pace, 1, at(0)).await.unwrap()),
        at(0),
        "of its own"
    );
    assert_eq!(
        slot(store.first_mail_slot(FirstMailSlots::Waiting, &pace, 3, at(3_000)).await.unwrap()),
        at(3_000),
        "after a rest"
    );
}

pub(crate) async fn a_place_is_had_at_once_or_not_taken(store: Store) {
    let pace = DoorPace { at_once: 2, a_day: 24 };
    let sequence = |id| SequenceId::parse(id).unwrap();
    let take = async |id, minutes| {
        store.first_mail_slot(FirstMailSlots::Sequence(&sequence(id)), &pace, 1, at(minutes)).await.unwrap()
    };
    assert_eq!(slot(take("welcome", 0).await), at(0));
    assert_eq!(slot(take("welcome", 0).await), at(0));
    assert_eq!(take("welcome", 0).await, FirstMailSlot::TooLate);
    assert_eq!(slot(take("reply", 0).await), at(0), "another sequence has places of its own");
    assert_eq!(take("welcome", 59).await, FirstMailSlot::TooLate);
    assert_eq!(slot(take("welcome", 60).await), at(60));
}

fn slot(slot: FirstMailSlot) -> cadence::Instant {
    match slot {
        FirstMailSlot::From(at) => at,
        FirstMailSlot::TooLate => panic!("no slot was taken"),
    }
}

pub(crate) async fn a_slot_that_would_come_too_late_is_not_taken(store: Store) {
    let pace = DoorPace { at_once: 1, a_day: 1 };
    let take = async || store.first_mail_slot(FirstMailSlots::Waiting, &pace, 1, at(0)).await.unwrap();
    for days in 0..=3 {
        assert_eq!(slot(take().await), at(days * 24 * 60));
    }
    assert_eq!(take().await, FirstMailSlot::TooLate);
    assert_eq!(take().await, FirstMailSlot::TooLate, "and asking takes none");
    let tomorrow = store.first_mail_slot(FirstMailSlots::Waiting, &pace, 1, at(24 * 60)).await.unwrap();
    assert_eq!(slot(tomorrow), at(24 * 60) + PUT_OFF_MAX);
}

pub(crate) async fn runs_begun_for_a_mailbox_are_written_with_the_admission_or_not_at_all(store: Store) {
    let begun = |runs: i64| {
        let run =
            |number: i64| BegunRun { at: at(number), caller: (number == 2).then_some(CallerTag([9; 4])) };
        Begun::of((1..=runs).map(run).collect())
    };
    let with = |number, runs| Admission {
        mailbox: Some(MailboxRuns { mailbox: mailbox(), checked: false, runs }),
        ..newcomer(number, Vec::new())
    };
    assert_eq!(store.admit(&with(1, Change::Create(begun(1)))).await.unwrap(), Admitted::Done);
    let seen = store.begun(&mailbox(), false).await.unwrap().unwrap();
    assert_eq!(seen.value, begun(1));
    assert_eq!(store.begun(&mailbox(), true).await.unwrap(), None, "those with a human check stand apart");
    let next = || Change::of(Some(&seen), begun(2));
    assert_eq!(store.admit(&with(1, next())).await.unwrap(), Admitted::Conflict, "the lead is there already");
    assert_eq!(store.begun(&mailbox(), false).await.unwrap().unwrap(), seen);
    assert_eq!(store.admit(&with(2, next())).await.unwrap(), Admitted::Done);
    assert_eq!(
        store.admit(&with(3, next())).await.unwrap(),
        Admitted::Conflict,
        "another spelling was faster"
    );
    assert_eq!(store.begun(&mailbox(), false).await.unwrap().unwrap().value, begun(2));
}
