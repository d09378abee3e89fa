//! Sets of texts: they grow by adding, hold nothing twice, and are never empty.

use super::{Table, code, key};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};

fn set(texts: &[&str]) -> AttributeValue {
    AttributeValue::Ss(texts.iter().map(|text| (*text).to_owned()).collect())
}

pub(crate) async fn a_set_is_made_by_adding_and_holds_nothing_twice(table: Table) {
    let mut seen = Vec::new();
    for texts in [&["a"][..], &["b"], &["a", "c"]] {
        let update = table.client.update_item().table_name(&table.name).set_key(Some(key("a")));
        let update = update.update_expression("ADD words :words").return_values(ReturnValue::AllNew);
        let answer = update.expression_attribute_values(":words", set(texts)).send().await.unwrap();
        let mut words = answer.attributes.unwrap()["words"].as_ss().unwrap().clone();
        words.sort_unstable();
        seen.push(words.join(" "));
    }
    assert_eq!(seen, ["a", "a b", "a b c"]);
}

pub(crate) async fn a_condition_asks_whether_a_set_contains_a_text(table: Table) {
    table.put("a", &[]).item("words", set(&["one", "two"])).send().await.unwrap();
    let answer = |word: &str| {
        let put = table.put("a", &[]).item("words", set(&["one", "two"]));
        put.condition_expression("contains(words, :word)")
            .expression_attribute_values(":word", super::text(word))
            .send()
    };
    answer("two").await.unwrap();
    // A part of a member is no member.
    assert_eq!(code(answer("tw").await), "ConditionalCheckFailedException");
}

pub(crate) async fn an_empty_set_is_refused(table: Table) {
    assert_eq!(code(table.put("a", &[]).item("words", set(&[])).send().await), "ValidationException");
}
