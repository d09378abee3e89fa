//! The tags of a lead as one process knows them: those of its look, until a step of its own changes them.

use cadence::tags::Tags;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::Stored;

/// Tags that the process itself may change.
#[derive(Debug)]
pub(crate) struct KnownTags(Mutex<Option<Stored<Tags>>>);

impl KnownTags {
    /// The tags of a look.
    pub(crate) fn seen(tags: Option<Stored<Tags>>) -> Self {
        Self(Mutex::new(tags))
    }

    /// The tags with their revision; `None` until the lead gets a first one.
    pub(crate) fn stored(&self) -> Option<Stored<Tags>> {
        self.kept().clone()
    }

    /// The tags themselves.
    pub(crate) fn value(&self) -> Tags {
        self.kept().as_ref().map(|tags| tags.value.clone()).unwrap_or_default()
    }

    /// Keeps tags that were changed.
    pub(crate) fn put(&self, tags: Option<Stored<Tags>>) {
        *self.kept() = tags;
    }

    fn kept(&self) -> MutexGuard<'_, Option<Stored<Tags>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
