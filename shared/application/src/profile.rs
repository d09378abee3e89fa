//! Changes to what is known about a lead, beside others who change it.

use crate::{Application, Contended};
use anyhow::Context;
use cadence::ids::{EventName, LeadId, Tag};
use cadence::lead::{Card, Profile};
use cadence::lead_event;
use cadence::limits::CONTENDED_TRIES_MAX;
use store::{Saved, Stored};

impl Application<'_> {
    /// Changes the lead's tags, where that changes anything, and gives the profile as it stands then.
    pub async fn change_tags(
        &self,
        lead: &LeadId,
        mut standing: Stored<Profile>,
        add: &[Tag],
        remove: &[Tag],
    ) -> anyhow::Result<Stored<Profile>> {
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let mut profile = standing.value.clone();
            profile.tags.extend(add.iter().cloned());
            profile.tags.retain(|tag| !remove.contains(tag));
            if profile == standing.value {
                return Ok(standing);
            }
            match self.store.save_profile(lead, &standing, &profile).await? {
                Saved::Yes(saved) => return Ok(saved),
                Saved::Conflict(current) => standing = current.context("the lead is gone")?,
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
