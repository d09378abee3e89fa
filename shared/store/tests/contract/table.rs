//! The table as a whole.

use crate::fixtures::{admit, at, begins, enrolled, enrollment, lead, waiting};
use cadence::enrollment::{Ending, State};
use std::collections::BTreeSet;
use store::{Met, Store, StoreError};

pub(crate) async fn making_the_table_twice_keeps_its_shards(store: Store) {
    admit(&store, 1, Vec::new()).await;
    store.create_table(16).await.unwrap();
    assert_eq!(store.shards().await.unwrap(), 2);
    assert!(store.card(&crate::fixtures::lead(1)).await.unwrap().is_some());
}

pub(crate) async fn data_of_another_identity_key_are_refused(store: Store) {
    store.guard_identity("aaaa").await.unwrap();
    store.guard_identity("aaaa").await.unwrap();
    let refused = store.guard_identity("bbbb").await.unwrap_err();
    assert!(matches!(refused, StoreError::IdentityMismatch { .. }));
    assert!(refused.to_string().contains("give it the key the data were written with"), "{refused}");
    assert!(!refused.is_retryable());
}

pub(crate) async fn an_identity_key_is_compared_without_being_settled(store: Store) {
    assert!(!store.knows_identity("aaaa").await.unwrap());
    let early = store.identity().await.unwrap().check("aaaa").unwrap_err();
    assert!(matches!(early, StoreError::IdentityUnsettled) && !early.is_retryable());
    assert!(!store.knows_identity("aaaa").await.unwrap(), "asking settles nothing");
    store.guard_identity("bbbb").await.unwrap();
    assert!(store.knows_identity("bbbb").await.unwrap());
    let standing = store.identity().await.unwrap();
    assert!(standing.check("bbbb").is_ok());
    assert!(matches!(standing.check("aaaa"), Err(StoreError::IdentityMismatch { .. })));
    let refused = store.knows_identity("aaaa").await.unwrap_err();
    assert!(matches!(refused, StoreError::IdentityMismatch { .. }));
}

pub(crate) async fn a_walk_meets_every_lead_and_every_enrollment_once(store: Store) {
    // More than a page of items, most of which it leaves alone.
    for number in 0..400 {
        let over = State::Done { ending: Ending::Finished, at: at(2) };
        let both = [("welcome", waiting(at(5))), ("other", over)];
        admit(&store, number, both.map(|(name, state)| begins(enrollment(number, name, state))).into()).await;
    }
    let (mut leads, mut inside, mut told) = (BTreeSet::new(), Vec::new(), Vec::new());
    let walked = store
        .walk_enrollments(
            |met| match met.unwrap() {
                Met::Lead(lead, zone) => {
                    assert_eq!(zone, chrono_tz::Asia::Tokyo);
                    assert!(leads.insert(lead));
                }
                Met::Enrollment(enrollment) => inside.push(*enrollment),
            },
            |walked| told.push(walked),
        )
        .await
        .unwrap();
    assert_eq!(leads, (0..400).map(lead).collect());
    assert_eq!(inside.len(), 800);
    assert!(inside.contains(&enrollment(7, "welcome", waiting(at(5)))));
    assert!(walked.items > 1600 && told.len() > 1, "{walked:?} after {} pages", told.len());
    assert!(walked.read_units > 0.0 && told.last() == Some(&walked), "{walked:?}");
}

pub(crate) async fn the_export_has_every_item_on_a_line(store: Store) {
    for number in 0..60 {
        enrolled(&store, number, at(1)).await;
    }
    let mut lines = Vec::new();
    let count = store.export_lines(|line| lines.push(line)).await.unwrap();
    // Four items for each lead, and the number of shards.
    assert_eq!(count, 241);
    assert_eq!(lines.len(), 241);
    assert!(lines.iter().all(|line| line.starts_with('{') && !line.contains('\n')));
    assert!(lines.iter().any(|line| line.contains(r#""shards":{"N":"2"}"#)), "{}", lines[0]);
    assert_eq!(lines.iter().filter(|line| line.contains(r#""name":{"S":"田中"}"#)).count(), 60);
}
