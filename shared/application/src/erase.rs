//! A person is erased: the card gives way to a tombstone, everything else goes, and whoever keeps data of the person hears of it.
//!
//! The tombstone comes first, so that whatever is under way finds no card any more; it says that the person refused. The work may be
//! broken off anywhere and begun again: until all of it is done nothing new of the person is taken.

use crate::{Application, Contended};
use cadence::Instant;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::erasure::{Erasing, Tombstone, erase};
use cadence::ids::LeadId;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::send_key::IdentityKey;
use store::{Saved, Swept};

/// A person's wish to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasureRequest<'a> {
    /// The person.
    pub lead: &'a LeadId,
    /// The moment of the wish. What the person says later is not touched by it, however often it is told.
    pub at: Instant,
}

/// The outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Nothing is known of the person.
    Nobody,
    /// The wish was carried out before, and the person came back since.
    CameBackSince,
    /// Nothing is left but what names nobody.
    Gone {
        /// Items that were taken away now.
        items: usize,
    },
    /// A sender holds a mail to the person. The rest goes if this is asked again from this moment on.
    Held {
        /// The end of the sender's lease.
        until: Instant,
    },
}

/// The state in which a request finds the person.
enum Found {
    Ended(Erased),
    Buried(Tombstone),
}

impl Application<'_> {
    /// Erases a person. A repeated request goes on where the first one was broken off.
    pub async fn erase(&self, identity: &IdentityKey, request: ErasureRequest<'_>) -> anyhow::Result<Erased> {
        let lead = request.lead;
        let buried = match self.bury(identity, request).await? {
            Found::Ended(outcome) => return Ok(outcome),
            Found::Buried(buried) => buried,
        };
        let mut items = 0;
        for pass in 0.. {
            let swept = self.store.sweep_person(lead, self.clock.lease_now()).await?;
            items += swept.items;
            if let Some(until) = swept.held_until {
                return Ok(Erased::Held { until });
            }
            // Writes of others by an older look go too.
            if swept == Swept::default() {
                break;
            }
            if pass == CONTENDED_TRIES_MAX {
                return Err(Contended("the data of a person who is being erased").into());
            }
        }
        if buried.is_finished {
            return Ok(Erased::Gone { items });
        }
        self.store.let_proofs_run_out(lead, buried.proofs_until()).await?;
        let event = DomainEvent { at: buried.erased_at, lead: lead.clone(), payload: Payload::LeadErased };
        self.announce(&event).await?;
        self.store.finish_erasure(lead).await?;
        tracing::info!(lead.id = %lead, items, "a person was erased");
        Ok(Erased::Gone { items })
    }

    async fn bury(&self, identity: &IdentityKey, request: ErasureRequest<'_>) -> anyhow::Result<Found> {
        let lead = request.lead;
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            if let Some(buried) = self.store.tombstone(lead).await? {
                return Ok(Found::Buried(buried.value));
            }
            let Some(seen) = self.store.card(lead).await? else { return Ok(Found::Ended(Erased::Nobody)) };
            let tombstone = match erase(&seen.value, request.at, self.clock.now()) {
                Erasing::CameBackSince => return Ok(Found::Ended(Erased::CameBackSince)),
                Erasing::Begins(tombstone) => tombstone,
            };
            // The address is known for the last time: its mailbox refused, under every spelling.
            let mailbox = identity.door().mailbox(&seen.value.address);
            self.store.note_mailbox_refusal(&mailbox, tombstone.erased_at).await?;
            // An old link says no mailbox any more, so what its holder might wish is noted now.
            self.store.note_never_ask(&mailbox, tombstone.erased_at).await?;
            if let Saved::Yes(_) = self.store.bury(&seen, &tombstone).await? {
                return Ok(Found::Buried(tombstone));
            }
        }
        Err(Contended("a card").into())
    }
}
