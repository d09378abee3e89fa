//! The observer of the table: it uses the same store and engine without faults and without time passing, for oracles and never for
//! functions.

use crate::aws::{Answering, Line, Reply, operation, response};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use embedded_dynamodb::Engine;
use serde_json::{Value, json};
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use store::Store;

/// The table's name.
pub const TABLE: &str = "hikyaku";

/// Answers a client at once.
#[derive(Clone)]
struct ObserverClient(Engine);

impl fmt::Debug for ObserverClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObserverClient")
    }
}

impl Answering for ObserverClient {
    async fn answer(self, request: HttpRequest) -> Reply {
        let body = request.body().bytes().unwrap_or_default();
        let (status, body) = self.0.answer(operation(&request), body);
        response(status, body)
    }
}

/// A store that sees the table as it is.
pub fn store(engine: &Engine) -> Store {
    Store::new(Engine::client_through(Line(ObserverClient(engine.clone()))), TABLE)
}

/// The result of a future that waits for nothing.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// An item as it stands, raw.
pub fn item(engine: &Engine, pk: &str, sk: &str) -> Option<Value> {
    let request = json!({ "TableName": TABLE, "ConsistentRead": true, "Key": key(pk, sk) });
    let (_, body) = engine.answer("GetItem", request.to_string().as_bytes());
    serde_json::from_str::<Value>(&body).ok()?.get_mut("Item").map(Value::take)
}

/// All keys of a partition.
pub fn sort_keys(engine: &Engine, pk: &str) -> Vec<String> {
    let request = json!({
        "TableName": TABLE, "ConsistentRead": true, "Limit": 1000,
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": { "#pk": "pk" },
        "ExpressionAttributeValues": { ":pk": { "S": pk } },
    });
    let (_, body) = engine.answer("Query", request.to_string().as_bytes());
    let answer: Value = serde_json::from_str(&body).unwrap_or_default();
    let items = answer["Items"].as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|item| item["sk"]["S"].as_str().map(str::to_owned)).collect()
}

/// Suppresses the address of a partition, whatever stands there.
pub fn suppress(engine: &Engine, pk: &str, since: cadence::Instant) {
    let mut item = key(pk, "now#suppression");
    item["reason"] = json!({ "S": "hard_bounce" });
    item["since"] = json!({ "S": since.to_rfc3339_opts(chrono::SecondsFormat::Millis, true) });
    let request = json!({ "TableName": TABLE, "Item": item });
    engine.answer("PutItem", request.to_string().as_bytes());
}

/// Deletes an item.
pub fn delete(engine: &Engine, pk: &str, sk: &str) {
    let request = json!({ "TableName": TABLE, "Key": key(pk, sk) });
    engine.answer("DeleteItem", request.to_string().as_bytes());
}

/// Rows written in one request at most (Amazon DynamoDB API Reference, `BatchWriteItem`).
pub const ROWS_AT_ONCE: usize = 25;

/// Writes rows, each an item as JSON, at most [`ROWS_AT_ONCE`] of them.
pub fn write(engine: &Engine, rows: &[String]) -> anyhow::Result<()> {
    let puts: Vec<String> = rows.iter().map(|row| format!(r#"{{"PutRequest":{{"Item":{row}}}}}"#)).collect();
    let request = format!(r#"{{"RequestItems":{{"{TABLE}":[{}]}}}}"#, puts.join(","));
    let (status, body) = engine.answer("BatchWriteItem", request.as_bytes());
    anyhow::ensure!(status == 200, "rows were not written: {body}");
    Ok(())
}

fn key(pk: &str, sk: &str) -> Value {
    json!({ "pk": { "S": pk }, "sk": { "S": sk } })
}
