//! Transactions: all or nothing, with a reason for each action.

use super::{Table, code, item, key, text};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem};

fn put(table: &Table, sk: &str, condition: Option<&str>) -> TransactWriteItem {
    let put = Put::builder().table_name(&table.name).set_item(Some(key(sk))).item("word", text("new"));
    let put = put.set_condition_expression(condition.map(str::to_owned)).build().unwrap();
    TransactWriteItem::builder().put(put).build()
}

fn check(table: &Table, sk: &str, condition: &str) -> TransactWriteItem {
    let check = ConditionCheck::builder().table_name(&table.name).set_key(Some(key(sk)));
    let check = check.condition_expression(condition).build().unwrap();
    TransactWriteItem::builder().condition_check(check).build()
}

async fn reasons(table: &Table, actions: Vec<TransactWriteItem>) -> Vec<String> {
    let answer = table.client.transact_write_items().set_transact_items(Some(actions)).send().await;
    let TransactWriteItemsError::TransactionCanceledException(cancelled) =
        answer.unwrap_err().into_service_error()
    else {
        panic!("a cancelled transaction has its own error")
    };
    let reasons = cancelled.cancellation_reasons().iter();
    reasons.map(|reason| reason.code().unwrap_or("no code").to_owned()).collect()
}

pub(crate) async fn a_cancelled_transaction_names_the_action_that_failed_and_writes_nothing(table: Table) {
    table.write("b", &[("word", "old")]).await;
    let failed = ["None", "ConditionalCheckFailed", "None"];
    let actions = vec![
        put(&table, "a", Some("attribute_not_exists(pk)")),
        put(&table, "b", Some("attribute_not_exists(pk)")),
        put(&table, "c", None),
    ];
    assert_eq!(reasons(&table, actions).await, failed);
    let checked =
        vec![put(&table, "a", None), check(&table, "x", "attribute_exists(pk)"), put(&table, "c", None)];
    assert_eq!(reasons(&table, checked).await, failed);
    assert_eq!(table.read("a").await, None);
    assert_eq!(table.read("b").await, Some(item("b", &[("word", "old")])));
    assert_eq!(table.read("c").await, None);
}

pub(crate) async fn a_transaction_that_holds_is_written_whole(table: Table) {
    table.write("b", &[]).await;
    let actions =
        vec![put(&table, "a", None), check(&table, "b", "attribute_exists(pk)"), put(&table, "c", None)];
    table.client.transact_write_items().set_transact_items(Some(actions)).send().await.unwrap();
    for sk in ["a", "c"] {
        assert_eq!(table.read(sk).await, Some(item(sk, &[("word", "new")])));
    }
}

pub(crate) async fn a_transaction_touches_each_item_once_and_at_most_a_hundred(table: Table) {
    let transact = |actions| table.client.transact_write_items().set_transact_items(Some(actions)).send();
    let twice = vec![put(&table, "a", None), check(&table, "a", "attribute_not_exists(pk)")];
    assert_eq!(code(transact(twice).await), "ValidationException");
    let many = |count: usize| (0..count).map(|number| put(&table, &number.to_string(), None)).collect();
    assert_eq!(code(transact(many(101)).await), "ValidationException");
    transact(many(100)).await.unwrap();
}

pub(crate) async fn of_two_transactions_on_one_item_one_is_carried_out(table: Table) {
    let mut racing = tokio::task::JoinSet::new();
    for number in 0..6 {
        let actions = vec![
            put(&table, "shared", Some("attribute_not_exists(pk)")),
            put(&table, &format!("own{number}"), None),
        ];
        let transact = table.client.transact_write_items().set_transact_items(Some(actions));
        racing.spawn(async move { transact.send().await.is_ok() });
    }
    assert_eq!(racing.join_all().await.into_iter().filter(|won| *won).count(), 1);
    let mut own = 0;
    for number in 0..6 {
        own += usize::from(table.read(&format!("own{number}")).await.is_some());
    }
    assert_eq!(own, 1, "the others wrote nothing");
}
