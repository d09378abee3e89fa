//! A person confirms from the mailbox that an agreement by a form was meant, or asks never to be asked again.

use crate::unsubscribe::Refusal;
use crate::{Application, Contended, Slip, tags_change, tell_left_out};
use cadence::Instant;
use cadence::confirmation::Pressed;
use cadence::consent::{Consent, Given};
use cadence::domain_event::{DomainEvent, Payload};
use cadence::ids::{LeadId, SequenceId};
use cadence::intake::Said;
use cadence::lead::Card;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::send_key::{self, IdentityKey};
use cadence::sequence::{Entry, Purpose};
use cadence::tags::ChangedTags;
use document::{Catalog, Form, FormConsent};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Admission, Admitted, Change, ConsentRecord, LeadSnapshot};

/// The field of an entry that holds the name.
const NAME: &str = "name";

/// A press on the button behind the link of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation<'a> {
    /// The person.
    pub lead: &'a LeadId,
    /// The sequence whose mail carried the link.
    pub sequence: &'a SequenceId,
    /// The moment of the question, as the link says it.
    pub asked_at: Instant,
}

/// The effect of the press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The person agrees from now on.
    Now,
    /// The person confirmed this before, and still agrees.
    Before,
    /// The link counts no more.
    Over,
}

/// All that a press writes.
struct Decided {
    card: Card,
    admission: Admission,
}

impl Application<'_> {
    /// Records the ground that the person confirms, lets the words of the post stand for the person, and has mails go on that waited
    /// for it. A repeated press goes on where the first one was broken off.
    pub async fn confirm(
        &self,
        identity: &IdentityKey,
        press: Confirmation<'_>,
        catalog: &Catalog,
    ) -> anyhow::Result<Confirmed> {
        let Some((form, words)) = asked_by(catalog, press.sequence) else { return Ok(Confirmed::Over) };
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let asked_for = std::slice::from_ref(press.sequence);
            let snapshot = self.store.snapshot(press.lead, asked_for).await?;
            let Some(standing) = &snapshot.card else { return Ok(Confirmed::Over) };
            let now = self.clock.now();
            let mut card = standing.value.clone();
            let ground = match card.consent.press(press.asked_at, now) {
                Pressed::Over => return Ok(Confirmed::Over),
                Pressed::Before => {
                    self.look_again(identity, &card, catalog).await?;
                    return Ok(Confirmed::Before);
                }
                Pressed::Confirmed(ground) => ground,
            };
            let entry = self.words_of(&press, &snapshot).await?;
            let decided = decide(&snapshot, card, (form, words), ground, entry);
            if self.store.admit(&decided.admission).await? == Admitted::Done {
                self.look_again(identity, &decided.card, catalog).await?;
                tracing::info!(lead.id = %press.lead, form.id = %form.id, "a person confirmed an agreement");
                let payload = Payload::LeadConfirmed { form: form.id.clone() };
                let event = DomainEvent { at: now, lead: press.lead.clone(), payload };
                self.announce_best_effort(&event).await;
                return Ok(Confirmed::Now);
            }
        }
        Err(Contended("a lead").into())
    }

    /// Records that the person refuses, and is not to be asked again under any spelling of the address.
    pub async fn never_ask(
        &self,
        identity: &IdentityKey,
        refusal: Refusal<'_>,
        catalog: impl Future<Output = anyhow::Result<Option<Arc<Catalog>>>>,
    ) -> anyhow::Result<Option<Slip>> {
        if let Some(card) = self.store.card(refusal.lead).await? {
            let mailbox = identity.door().mailbox(&card.value.address);
            self.store.note_never_ask(&mailbox, refusal.at).await?;
        }
        self.unsubscribe(identity, refusal, catalog).await
    }

    /// The answers of the post that is confirmed, while its run stands.
    async fn words_of(
        &self,
        press: &Confirmation<'_>,
        snapshot: &LeadSnapshot,
    ) -> anyhow::Result<BTreeMap<String, String>> {
        let Some(standing) = snapshot.enrollments.get(press.sequence) else { return Ok(BTreeMap::new()) };
        let run = &standing.value.run;
        // Long texts belong to the run they started, not to the person.
        let entry = self.store.entry(press.lead, press.sequence, run, |_| false).await?;
        Ok(entry.unwrap_or_default())
    }
}

/// The form about whose agreements a sequence asks, and the words that people agree to there.
fn asked_by<'a>(catalog: &'a Catalog, sequence: &SequenceId) -> Option<(&'a Form, &'a FormConsent)> {
    let sequence = catalog.sequence(sequence).filter(|it| it.purpose == Purpose::Confirmation)?;
    let Entry::Form(form) = &sequence.entry else { return None };
    let form = catalog.form(form)?;
    form.consent.as_ref().map(|words| (form, words))
}

fn decide(
    snapshot: &LeadSnapshot,
    card: Card,
    (form, words): (&Form, &FormConsent),
    ground: Consent,
    mut answers: BTreeMap<String, String>,
) -> Decided {
    let name = answers.remove(NAME);
    let said = Said { name: name.as_deref(), language: form.language, answers: &answers, tags: &form.tags };
    let profile = snapshot.profile.as_ref();
    let profile_after = said.written_into(profile.map(|it| it.value.clone()).unwrap_or_default());
    let tags = snapshot.tags.as_ref();
    let ChangedTags { tags: tags_after, left_out } =
        said.put_onto(&tags.map(|it| it.value.clone()).unwrap_or_default());
    tell_left_out(&card.id, &left_out);
    let admission = Admission {
        lead: card.id.clone(),
        card: Change::of(snapshot.card.as_ref(), card.clone()),
        profile: Change::of(profile, profile_after).if_written(),
        tags: tags_change(tags, tags_after),
        consent: Some(record_of(form, words, ground, card.consent.asked.map(|asked| asked.at))),
        engagement: None,
        enrollments: Vec::new(),
        events: Vec::new(),
        campaign: None,
        mailbox: None,
        question: None,
        list: None,
    };
    Decided { card, admission }
}

/// The record of the ground: the words that the page showed, and the question that was answered.
fn record_of(form: &Form, words: &FormConsent, ground: Consent, asked_at: Option<Instant>) -> ConsentRecord {
    let mut evidence = BTreeMap::from([("text".to_owned(), words.text.clone())]);
    evidence.extend(asked_at.map(|at| ("asked_at".to_owned(), at.to_rfc3339())));
    ConsentRecord {
        basis: ground.basis,
        proof: ground.proof,
        effect: Some(Given::Taken),
        purpose: Purpose::Marketing,
        obtained_at: ground.obtained_at,
        method: "confirmation".to_owned(),
        form: Some(form.id.clone()),
        text_hash: send_key::text_hash(&words.text),
        evidence,
    }
}
