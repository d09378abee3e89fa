//! The owner of the pages: the company as it was published, looked up once a minute at most.
//!
//! Machines follow unsubscribe links all the time, and none of their looks may cost a read. A page without a name is better than
//! none, so nothing that fails here fails a page.

use crate::ManageSubscription;
use cadence::Instant;
use cadence::company::Company;
use std::sync::{Arc, Mutex, PoisonError};

/// Seconds for which the company that was found is taken as it was.
const FRESH_SECONDS: i64 = 60;

/// The company that was found last.
#[derive(Debug, Default)]
pub struct Owner(Mutex<Option<Found>>);

/// The company at one look.
#[derive(Debug, Clone)]
struct Found {
    at: Instant,
    /// `None` if nothing was published, or that could not be told.
    company: Option<Arc<Company>>,
}

impl Owner {
    fn fresh(&self, now: Instant) -> Option<Found> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.clone().filter(|found| (0..FRESH_SECONDS).contains(&(now - found.at).num_seconds()))
    }

    /// Keeps what was read for another reason.
    pub(crate) fn is(&self, company: &Company, now: Instant) {
        self.keep(now, Some(Arc::new(company.clone())));
    }

    fn keep(&self, at: Instant, company: Option<Arc<Company>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Found { at, company });
    }
}

impl ManageSubscription {
    /// The company; `None` if nothing is published, or if that cannot be told.
    pub(crate) async fn company(&self) -> Option<Arc<Company>> {
        let now = self.clock.now();
        if let Some(found) = self.owner.fresh(now) {
            return found.company;
        }
        let company = match self.catalog().await {
            Ok(Some(catalog)) => return Some(Arc::new(catalog.policy().company.clone())),
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "a page does not say whose it is");
                None
            }
        };
        self.owner.keep(now, company.clone());
        company
    }
}
