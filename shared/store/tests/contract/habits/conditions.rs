//! Conditions: what is shown when one fails, and what is refused before it is tried.

use super::{Table, code, item, key, text};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;

pub(crate) async fn a_put_whose_condition_fails_shows_what_stands_there(table: Table) {
    table.write("a", &[("word", "first")]).await;
    let put = table.put("a", &[("word", "second")]).condition_expression("attribute_not_exists(pk)");
    let refused = put.return_values_on_condition_check_failure(AllOld).send().await.unwrap_err();
    let PutItemError::ConditionalCheckFailedException(failed) = refused.into_service_error() else {
        panic!("a failed condition has its own error")
    };
    let shown = failed.item.map(|shown| shown.into_iter().collect());
    assert_eq!(shown, Some(item("a", &[("word", "first")])));
    assert_eq!(table.read("a").await, Some(item("a", &[("word", "first")])));
}

pub(crate) async fn an_update_whose_condition_fails_makes_no_item_and_shows_none(table: Table) {
    let update = table.client.update_item().table_name(&table.name).set_key(Some(key("a")));
    let update = update.update_expression("SET word = :word").condition_expression("attribute_exists(pk)");
    let update = update.expression_attribute_values(":word", text("x"));
    let refused = update.return_values_on_condition_check_failure(AllOld).send().await.unwrap_err();
    let UpdateItemError::ConditionalCheckFailedException(failed) = refused.into_service_error() else {
        panic!("a failed condition has its own error")
    };
    assert_eq!(failed.item, None);
    assert_eq!(table.read("a").await, None);
}

pub(crate) async fn a_comparison_with_an_attribute_that_is_missing_does_not_hold(table: Table) {
    table.write("a", &[]).await;
    for condition in ["word > :word", "word < :word", "word = :word", "contains(word, :word)"] {
        let put = table.put("a", &[("word", "x")]).condition_expression(condition);
        let answer = put.expression_attribute_values(":word", text("m")).send().await;
        assert_eq!(code(answer), "ConditionalCheckFailedException", "{condition}");
    }
    // Except that what is missing differs from everything.
    let put = table.put("a", &[("word", "x")]).condition_expression("word <> :word");
    put.expression_attribute_values(":word", text("m")).send().await.unwrap();
}

pub(crate) async fn a_name_or_a_value_that_no_expression_uses_is_refused(table: Table) {
    let put = || table.put("a", &[]).condition_expression("attribute_not_exists(#pk)");
    let named = || put().expression_attribute_names("#pk", "pk");
    assert_eq!(
        code(named().expression_attribute_names("#other", "other").send().await),
        "ValidationException"
    );
    assert_eq!(
        code(named().expression_attribute_values(":other", text("x")).send().await),
        "ValidationException"
    );
    assert_eq!(code(put().send().await), "ValidationException", "a name that stands for nothing");
    named().send().await.unwrap();
}

pub(crate) async fn a_value_that_is_there_already_is_kept_by_if_not_exists(table: Table) {
    for word in ["first", "second"] {
        let update = table.client.update_item().table_name(&table.name).set_key(Some(key("a")));
        let update = update.update_expression("SET word = if_not_exists(word, :word), latest = :word");
        update.expression_attribute_values(":word", text(word)).send().await.unwrap();
    }
    assert_eq!(table.read("a").await, Some(item("a", &[("word", "first"), ("latest", "second")])));
}
