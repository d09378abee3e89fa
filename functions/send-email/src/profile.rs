//! The profile of a lead, read for the first step that asks for it and by no other.

use application::LeadGone;
use cadence::ids::LeadId;
use cadence::lead::Profile;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Store, Stored};

/// A profile that is read once it is asked for.
#[derive(Debug, Default)]
pub(crate) struct ProfileOnDemand(Mutex<Option<Arc<Stored<Profile>>>>);

impl ProfileOnDemand {
    /// The profile as it is known so far, read where it is not. Fails with [`LeadGone`] if there is none.
    pub(crate) async fn read(&self, store: &Store, lead: &LeadId) -> anyhow::Result<Arc<Stored<Profile>>> {
        let kept = self.kept().clone();
        if let Some(profile) = kept {
            return Ok(profile);
        }
        let profile = store.profile(lead).await?.ok_or(LeadGone)?;
        Ok(Arc::clone(self.kept().insert(Arc::new(profile))))
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Stored<Profile>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
