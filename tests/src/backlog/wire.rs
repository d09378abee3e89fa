//! The line of one client: every request takes some milliseconds of the driven clock, is counted, and is then carried out at
//! once by the embedded engine. Nothing fails here.

use super::stage::Stage;
use crate::faults::observer;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use embedded_dynamodb::Engine;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::Store;

/// Milliseconds that the table takes to answer.
const ANSWER_MILLIS: (i64, i64) = (2, 8);

/// A line to the table and the mail service's account. Clones are the same line.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    stage: Arc<Stage>,
    queries: Arc<AtomicU64>,
}

impl Wire {
    pub(super) fn new(stage: &Arc<Stage>) -> Self {
        Self { stage: Arc::clone(stage), queries: Arc::default() }
    }

    /// A store at the end of this line.
    pub(super) fn store(&self) -> Store {
        Store::new(Engine::client_through(self.clone()), observer::TABLE)
    }

    /// Pages of an index that were read over this line.
    pub(super) fn queries(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    async fn carry(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        self.stage.pause(ANSWER_MILLIS).await;
        let operation = observer::operation(&request);
        if operation.is_empty() {
            return observer::response(200, self.account().to_string());
        }
        if operation == "Query" {
            self.queries.fetch_add(1, Ordering::Relaxed);
        }
        let body = request.body().bytes().unwrap_or_default();
        let (status, body) = self.stage.engine.answer(operation, body);
        observer::response(status, body)
    }

    /// What the mail service says about the account: a day's quota that is enough.
    fn account(&self) -> serde_json::Value {
        let sent = self.stage.props().door.accepted();
        let per_day = f64::from(self.stage.plan.due) * 2.0 + 50_000.0;
        json!({ "SendQuota": { "Max24HourSend": per_day, "MaxSendRate": self.stage.plan.rate, "SentLast24Hours": sent } })
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().carry(request))
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
