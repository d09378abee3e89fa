//! The owner of the pages: the company as it was published, looked up once a minute at most.
//!
//! Machines follow unsubscribe links all the time, and none of their looks may cost a read. A page without a name is better than
//! none, so nothing that fails here fails a page.

use crate::ManageSubscription;
use cadence::Instant;
use document::Catalog;
use std::sync::{Arc, Mutex, PoisonError};

/// Seconds for which the documents that were found are taken as they were.
const FRESH_SECONDS: i64 = 60;

/// The documents that were found last.
#[derive(Debug, Default)]
pub struct Owner(Mutex<Option<Found>>);

/// The documents at one look.
#[derive(Debug, Clone)]
struct Found {
    at: Instant,
    /// `None` if nothing was published, or that could not be told.
    catalog: Option<Arc<Catalog>>,
}

impl Owner {
    fn fresh(&self, now: Instant) -> Option<Found> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.clone().filter(|found| (0..FRESH_SECONDS).contains(&(now - found.at).num_seconds()))
    }

    /// Keeps the documents that were read.
    pub(crate) fn keep(&self, at: Instant, catalog: Option<Arc<Catalog>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Found { at, catalog });
    }
}

impl ManageSubscription {
    /// The company's documents; `None` if nothing is published, or if that cannot be told.
    pub(crate) async fn owner(&self) -> Option<Arc<Catalog>> {
        let now = self.clock.now();
        if let Some(found) = self.owner.fresh(now) {
            return found.catalog;
        }
        match self.catalog().await {
            Ok(catalog) => catalog,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "a page does not say whose it is");
                self.owner.keep(now, None);
                None
            }
        }
    }
}
