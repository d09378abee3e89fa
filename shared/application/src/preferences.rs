//! A person asks for less mail and yet some, or takes that back.

use crate::{Application, Applying, Contended, DecidedBy};
use cadence::Instant;
use cadence::advance;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::enrollment::event::Event;
use cadence::enrollment::{Enrollment, State};
use cadence::ids::LeadId;
use cadence::lead::Card;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::preferences::{Topic, Wish};
use cadence::send_key::IdentityKey;
use cadence::sequence::Verb;
use document::Catalog;
use store::Saved;

impl Application<'_> {
    /// Writes a wish on the person's card. What waited for the end of a pause, or for room among fewer mails, is looked at again
    /// where the wish lets more through. Gives the card as it is then; `None` where there is no such lead.
    ///
    /// A topic that the company does not have, or has no more, changes nothing: no mail belongs to it.
    pub async fn prefer(
        &self,
        identity: &IdentityKey,
        lead: &LeadId,
        wish: &Wish,
        catalog: Option<&Catalog>,
    ) -> anyhow::Result<Option<Card>> {
        let now = self.clock.now();
        let topics = catalog.map(|catalog| &*catalog.policy().topics).unwrap_or_default();
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let Some(standing) = self.store.card(lead).await? else { return Ok(None) };
            let next = after(&standing.value, wish, topics, now);
            let changes = next != standing.value;
            if changes {
                match self.store.save_card(&standing, &next).await? {
                    Saved::Yes(_) => {}
                    Saved::Conflict(Some(_)) => continue,
                    Saved::Conflict(None) => return Ok(None),
                }
            }
            if let (true, Some(catalog)) = (lets_more_through(&standing.value, &next, wish, now), catalog) {
                self.look_again(identity, &next, catalog).await?;
            }
            if changes {
                tracing::info!(lead.id = %lead, wish = &*wish.name(), "a person changed preferences");
                let payload = Payload::LeadPreferences { wish: wish.clone() };
                self.announce_best_effort(&DomainEvent { at: now, lead: lead.clone(), payload }).await;
            }
            return Ok(Some(next));
        }
        Err(Contended("a card").into())
    }

    /// Puts mails that were put off back to their own time; the gate decides about each anew.
    pub(crate) async fn look_again(
        &self,
        identity: &IdentityKey,
        card: &Card,
        catalog: &Catalog,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        for standing in self.store.enrollments_of(&card.id).await? {
            let Some(sequence) = catalog.sequence(&standing.value.sequence) else { continue };
            let context = catalog.context(sequence, card.zone, now);
            let how = Applying { context: &context, by: DecidedBy::Program(identity) };
            self.apply(standing, how, |standing| earlier(standing, &context)).await?;
        }
        Ok(())
    }
}

/// The card after a wish.
fn after(card: &Card, wish: &Wish, topics: &[Topic], now: Instant) -> Card {
    let mut next = card.clone();
    if wish.topic().is_none_or(|topic| topics.iter().any(|known| known.id == *topic)) {
        next.preferences = next.preferences.after(wish, now);
        next.preferences.forget_topics(topics);
    }
    next
}

/// Whether mails may go sooner than before. One that was said twice may have been written and no more the first time.
fn lets_more_through(before: &Card, after: &Card, wish: &Wish, now: Instant) -> bool {
    let shorter = before.preferences.pause(now) > after.preferences.pause(now);
    shorter || matches!(wish, Wish::EndPause | Wish::AsOften)
}

/// The event that puts a mail back to its own time; `None` where it stands there.
fn earlier(standing: &Enrollment, context: &advance::Context<'_>) -> Option<Event> {
    let State::Waiting { step, due_at, .. } = &standing.state else { return None };
    let step = context.sequence.steps.find(step)?;
    if !matches!(step.verb, Verb::Send { .. }) {
        return None;
    }
    let own = advance::due(standing, step, context).at.max(context.now);
    (own < *due_at).then(|| Event::Retimed { step: step.id.clone(), due_at: own })
}
