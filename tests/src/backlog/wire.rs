//! The line of one client: every request takes some milliseconds of the driven clock, is counted, and is then carried out at
//! once by the embedded engine. Nothing fails here.

use super::stage::Stage;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use embedded_dynamodb::Engine;
use kit::aws::{self, Answering, Line, Reply};
use kit::observer;
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
        Store::new(Engine::client_through(Line(self.clone())), observer::TABLE)
    }

    /// Pages of an index that were read over this line.
    pub(super) fn queries(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    /// The mail service's answer about the account: a day's quota that is enough.
    fn account(&self) -> Reply {
        let accepted = u32::try_from(self.stage.props().door.accepted()).unwrap_or(u32::MAX);
        let per_day = f64::from(self.stage.plan.due) * 2.0 + 50_000.0;
        aws::quota(per_day, self.stage.plan.rate.into(), accepted.into())
    }
}

impl Answering for Wire {
    async fn answer(self, request: HttpRequest) -> Reply {
        self.stage.pause(ANSWER_MILLIS).await;
        let operation = aws::operation(&request);
        if operation.is_empty() {
            return self.account();
        }
        if operation == "Query" {
            self.queries.fetch_add(1, Ordering::Relaxed);
        }
        let body = request.body().bytes().unwrap_or_default();
        let (status, body) = self.stage.engine.answer(operation, body);
        aws::response(status, body)
    }
}
