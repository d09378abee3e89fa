//! Admission: all of it or nothing.

use crate::fixtures::{
    admit, at, begins, card, consent, enrolled, enrollment, event, lead, newcomer, profile, run, sequence,
    tags, waiting,
};
use cadence::campaign::{Campaign, Touch};
use cadence::ids::TopicId;
use cadence::preferences::Tracking;
use cadence::score::Engagement;
use std::collections::BTreeMap;
use store::{Admission, Admitted, Change, Enrolled, Lane, Occurrence, Store, StoreError};

fn whole(number: u16) -> Admission {
    let entry = BTreeMap::from([("material_url".to_owned(), "https://example.jp/a".to_owned())]);
    Admission {
        consent: Some(consent()),
        engagement: Some(Change::Create(Engagement::none(at(0)))),
        enrollments: vec![
            Enrolled { entry, ..begins(enrollment(number, "welcome", waiting(at(1)))) },
            Enrolled { lane: Lane::Fast, ..begins(enrollment(number, "thanks", waiting(at(2)))) },
        ],
        events: vec![
            Occurrence { name: event("signup"), at: at(0), key: "post-1".to_owned() },
            Occurrence { name: event("signup"), at: at(3), key: "post-2".to_owned() },
        ],
        ..newcomer(number, Vec::new())
    }
}

pub(crate) async fn a_lead_is_admitted_whole(store: Store) {
    assert_eq!(store.admit(&whole(1)).await.unwrap(), Admitted::Done);
    let found = store.lead(&lead(1)).await.unwrap().unwrap();
    assert_eq!(found.card.value, card(1));
    assert_eq!(found.profile.value, profile());
    assert_eq!(store.look(&lead(1)).await.unwrap().tags.unwrap().value, tags(&["customer", "vip"]));
    assert_eq!(store.consents_of(&lead(1)).await.unwrap(), [consent()]);
    let passages = store.enrollments_of(&lead(1)).await.unwrap();
    assert_eq!(
        passages.into_iter().map(|found| found.value).collect::<Vec<_>>(),
        [enrollment(1, "thanks", waiting(at(2))), enrollment(1, "welcome", waiting(at(1)))]
    );
    let fields = store.entry(&lead(1), &sequence("welcome"), &run(1), |_| true).await.unwrap().unwrap();
    assert_eq!(fields["material_url"], "https://example.jp/a");
    assert_eq!(
        store.entry(&lead(1), &sequence("welcome"), &run(2), |_| true).await.unwrap(),
        None,
        "another run's"
    );
    assert_eq!(store.entry(&lead(1), &sequence("thanks"), &run(1), |_| true).await.unwrap(), None);
    assert_eq!(store.events_of(&lead(1)).await.unwrap(), BTreeMap::from([(event("signup"), at(3))]));
}

pub(crate) async fn a_campaign_stands_beside_the_lead_and_beside_the_run_it_began(store: Store) {
    let touch = |source| Touch::read([("utm_source", source), ("landing_page", "https://example.jp/lp")]);
    let campaign = Campaign { first: touch("ads"), last: touch("mail") };
    let posted = Admission { campaign: Some(campaign.clone()), ..whole(1) };
    assert_eq!(store.admit(&posted).await.unwrap(), Admitted::Done);
    assert_eq!(store.campaign(&lead(1)).await.unwrap(), Some(campaign));
    for name in ["welcome", "thanks"] {
        let found = store.entry_campaign(&lead(1), &sequence(name)).await.unwrap();
        assert_eq!(found, Some((run(1), touch("mail"))), "{name}");
    }
    let fields = store.entry(&lead(1), &sequence("welcome"), &run(1), |_| true).await.unwrap().unwrap();
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["material_url"], "it is no answer of the form");
    admit(&store, 2, vec![begins(enrollment(2, "welcome", waiting(at(1))))]).await;
    assert_eq!(store.campaign(&lead(2)).await.unwrap(), None);
    assert_eq!(store.entry_campaign(&lead(2), &sequence("welcome")).await.unwrap(), None);
}

pub(crate) async fn where_a_lead_stands_already_nothing_is_written(store: Store) {
    admit(&store, 1, Vec::new()).await;
    assert_eq!(store.admit(&whole(1)).await.unwrap(), Admitted::Conflict);
    assert!(store.enrollments_of(&lead(1)).await.unwrap().is_empty());
    assert!(store.consents_of(&lead(1)).await.unwrap().is_empty());
    assert!(store.events_of(&lead(1)).await.unwrap().is_empty());
    assert_eq!(store.snapshot(&lead(1), &[]).await.unwrap().engagement, None);
}

