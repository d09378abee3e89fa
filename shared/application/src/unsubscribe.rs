//! A person refuses marketing: it is written down under every spelling of the address, and every marketing run ends.

use crate::Application;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::domain_event::{DomainEvent, Payload, WayOut};
use cadence::enrollment::{Ending, Enrollment};
use cadence::ids::LeadId;
use cadence::send_key::IdentityKey;
use cadence::sequence::Purpose;
use document::Catalog;
use std::sync::Arc;
use store::RefusalNoted;

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// The person.
    pub lead: &'a LeadId,
    /// The moment at which the person said so.
    pub at: Instant,
    /// The way out that the person took.
    pub by: WayOut,
}

impl Application<'_> {
    /// Records a refusal, then ends every marketing run. Senders ask the refusal itself, so a run that is not ended yet sends
    /// nothing either; therefore the catalog, which tells marketing runs from others, is asked for last. Without a catalog every
    /// run counts as marketing.
    pub async fn unsubscribe(
        &self,
        identity: &IdentityKey,
        refusal: Refusal<'_>,
        catalog: impl Future<Output = anyhow::Result<Option<Arc<Catalog>>>>,
    ) -> anyhow::Result<()> {
        let Refusal { lead, at, .. } = refusal;
        let noted = self.store.refuse_marketing(lead, at).await?;
        if noted == RefusalNoted::NoLead {
            return Ok(());
        }
        self.refuse_in_every_spelling(identity, Some(lead), &[], at).await?;
        let catalog = catalog.await?;
        let marketing = |run: &Enrollment| {
            let sequence = catalog.as_ref().and_then(|catalog| catalog.sequence(&run.sequence));
            let purpose = sequence.map_or(Purpose::Marketing, |sequence| sequence.purpose);
            (purpose == Purpose::Marketing).then_some(Ending::Unsubscribed)
        };
        let runs_stopped = self.stop_runs(lead, marketing).await?;
        tracing::info!(lead.id = %lead, runs.stopped = runs_stopped, "a person refused marketing");
        if noted == RefusalNoted::New {
            self.announce_refusal(refusal, runs_stopped).await;
        }
        Ok(())
    }

    /// Notes a person's own refusal at the mailboxes that said it, so that no stranger posts the address in another spelling. The
    /// mailbox of the lead counts where no address is said.
    pub async fn refuse_in_every_spelling(
        &self,
        identity: &IdentityKey,
        lead: Option<&LeadId>,
        said: &[EmailAddress],
        at: Instant,
    ) -> anyhow::Result<()> {
        let card = match lead {
            Some(lead) if said.is_empty() => self.store.card(lead).await?,
            Some(_) | None => None,
        };
        let of_lead = card.as_ref().map(|card| &card.value.address);
        for address in said.iter().chain(of_lead) {
            self.store.note_mailbox_refusal(&identity.door().mailbox(address), at).await?;
        }
        Ok(())
    }

    pub(crate) async fn announce_refusal(&self, refusal: Refusal<'_>, runs_stopped: usize) {
        let Refusal { lead, at, by } = refusal;
        let payload = Payload::LeadUnsubscribed { by, runs_stopped };
        self.announce_best_effort(&DomainEvent { at, lead: lead.clone(), payload }).await;
    }
}
