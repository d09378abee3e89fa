//! The ground that a post gives, whether a refusal stands against it, under whichever spelling of the address, and whether the
//! mailbox is asked to confirm it.

use super::card_change;
use super::post::Post;
use crate::IngestLead;
use cadence::checkbox::Tick;
use cadence::confirmation::{self, Confirm, MailboxRefusal};
use cadence::consent::{Asked, Consent, ConsentState, Given};
use cadence::lead::Card;
use cadence::send_key::{self, DoorHash};
use cadence::sequence::{Purpose, Sequence};
use document::FormConsent;
use std::collections::BTreeMap;
use store::{Admission, Change, ConsentRecord, LeadSnapshot, MailboxQuestion};

/// The question to the mailbox that a post calls for, to be written once the run that asks it begins.
pub(super) struct Ask {
    pub(super) asked: Asked,
    /// The card with the question.
    card: Change<Card>,
    /// The question at the mailbox, where it refused.
    question: Option<MailboxQuestion>,
}

impl Ask {
    /// Writes the question where its run is among those that begin.
    pub(super) fn noted_in(self, admission: &mut Admission, confirmation: &Sequence) {
        let begins = admission.enrollments.iter().any(|it| it.enrollment.sequence == confirmation.id);
        if begins {
            (admission.card, admission.question) = (self.card, self.question);
        }
    }
}

/// The effects of a post's agreement.
#[derive(Default)]
pub(super) struct Consented {
    pub(super) record: Option<ConsentRecord>,
    pub(super) ask: Option<Ask>,
}

impl IngestLead {
    /// Gives the card the ground of this post, if it gives one, records what became of it, and asks the mailbox where the form
    /// wants that.
    pub(super) async fn consent(
        &self,
        post: &Post<'_>,
        snapshot: &LeadSnapshot,
        card: &mut Card,
    ) -> anyhow::Result<Consented> {
        let Some((given, ground)) = ground(post) else { return Ok(Consented::default()) };
        // Somebody who was erased wants no mail, not even a question.
        let confirm = if card.erased_at.is_some() { Confirm::Never } else { post.form.confirm };
        let mailbox = self.identity.door().mailbox(&post.answers.address);
        let refusal = self.refusal_of(&mailbox, &card.consent, &ground, confirm).await?;
        let agreed = confirmation::agree(&mut card.consent, ground, confirm, refusal.as_ref());
        let record = record(post, given, ground, agreed.effect);
        let ask = match agreed.ask.filter(|_| post.catalog.confirmation_of(&post.form.id).is_some()) {
            Some(asked) if self.store.suppression(&post.lead).await?.is_none() => {
                Some(ask(asked, snapshot, card, mailbox, refusal))
            }
            Some(_) | None => None,
        };
        Ok(Consented { record: Some(record), ask })
    }

    /// The refusal of the mailbox, under whichever spelling. Nothing is asked where it would change nothing.
    async fn refusal_of(
        &self,
        mailbox: &DoorHash,
        standing: &ConsentState,
        ground: &Consent,
        confirm: Confirm,
    ) -> anyhow::Result<Option<MailboxRefusal>> {
        if !confirmation::asks_mailbox(standing, ground, confirm) {
            return Ok(None);
        }
        Ok(self.store.mailbox_refusal(mailbox).await?)
    }
}

/// The ground that this post gives, if it gives one, with the words that were agreed to.
fn ground<'a>(post: &Post<'a>) -> Option<(&'a FormConsent, Consent)> {
    let given = post.form.consent.as_ref().filter(|_| post.answers.consent == Tick::Yes)?;
    let (basis, proof) = (given.basis, post.by.proof(given.basis));
    Some((given, Consent { basis, proof, obtained_at: post.now }))
}

/// The question, as card and mailbox keep it. The limit of questions to who refused holds for the mailbox; where only the card
/// knows of a refusal, the mailbox learns of it.
fn ask(
    asked: Asked,
    snapshot: &LeadSnapshot,
    card: &Card,
    mailbox: DoorHash,
    seen: Option<MailboxRefusal>,
) -> Ask {
    let consent = ConsentState { asked: Some(asked), ..card.consent };
    let refused_at = seen.map(|refusal| refusal.refused_at).max(card.consent.refused_at);
    let question = refused_at.filter(|_| asked.once).map(|refused_at| {
        let never_ask = seen.is_some_and(|refusal| refusal.never_ask);
        let next = MailboxRefusal { refused_at, asked_at: Some(asked.at), never_ask };
        MailboxQuestion { mailbox, seen, next }
    });
    Ask { asked, card: card_change(snapshot, Card { consent, ..card.clone() }), question }
}

fn record(post: &Post<'_>, given: &FormConsent, ground: Consent, effect: Given) -> ConsentRecord {
    ConsentRecord {
        basis: ground.basis,
        proof: ground.proof,
        effect: Some(effect),
        purpose: Purpose::Marketing,
        obtained_at: ground.obtained_at,
        method: "form".to_owned(),
        form: Some(post.form.id.clone()),
        text_hash: send_key::text_hash(&given.text),
        evidence: BTreeMap::from([("text".to_owned(), given.text.clone())]),
    }
}
