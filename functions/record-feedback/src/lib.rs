//! The feedback: events of the mail service become facts, suppression and score; named events of leads end or move runs.
//!
//! Events come late, twice, in any order and in four wrappings. Each one alone leads to the same result in every order. A
//! message fails, and after some tries becomes a dead letter, when it cannot be understood or the table did not answer.

#[cfg(feature = "lambda")]
mod cloud;
mod engagement;
mod erasure;
mod heartbeat;
mod lead_event;
mod mail_event;
mod parse;
mod protect;
mod report;
mod reputation;

pub use heartbeat::FeedbackHeartbeat;

pub use parse::{Bounced, Complained, ErasureWish, MailEvent, MailKind, NotUnderstood, Report, parse};
pub use report::BatchReport;

use application::Application;
use cadence::send_key::IdentityKey;
use document::{Catalog, CatalogCache};
use gateway::bus::Bus;
use gateway::queue::{Incoming, Queue, Unhandled};
use runtime::boxed::Boxed;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::sync::Arc;
use store::Store;

/// The function with all it works with.
#[derive(Debug)]
pub struct RecordFeedback {
    /// The table.
    pub store: Store,
    /// The queue of jobs for steps that waited for this.
    pub sends: Queue,
    /// The bus that tells others.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// Chance, for writers that give way to one another.
    pub entropy: Entropy,
    /// The key behind all ids: a bounce without tags is found by its address.
    pub identity: IdentityKey,
    /// The published documents.
    pub catalogs: CatalogCache,
    /// The latest sign of life of the feedback channel that this process noted.
    pub heartbeat: FeedbackHeartbeat,
}

impl RecordFeedback {
    /// Works through a batch. Gives the ids of the messages that have to come again.
    pub fn handle(&self, messages: Vec<Incoming>) -> Boxed<'_, Vec<String>> {
        Box::pin(async { Unhandled::ids(&self.work_through(messages).await.unhandled) })
    }

    /// Works through a batch. Says what became of it.
    pub fn work_through(&self, messages: Vec<Incoming>) -> Boxed<'_, BatchReport> {
        Box::pin(self.work_through_all(messages))
    }

    async fn work_through_all(&self, messages: Vec<Incoming>) -> BatchReport {
        let mut report = BatchReport::default();
        let catalog = match application::catalog::published(&self.store, &self.catalogs).await {
            Ok(catalog) => catalog,
            Err(error) => {
                tracing::error!(%error, "no feedback was recorded; the batch comes again");
                report.unhandled = Unhandled::all(messages, self.clock.now(), &format!("{error:#}"));
                return report;
            }
        };
        for message in messages {
            if let Err(error) = self.record(&catalog, &message.body, &mut report).await {
                tracing::error!(message.id, %error, "an event was not recorded; it comes again");
                let unhandled = Unhandled::new(message.id, self.clock.now(), &format!("{error:#}"));
                report.unhandled.push(unhandled);
            }
        }
        report
    }

    async fn record(
        &self,
        catalog: &Arc<Catalog>,
        body: &str,
        report: &mut BatchReport,
    ) -> anyhow::Result<()> {
        match parse(body, self.clock.now())? {
            Report::Mail(event) => self.record_mail(catalog, &event, report).await,
            Report::Lead(event) => self.record_lead(catalog, &event).await,
            Report::Erasure(wish) => self.erase(&wish).await,
            Report::Nothing { what } => {
                tracing::info!(event.what = what, "an event that needs no recording");
                Ok(())
            }
        }
    }

    pub(crate) fn application(&self) -> Application<'_> {
        Application { store: &self.store, bus: &self.bus, clock: &self.clock, entropy: &self.entropy }
    }
}
