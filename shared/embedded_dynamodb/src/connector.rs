//! The seam between the SDK's HTTP and the engine: a request goes in, a response comes out, and no socket is opened.

use crate::database::Handle;
use crate::operation::{Answer, Operation};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// The idempotency token the SDK is told to generate, so that it can be told from one that somebody chose.
pub(crate) const GENERATED_TOKEN: &str = "generated-by-the-client";

/// Calls that may wait for the engine on threads at once. It has one connection, so more would only hold threads.
const CALLS_AT_ONCE: usize = 4;

/// Carries requests to the engine.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    handle: Arc<Handle>,
    turns: Arc<Semaphore>,
    counts: Arc<[AtomicU64; Operation::ALL.len()]>,
}

impl Connector {
    pub(crate) fn new(handle: Handle) -> Self {
        Self {
            handle: Arc::new(handle),
            turns: Arc::new(Semaphore::new(CALLS_AT_ONCE)),
            counts: Arc::new(std::array::from_fn(|_| AtomicU64::new(0))),
        }
    }

    pub(crate) fn copy_to(&self, path: &std::path::Path) -> crate::Result<()> {
        self.handle.copy_to(path)
    }

    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        Operation::ALL
            .into_iter()
            .zip(self.counts.iter())
            .map(|(operation, count)| (operation.name(), count.load(Ordering::Relaxed)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// From request to response; whatever is to come between the two is wrapped around this.
    async fn respond(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let name =
            request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next()).unwrap_or("");
        let answer = match Operation::parse(name) {
            None => Answer::unknown_operation(name),
            Some(operation) => {
                self.count(operation);
                self.on_a_thread(move |database| {
                    operation.answer(database, request.body().bytes().unwrap_or_default())
                })
                .await?
            }
        };
        let status =
            StatusCode::try_from(answer.status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        Ok(response)
    }

    /// The answer to one request, found on the thread that asks.
    pub(crate) fn answer(&self, name: &str, body: &[u8]) -> Answer {
        let Some(operation) = Operation::parse(name) else { return Answer::unknown_operation(name) };
        self.count(operation);
        let (database, _) = self.handle.current();
        operation.answer(&database, body)
    }

    fn count(&self, operation: Operation) {
        if let Some(count) = self.counts.get(operation as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Lets the engine work where it does not hold up the other tasks of this process.
    async fn on_a_thread(
        &self,
        work: impl FnOnce(&Database) -> Answer + Send + 'static,
    ) -> Result<Answer, ConnectorError> {
        let _turn =
            self.turns.acquire().await.map_err(|closed| ConnectorError::other(closed.into(), None))?;
        let (database, generation) = self.handle.current();
        let done = tokio::task::spawn_blocking(move || work(&database)).await;
        done.map_err(|failure| {
            if failure.is_panic() {
                self.handle.reopen(generation);
            }
            ConnectorError::other("the engine stopped in the middle of a call".into(), None)
        })
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().respond(request))
    }
}

impl HttpClient for Connector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anything() -> Answer {
        Answer::unknown_operation("anything")
    }

    #[tokio::test]
    async fn after_a_panic_inside_the_engine_the_file_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        let connector = Connector::new(Handle::about_to_panic(&folder.path().join("table.db")));
        let sweep = |database: &Database| {
            database.sweep_ttl().unwrap();
            anything()
        };
        connector.on_a_thread(sweep).await.unwrap_err();
        assert_eq!(connector.on_a_thread(sweep).await.unwrap(), anything());
    }
}
