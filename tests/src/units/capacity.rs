//! The consumption of a request to the table: asked of the engine with `ReturnConsumedCapacity`, which counts as DynamoDB does
//! ("Read and write operations", Amazon DynamoDB Developer Guide). The product does not ask for it.

use serde_json::Value;

/// Bytes of one write unit.
const WRITE_UNIT_BYTES: u64 = 1024;

/// Units of one request.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Consumed {
    pub(super) write: f64,
    pub(super) read: f64,
}

/// The request with the question in it.
pub(super) fn asking(body: &[u8]) -> (Value, Vec<u8>) {
    let mut request: Value = serde_json::from_slice(body).unwrap_or_default();
    if let Some(fields) = request.as_object_mut() {
        fields.insert("ReturnConsumedCapacity".to_owned(), "INDEXES".into());
    }
    let bytes = request.to_string().into_bytes();
    (request, bytes)
}

/// The units in the answer. An answer that refuses says nothing, so it is counted by the rules: a write whose condition does
/// not hold takes what the item that stands there would take, and at least one unit; in a transaction twice that.
pub(super) fn consumed(operation: &str, request: &Value, status: u16, answer: &str) -> Consumed {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let writes = is_write(operation);
    let units = if status == 200 {
        let said = &answer["ConsumedCapacity"];
        let tables = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
        tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum()
    } else if operation == "TransactWriteItems" {
        let actions = request["TransactItems"].as_array().map_or(0, Vec::len);
        2.0 * f64::from(u32::try_from(actions).unwrap_or(u32::MAX))
    } else if writes {
        f64::from(
            u32::try_from(item_bytes(&answer["Item"]).div_ceil(WRITE_UNIT_BYTES).max(1)).unwrap_or(u32::MAX),
        )
    } else {
        0.0
    };
    if writes { Consumed { write: units, read: 0.0 } } else { Consumed { write: 0.0, read: units } }
}

fn is_write(operation: &str) -> bool {
    ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"].contains(&operation)
}

/// The size of an item by DynamoDB's rules ("DynamoDB item sizes and formats").
pub(super) fn item_bytes(item: &Value) -> u64 {
    let attributes = item.as_object().into_iter().flatten();
    attributes.map(|(name, value)| name.len() as u64 + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> u64 {
    let Some((kind, inside)) = value.as_object().and_then(|typed| typed.iter().next()) else { return 0 };
    let text = |value: &Value| value.as_str().map_or(0, |text| text.len() as u64);
    match (kind.as_str(), inside) {
        ("N", number) => text(number).div_ceil(2) + 1,
        ("SS" | "NS" | "BS", Value::Array(list)) => list.iter().map(text).sum(),
        ("M", map) => 3 + item_bytes(map) + map.as_object().map_or(0, |map| map.len() as u64),
        ("L", Value::Array(list)) => 3 + list.iter().map(|it| 1 + value_bytes(it)).sum::<u64>(),
        ("BOOL" | "NULL", _) => 1,
        (_, other) => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_says_what_it_took_and_a_refusal_is_counted_by_the_rules() {
        let said = json!({ "ConsumedCapacity": { "CapacityUnits": 3.0 } }).to_string();
        let (write, read) = (|write| Consumed { write, read: 0.0 }, |read| Consumed { write: 0.0, read });
        assert_eq!(consumed("PutItem", &json!({}), 200, &said), write(3.0));
        assert_eq!(consumed("Query", &json!({}), 200, &said), read(3.0));
        let refused = json!({ "Item": { "a": { "S": "x".repeat(1500) } } }).to_string();
        assert_eq!(consumed("PutItem", &json!({}), 400, &refused), write(2.0));
        assert_eq!(consumed("UpdateItem", &json!({}), 400, "{}"), write(1.0));
        let two = json!({ "TransactItems": [{}, {}] });
        assert_eq!(consumed("TransactWriteItems", &two, 400, "{}"), write(4.0));
        assert_eq!(consumed("GetItem", &json!({}), 400, "{}"), read(0.0));
    }

    #[test]
    fn items_are_as_large_as_their_names_and_values() {
        let item = json!({ "pk": { "S": "abc" }, "n": { "N": "12345" }, "t": { "SS": ["a", "bc"] }, "y": { "BOOL": true } });
        assert_eq!(item_bytes(&item), 5 + 1 + 4 + 1 + 3 + 1 + 1);
    }
}
