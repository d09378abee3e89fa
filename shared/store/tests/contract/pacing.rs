//! Slots, quota, feedback and pauses.

use crate::fixtures::{at, sequence, version};
use cadence::pace::Pace;
use chrono::TimeDelta;
use store::{Lane, Pause, Quota, SetBy, Store};

const PACE: Pace = Pace { per_second: 14.0, burst: 1 };

pub(crate) async fn slots_do_not_overlap_whoever_takes_them(store: Store) {
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let store = store.clone();
        senders.spawn(async move { store.reserve(Lane::Fast, 10, at(0), PACE).await.unwrap() });
    }
    let mut slots = senders.join_all().await;
    slots.sort_by_key(|slots| slots.first_at);
    assert_eq!(slots[0].first_at, at(0));
    for pair in slots.windows(2) {
        assert_eq!(
            pair[0].next, pair[1].first_at,
            "one batch begins where the other ends, to the nanosecond"
        );
    }
    let distance = TimeDelta::nanoseconds(71_428_571);
    assert_eq!(slots[4].next, at(0) + distance * 50);
}

pub(crate) async fn lanes_have_slots_of_their_own(store: Store) {
    store.reserve(Lane::Main, 100, at(0), PACE).await.unwrap();
    assert_eq!(store.reserve(Lane::Fast, 1, at(0), PACE).await.unwrap().first_at, at(0));
    assert!(store.reserve(Lane::Main, 1, at(0), PACE).await.unwrap().first_at > at(0));
    assert_eq!(store.reserve(Lane::Main, 1, at(60), PACE).await.unwrap().first_at, at(60));
}

pub(crate) async fn the_quota_is_kept_as_it_was_read(store: Store) {
    assert_eq!(store.quota().await.unwrap(), None);
    let quota = Quota { per_second: 14.0, per_day: 50_000.0, sent_in_day: 1.0 / 3.0, read_at: at(1) };
    store.save_quota(&quota).await.unwrap();
    assert_eq!(store.quota().await.unwrap(), Some(quota));
}

pub(crate) async fn feedback_reaches_as_far_as_the_latest_mail(store: Store) {
    assert_eq!(store.feedback_seen_until().await.unwrap(), None);
    for minutes in [5, 9, 7] {
        store.feedback_seen(at(minutes)).await.unwrap();
    }
    assert_eq!(store.feedback_seen_until().await.unwrap(), Some(at(9)));
}

pub(crate) async fn a_pause_is_set_replaced_and_lifted(store: Store) {
    let all = Pause {
        sequence: None,
        set_by: SetBy::MailService,
        since: at(1),
        until: Some(at(9)),
        reason: Some("quota".to_owned()),
        version: None,
    };
    let one = Pause {
        sequence: Some(sequence("winback")),
        set_by: SetBy::Hand,
        since: at(2),
        until: None,
        reason: None,
        version: Some(version(1)),
    };
    assert!(store.pauses().await.unwrap().is_empty());
    assert!(store.add_pause(&all).await.unwrap());
    assert!(store.add_pause(&one).await.unwrap());
    assert_eq!(store.pauses().await.unwrap(), [all.clone(), one.clone()]);
    let longer = Pause { since: at(3), until: None, ..all.clone() };
    assert!(store.add_pause(&longer).await.unwrap());
    for _ in 0..2 {
        assert!(store.lift_pause(&one, at(3)).await.unwrap(), "also when the answer got lost");
    }
    assert!(!store.lift_pause(&all, at(3)).await.unwrap(), "another one stands in its place");
    assert_eq!(store.pauses().await.unwrap(), std::slice::from_ref(&longer));
    assert!(store.lift_pause(&longer, at(3)).await.unwrap());
    assert!(store.pauses().await.unwrap().is_empty());
}
