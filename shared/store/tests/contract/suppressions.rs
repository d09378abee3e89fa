//! Suppressions: one stands for an address, whoever reports what, and an operator's word is written beside it.

use crate::fixtures::{at, lead};
use cadence::suppression::{AddressStanding, Lifted, Suppression, SuppressionReason};
use chrono_tz::Asia::Tokyo;
use store::Store;

fn since(reason: SuppressionReason, minutes: i64) -> Suppression {
    Suppression { reason, since: at(minutes) }
}

async fn lift(store: &Store, minutes: i64) -> AddressStanding {
    let lift = |standing: &mut AddressStanding| {
        let _ = standing.lift(at(minutes), "sato".to_owned(), "it works".to_owned());
    };
    store.change_address(&lead(1), lift).await.unwrap()
}

pub(crate) async fn a_suppression_stands_without_a_lead(store: Store) {
    let complaint = since(SuppressionReason::Complaint, 1);
    assert_eq!(store.suppression(&lead(1)).await.unwrap(), None);
    assert_eq!(store.suppress(&lead(1), complaint).await.unwrap(), Some(complaint));
    assert_eq!(store.suppression(&lead(1)).await.unwrap(), Some(complaint));
    let look = store.look(&lead(1)).await.unwrap();
    assert_eq!((look.card, look.suppression), (None, Some(complaint)));
}

pub(crate) async fn of_two_suppressions_the_earlier_stays(store: Store) {
    for (minutes, reason) in [
        (7, SuppressionReason::HardBounce),
        (5, SuppressionReason::RefusedForGood),
        (9, SuppressionReason::Listed),
        (6, SuppressionReason::Manual),
    ] {
        store.suppress(&lead(1), since(reason, minutes)).await.unwrap();
    }
    let earliest = since(SuppressionReason::RefusedForGood, 5);
    assert_eq!(store.suppression(&lead(1)).await.unwrap(), Some(earliest));
}

pub(crate) async fn what_the_person_said_outlasts_what_machines_judged(store: Store) {
    let complaint = since(SuppressionReason::Complaint, 9);
    store.suppress(&lead(1), since(SuppressionReason::HardBounce, 1)).await.unwrap();
    assert_eq!(store.suppress(&lead(1), complaint).await.unwrap(), Some(complaint));
    assert_eq!(store.suppress(&lead(1), since(SuppressionReason::Listed, 2)).await.unwrap(), Some(complaint));
    assert_eq!(lift(&store, 20).await.suppression, Some(complaint));
}

pub(crate) async fn a_lifted_suppression_is_written_down_and_not_made_anew(store: Store) {
    let bounce = since(SuppressionReason::HardBounce, 1);
    store.suppress(&lead(1), bounce).await.unwrap();
    let lifted = lift(&store, 20).await;
    let known = Lifted { was: bounce, at: at(20), by: "sato".to_owned(), because: "it works".to_owned() };
    assert_eq!((lifted.suppression, lifted.lifted.as_ref()), (None, Some(&known)));
    assert_eq!(store.suppress(&lead(1), bounce).await.unwrap(), None);
    assert_eq!(store.look(&lead(1)).await.unwrap().suppression, None);
    let again = since(SuppressionReason::HardBounce, 21);
    assert_eq!(store.suppress(&lead(1), again).await.unwrap(), Some(again));
    let standing = store.address_standing(&lead(1)).await.unwrap();
    assert_eq!((standing.suppression, standing.lifted), (Some(again), Some(known)));
}

pub(crate) async fn soft_bounces_are_kept_beside_the_suppression(store: Store) {
    const DAY: i64 = 24 * 60;
    for minutes in [0, DAY, DAY + 1, 2 * DAY] {
        let counted =
            store.change_address(&lead(1), |it| it.note_soft_bounce(at(minutes), Tokyo)).await.unwrap();
        assert_eq!(counted, store.address_standing(&lead(1)).await.unwrap());
        assert_eq!(store.suppression(&lead(1)).await.unwrap(), None);
    }
    let judged = store.change_address(&lead(1), |it| it.judge_soft_bounces(None)).await.unwrap();
    assert_eq!(judged.suppression, Some(since(SuppressionReason::SoftBounces, 2 * DAY)));
    assert_eq!(store.suppression(&lead(1)).await.unwrap(), judged.suppression);
    let complaint = since(SuppressionReason::Complaint, 3 * DAY);
    assert_eq!(store.suppress(&lead(1), complaint).await.unwrap(), Some(complaint));
    assert_eq!(store.address_standing(&lead(1)).await.unwrap().soft_bounces.iter().count(), 3);
}

pub(crate) async fn of_racing_changes_of_an_address_none_is_lost(store: Store) {
    const DAY: i64 = 24 * 60;
    let mut racing = tokio::task::JoinSet::new();
    for day in 0..3 {
        let store = store.clone();
        racing.spawn(async move {
            store.change_address(&lead(1), |it| it.note_soft_bounce(at(day * DAY), Tokyo)).await.map(drop)
        });
    }
    let done = racing.join_all().await;
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!(store.address_standing(&lead(1)).await.unwrap().soft_bounces.iter().count(), 3);
}
