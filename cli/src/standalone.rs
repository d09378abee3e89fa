//! One machine: all functions in one process over the embedded engine, the outbox and queues in memory.
//!
//! `up`, `demo` and the scenario tests stand on this; what happens inside is the functions' own work.

pub(crate) mod clock_file;
mod drain;
#[cfg(test)]
pub(crate) mod fixture;
mod folder;
pub(crate) mod full;
mod links;
mod opening;
mod quota;
mod room;
mod upkeep;
mod wiring;

pub use opening::{Place, StandaloneOptions};

use authoring::publish;
use bytes::Bytes;
use cadence::policy::Policy;
use document::Catalog;
use embedded_dynamodb::Engine;
use gateway::bus::ToldEvent;
use gateway::local::dead_letters::DeadLetters;
use gateway::local::local_queue::LocalQueue;
use gateway::local::outbox::Outbox;
use gateway::queue::Incoming;
use http::{Response, StatusCode};
use ingest_lead::{EVENTS_PATH, LEADS_PATH};
use room::Room;
use runtime::clock::Clock;
use std::path::Path;
use std::sync::Arc;
use store::{PublishedMail, Store};
use sweep_dormant::SweepReport;
use wiring::Functions;

/// The queues, as dead letters name them.
const SENDS: &str = "sends";
const FEEDBACK: &str = "feedback";

/// All functions, wired together. Clones are the same standalone program.
#[derive(Debug, Clone)]
pub struct Standalone {
    /// The table.
    pub store: Store,
    /// The mails.
    pub outbox: Outbox,
    /// The jobs that wait to be sent.
    pub sends: LocalQueue,
    /// The feedback messages.
    pub feedback: LocalQueue,
    /// Messages that no function could handle.
    pub dead_letters: DeadLetters,
    /// The time.
    pub clock: Clock,
    /// Whether mails go to the people they are written to; the outbox stays empty then.
    pub reaches_people: bool,
    room: Arc<Room>,
    engine: Engine,
    functions: Arc<Functions>,
}

impl Standalone {
    /// Checks, compiles and publishes a folder of templates. Nothing is published when the report has errors.
    pub async fn publish(&self, templates: &Path) -> anyhow::Result<authoring::Report> {
        let folder = templates.to_owned();
        let read = tokio::task::spawn_blocking(move || publish::read(&folder)).await?;
        let published = match read {
            Ok(published) => published,
            Err(report) => return Ok(report),
        };
        let mails: Vec<PublishedMail> = published
            .mails
            .into_iter()
            .map(|(sequence, version, name, mail)| PublishedMail { sequence, version, name, mail })
            .collect();
        self.store.publish(&published.head, &published.publications, &mails).await?;
        Ok(authoring::Report::default())
    }

    /// Answers a request as the HTTP API does: `/f/{form}`, `/u/{token}`, `/c/{token}`, leads and events of other systems. The queues
    /// being in memory, such an event is answered after it was recorded.
    pub async fn http(&self, request: http::Request<Bytes>) -> Response<Bytes> {
        let response = self.answer(request).await;
        if response.status().is_server_error() {
            self.request_failed().await;
        }
        response
    }

    async fn answer(&self, request: http::Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        if path == EVENTS_PATH {
            let record = async |told: &ToldEvent| {
                let recorded = self.take_feedback(told.message()).await;
                if recorded { Ok(()) } else { Err("it was not recorded") }
            };
            Box::pin(self.functions.ingest.take_event(request, record)).await
        } else if path.starts_with("/f/") || path == LEADS_PATH {
            Box::pin(self.functions.ingest.handle(request)).await
        } else if path.starts_with("/u/") || path.starts_with("/c/") {
            Box::pin(self.functions.subscription.handle(request)).await
        } else {
            let mut response = Response::new(Bytes::from_static(b"not found\n"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }

    /// Runs one tick of the cadence: due enrollments go to the send queue.
    pub async fn tick(&self) -> anyhow::Result<cadence_tick::TickReport> {
        self.functions.tick.run().await
    }

    /// Runs the sweeps of this night.
    pub async fn sweep(&self) -> anyhow::Result<SweepReport> {
        self.functions.sweep.run().await
    }

    /// Takes in one event at once: one of the mail service in SES's shape, or one of a lead. False when it could not be
    /// handled.
    pub async fn take_feedback(&self, event: String) -> bool {
        let message = Incoming { id: "now".to_owned(), body: event };
        let recorded = Box::pin(self.functions.record.handle(vec![message])).await.is_empty();
        if !recorded {
            self.request_failed().await;
        }
        recorded
    }

    /// The company's rules as they are published.
    pub async fn policy(&self) -> anyhow::Result<Policy> {
        Ok(self.catalog().await?.policy().clone())
    }

    /// Everything that is published.
    pub async fn catalog(&self) -> anyhow::Result<Catalog> {
        Ok(Catalog::read(self.store.publications().await?)?)
    }

    /// When the next thing is due, if anything is.
    pub async fn next_due(&self) -> anyhow::Result<Option<cadence::Instant>> {
        Ok(operations::next_due(&self.store).await?)
    }
}
