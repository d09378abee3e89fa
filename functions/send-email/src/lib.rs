//! From the send queue to the mail service: gate, slot, claim, fill, fence, gate again, hand over, settle.
//!
//! A message only says which enrollment to look at; what is done is decided from the table. So messages may be doubled,
//! late or lost. A message fails, and comes again, only when the table or the bus did not answer.

mod attempt;
mod batch;
#[cfg(feature = "lambda")]
mod cloud;
mod context;
mod deliver;
mod gate;
mod inputs;
mod names;
mod orphan;
mod process;
mod profile;
mod progress;
mod recover;
mod rendered;
mod report;
mod settle;
mod slots;
mod tags;
mod template_cache;
mod trim;
mod write;

pub use report::BatchReport;
pub use template_cache::TemplateCache;

use application::Application;
use batch::Batch;
use cadence::Instant;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageName;
use cadence::pace::Pace;
use cadence::send_key::IdentityKey;
use chrono::TimeDelta;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::mailer::Mailer;
use gateway::queue::{Incoming, Queue, SendJob, Unhandled};
use links::LinkKeys;
use runtime::boxed::Boxed;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::iter::repeat_n;
use store::{Lane, Store};

/// The time that a sender has a step to itself: the function's time limit of 60 s, and 30 s for clocks that differ.
pub const LEASE: TimeDelta = TimeDelta::seconds(90);
/// The longest time for SES to answer one mail.
pub const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);
/// The longest work on a batch. The rest of it is handed out again by a tick, before the function's time limit
/// cuts a mail off between its sending and its record.
const WORK: TimeDelta = TimeDelta::seconds(35);
/// Mails a second while nobody has read the account's quota.
const USUAL_RATE: f64 = 10.0;

/// The function with all it works with.
#[derive(Debug)]
pub struct SendEmail {
    /// The table.
    pub store: Store,
    /// The mailer that takes mail.
    pub mailer: Mailer,
    /// The bus that tells others.
    pub bus: Bus,
    /// The queue of further jobs.
    pub sends: Queue,
    /// The time.
    pub clock: Clock,
    /// Randomness for attempt ids.
    pub entropy: Entropy,
    /// The key behind all ids.
    pub identity: IdentityKey,
    /// The keys of signed links.
    pub links: LinkKeys,
    /// The address of the public pages.
    pub base_url: String,
    /// The published documents.
    pub catalogs: CatalogCache,
    /// Mails read and parsed before.
    pub templates: TemplateCache,
}

impl SendEmail {
    /// Works through a batch, one message after the other. Gives the ids of those that have to come again.
    pub fn handle(&self, messages: Vec<Incoming>) -> Boxed<'_, Vec<String>> {
        Box::pin(async { Unhandled::ids(&self.work_through(messages).await.unhandled) })
    }

    /// Works through a batch, one message after the other. Says what became of it.
    pub fn work_through(&self, messages: Vec<Incoming>) -> Boxed<'_, BatchReport> {
        Box::pin(self.work_through_all(messages))
    }

    async fn work_through_all(&self, messages: Vec<Incoming>) -> BatchReport {
        let jobs: Vec<_> = messages.iter().map(|message| SendJob::read(&message.body)).collect();
        let lanes =
            jobs.iter().flatten().flat_map(|job| repeat_n(Lane::of_urgency(job.urgent), job.leads.len()));
        let batch = match self.batch(lanes).await {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(%error, "nothing was sent; the batch comes again");
                let unhandled = Unhandled::all(messages, self.clock.now(), &format!("{error:#}"));
                return BatchReport { unhandled, ..BatchReport::default() };
            }
        };
        let over = self.clock.lease_now() + WORK;
        let mut unhandled = Vec::new();
        for (message, job) in messages.into_iter().zip(jobs) {
            if self.clock.lease_now() > over {
                tracing::warn!("the time of this batch is over; a tick hands out again what is left of it");
                break;
            }
            let carried_out = match job {
                Ok(job) => self.carry_out_job(&batch, job, over).await,
                Err(reason) => {
                    tracing::error!(
                        message.id,
                        reason,
                        "a message was not understood; it goes to the dead letters"
                    );
                    Err(anyhow::Error::msg(reason))
                }
            };
            if let Err(error) = carried_out {
                unhandled.push(Unhandled::new(message.id, self.clock.now(), &format!("{error:#}")));
            }
        }
        batch::count_accepted(&self.store, &self.clock, &batch).await;
        BatchReport { unhandled, ..batch.report() }
    }

    /// Processes all enrollments that a job names. Where some of it failed, that is enqueued anew, one by one, so that it does not
    /// hold up the rest; where all of it did, the message comes again.
    async fn carry_out_job(&self, batch: &Batch, job: SendJob, over: Instant) -> anyhow::Result<()> {
        let SendJob { sequence, leads, urgent } = job;
        let count = leads.len();
        let mut failed = Vec::new();
        for lead in leads {
            if self.clock.lease_now() > over {
                tracing::warn!("the time of this batch is over; a tick hands out again what is left of it");
                break;
            }
            batch.begin_job(Lane::of_urgency(urgent));
            if let Err(error) = process::process_enrollment(self, batch, &lead, &sequence).await {
                tracing::warn!(lead.id = %lead, sequence.id = %sequence, %error, "a step is enqueued again");
                failed.push((lead, error));
            }
        }
        let all_failed = failed.len() == count;
        let again: Vec<_> = failed.iter().map(|(lead, _)| SendJob::new(lead, &sequence, urgent)).collect();
        match failed.into_iter().next() {
            None => Ok(()),
            Some((_, error)) if all_failed => Err(error),
            Some(_) => Ok(self.sends.enqueue(&again).await?),
        }
    }

    async fn batch(&self, jobs: impl Iterator<Item = Lane>) -> anyhow::Result<Batch> {
        let live = self.store.live().await?;
        let pauses = live.pauses();
        let catalog = application::catalog::of_head(&self.store, &self.catalogs, live.head).await?;
        let per_second = live.quota.map_or(USUAL_RATE, |quota| quota.per_second).max(0.1);
        Ok(Batch::new(catalog, pauses, Pace { per_second, burst: 1 }, jobs))
    }

    /// The name of the mail in flight or unknown.
    pub fn message_name(&self, enrollment: &Enrollment) -> Option<MessageName> {
        names::name_of_open_mail(&self.identity, enrollment)
    }

    pub(crate) fn application(&self) -> Application<'_> {
        Application { store: &self.store, bus: &self.bus, clock: &self.clock, entropy: &self.entropy }
    }
}
