//! The deeds themselves, on a desk. They know nothing of HTTP, of the command line, or of who asked.

mod brakes;
mod dead_letters;
mod doubts;
mod standing;

use super::{Failure, Moment};
use crate::desk::Desk;
use crate::edition;
use cadence::Instant;
use cadence::ids::SequenceId;
use chrono_tz::Tz;
use document::Catalog;

/// Rows that are counted at most; what is more is told as more.
const COUNTED_MAX: u32 = 1000;

/// The deeds on a desk.
#[derive(Debug, Clone)]
pub struct Operations {
    desk: Desk,
}

/// What is published, for deeds that name sequences or tell the time.
struct Published(Option<Catalog>);

impl Operations {
    /// The deeds on this desk.
    pub fn on(desk: Desk) -> Self {
        Self { desk }
    }

    async fn published(&self) -> Result<Published, Failure> {
        let head = self.desk.store.head().await?;
        let catalog = if head.is_some() { Some(self.desk.catalog().await?) } else { None };
        Ok(Published(catalog))
    }
}

impl Published {
    /// The company's zone; UTC where nothing is published.
    fn zone(&self) -> Tz {
        self.0.as_ref().map_or(Tz::UTC, |catalog| catalog.policy().zone)
    }

    fn moment(&self, at: Instant) -> Moment {
        Moment::new(at, self.zone())
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
            Failure::NotThere(edition::missing("sequence", name, there).to_string())
        })
    }
}
