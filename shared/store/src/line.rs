//! An item as one line of JSON.

use crate::attributes::Attributes;
use aws_sdk_dynamodb::types::AttributeValue;
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

/// Attributes that say where an item stands, and nothing about the person.
const OF_THE_TABLE: [&str; 7] = ["pk", "sk", "rev", "due_pk", "due_sk", "dormant_pk", "dormant_sk"];

/// The item as plain JSON, without what only the table needs.
pub(crate) fn plain(item: &Attributes) -> Value {
    let told = item.iter().filter(|(name, _)| !OF_THE_TABLE.contains(&name.as_str()));
    told.filter_map(|(name, value)| Some((name.clone(), untyped(value)?))).collect::<Map<_, _>>().into()
}

fn untyped(value: &AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(number) => serde_json::from_str(number).unwrap_or_else(|_| json!(number)),
        AttributeValue::Bool(flag) => json!(flag),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Ss(texts) => {
            let mut sorted = texts.clone();
            sorted.sort_unstable();
            json!(sorted)
        }
        AttributeValue::Ns(numbers) => json!(numbers),
        AttributeValue::L(values) => values.iter().filter_map(untyped).collect(),
        AttributeValue::M(map) => plain(map),
        AttributeValue::B(bytes) => json!(BASE64.encode(bytes.as_ref())),
        // No item has a set of bytes.
        AttributeValue::Bs(_) | _ => return None,
    })
}

/// The item as one line of JSON, the same for the same item.
pub(crate) fn line(item: &Attributes) -> String {
    object(item).to_string()
}

fn object(map: &Attributes) -> Value {
    map.iter().filter_map(|(name, value)| Some((name.clone(), typed(value)?))).collect::<Map<_, _>>().into()
}

fn typed(value: &AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::Ss(texts) => {
            let mut sorted = texts.clone();
            sorted.sort_unstable();
            json!({ "SS": sorted })
        }
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::L(values) => json!({ "L": values.iter().filter_map(typed).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": object(map) }),
        AttributeValue::B(bytes) => json!({ "B": BASE64.encode(bytes.as_ref()) }),
        // No item has a set of bytes.
        AttributeValue::Bs(_) | _ => return None,
    })
}
