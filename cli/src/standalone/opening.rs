//! The opening of a standalone program: its place, its secrets, its queues and stores, all wired together.

use super::folder::{self, Folder, Found};
use super::room::Room;
use super::wiring::Parts;
use super::{FEEDBACK, SENDS, Standalone, quota};
use crate::say;
use ::links::LinkKeys;
use anyhow::Context;
use cadence::send_key::IdentityKey;
use embedded_dynamodb::Engine;
use gateway::bus::Bus;
use gateway::local::dead_letters::DeadLetters;
use gateway::local::journal::Journal;
use gateway::local::local_queue::LocalQueue;
use gateway::local::outbox::Outbox;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use gateway::secrets::Secrets;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Store, StoreError};

/// Shards of the due index; one process needs no more.
const SHARDS: u32 = 1;
/// The table's name in the engine.
const TABLE: &str = "hikyaku";

/// The place where a standalone program keeps its data.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a folder, for good: the engine's file, the outbox, the journal, dead letters, the secrets.
    Folder(PathBuf),
    /// The table in memory; outbox and journal in a folder.
    Memory(PathBuf),
}

impl Place {
    /// Whether a folder holds the data of a standalone program. An error where it held them, and a part of them is gone.
    pub fn has_data(folder: &Path) -> anyhow::Result<bool> {
        Folder::check(folder)?;
        Ok(folder.join(folder::TABLE).is_file())
    }

    /// Makes the folder ready, for its owner's eyes only, or says why nothing may be kept there.
    pub fn prepare(&self) -> anyhow::Result<()> {
        Folder::open(self).map(drop)
    }
}

/// The settings of a standalone program.
#[derive(Debug, Clone)]
pub struct StandaloneOptions {
    /// The place of its data.
    pub place: Place,
    /// The address under which its pages are reached, without a slash at the end.
    pub base_url: String,
    /// Its clock.
    pub clock: Clock,
    /// Its randomness.
    pub entropy: Entropy,
    /// The file in which each accepted mail is written down.
    pub ledger: Option<PathBuf>,
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
            match store.guard_identity(&identity.fingerprint()).await {
                Ok(()) => {}
                // The new key belongs to nothing, so its fingerprint would lead nobody anywhere.
                Err(StoreError::IdentityMismatch { .. }) => {
                    folder.remove_new_secrets()?;
                    return Err(folder.secrets_are_gone());
                }
                Err(error) => return Err(error.into()),
            }
            folder.settle_secrets()?;
            Ok((secrets, identity))
        }
    }
}

impl Standalone {
    /// The table in a folder, in whatever layout its data are, while nobody else has it.
    pub fn table_in(folder: &Path) -> anyhow::Result<Store> {
        let folder = Folder::open(&Place::Folder(folder.to_owned()))?;
        Ok(Store::new(Engine::in_file(folder.table())?.client(), TABLE))
    }

    /// Opens a standalone program whose mails go into its outbox, making what is not there.
    pub async fn open(options: StandaloneOptions) -> anyhow::Result<Self> {
        Self::open_with(options, Mailer::Outbox).await
    }

    /// Opens a standalone program whose mails go where `mailer` says, given the outbox.
    pub async fn open_with(
        options: StandaloneOptions,
        mailer: impl FnOnce(Outbox) -> Mailer,
    ) -> anyhow::Result<Self> {
        let StandaloneOptions { place, base_url, clock, entropy, ledger } = options;
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
        let outbox =
            Outbox::open(&folder.outbox(), feedback.clone(), ledger.as_deref()).with_context(|| {
                say!(
                    en = "the outbox {} cannot be opened",
                    ja = "送信箱 {} を開けません",
                    folder.outbox().display()
                )
            })?;
        let bus = Bus::Journal(Journal::in_file(&folder.journal())?);
        let mailer = mailer(outbox.clone());
        let reaches_people = mailer.reaches_people();
        // The process that ticked before is gone, and the jobs in its memory with it.
        store.forget_ticks().await?;
        // The first mail may go before the first tick has asked.
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

    /// Leaves the table of a standalone program in memory in its folder, where another standalone program can open it.
    pub fn leave_table(&self) -> anyhow::Result<()> {
        let folder = Folder::open(&Place::Memory(self.room.folder().to_owned()))?;
        Ok(self.engine.copy_to(folder.table())?)
    }
}
