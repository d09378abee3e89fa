//! Places in JSON, for tests that change any of them.

use serde_json::Value;

/// The JSON pointer (RFC 6901) of every value in `value`, its own first.
pub fn pointers(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    add(value, "", &mut all);
    all
}

fn add(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                add(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                add(value, &format!("{pointer}/{index}"), all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
