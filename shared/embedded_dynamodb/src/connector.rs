//! The seam between the SDK's HTTP and the engine: a request goes in, a response comes out, and no socket is opened.

use crate::commits::Commits;
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
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Carries requests to the engine.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    handle: Arc<Handle>,
    commits: Arc<Commits>,
    counts: Arc<[AtomicU64; Operation::ALL.len()]>,
}

impl Connector {
    pub(crate) fn new(handle: Handle) -> Self {
        Self {
            handle: Arc::new(handle),
            commits: Arc::default(),
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
                let body = request.body().bytes().unwrap_or_default();
                self.durable(operation.writes(), |database| operation.answer(database, body)).await?
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
        let opened = self.handle.current();
        let (answer, seen) = self
            .commits
            .work(|| operation.answer(&opened.database, body), |it| commits(operation.writes(), it));
        let durable = opened.log.map_or(Ok(()), |log| self.commits.sync_until(&log, seen));
        durable.map_or_else(Answer::from, |()| answer)
    }

    fn count(&self, operation: Operation) {
        if let Some(count) = self.counts.get(operation as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Lets the engine work, and waits until the disk has what the answer tells. An operation takes a tenth of a millisecond,
    /// less than handing it to another thread and back; only the disk is waited for elsewhere.
    async fn durable(
        &self,
        writes: bool,
        work: impl FnOnce(&Database) -> Answer,
    ) -> Result<Answer, ConnectorError> {
        // Between two requests of one task the others have their turn.
        tokio::task::yield_now().await;
        let opened = self.handle.current();
        let worked = || catch_unwind(AssertUnwindSafe(|| work(&opened.database)));
        let (answer, seen) =
            self.commits.work(worked, |answer| answer.as_ref().map_or(writes, |it| commits(writes, it)));
        let Ok(answer) = answer else {
            self.handle.reopen(opened.generation);
            return Err(ConnectorError::other("the engine stopped in the middle of a call".into(), None));
        };
        let Some(log) = &opened.log else { return Ok(answer) };
        let durable = self.commits.until_synced(log, seen).await;
        Ok(durable.map_or_else(Answer::from, |()| answer))
    }
}

/// Whether an operation may have made a commit: a request that was refused made none.
fn commits(writes: bool, answer: &Answer) -> bool {
    writes && !(400..500).contains(&answer.status)
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
        connector.durable(true, sweep).await.unwrap_err();
        assert_eq!(connector.durable(true, sweep).await.unwrap(), anything());
    }
}
