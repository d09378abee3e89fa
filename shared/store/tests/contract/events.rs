//! Named events: each occurrence once, in any order.

use crate::fixtures::{admit, at, event, lead};
use std::collections::BTreeMap;
use store::Store;

pub(crate) async fn the_same_occurrence_counts_once(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let card = store.card(&lead(1)).await.unwrap().unwrap();
    let purchase = event("purchase");
    assert!(store.note_event(&card, &purchase, at(5), "order-1").await.unwrap());
    assert!(!store.note_event(&card, &purchase, at(5), "order-1").await.unwrap());
    assert!(store.note_event(&card, &purchase, at(3), "order-2").await.unwrap());
    assert!(store.note_event(&card, &event("signup"), at(1), "order-1").await.unwrap());
    assert_eq!(
        store.events_of(&lead(1)).await.unwrap(),
        BTreeMap::from([(purchase, at(5)), (event("signup"), at(1))])
    );
}

pub(crate) async fn first_and_last_times_do_not_depend_on_the_order(store: Store) {
    let orders: [Vec<i64>; 3] =
        [(0..20).collect(), (0..20).rev().collect(), (0..20).map(|n| n * 7 % 20).collect()];
    for (number, order) in (1..).zip(orders) {
        admit(&store, number, Vec::new()).await;
        let card = store.card(&lead(number)).await.unwrap().unwrap();
        for minutes in order {
            store.note_event(&card, &event("visit"), at(minutes), &minutes.to_string()).await.unwrap();
        }
        assert!(!store.note_event(&card, &event("visit"), at(19), "19").await.unwrap());
        let known = store.events_of(&lead(number)).await.unwrap();
        assert_eq!(known, BTreeMap::from([(event("visit"), at(19))]));
    }
}

pub(crate) async fn reports_from_many_sides_are_all_counted(store: Store) {
    admit(&store, 1, Vec::new()).await;
    let card = store.card(&lead(1)).await.unwrap().unwrap();
    let mut reporters = tokio::task::JoinSet::new();
    for number in 0..6_u16 {
        let (store, card) = (store.clone(), card.clone());
        reporters.spawn(async move {
            store
                .note_event(&card, &event("visit"), at(number.into()), &(number / 2).to_string())
                .await
                .unwrap()
        });
    }
    let new = reporters.join_all().await.into_iter().filter(|new| *new).count();
    assert_eq!(new, 3);
    assert_eq!(store.events_of(&lead(1)).await.unwrap()[&event("visit")], at(5));
}
