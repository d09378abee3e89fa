//! A person refuses marketing: it is written down under every spelling of the address, and every marketing run ends. A slip can be
//! taken back for a few minutes.

use crate::{Application, Applied, Applying, Contended, DecidedBy};
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::consent::{Consent, ConsentState, Given, Proof};
use cadence::domain_event::{DomainEvent, Payload, WayOut};
use cadence::enrollment::event::Event;
use cadence::enrollment::{Ending, Enrollment};
use cadence::ids::LeadId;
use cadence::lead::Card;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::send_key::IdentityKey;
use cadence::sequence::Purpose;
use document::Catalog;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Admission, Admitted, Change, ConsentRecord, RefusalNoted, Stored};

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

/// A refusal that may have been a slip of the finger, and the one that stood before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slip {
    /// The moment of the refusal.
    pub refused_at: Instant,
    /// The refusal that a later ground had undone.
    pub before: Option<Instant>,
}

impl Application<'_> {
    /// Records a refusal, then ends every marketing run. Senders ask the refusal itself, so a run that is not ended yet sends
    /// nothing either; therefore the catalog, which tells marketing runs from others, is asked for last. Without a catalog every
    /// run counts as marketing. Returns what the person may take back.
    pub async fn unsubscribe(
        &self,
        identity: &IdentityKey,
        refusal: Refusal<'_>,
        catalog: impl Future<Output = anyhow::Result<Option<Arc<Catalog>>>>,
    ) -> anyhow::Result<Option<Slip>> {
        let Refusal { lead, at, .. } = refusal;
        let noted = self.store.refuse_marketing(lead, at).await?;
        if noted == RefusalNoted::NoLead {
            return Ok(None);
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
        let RefusalNoted::New(card) = noted else { return Ok(None) };
        self.announce_refusal(refusal, runs_stopped).await;
        let agreed = card.consent.allows_marketing(at);
        Ok(agreed.then_some(Slip { refused_at: at, before: card.consent.refused_at }))
    }

    /// Takes a refusal back, as if it had not been said: the ground before it stands again, and the runs that it ended go on where
    /// they stood. `false` if there is nothing to take back: another refusal came since, or the person was erased. A repeated press
    /// goes on where the first one was broken off.
    pub async fn take_back(
        &self,
        identity: &IdentityKey,
        lead: &LeadId,
        slip: Slip,
        catalog: &Catalog,
    ) -> anyhow::Result<bool> {
        let Some(card) = self.undo(lead, slip).await? else { return Ok(false) };
        let now = self.clock.now();
        let mut runs_resumed = 0;
        for standing in self.store.enrollments_of(lead).await? {
            let Some(sequence) = catalog.sequence(&standing.value.sequence) else { continue };
            let context = catalog.context(sequence, card.zone, now);
            let how = Applying { context: &context, by: DecidedBy::Program(identity) };
            let taken_back = Event::TakenBack { refused_at: slip.refused_at };
            let applied = self.apply(standing, how, |_| Some(taken_back.clone())).await?;
            runs_resumed += usize::from(matches!(applied, Applied::Saved { .. }));
        }
        tracing::info!(lead.id = %lead, runs.resumed = runs_resumed, "a person took a refusal back");
        let payload = Payload::LeadRefusalTakenBack { runs_resumed };
        self.announce_best_effort(&DomainEvent { at: now, lead: lead.clone(), payload }).await;
        Ok(true)
    }

    /// Writes the card as it was before the refusal, together with the record of the ground that stands again. Returns the card, or
    /// `None` if this refusal is not the last one, and the person does not agree without it either.
    async fn undo(&self, lead: &LeadId, slip: Slip) -> anyhow::Result<Option<Card>> {
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let Some(Stored { value: card, rev: seen }) = self.store.card(lead).await? else {
                return Ok(None);
            };
            let now = self.clock.now();
            if card.consent.refused_at != Some(slip.refused_at) {
                let was_taken_back =
                    card.consent.refused_at == slip.before && card.consent.allows_marketing(now);
                return Ok(was_taken_back.then_some(card));
            }
            let consent = ConsentState { refused_at: slip.before, ..card.consent };
            let record = consent.marketing.map(|ground| record_of(ground, slip.refused_at, now));
            let next = Card { consent, ..card };
            let admission = Admission {
                lead: lead.clone(),
                card: Change::Replace { seen, next: next.clone() },
                profile: None,
                tags: None,
                consent: record,
                engagement: None,
                enrollments: Vec::new(),
                events: Vec::new(),
                campaign: None,
                mailbox: None,
                question: None,
                list: None,
            };
            if self.store.admit(&admission).await? == Admitted::Done {
                return Ok(Some(next));
            }
        }
        Err(Contended("a card").into())
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

/// The record of a ground that stands again, because the person pressed so in the page that answered the refusal.
fn record_of(ground: Consent, refused_at: Instant, now: Instant) -> ConsentRecord {
    ConsentRecord {
        basis: ground.basis,
        proof: Proof::PressedInMail,
        effect: Some(Given::Taken),
        purpose: Purpose::Marketing,
        obtained_at: now,
        method: "taken-back".to_owned(),
        form: None,
        text_hash: String::new(),
        evidence: BTreeMap::from([("refused_at".to_owned(), refused_at.to_rfc3339())]),
    }
}
