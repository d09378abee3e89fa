//! Leads: what is kept about a person, and how two writers do not undo one another.

use crate::fixtures::{
    admit, at, begins, card, enrollment, lead, newcomer, profile, sequence, tags, waiting,
};
use cadence::score::Engagement;
use std::collections::BTreeMap;
use store::{Admission, Admitted, Change, RefusalNoted, Saved, Store, StoreError, Stored};

pub(crate) async fn a_card_saved_twice_is_saved_once(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let seen = store.card(&lead(1)).await.unwrap().unwrap();
    let mut next = card(1);
    next.complaint_open = true;
    let first = store.save_card(&seen, &next).await.unwrap();
    assert!(matches!(&first, Saved::Yes(saved) if saved.rev == seen.rev + 1 && saved.value == next));
    assert_eq!(store.save_card(&seen, &next).await.unwrap(), first);
}

pub(crate) async fn a_card_changed_by_another_is_a_conflict_that_shows_it(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let seen = store.card(&lead(1)).await.unwrap().unwrap();
    store.refuse_marketing(&lead(1), at(9)).await.unwrap();
    let Saved::Conflict(Some(standing)) = store.save_card(&seen, &card(1)).await.unwrap() else {
        panic!("the refusal would be lost")
    };
    assert_eq!((standing.value.consent.refused_at, standing.rev), (Some(at(9)), seen.rev + 1));
}

pub(crate) async fn a_profile_that_does_not_fit_is_refused_with_its_size(store: Store) {
    let mut large = profile();
    large.attributes.insert("essay".to_owned(), "あ".repeat(140_000));
    let with = |profile| Admission { profile: Some(Change::Create(profile)), ..newcomer(1, Vec::new()) };
    let refused = store.admit(&with(large)).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooLarge { kind: "profile", bytes: 420_000.., .. }), "{refused}");
    assert_eq!(store.lead(&lead(1)).await.unwrap(), None);
    assert_eq!(store.admit(&with(profile())).await.unwrap(), Admitted::Done);
    assert_eq!(store.lead(&lead(1)).await.unwrap().unwrap().profile.value, profile());
}

/// A lead without a tag.
async fn without_tags(store: &Store) {
    let admission = Admission { tags: None, ..newcomer(1, Vec::new()) };
    assert_eq!(store.admit(&admission).await.unwrap(), Admitted::Done);
    assert_eq!(store.look(&lead(1)).await.unwrap().tags, None);
}

pub(crate) async fn tags_saved_twice_are_saved_once(store: Store) {
    without_tags(&store).await;
    let first = store.save_tags(&card(1), None, &tags(&["met"])).await.unwrap();
    assert_eq!(store.save_tags(&card(1), None, &tags(&["met"])).await.unwrap(), first);
    let Saved::Yes(seen) = first else { panic!("nobody else wrote") };
    let second = store.save_tags(&card(1), Some(&seen), &tags(&[])).await.unwrap();
    assert!(matches!(&second, Saved::Yes(saved) if saved.rev == seen.rev + 1 && saved.value.is_empty()));
    assert_eq!(store.save_tags(&card(1), Some(&seen), &tags(&[])).await.unwrap(), second);
    assert_eq!(Saved::Yes(store.look(&lead(1)).await.unwrap().tags.unwrap()), second);
}

pub(crate) async fn of_two_that_change_tags_at_once_neither_is_lost(store: Store) {
    without_tags(&store).await;
    store.save_tags(&card(1), None, &tags(&["met"])).await.unwrap();
    let Saved::Conflict(Some(seen)) = store.save_tags(&card(1), None, &tags(&["vip"])).await.unwrap() else {
        panic!("the first tag would be lost")
    };
    assert_eq!(seen.value, tags(&["met"]));
    store.save_tags(&card(1), Some(&seen), &tags(&["met", "vip"])).await.unwrap();
    let late = store.save_tags(&card(1), Some(&seen), &tags(&["met", "late"])).await.unwrap();
    assert!(matches!(late, Saved::Conflict(Some(standing)) if standing.value == tags(&["met", "vip"])));
}

