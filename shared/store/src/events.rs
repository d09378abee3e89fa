//! Named events that happened to a lead.

use crate::error::StoreError;
use crate::items::event::{self, History};
use crate::keys;
use crate::stored::{Saved, Stored};
use crate::{Result, Store};
use cadence::Instant;
use cadence::ids::{EventName, LeadId};
use cadence::lead::Card;
use cadence::limits::CONTENDED_TRIES_MAX;
use std::collections::BTreeMap;

impl Store {
    /// Notes that an event happened to the lead whose card was just read. True when this occurrence was not known; one
    /// older than the last eight that are known cannot be told from a repetition, and is not new either.
    pub async fn note_event(
        &self,
        card: &Stored<Card>,
        name: &EventName,
        at: Instant,
        occurrence: &str,
    ) -> Result<bool> {
        const OPERATION: &str = "note an event";
        let lead = &card.value.id;
        let mut seen = self.get_stored(OPERATION, &keys::event(lead, name), event::read).await?;
        for _ in 0..CONTENDED_TRIES_MAX {
            let before = seen.as_ref().map(|seen| &seen.value);
            let mut history = before.cloned();
            let new = History::note_in(&mut history, at, occurrence);
            let Some(next) = history.filter(|after| before != Some(after)) else { return Ok(new) };
            let item = event::write(lead, name, &next);
            let rev = seen.as_ref().map(|seen| seen.rev);
            let saved = match rev {
                Some(_) => self.save(OPERATION, "event", item, rev, event::read).await?,
                // An erased person gets no event back.
                None => self.save_beside_card(OPERATION, "event", (lead, None), item, event::read).await?,
            };
            match saved {
                Saved::Yes(_) => return Ok(new),
                Saved::Conflict(None) if rev.is_none() => return Ok(false),
                Saved::Conflict(standing) => seen = standing,
            }
        }
        Err(StoreError::contended(OPERATION))
    }

    /// When each event happened last.
    pub async fn events_of(&self, lead: &LeadId) -> Result<BTreeMap<EventName, Instant>> {
        let items = self.query_all("read the events of a lead", &keys::lead(lead), keys::EVENT).await?;
        items
            .iter()
            .map(|item| {
                let name = crate::attributes::Record::new("event", item).parsed("sk", keys::parse_event)?;
                Ok((name, event::read(item)?.last_at))
            })
            .collect()
    }
}
