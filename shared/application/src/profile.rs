//! Changes to what is known about a lead, beside others who change it.

use crate::{Application, Contended};
use cadence::ids::{EventName, LeadId, Tag};
use cadence::lead::Card;
use cadence::lead_event;
use cadence::limits::{CONTENDED_TRIES_MAX, TAGS_PER_LEAD_MAX};
use cadence::tags::{ChangedTags, Tags};
use store::{Change, Saved, Stored};

/// The person was erased after the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lead was erased meanwhile")]
pub struct LeadGone;

/// The change of the tags; none where they stay, so that an item without a tag is never made.
pub fn tags_change(seen: Option<&Stored<Tags>>, next: Tags) -> Option<Change<Tags>> {
    let stays = seen.map_or_else(|| next.is_empty(), |seen| seen.value == next);
    (!stays).then(|| Change::of(seen, next))
}

impl Application<'_> {
    /// Changes the lead's tags from those of a look, where that changes anything, and gives the tags as they stand then. Fails
    /// with [`LeadGone`] if the person was erased after the look, and brings back nothing, also where the person came back.
    pub async fn change_tags(
        &self,
        card: &Card,
        mut standing: Option<Stored<Tags>>,
        add: &[Tag],
        remove: &[Tag],
    ) -> anyhow::Result<Option<Stored<Tags>>> {
        let lead = &card.id;
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let before = standing.as_ref().map(|kept| kept.value.clone()).unwrap_or_default();
            let ChangedTags { tags, left_out } = before.changed(add, remove);
            if tags == before {
                tell_left_out(lead, &left_out);
                return Ok(standing);
            }
            match self.store.save_tags(card, standing.as_ref(), &tags).await? {
                Saved::Yes(saved) => {
                    tell_left_out(lead, &left_out);
                    return Ok(Some(saved));
                }
                // Somebody else wrote tags or the card, or the person was erased and may have come back.
                Saved::Conflict(current) => {
                    let known = self.store.card(lead).await?;
                    known.filter(|known| known.value.created_at == card.created_at).ok_or(LeadGone)?;
                    standing = current;
                }
            }
        }
        Err(Contended("a lead's tags").into())
    }

    /// Opens or closes the lead's complaint case by the events that are known. An open case silences all marketing.
    pub async fn note_complaint(
        &self,
        lead: &LeadId,
        mut standing: Stored<Card>,
        event: &EventName,
    ) -> anyhow::Result<()> {
        if !lead_event::concerns_a_complaint(event) {
            return Ok(());
        }
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let complaint_open = lead_event::complaint_is_open(&self.store.events_of(lead).await?);
            if complaint_open == standing.value.complaint_open {
                return Ok(());
            }
            let next = Card { complaint_open, ..standing.value.clone() };
            match self.store.save_card(&standing, &next).await? {
                Saved::Yes(_) | Saved::Conflict(None) => return Ok(()),
                Saved::Conflict(Some(current)) => standing = current,
            }
        }
        Err(Contended("a card").into())
    }
}

/// Logs the tags that a lead has no room for.
pub fn tell_left_out(lead: &LeadId, left_out: &[Tag]) {
    for tag in left_out {
        tracing::warn!(
            lead.id = %lead, tag.name = %tag,
            "a tag was left out, because the lead has {TAGS_PER_LEAD_MAX} tags; take another one off with `untag`"
        );
    }
}
