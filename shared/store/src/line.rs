//! An item as one line of JSON.

use crate::attributes::Attributes;
use aws_sdk_dynamodb::types::AttributeValue;
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

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
