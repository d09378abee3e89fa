//! One machine: all functions in one process over the embedded engine, the outbox and queues in memory.
//!
//! `up`, `demo` and the scenario tests stand on this; what happens inside is the functions' own work.

mod folder;
mod links;
mod quota;
mod room;
mod upkeep;
mod wiring;

use ::links::LinkKeys;
use anyhow::Context;
use authoring::publish;
use bytes::Bytes;
use cadence::policy::Policy;
use cadence::send_key::IdentityKey;
use document::Catalog;
use engine::Engine;
use folder::{Folder, Found};
use gateway::bus::{Bus, ToldEvent};
use gateway::desk::dead_letters::DeadLetters;
use gateway::desk::journal::Journal;
use gateway::desk::local_queue::LocalQueue;
use gateway::desk::outbox::Outbox;
use gateway::mailer::Mailer;
use gateway::queue::{Incoming, Queue};
use gateway::secrets::Secrets;
use http::{Response, StatusCode};
use ingest_lead::EVENTS_PATH;
use room::Room;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Lane, PublishedMail, Store};
use sweep_dormant::SweepReport;
use wiring::{Functions, Parts};

/// Shards of the due index; one process needs no more.
const SHARDS: u32 = 1;
/// Messages a function takes at a time, as many as a Lambda gets.
const BATCH: usize = 10;
/// The queues, as dead letters name them.
const SENDS: &str = "sends";
const FEEDBACK: &str = "feedback";
/// The table's name in the engine.
const TABLE: &str = "hikyaku";

/// Where a desk keeps its data.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a folder, for good: the engine's file, the outbox, the journal, dead letters, the secrets.
    Folder(PathBuf),
    /// The table in memory; outbox and journal in a folder.
    Memory(PathBuf),
}

impl Place {
    /// Whether a folder holds the data of a desk. An error where it held them, and a part of them is gone.
    pub fn has_data(folder: &Path) -> anyhow::Result<bool> {
        Folder::check(folder)?;
        Ok(folder.join(folder::TABLE).is_file())
    }

    /// Makes the folder ready, for its owner's eyes only, or says why nothing may be kept there.
    pub fn prepare(&self) -> anyhow::Result<()> {
        Folder::open(self).map(drop)
    }
}

/// How a desk is set up.
#[derive(Debug, Clone)]
pub struct DeskOptions {
    /// Where its data is.
    pub place: Place,
    /// Under which address its pages are reached, without a slash at the end.
    pub base_url: String,
    /// Its clock.
    pub clock: Clock,
    /// Its randomness.
    pub entropy: Entropy,
    /// Where each accepted mail is written down.
    pub ledger: Option<PathBuf>,
}

/// All functions, wired together. Clones are the same desk.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The table.
    pub store: Store,
    /// The mails.
    pub outbox: Outbox,
    /// What waits to be sent.
    pub sends: LocalQueue,
    /// What came back.
    pub feedback: LocalQueue,
    /// What no function could handle.
    pub dead_letters: DeadLetters,
    /// The time.
    pub clock: Clock,
    /// Whether mails go to the people they are written to; the outbox stays empty then.
    pub reaches_people: bool,
    room: Arc<Room>,
    engine: Engine,
    functions: Arc<Functions>,
}

/// The secrets this table was written with; new ones for a new table only.
async fn secrets_of(
    folder: &Folder,
    store: &Store,
    entropy: &Entropy,
) -> anyhow::Result<(Secrets, IdentityKey)> {
    match folder.secrets(entropy)? {
        Found::Kept(secrets) => {
            let identity = IdentityKey::new(secrets.identity.clone())?;
            if !store.knows_identity(&identity.fingerprint()).await? {
                return Err(folder.table_is_gone());
            }
            Ok((secrets, identity))
        }
        Found::New(secrets) => {
            let identity = IdentityKey::new(secrets.identity.clone())?;
            if let Err(error) = store.guard_identity(&identity.fingerprint()).await {
                folder.remove_new_secrets()?;
                return Err(error).context(
                    "secrets.json is missing beside the table it belongs to; restore it from a copy",
                );
            }
            folder.settle_secrets()?;
            Ok((secrets, identity))
        }
    }
}

impl Desk {
    /// Opens a desk whose mails go into its outbox, making what is not there.
    pub async fn open(options: DeskOptions) -> anyhow::Result<Self> {
        Self::open_with(options, Mailer::Outbox).await
    }