pub(crate) async fn tags_of_an_erased_lead_are_not_brought_back(store: Store) {
    assert_eq!(store.save_tags(&card(1), None, &tags(&["met"])).await.unwrap(), Saved::Conflict(None));
    let seen = Stored { value: tags(&["met"]), rev: 7 };
    assert_eq!(store.save_tags(&card(1), Some(&seen), &tags(&[])).await.unwrap(), Saved::Conflict(None));
    assert_eq!(store.look(&lead(1)).await.unwrap().tags, None);
}

fn active() -> Engagement {
    Engagement {
        landmark: "2026-11-21T01:02:03.123456789Z".parse().unwrap(),
        activities: BTreeMap::from([
            ("click a#b:c".to_owned(), (0.1 + 0.2, at(1))),
            ("refund".to_owned(), (-1e-7, at(2))),
        ]),
        sum: 1e21 / 3.0,
        last_at: at(2),
        hot_at: Some(at(3)),
        armed: false,
    }
}

pub(crate) async fn an_engagement_keeps_every_digit(store: Store) {
    admit(&store, 1, Vec::new()).await;
    store.save_engagement(&lead(1), None, &active()).await.unwrap();
    let found = store.snapshot(&lead(1), &[]).await.unwrap().engagement.unwrap();
    assert_eq!(found.value, active());
    let mut next = active();
    next.sum = f64::MIN_POSITIVE;
    store.save_engagement(&lead(1), Some(&found), &next).await.unwrap();
    assert_eq!(store.snapshot(&lead(1), &[]).await.unwrap().engagement.unwrap().value, next);
}

pub(crate) async fn an_engagement_is_not_made_for_an_unknown_lead(store: Store) {
    assert_eq!(store.save_engagement(&lead(1), None, &active()).await.unwrap(), Saved::Conflict(None));
    assert_eq!(store.snapshot(&lead(1), &[]).await.unwrap().engagement, None);
}

pub(crate) async fn the_first_engagement_saved_twice_is_saved_once(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let first = store.save_engagement(&lead(1), None, &active()).await.unwrap();
    assert!(matches!(&first, Saved::Yes(saved) if saved.value == active()));
    assert_eq!(store.save_engagement(&lead(1), None, &active()).await.unwrap(), first);
    let other = Engagement::none(at(0));
    let conflict = store.save_engagement(&lead(1), None, &other).await.unwrap();
    assert!(matches!(conflict, Saved::Conflict(Some(standing)) if standing.value == active()));
}

pub(crate) async fn a_refusal_counts_from_the_latest_moment(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let seen = store.card(&lead(1)).await.unwrap().unwrap();
    for (minutes, before) in [(5, Some(None)), (9, Some(Some(at(5)))), (7, None), (9, None)] {
        let noted = match store.refuse_marketing(&lead(1), at(minutes)).await.unwrap() {
            RefusalNoted::New(before) => Some(before.consent.refused_at),
            RefusalNoted::Stood => None,
            RefusalNoted::NoLead => panic!("the lead is there"),
        };
        assert_eq!(noted, before, "{minutes}");
    }
    let found = store.card(&lead(1)).await.unwrap().unwrap();
    assert_eq!((found.value.consent.refused_at, found.rev), (Some(at(9)), seen.rev + 2));
}

pub(crate) async fn a_refusal_by_an_unknown_lead_makes_no_item(store: Store) {
    assert_eq!(store.refuse_marketing(&lead(1), at(5)).await.unwrap(), RefusalNoted::NoLead);
    assert_eq!(store.card(&lead(1)).await.unwrap(), None);
    assert_eq!(store.lead(&lead(1)).await.unwrap(), None);
}

pub(crate) async fn a_dossier_has_all_that_was_asked_for(store: Store) {
    let passages: Vec<_> =
        (0..90).map(|n| begins(enrollment(1, &format!("sequence-{n}"), waiting(at(n))))).collect();
    admit(&store, 1, passages).await;
    let asked: Vec<_> =
        (0..120).map(|n| sequence(&format!("sequence-{n}"))).chain([sequence("sequence-1")]).collect();
    let found = store.snapshot(&lead(1), &asked).await.unwrap();
    assert_eq!(found.card.unwrap().value, card(1));
    assert_eq!(found.profile.unwrap().value, profile());
    assert_eq!((found.engagement, found.tags.unwrap().value), (None, tags(&["customer", "vip"])));
    assert_eq!(found.enrollments.len(), 90);
    assert_eq!(found.enrollments[&sequence("sequence-89")].value.state, waiting(at(89)));
}