pub(crate) async fn one_changed_enrollment_undoes_the_whole_admission(store: Store) {
    let seen = enrolled(&store, 1, at(5)).await;
    let moved = enrollment(1, "welcome", waiting(at(6)));
    store.save_enrollment(&seen, &moved, Lane::Main).await.unwrap();
    let known = store.lead(&lead(1)).await.unwrap().unwrap();
    let again = Admission {
        card: Change::Keep { seen: known.card.rev },
        profile: Some(Change::Replace { seen: known.profile.rev, next: cadence::lead::Profile::default() }),
        tags: None,
        enrollments: vec![
            begins(enrollment(1, "thanks", waiting(at(1)))),
            Enrolled { seen: Some(seen.rev), ..begins(enrollment(1, "welcome", waiting(at(9)))) },
        ],
        ..newcomer(1, Vec::new())
    };
    assert_eq!(store.admit(&again).await.unwrap(), Admitted::Conflict);
    assert_eq!(store.lead(&lead(1)).await.unwrap().unwrap(), known);
    let passages = store.enrollments_of(&lead(1)).await.unwrap();
    assert_eq!(passages.into_iter().map(|found| found.value).collect::<Vec<_>>(), [moved]);
}

pub(crate) async fn a_card_that_is_kept_must_still_be_the_one_seen(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let known = store.lead(&lead(1)).await.unwrap().unwrap();
    let enters = |name| Admission {
        card: Change::of(Some(&known.card), card(1)),
        profile: Change::of(Some(&known.profile), profile()).if_written(),
        tags: None,
        ..newcomer(1, vec![begins(enrollment(1, name, waiting(at(1))))])
    };
    assert_eq!(enters("welcome").card, Change::Keep { seen: known.card.rev });
    assert_eq!(store.admit(&enters("welcome")).await.unwrap(), Admitted::Done);
    store.refuse_marketing(&lead(1), at(2)).await.unwrap();
    assert_eq!(store.admit(&enters("winback")).await.unwrap(), Admitted::Conflict);
    assert_eq!(store.enrollments_of(&lead(1)).await.unwrap().len(), 1);
}

pub(crate) async fn a_second_entry_replaces_what_it_has_seen(store: Store) {
    let seen = enrolled(&store, 1, at(5)).await;
    let known = store.lead(&lead(1)).await.unwrap().unwrap();
    let mut newer = card(1);
    newer.preferences.tracking = Tracking::Refused;
    newer.preferences.topics_refused.insert(TopicId::parse("news").unwrap());
    let again = Admission {
        card: Change::of(Some(&known.card), newer.clone()),
        profile: Change::of(Some(&known.profile), profile()).if_written(),
        tags: None,
        ..newcomer(
            1,
            vec![Enrolled { seen: Some(seen.rev), ..begins(enrollment(1, "welcome", waiting(at(9)))) }],
        )
    };
    assert_eq!(store.admit(&again).await.unwrap(), Admitted::Done);
    let found = store.snapshot(&lead(1), &[sequence("welcome")]).await.unwrap();
    assert_eq!(found.card.map(|card| (card.value, card.rev)), Some((newer, known.card.rev + 1)));
    assert_eq!(found.profile.map(|profile| profile.rev), Some(known.profile.rev));
    assert_eq!(found.enrollments[&sequence("welcome")].value.state, waiting(at(9)));
    assert_eq!(found.enrollments[&sequence("welcome")].rev, seen.rev + 1);
}

pub(crate) async fn an_admission_repeated_after_a_lost_answer_changes_nothing(store: Store) {
    store.admit(&whole(1)).await.unwrap();
    let before = lines(&store).await;
    assert_eq!(store.admit(&whole(1)).await.unwrap(), Admitted::Conflict);
    assert_eq!(lines(&store).await, before);
}

pub(crate) async fn more_than_a_hundred_items_are_refused(store: Store) {
    let many = (0..99).map(|n| begins(enrollment(1, &format!("sequence-{n}"), waiting(at(n))))).collect();
    let refused = store.admit(&newcomer(1, many)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Refused { .. }), "{refused}");
    assert_eq!(store.card(&lead(1)).await.unwrap(), None);
}

async fn lines(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    store.export_lines(|line| lines.push(line)).await.unwrap();
    lines.sort_unstable();
    lines
}

pub(crate) async fn of_two_entries_at_once_one_is_admitted(store: Store) {
    let mut entries = tokio::task::JoinSet::new();
    for name in ["welcome", "thanks", "winback", "trial"] {
        let store = store.clone();
        entries.spawn(async move {
            let admission = newcomer(1, vec![begins(enrollment(1, name, waiting(at(1))))]);
            store.admit(&admission).await.unwrap()
        });
    }
    let admitted = entries.join_all().await;
    assert_eq!(admitted.iter().filter(|end| **end == Admitted::Done).count(), 1);
    assert_eq!(store.enrollments_of(&lead(1)).await.unwrap().len(), 1);
}
