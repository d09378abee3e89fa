//! Indexes: who is in them, what their rows hold, and how their pages join.

use super::{Item, Table, code, key, text};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

impl Table {
    /// A query of one partition of the index `due`.
    fn due(&self, condition: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).index_name("due").limit(100);
        query.key_condition_expression(condition).expression_attribute_values(":pk", text("due#main#0"))
    }

    async fn rows(&self, condition: &str) -> Vec<Item> {
        let answer = self.due(condition).send().await.unwrap();
        answer.items().iter().map(|row| row.clone().into_iter().collect()).collect()
    }

    async fn wait(&self, sk: &str, due: &str) {
        self.write(sk, &[("due_pk", "due#main#0"), ("due_sk", due), ("state", "waiting")]).await;
    }
}

/// The last part of the key of each row.
fn names(rows: &[HashMap<String, AttributeValue>]) -> Vec<String> {
    rows.iter().map(|row| row["sk"].as_s().unwrap().clone()).collect()
}

pub(crate) async fn a_row_of_an_index_has_its_keys_and_nothing_else(table: Table) {
    table.wait("a", "2026").await;
    let rows = table.rows("due_pk = :pk").await;
    assert_eq!(rows, [super::item("a", &[("due_pk", "due#main#0"), ("due_sk", "2026")])]);
}

pub(crate) async fn an_item_without_the_keys_of_an_index_is_not_in_it(table: Table) {
    table.write("a", &[("state", "done")]).await;
    table.write("b", &[("due_pk", "due#main#0")]).await;
    table.wait("c", "2026").await;
    assert_eq!(table.rows("due_pk = :pk").await.len(), 1);
    // An item that loses the keys leaves the index, whether by a put or by an update.
    table.write("c", &[("state", "done")]).await;
    assert!(table.rows("due_pk = :pk").await.is_empty());
    table.wait("c", "2027").await;
    let update = table.client.update_item().table_name(&table.name).set_key(Some(key("c")));
    update.update_expression("REMOVE due_pk, due_sk").send().await.unwrap();
    assert!(table.rows("due_pk = :pk").await.is_empty());
}

pub(crate) async fn an_index_cannot_be_read_strongly(table: Table) {
    let answer = table.due("due_pk = :pk").consistent_read(true).send().await;
    assert_eq!(code(answer), "ValidationException");
}

pub(crate) async fn a_range_takes_both_of_its_ends(table: Table) {
    for (sk, due) in [("a", "2026-01"), ("b", "2026-02"), ("c", "2026-03"), ("d", "2026-04")] {
        table.wait(sk, due).await;
    }
    let query = table.due("due_pk = :pk AND due_sk BETWEEN :from AND :to");
    let query = query.expression_attribute_values(":from", text("2026-02"));
    let answer = query.expression_attribute_values(":to", text("2026-03")).send().await.unwrap();
    assert_eq!(names(answer.items()), ["b", "c"]);
    let backwards = table.due("due_pk = :pk AND due_sk BETWEEN :from AND :to");
    let backwards = backwards.expression_attribute_values(":from", text("2026-03"));
    let answer = backwards.expression_attribute_values(":to", text("2026-02")).send().await;
    assert_eq!(code(answer), "ValidationException", "a range that ends before it begins");
}

pub(crate) async fn pages_among_equal_times_join_without_gap_or_overlap(table: Table) {
    for number in 0..25 {
        table.wait(&format!("n{number:02}"), "2026").await;
    }
    for limit in [1, 4, 5, 25] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = table.due("due_pk = :pk").limit(limit).set_exclusive_start_key(after).send();
            let page = page.await.unwrap();
            assert!(page.count() <= limit);
            seen.extend(names(page.items()));
            after = page.last_evaluated_key;
            if after.is_none() {
                break;
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..25).map(|number| format!("n{number:02}")).collect::<Vec<_>>(), "by {limit}");
    }
}

pub(crate) async fn a_page_begins_behind_a_row_that_is_gone(table: Table) {
    for (sk, due) in [("a", "1"), ("b", "2"), ("c", "2"), ("d", "3")] {
        table.wait(sk, due).await;
    }
    let page = table.due("due_pk = :pk").limit(2).send().await.unwrap();
    let after = page.last_evaluated_key.clone().unwrap();
    let gone = after["sk"].as_s().unwrap().clone();
    table.client.delete_item().table_name(&table.name).set_key(Some(key(&gone))).send().await.unwrap();
    let rest = table.due("due_pk = :pk").set_exclusive_start_key(Some(after)).send().await.unwrap();
    let mut all = [names(page.items()), names(rest.items())].concat();
    all.sort_unstable();
    assert_eq!(all, ["a", "b", "c", "d"]);
}

pub(crate) async fn rows_come_in_the_order_of_their_bytes(table: Table) {
    let times = ["2026-11-21T00:00:00.123Z", "2026-11-21T00:00:00.124Z", "2026-12-01", "あ", "ん", "😀"];
    for (number, due) in times.iter().enumerate().rev() {
        table.wait(&format!("n{number}"), due).await;
    }
    let rows = table.rows("due_pk = :pk").await;
    let found: Vec<&str> = rows.iter().map(|row| row["due_sk"].as_s().unwrap().as_str()).collect();
    assert_eq!(found, times);
}