    /// Opens a desk whose mails go where `mailer` says, given the outbox.
    pub async fn open_with(
        options: DeskOptions,
        mailer: impl FnOnce(Outbox) -> Mailer,
    ) -> anyhow::Result<Self> {
        let DeskOptions { place, base_url, clock, entropy, ledger } = options;
        let folder = Folder::open(&place)?;
        let engine = match &place {
            Place::Folder(_) => Engine::in_file(folder.table())?,
            Place::Memory(_) => Engine::in_memory()?,
        };
        let store = Store::new(engine.client(), TABLE);
        store.create_table(SHARDS).await?;
        let (secrets, identity) = secrets_of(&folder, &store, &entropy).await?;
        let dead_letters = DeadLetters::in_folder(folder.dead_letters());
        let sends = LocalQueue::new(SENDS, Some(dead_letters.clone()));
        let feedback = LocalQueue::new(FEEDBACK, Some(dead_letters.clone()));
        let outbox = Outbox::open(&folder.outbox(), feedback.clone(), ledger.as_deref())
            .with_context(|| format!("the outbox {} cannot be opened", folder.outbox().display()))?;
        let bus = Bus::Journal(Journal::in_file(&folder.journal())?);
        let mailer = mailer(outbox.clone());
        let reaches_people = mailer.reaches_people();
        // The first mail may go before the first tick has asked.
        // Whoever ticked before is gone, and the orders in memory with it.
        store.forget_ticks().await?;
        quota::ask(&mailer.account(), &store, &clock).await?;
        let queue = Queue::Local(sends.clone());
        let parts = Parts {
            store: store.clone(),
            sends: queue,
            bus,
            mailer,
            clock: clock.clone(),
            entropy,
            identity,
            links: LinkKeys::new(secrets.links)?,
            base_url,
        };
        let functions = parts.functions();
        let functions = Arc::new(functions);
        let room = Arc::new(Room::in_folder(folder.root().to_owned()));
        Ok(Self {
            store,
            outbox,
            sends,
            feedback,
            dead_letters,
            clock,
            reaches_people,
            room,
            engine,
            functions,
        })
    }

    /// Leaves the table of a desk in memory in its folder, where another desk can open it.
    pub fn leave_table(&self) -> anyhow::Result<()> {
        let folder = Folder::open(&Place::Memory(self.room.folder().to_owned()))?;
        Ok(self.engine.copy_to(folder.table())?)
    }

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

    /// Answers a request as the HTTP API does: `/f/{form}`, `/u/{token}` and the events of other systems. The queues being in
    /// memory, such an event is answered after it was recorded.
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
            Box::pin(self.functions.ingest.hear(request, record)).await
        } else if path.starts_with("/f/") {
            Box::pin(self.functions.ingest.handle(request)).await
        } else if path.starts_with("/u/") {
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

    /// Works through both queues until they are empty.
    pub async fn drain(&self) {
        self.drain_while(|| true).await;
    }

    /// Works through both queues until they are empty, or, between two batches, until it is not to go on. What the disk does
    /// not take stays in its queue.
    pub async fn drain_while(&self, go_on: impl Fn() -> bool) {
        let _one_at_a_time = self.functions.working.lock().await;
        while go_on() {
            let returned = self.feedback.take(BATCH);
            if !returned.is_empty() {
                let report = Box::pin(self.functions.record.work_through(returned.clone())).await;
                if !report.unhandled.is_empty() && self.try_the_disk().await {
                    self.feedback.give_back(&returned);
                    return;
                }
                self.feedback.settle(&returned, &report.unhandled);
                continue;
            }
            let orders = self.sends.take(1);
            if orders.is_empty() {
                return;
            }
            let report = Box::pin(self.functions.send.work_through(orders.clone())).await;
            let failing = !report.unhandled.is_empty() || self.outbox.is_failing();
            if failing && self.try_the_disk().await {
                self.sends.give_back(&orders);
                return;
            }
            self.sends.settle(&orders, &report.unhandled);
        }
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
        Ok(next_due(&self.store).await?)
    }
}

/// When the next thing is due in a table, if anything is: a step, or a look at a mail in doubt.
pub async fn next_due(store: &Store) -> store::Result<Option<cadence::Instant>> {
    let mut next = store.in_doubt(1).await?.first().map(|row| row.due_at);
    for lane in Lane::ALL {
        for shard in 0..store.shards().await? {
            let due = store.next_due(lane, shard).await?;
            next = [next, due].into_iter().flatten().min();
        }
    }
    Ok(next)
}
