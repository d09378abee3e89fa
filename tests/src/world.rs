//! A small company with all its functions on one standalone program, the people it writes to, and a clock that waits to be told.
//!
//! Scenarios speak in verbs: somebody posts, days pass, a mail bounces. What is inside is the real standalone program; nothing of the
//! product is done here a second time. A verb that cannot be done ends the test.
#![expect(clippy::missing_panics_doc, reason = "a verb that cannot be done ends the test")]
#![expect(clippy::expect_used, reason = "a verb that cannot be done ends the test")]

mod mails;
mod people;
mod standing;
mod time;

pub use kit::company::{BASE_URL, Company};
pub use people::Answer;
pub use time::japan;

use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::ids::LeadId;
use cadence::send_key::IdentityKey;
use document::Catalog;
use gateway::bus::Bus;
use gateway::local::journal::Journal;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use hikyaku::standalone::{Place, Standalone, StandaloneOptions};
use kit::functions::{Environment, Secrets};
use links::LinkKeys;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use send_email::SendEmail;
use std::path::{Path, PathBuf};

/// When every world begins: a Monday morning in Tokyo, three weeks before Golden Week.
pub const BEGINNING: &str = "2026-04-06 10:00";

/// A company, its standalone program, and the time.
#[derive(Debug)]
pub struct World {
    /// The standalone program with all functions.
    pub standalone: Standalone,
    /// The templates, which may be edited and published again.
    pub company: Company,
    /// The time; told, never read.
    pub clock: Clock,
    data: Data,
    identity: IdentityKey,
    next_sweep: Instant,
    sweeps: bool,
    last_tick: Option<Instant>,
}

/// The place where the standalone program keeps its data, and for how long.
#[derive(Debug)]
enum Data {
    /// In a folder of the world's own, gone when it is; the table in memory.
    Own(tempfile::TempDir),
    /// In a folder that outlives the world.
    Given(PathBuf),
}

impl Data {
    fn path(&self) -> &Path {
        match self {
            Self::Own(folder) => folder.path(),
            Self::Given(path) => path,
        }
    }
}

impl World {
    /// A company opens on [`BEGINNING`] and publishes its templates; the table is in memory.
    pub async fn of(company: Company) -> Self {
        Self::beginning(company, BEGINNING).await
    }

    /// The same at another moment in Tokyo.
    pub async fn beginning(company: Company, local: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data can be made");
        let place = Place::Memory(folder.path().to_owned());
        let clock = Clock::told(japan(local));
        let mut world =
            Self::open(company, Data::Own(folder), place, clock, 1).await.expect("a standalone opens");
        world.publish().await;
        world
    }

    /// The company with all its data in a folder, which outlives the world. Each opening needs a seed of its own.
    pub async fn in_folder(company: Company, folder: &Path, clock: Clock, seed: u64) -> anyhow::Result<Self> {
        let place = Place::Folder(folder.to_owned());
        let mut world = Self::open(company, Data::Given(folder.to_owned()), place, clock, seed).await?;
        world.publish().await;
        Ok(world)
    }

    async fn open(
        company: Company,
        data: Data,
        place: Place,
        clock: Clock,
        seed: u64,
    ) -> anyhow::Result<Self> {
        let standalone = Standalone::open(StandaloneOptions {
            place,
            base_url: BASE_URL.to_owned(),
            clock: clock.clone(),
            entropy: Entropy::seeded(seed),
            ledger: Some(data.path().join("ledger.jsonl")),
        })
        .await?;
        let identity = IdentityKey::new(read_secrets(data.path()).identity)?;
        let next_sweep = time::next_night(clock.now());
        Ok(Self { standalone, company, clock, data, identity, next_sweep, sweeps: false, last_tick: None })
    }

    /// Publishes the company's templates as they are. Mistakes in them end the test.
    pub async fn publish(&mut self) {
        let report = self.standalone.publish(self.company.folder()).await.expect("the folder is published");
        assert!(!report.has_errors(), "the templates have mistakes:\n{}", report.english());
        let publications = self.standalone.store.publications().await.expect("the table can be read");
        let catalog = Catalog::read(publications).expect("what was published can be read");
        self.sweeps = catalog.started_by_sweep().next().is_some();
    }

    /// Edits the templates and publishes them again.
    pub async fn the_marketer_publishes(&mut self, edit: impl FnOnce(&Company)) {
        edit(&self.company);
        self.publish().await;
    }

    /// The folder with outbox, journal and secrets.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The secrets of this standalone program.
    pub fn secrets(&self) -> gateway::secrets::Secrets {
        read_secrets(self.data.path())
    }

    /// The id of whoever has this address.
    pub fn lead(&self, address: &str) -> LeadId {
        self.identity.lead(&EmailAddress::parse(address).expect("the address can be read"))
    }

    /// The key behind all ids.
    pub fn identity(&self) -> IdentityKey {
        self.identity.clone()
    }

    /// A sender beside the standalone program's own, over the same table and queue, that hands its mails over another way.
    pub fn sender(&self, mailer: Mailer) -> SendEmail {
        let links = LinkKeys::new(self.secrets().links).expect("the standalone works with these keys");
        let clients = Environment {
            store: self.standalone.store.clone(),
            sends: Queue::Local(self.standalone.sends.clone()),
            bus: Bus::Journal(Journal::in_memory()),
            mailer,
            clock: self.clock.clone(),
            entropy: Entropy::seeded(99),
            secrets: Secrets { identity: self.identity(), links },
        };
        clients.send_email()
    }
}

fn read_secrets(data: &Path) -> gateway::secrets::Secrets {
    let text = std::fs::read_to_string(data.join("secrets.json")).expect("a standalone has its secrets");
    gateway::secrets::Secrets::read(&text).expect("the secrets are as they were written")
}
