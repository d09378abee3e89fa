//! The operations themselves, on a standalone program or on a stack in AWS. They know nothing of HTTP and of the command line.

mod audit;
mod dead_letters;
mod import;
mod links;
mod list;
mod pauses;
mod person;
#[cfg(feature = "aws")]
mod queues;
mod standing;
mod suppressions;
mod unknown_mails;

#[cfg(feature = "aws")]
use crate::installation::CloudInstallation;
use crate::installation::{Installation, LocalInstallation};
use crate::{Failure, LocalTime, Reconciler};
use cadence::Instant;
use cadence::ids::SequenceId;
use cadence::sequence::Language;
use cadence::words;
use chrono_tz::Tz;
use document::{Catalog, suggest};
use runtime::clock::Clock;
use store::Store;

pub use standing::next_due;

/// Rows that are counted at most; what is more is told as more.
const COUNTED_MAX: u32 = 1000;

/// The operations, and what they are done with.
#[derive(Debug, Clone)]
pub struct Operations {
    store: Store,
    clock: Clock,
    reconciler: Reconciler,
    installation: Installation,
    language: Language,
    by: Option<String>,
}

/// The published documents, for operations that name sequences or tell the time.
struct Published(Option<Catalog>);

impl Operations {
    /// The operations on a standalone program; answers that hold words say them in this language.
    pub fn on_one_machine(
        reconciler: Reconciler,
        installation: LocalInstallation,
        language: Language,
    ) -> Self {
        Self::on(reconciler, Installation::Local(Box::new(installation)), language)
    }

    /// The operations on a stack in AWS.
    #[cfg(feature = "aws")]
    pub fn in_cloud(reconciler: Reconciler, installation: CloudInstallation, language: Language) -> Self {
        Self::on(reconciler, Installation::Cloud(Box::new(installation)), language)
    }

    fn on(reconciler: Reconciler, installation: Installation, language: Language) -> Self {
        let (store, clock) = (reconciler.store.clone(), reconciler.clock.clone());
        Self { store, clock, reconciler, installation, language, by: None }
    }

    /// The same, asked by somebody of this name: the audit says it.
    #[must_use]
    pub fn asked_by(self, by: Option<String>) -> Self {
        Self { by, ..self }
    }

    async fn published(&self) -> Result<Published, Failure> {
        if self.store.head().await?.is_none() {
            return Ok(Published(None));
        }
        let catalog = Catalog::read(self.store.publications().await?).map_err(anyhow::Error::from)?;
        Ok(Published(Some(catalog)))
    }
}

impl Published {
    /// The company's zone; UTC where nothing is published.
    fn zone(&self) -> Tz {
        self.0.as_ref().map_or(Tz::UTC, |catalog| catalog.policy().zone)
    }

    fn local_time(&self, at: Instant) -> LocalTime {
        LocalTime::new(at, self.zone())
    }

    /// The ids of all sequences.
    fn sequences(&self) -> Vec<SequenceId> {
        let all = self.0.iter().flat_map(Catalog::sequences);
        all.map(|sequence| sequence.id.clone()).collect()
    }

    /// A sequence that is published, or one of those besides.
    fn sequence(&self, name: &str, besides: &[SequenceId]) -> Result<SequenceId, Failure> {
        let there = self.sequences();
        let found = there.iter().chain(besides).find(|id| id.as_str() == name);
        found.cloned().ok_or_else(|| {
            let there = there.iter().map(SequenceId::as_str);
            Failure::NotThere(suggest::missing(words!(en = "sequence", ja = "シナリオ"), name, there))
        })
    }
}
