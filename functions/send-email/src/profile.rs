//! The profile of a lead, read for the first step that asks for it and by no other.

use crate::SendEmail;
use crate::process::ProcessContext;
use cadence::lead::{Lead, Profile};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Stored;

/// A profile that is read once it is asked for.
#[derive(Debug, Default)]
pub(crate) struct ProfileOnDemand(Mutex<Option<Arc<Stored<Profile>>>>);

/// The lead's profile is gone: the person was erased after the look.
#[derive(Debug, thiserror::Error)]
#[error("the lead was erased meanwhile")]
pub(crate) struct ProfileGone;

impl ProfileOnDemand {
    /// Keeps a profile that was read or changed.
    pub(crate) fn put(&self, profile: Stored<Profile>) -> Arc<Stored<Profile>> {
        Arc::clone(self.kept().insert(Arc::new(profile)))
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Stored<Profile>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SendEmail {
    /// The profile as this process knows it. Fails with [`ProfileGone`] if there is none.
    pub(crate) async fn profile(&self, process: &ProcessContext<'_>) -> anyhow::Result<Arc<Stored<Profile>>> {
        let kept = process.profile.kept().clone();
        if let Some(profile) = kept {
            return Ok(profile);
        }
        let profile = self.store.profile(&process.card.id).await?.ok_or(ProfileGone)?;
        Ok(process.profile.put(profile))
    }

    /// The lead, whole.
    pub(crate) async fn lead(&self, process: &ProcessContext<'_>) -> anyhow::Result<Lead> {
        Ok(Lead { card: process.card.clone(), profile: self.profile(process).await?.value.clone() })
    }
}
