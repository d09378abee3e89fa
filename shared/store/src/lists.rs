//! Lists that imports bring: who is on them, and the look that an import takes at its leads.

use crate::attributes::Attributes;
use crate::items::consent::{self, ConsentRecord};
use crate::items::list::{self, ListPlace};
use crate::items::{card, engagement, profile, suppression, tags};
use crate::key::Key;
use crate::keys::{self, LIST};
use crate::request::stored;
use crate::stored::Stored;
use crate::{Result, Store};
use cadence::Instant;
use cadence::erasure::Tombstone;
use cadence::ids::{LeadId, ListId};
use cadence::lead::{Card, Profile};
use cadence::send_key::DoorHash;
use cadence::suppression::Suppression;
use cadence::tags::Tags;
use std::collections::HashMap;

/// A lead that an import asks about.
#[derive(Debug, Clone, Copy)]
pub struct ImportQuestion<'a> {
    /// The lead.
    pub lead: &'a LeadId,
    /// The mailbox of its address.
    pub mailbox: &'a DoorHash,
    /// The record of the ground that it would get.
    pub ground: Option<&'a ConsentRecord>,
}

/// All that an import has to know of a lead before it writes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportLook {
    /// The card; `None` for an address that is no lead.
    pub card: Option<Stored<Card>>,
    /// The tombstone of somebody who was erased and did not come back.
    pub tombstone: Option<Tombstone>,
    /// The profile.
    pub profile: Option<Stored<Profile>>,
    /// The tags; `None` until the lead gets a first one.
    pub tags: Option<Stored<Tags>>,
    /// Whether there is an engagement.
    pub has_engagement: bool,
    /// The reason why nothing is sent to the address.
    pub suppression: Option<Suppression>,
    /// Whether the person of the mailbox refused, under whichever spelling of the address.
    pub mailbox_refused: bool,
    /// The place on the list.
    pub place: Option<Stored<ListPlace>>,
    /// Whether the ground asked about is recorded.
    pub ground_is_recorded: bool,
}

/// A lead of a list, as an export tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedLead {
    /// The card.
    pub card: Card,
    /// The profile.
    pub profile: Profile,
    /// The tags.
    pub tags: Tags,
    /// The reason why nothing is sent to the address.
    pub suppression: Option<Suppression>,
}

impl ListedLead {
    /// The ground on which marketing may be sent at a time: the name of its kind, and when it was obtained.
    pub fn ground(&self, now: Instant) -> Option<(&'static str, Instant)> {
        let ground = self.card.consent.marketing.filter(|_| self.card.consent.allows_marketing(now))?;
        Some((consent::basis_name(ground.basis), ground.obtained_at))
    }
}

impl Store {
    /// The leads of a list, read strongly, in their order; those that are no leads any more are left out.
    pub async fn listed(&self, leads: &[LeadId]) -> Result<Vec<ListedLead>> {
        let of = |lead| [keys::card(lead), keys::profile(lead), keys::tags(lead), keys::suppression(lead)];
        let wanted: Vec<Key> = leads.iter().flat_map(of).collect();
        let found = self.batch_get("read the leads of a list", &wanted).await?;
        let mut listed = Vec::with_capacity(leads.len());
        for [card_key, profile_key, tags_key, suppression_key] in leads.iter().map(of) {
            let Some(item) = found.get(&card_key).filter(|item| !card::is_tombstone(item)) else { continue };
            let standing = found.get(&suppression_key).map(suppression::read).transpose()?;
            listed.push(ListedLead {
                card: card::read(item)?,
                profile: read(&found, &profile_key, profile::read)?.map(|it| it.value).unwrap_or_default(),
                tags: read(&found, &tags_key, tags::read)?.map(|it| it.value).unwrap_or_default(),
                suppression: standing.and_then(|standing| standing.suppression),
            });
        }
        Ok(listed)
    }

    /// Looks at a lead for an import, strongly and in one request.
    pub async fn look_for_import(&self, list: &ListId, asked: ImportQuestion<'_>) -> Result<ImportLook> {
        let lead = asked.lead;
        let [card_key, profile_key, tags_key] = [keys::card(lead), keys::profile(lead), keys::tags(lead)];
        let [engagement_key, suppression_key] = [keys::engagement(lead), keys::suppression(lead)];
        let (list_key, mailbox_key) = (keys::list(lead, list), keys::mailbox_refusal(asked.mailbox));
        let ground_key = asked.ground.map(|record| consent::key(lead, record));
        let mut wanted = vec![
            card_key.clone(),
            profile_key.clone(),
            tags_key.clone(),
            engagement_key.clone(),
            suppression_key.clone(),
            list_key.clone(),
            mailbox_key.clone(),
        ];
        wanted.extend(ground_key.clone());
        let found = self.batch_get("look at a lead for an import", &wanted).await?;
        let living = found.get(&card_key).filter(|item| !card::is_tombstone(item));
        let buried = found.get(&card_key).filter(|item| card::is_tombstone(item));
        let suppression = found.get(&suppression_key).map(suppression::read).transpose()?;
        Ok(ImportLook {
            card: living.map(|item| stored(item, card::read)).transpose()?,
            tombstone: buried.map(card::read_tombstone).transpose()?,
            profile: read(&found, &profile_key, profile::read)?,
            tags: read(&found, &tags_key, tags::read)?,
            has_engagement: read(&found, &engagement_key, engagement::read)?.is_some(),
            suppression: suppression.and_then(|standing| standing.suppression),
            mailbox_refused: found.contains_key(&mailbox_key),
            place: read(&found, &list_key, list::read)?,
            ground_is_recorded: ground_key.is_some_and(|key| found.contains_key(&key)),
        })
    }

    /// The lists that a lead is on, read strongly.
    pub async fn lists_of(&self, lead: &LeadId) -> Result<Vec<ListPlace>> {
        let items = self.query_all("read the lists of a lead", &keys::lead(lead), LIST).await?;
        items.iter().map(list::read).collect()
    }
}

fn read<T>(
    found: &HashMap<Key, Attributes>,
    key: &Key,
    read: fn(&Attributes) -> Result<T>,
) -> Result<Option<Stored<T>>> {
    found.get(key).map(|item| stored(item, read)).transpose()
}
