//! Limits: sizes and counts, beyond which a request is refused or answered in parts.

use super::{Table, code, key, text};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use std::collections::HashMap;

/// Bytes of one item at most (Developer Guide, "Quotas").
const ITEM_BYTES_MAX: usize = 400 * 1024;

pub(crate) async fn an_item_of_the_largest_size_fits_and_one_byte_more_does_not(table: Table) {
    // Names and values count: pk, p, sk, a and text are ten bytes.
    let fits = "x".repeat(ITEM_BYTES_MAX - 10);
    table.write("a", &[("text", &fits)]).await;
    let answer = table.put("b", &[("text", &format!("{fits}x"))]).send().await;
    assert_eq!(code(answer), "ValidationException");
    assert_eq!(table.read("b").await, None);
}

pub(crate) async fn a_query_ends_its_page_at_a_megabyte(table: Table) {
    let large = "x".repeat(300 * 1024);
    for number in 0..6 {
        table.write(&format!("n{number}"), &[("text", &large)]).await;
    }
    let (mut seen, mut pages, mut after) = (0, 0, None);
    loop {
        let query = table.client.query().table_name(&table.name).limit(100).set_exclusive_start_key(after);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text("p"));
        let page = query.consistent_read(true).send().await.unwrap();
        assert!(page.count() <= 4, "a page has more than a megabyte");
        (seen, pages, after) = (seen + page.count(), pages + 1, page.last_evaluated_key);
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, 6);
    assert!(pages > 1);
}

fn asked(keys: impl IntoIterator<Item = HashMap<String, AttributeValue>>) -> KeysAndAttributes {
    KeysAndAttributes::builder().set_keys(Some(keys.into_iter().collect())).build().unwrap()
}

pub(crate) async fn a_batch_of_more_than_a_hundred_or_of_the_same_key_twice_is_refused(table: Table) {
    let batch = |keys| table.client.batch_get_item().request_items(&table.name, asked(keys)).send();
    let many: Vec<_> = (0..101).map(|number| key(&number.to_string())).collect();
    batch(many[..100].to_vec()).await.unwrap();
    assert_eq!(code(batch(many).await), "ValidationException");
    assert_eq!(code(batch(vec![key("a"), key("a")]).await), "ValidationException");
}

pub(crate) async fn empty_text_is_kept_and_an_empty_key_is_refused(table: Table) {
    table.write("a", &[("text", "")]).await;
    assert_eq!(table.read("a").await, Some(super::item("a", &[("text", "")])));
    assert_eq!(code(table.put("", &[]).send().await), "ValidationException");
    let indexed = table.put("b", &[("due_pk", ""), ("due_sk", "2026")]).send().await;
    assert_eq!(code(indexed), "ValidationException", "a key of an index");
}

pub(crate) async fn a_key_of_an_index_must_be_text(table: Table) {
    let put = table.put("a", &[("due_pk", "due#main#0")]).item("due_sk", AttributeValue::N("1".to_owned()));
    assert_eq!(code(put.send().await), "ValidationException");
}
