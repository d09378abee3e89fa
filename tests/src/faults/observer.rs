//! The observer of the table: it uses the same store and engine without faults and without time passing, for oracles and never for
//! functions.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use embedded_dynamodb::Engine;
use serde_json::{Value, json};
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use store::Store;

/// The table's name.
pub(crate) const TABLE: &str = "hikyaku";

/// Answers a client at once.
#[derive(Clone)]
struct ObserverClient(Engine);

impl fmt::Debug for ObserverClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObserverClient")
    }
}

impl HttpConnector for ObserverClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap_or_default();
        let (status, body) = self.0.answer(operation(&request), body);
        HttpConnectorFuture::ready(response(status, body))
    }
}

impl HttpClient for ObserverClient {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// The operation that a request asks for.
pub(crate) fn operation(request: &HttpRequest) -> &str {
    request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next()).unwrap_or_default()
}

/// An answer as the SDK takes it.
pub(crate) fn response(status: u16, body: String) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}

/// A store that sees the table as it is.
pub(crate) fn store(engine: &Engine) -> Store {
    Store::new(Engine::client_through(ObserverClient(engine.clone())), TABLE)
}

/// What a future that waits for nothing gives.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// An item as it stands, raw.
pub(crate) fn item(engine: &Engine, pk: &str, sk: &str) -> Option<Value> {
    let request = json!({ "TableName": TABLE, "ConsistentRead": true, "Key": key(pk, sk) });
    let (_, body) = engine.answer("GetItem", request.to_string().as_bytes());
    serde_json::from_str::<Value>(&body).ok()?.get_mut("Item").map(Value::take)
}

/// All keys of a partition.
pub(crate) fn sort_keys(engine: &Engine, pk: &str) -> Vec<String> {
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
pub(crate) fn suppress(engine: &Engine, pk: &str, since: cadence::Instant) {
    let mut item = key(pk, "now#suppression");
    item["reason"] = json!({ "S": "hard_bounce" });
    item["since"] = json!({ "S": since.to_rfc3339_opts(chrono::SecondsFormat::Millis, true) });
    let request = json!({ "TableName": TABLE, "Item": item });
    engine.answer("PutItem", request.to_string().as_bytes());
}

/// Deletes an item.
pub(crate) fn delete(engine: &Engine, pk: &str, sk: &str) {
    let request = json!({ "TableName": TABLE, "Key": key(pk, sk) });
    engine.answer("DeleteItem", request.to_string().as_bytes());
}

fn key(pk: &str, sk: &str) -> Value {
    json!({ "pk": { "S": pk }, "sk": { "S": sk } })
}
