//! The table as a whole.

use crate::fixtures::{admit, at, enrolled};
use store::{Store, StoreError};

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

pub(crate) async fn the_export_has_every_item_on_a_line(store: Store) {
    for number in 0..60 {
        enrolled(&store, number, at(1)).await;
    }
    let mut lines = Vec::new();
    let count = store.export_lines(|line| lines.push(line)).await.unwrap();
    // Three items for each lead, and the number of shards.
    assert_eq!(count, 181);
    assert_eq!(lines.len(), 181);
    assert!(lines.iter().all(|line| line.starts_with('{') && !line.contains('\n')));
    assert!(lines.iter().any(|line| line.contains(r#""shards":{"N":"2"}"#)), "{}", lines[0]);
    assert_eq!(lines.iter().filter(|line| line.contains(r#""name":{"S":"田中"}"#)).count(), 60);
}
