//! The names of requests to the table: by what they write or read.

use serde_json::Value;

/// A request by its operation and by what it writes or reads.
pub(super) fn name(operation: &str, request: &Value) -> String {
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" => format!("{operation} {}", written(operation, request)),
        "GetItem" | "BatchGetItem" | "Query" => format!("{operation} {}", read(operation, request)),
        other => other.to_owned(),
    }
}

/// Names what a request writes.
pub(super) fn written(operation: &str, request: &Value) -> String {
    match operation {
        "PutItem" => kind(&request["Item"]),
        "UpdateItem" | "DeleteItem" => kind(&request["Key"]),
        other => other.to_owned(),
    }
}

/// Names what a request reads: the kinds of its keys, or the index or the range that a query goes over.
pub(super) fn read(operation: &str, request: &Value) -> String {
    let values = &request["ExpressionAttributeValues"];
    match operation {
        "GetItem" => kind(&request["Key"]),
        "BatchGetItem" => {
            let tables = request["RequestItems"].as_object();
            let keys =
                tables.into_iter().flat_map(|tables| tables.values()).filter_map(|it| it["Keys"].as_array());
            keys.flatten().map(kind).collect::<Vec<_>>().join(" + ")
        }
        "Query" => request["IndexName"].as_str().map_or_else(
            || {
                let texts = values.as_object().into_iter().flat_map(|values| values.values());
                let words =
                    texts.filter_map(|value| Some(value["S"].as_str()?.split('#').next()?.to_owned()));
                format!("all of {}", words.collect::<Vec<_>>().join(" "))
            },
            |index| format!("index {index}"),
        ),
        other => other.to_owned(),
    }
}

/// The kind of an item: the first word of its sort key within a lead, of its partition elsewhere.
pub(super) fn kind(key: &Value) -> String {
    let word = |name: &str| {
        let text = key[name]["S"].as_str().unwrap_or_default();
        let text = text.strip_prefix("now#").unwrap_or(text);
        text.split('#').next().unwrap_or_default().to_owned()
    };
    if word("pk") == "L" || word("pk") == "cursor" { word("sk") } else { word("pk") }
}
