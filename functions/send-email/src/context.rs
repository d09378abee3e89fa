//! The surroundings of one enrollment while it is processed.

use crate::batch::Batch;
use crate::profile::ProfileOnDemand;
use crate::tags::KnownTags;
use cadence::Instant;
use cadence::advance::Context;
use cadence::lead::{Card, Lead, Profile};
use cadence::sequence::Sequence;
use std::sync::Arc;
use store::{Look, Store, Stored};

/// The surroundings of an enrollment while it is processed.
pub(crate) struct ProcessContext<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) sequence: &'a Sequence,
    pub(crate) card: &'a Card,
    /// The rest of what is known about the lead, read once it is asked for.
    pub(crate) profile: ProfileOnDemand,
    /// The tags that this process knows.
    pub(crate) tags: KnownTags,
    /// The look before anything was done.
    pub(crate) look: &'a Look,
}

impl ProcessContext<'_> {
    /// The context at a moment.
    pub(crate) fn context(&self, now: Instant) -> Context<'_> {
        self.batch.catalog.context(self.sequence, self.card.zone, now)
    }

    /// The profile as this process knows it. Fails with [`application::LeadGone`] if there is none.
    pub(crate) async fn profile(&self, store: &Store) -> anyhow::Result<Arc<Stored<Profile>>> {
        self.profile.read(store, &self.card.id).await
    }

    /// The lead, whole.
    pub(crate) async fn lead(&self, store: &Store) -> anyhow::Result<Lead> {
        Ok(Lead { card: self.card.clone(), profile: self.profile(store).await?.value.clone() })
    }
}
