//! From the send queue to the mail service: claim, gate, fill, fence, hand over, settle.
//!
//! A message only says which enrollment to look at; what is done is decided from the table. So messages may be doubled,
//! late or lost. A message fails, and comes again, only when the table or the bus did not answer.

mod attend;
mod circumstances;
#[cfg(feature = "lambda")]
mod cloud;
mod deliver;
mod prepared;
mod recover;
mod settle;

pub use prepared::PreparedMails;

use cadence::pace::Pace;
use cadence::send_key::IdentityKey;
use chrono::TimeDelta;
use document::{Catalog, CatalogCache};
use gateway::bus::Bus;
use gateway::mailer::Mailer;
use gateway::queue::{Incoming, Queue, SendOrder, Unhandled};
use links::LinkKeys;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::sync::Arc;
use store::{Brake, Lane, Store};

/// How long a sender has a step to itself: the function's time limit of 60 s, and 30 s for clocks that differ.
pub const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How long SES may take to answer one mail.
pub const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);
/// How long a message waits for its turn; beyond it, the mail is put off.
const TURN_WAIT_MAX: TimeDelta = TimeDelta::seconds(20);
/// Mails a second while nobody has read the account's quota.
const USUAL_RATE: f64 = 10.0;

/// The function with all it works with.
#[derive(Debug)]
pub struct SendEmail {
    /// The table.
    pub store: Store,
    /// Where mail is handed over.
    pub mailer: Mailer,
    /// Where others are told.
    pub bus: Bus,
    /// Where further orders go.
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
    /// What is published.
    pub catalogs: CatalogCache,
    /// Mails read and parsed before.
    pub prepared: PreparedMails,
}

/// What is read once for a batch.
struct Batch {
    catalog: Arc<Catalog>,
    brakes: Vec<Brake>,
}

impl SendEmail {
    /// Works through a batch, one message after the other. Gives the ids of those that have to come again.
    pub async fn handle(&self, messages: Vec<Incoming>) -> Vec<String> {
        self.work_through(messages).await.into_iter().map(|message| message.id).collect()
    }

    /// Works through a batch, one message after the other. Gives those that have to come again, each with the reason.
    pub async fn work_through(&self, messages: Vec<Incoming>) -> Vec<Unhandled> {
        let batch = match self.batch().await {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(%error, "nothing was sent; the batch comes again");
                return Unhandled::all(messages, self.clock.now(), &format!("{error:#}"));
            }
        };
        let mut unhandled = Vec::new();
        for message in messages {
            let (lead, sequence) = match SendOrder::read(&message.body) {
                Ok(order) => order,
                Err(reason) => {
                    tracing::error!(
                        message.id,
                        reason,
                        "a message was not understood; it goes to the dead letters"
                    );
                    unhandled.push(Unhandled::new(message.id, self.clock.now(), &reason));
                    continue;
                }
            };
            if let Err(error) = self.attend(&batch, &lead, &sequence).await {
                tracing::warn!(lead.id = %lead, sequence.id = %sequence, %error, "the message comes again");
                unhandled.push(Unhandled::new(message.id, self.clock.now(), &format!("{error:#}")));
            }
        }
        unhandled
    }

    async fn batch(&self) -> anyhow::Result<Batch> {
        let head = self.store.head().await?;
        let head = head.ok_or_else(|| anyhow::anyhow!("nothing is published; run `hikyaku publish`"))?;
        let catalog = self.catalogs.current(head, async || self.store.publications().await).await?;
        for broken in catalog.problems() {
            tracing::error!(%broken, "a published document is left out");
        }
        let brakes = self.store.brakes().await?;
        Ok(Batch { catalog, brakes })
    }

    /// The rate of a lane: most for the main one, some kept free for mail that somebody waits for.
    async fn pace(&self, lane: Lane) -> anyhow::Result<Pace> {
        let quota = self.store.quota().await?;
        let per_second = quota.map_or(USUAL_RATE, |quota| quota.per_second).max(0.1);
        let share = match lane {
            Lane::Fast => 0.2,
            Lane::Main => 0.8,
        };
        Ok(Pace { per_second: per_second * share, burst: 1 })
    }
}
