//! The operations themselves, on a standalone program or on a stack in AWS. They know nothing of HTTP, of the command line, or of
//! who asked.

mod dead_letters;
mod links;
mod pauses;
#[cfg(feature = "aws")]
mod queues;
mod standing;
mod suppressions;
mod unknown_mails;

use super::{Failure, LocalTime};
#[cfg(feature = "aws")]
use crate::stack::{DeadLetterQueues, Stack};
use crate::standalone::Standalone;
use crate::template_set;
use cadence::Instant;
use cadence::ids::SequenceId;
use cadence::send_key::IdentityKey;
use chrono_tz::Tz;
use document::Catalog;
use runtime::clock::Clock;
use send_email::Reconciler;
use store::Store;

/// Rows that are counted at most; what is more is told as more.
const COUNTED_MAX: u32 = 1000;

/// The operations, and what they are done with.
#[derive(Debug, Clone)]
pub struct Operations {
    store: Store,
    clock: Clock,
    reconciler: Reconciler,
    letters: DeadLetterPlace,
    identity: Identity,
}

/// The key behind the ids of leads.
#[derive(Debug, Clone)]
enum Identity {
    /// The key of a standalone program.
    OfStandalone(IdentityKey),
    /// The key of a stack, which is read when somebody names an address.
    #[cfg(feature = "aws")]
    OfStack(Box<Stack>),
}

/// Where dead letters lie.
#[derive(Debug, Clone)]
enum DeadLetterPlace {
    /// In the folder of a standalone program, which handles them again itself.
    OfStandalone(Standalone),
    /// In the queues of a stack, whose functions handle them again.
    #[cfg(feature = "aws")]
    OfStack(Box<DeadLetterQueues>),
}

/// The published documents, for operations that name sequences or tell the time.
struct Published(Option<Catalog>);

impl Operations {
    /// The operations on this standalone program.
    pub fn on(standalone: Standalone) -> Self {
        Self {
            store: standalone.store.clone(),
            clock: standalone.clock.clone(),
            reconciler: standalone.reconciler().clone(),
            identity: Identity::OfStandalone(standalone.identity().clone()),
            letters: DeadLetterPlace::OfStandalone(standalone),
        }
    }

    /// The operations on this stack.
    #[cfg(feature = "aws")]
    pub fn of(stack: &Stack) -> Self {
        Self {
            store: stack.store.clone(),
            clock: stack.clock.clone(),
            reconciler: stack.reconciler(),
            letters: DeadLetterPlace::OfStack(Box::new(stack.dead_letters())),
            identity: Identity::OfStack(Box::new(stack.clone())),
        }
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
            Failure::NotThere(template_set::missing(template_set::SEQUENCE, name, there).to_string())
        })
    }
}
