//! The ground that a post gives, and whether a refusal stands against it, under whichever spelling of the address.

use super::post::Post;
use crate::IngestLead;
use cadence::checkbox::Tick;
use cadence::consent::Consent;
use cadence::lead::Card;
use cadence::send_key;
use cadence::sequence::Purpose;
use document::FormConsent;
use std::collections::BTreeMap;
use store::{ConsentRecord, LeadSnapshot};

impl IngestLead {
    /// Whether the person refused under another spelling of the address. Nothing is asked where it would change nothing.
    pub(super) async fn mailbox_refused(
        &self,
        post: &Post<'_>,
        snapshot: &LeadSnapshot,
    ) -> anyhow::Result<bool> {
        let Some((_, ground)) = ground(post) else { return Ok(false) };
        let standing = snapshot.card.as_ref().map(|card| card.value.consent).unwrap_or_default();
        if !standing.asks_mailbox(&ground) {
            return Ok(false);
        }
        let mailbox = self.identity.door().mailbox(&post.answers.address);
        Ok(self.store.mailbox_refused(&mailbox).await?)
    }
}

/// The ground that this post gives, if it gives one, with the words that were agreed to.
fn ground<'a>(post: &Post<'a>) -> Option<(&'a FormConsent, Consent)> {
    let given = post.form.consent.as_ref().filter(|_| post.answers.consent == Tick::Yes)?;
    let (basis, proof) = (given.basis, post.by.proof(given.basis));
    Some((given, Consent { basis, proof, obtained_at: post.now }))
}

/// Gives the card the ground of this post, if it gives one, and records what became of it.
pub(super) fn consent(post: &Post<'_>, card: &mut Card, mailbox_refused: bool) -> Option<ConsentRecord> {
    let (given, ground) = ground(post)?;
    let Consent { basis, proof, obtained_at } = ground;
    let effect = card.consent.give_in_mailbox(ground, mailbox_refused);
    Some(ConsentRecord {
        basis,
        proof,
        effect: Some(effect),
        purpose: Purpose::Marketing,
        obtained_at,
        method: "form".to_owned(),
        form: Some(post.form.id.clone()),
        text_hash: send_key::text_hash(&given.text),
        evidence: BTreeMap::from([("text".to_owned(), given.text.clone())]),
    })
}
