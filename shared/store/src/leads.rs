//! Leads: card, tags, profile, engagement, and all of it at once.

use crate::attributes::Attributes;
use crate::items::{campaign, card, engagement, enrollment, profile, suppression, tags};
use crate::keys::{self, Key};
use crate::request::{self, stored};
use crate::stored::{Saved, Stored};
use crate::{Result, Store, size};
use cadence::campaign::Campaign;
use cadence::enrollment::Enrollment;
use cadence::erasure::Tombstone;
use cadence::ids::{LeadId, SequenceId};
use cadence::lead::{Card, Profile};
use cadence::score::Engagement;
use cadence::suppression::Suppression;
use cadence::tags::Tags;
use std::collections::{BTreeMap, HashMap};

/// A lead with the revision of each of its two items.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLead {
    /// The data that the gate reads.
    pub card: Stored<Card>,
    /// The data that mails and conditions on attributes read.
    pub profile: Stored<Profile>,
}

/// The items about a lead, read in one go.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadSnapshot {
    /// The card; none for an address that is no lead.
    pub card: Option<Stored<Card>>,
    /// The tombstone of somebody who was erased and did not come back.
    pub tombstone: Option<Stored<Tombstone>>,
    /// The profile.
    pub profile: Option<Stored<Profile>>,
    /// The engagement.
    pub engagement: Option<Stored<Engagement>>,
    /// The tags; `None` until the lead gets a first one.
    pub tags: Option<Stored<Tags>>,
    /// The enrollments in the sequences asked for.
    pub enrollments: BTreeMap<SequenceId, Stored<Enrollment>>,
}

/// All that a sender has to know about a lead before a mail goes: one range of keys, read strongly in one request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// The card; `None` once the person was erased.
    pub card: Option<Stored<Card>>,
    /// The tags; `None` until the lead gets a first one.
    pub tags: Option<Stored<Tags>>,
    /// The reason why nothing is sent to the address.
    pub suppression: Option<Suppression>,
    /// Every enrollment of the lead.
    pub enrollments: Vec<Stored<Enrollment>>,
    /// The size of all of it by DynamoDB's rule, which charges by four kilobytes.
    pub bytes: usize,
}

impl Look {
    /// The enrollment in a sequence.
    pub fn enrollment(&self, sequence: &SequenceId) -> Option<&Stored<Enrollment>> {
        self.enrollments.iter().find(|stored| stored.value.sequence == *sequence)
    }
}

impl Store {
    /// Reads card, tags, suppression and all enrollments of a lead at one look. Each item is as it stood after every write that was
    /// answered before the look began.
    pub async fn look(&self, lead: &LeadId) -> Result<Look> {
        let items = self.query_all("look at a lead", &keys::lead(lead), keys::NOW).await?;
        let mut look = Look::default();
        for item in &items {
            look.bytes += size::of_item(item);
            match request::key_of(item).unwrap_or_else(|| keys::card(lead)).sk.as_str() {
                keys::CARD if card::is_tombstone(item) => {}
                keys::CARD => look.card = Some(stored(item, card::read)?),
                keys::TAGS => look.tags = Some(stored(item, tags::read)?),
                keys::SUPPRESSION => look.suppression = suppression::read(item)?.suppression,
                _ => look.enrollments.push(stored(item, enrollment::read)?),
            }
        }
        Ok(look)
    }

    /// The profile, read strongly; an empty one where there is none.
    pub async fn profile(&self, lead: &LeadId) -> Result<Option<Stored<Profile>>> {
        self.get_stored("read a profile", &keys::profile(lead), profile::read).await
    }

    /// The card, read strongly; `None` for an address that is no lead, and for one whose person was erased.
    pub async fn card(&self, lead: &LeadId) -> Result<Option<Stored<Card>>> {
        self.get_stored("read a card", &keys::card(lead), card::read).await
    }

    /// Card and profile, read strongly.
    pub async fn lead(&self, lead: &LeadId) -> Result<Option<StoredLead>> {
        let keys = [keys::card(lead), keys::profile(lead)];
        let items = self.batch_get("read a lead", &keys).await?;
        let [card_key, profile_key] = keys;
        let Some(card_item) = items.get(&card_key).filter(|item| !card::is_tombstone(item)) else {
            return Ok(None);
        };
        let card = stored(card_item, card::read)?;
        let absent = profile_key.attributes();
        let profile = stored(items.get(&profile_key).unwrap_or(&absent), profile::read)?;
        Ok(Some(StoredLead { card, profile }))
    }

    /// Everything a decision about the lead needs, read strongly. At most 96 sequences cost one request.
    pub async fn snapshot(&self, lead: &LeadId, sequences: &[SequenceId]) -> Result<LeadSnapshot> {
        let mut wanted =
            vec![keys::card(lead), keys::profile(lead), keys::engagement(lead), keys::tags(lead)];
        wanted.extend(sequences.iter().map(|sequence| keys::enrollment(lead, sequence)));
        wanted.sort_unstable();
        wanted.dedup();
        let items = self.batch_get("read all about a lead", &wanted).await?;
        let mut enrollments = BTreeMap::new();
        for sequence in sequences {
            if let Some(found) = pick(&items, &keys::enrollment(lead, sequence), enrollment::read)? {
                enrollments.insert(sequence.clone(), found);
            }
        }
        let buried = items.get(&keys::card(lead)).filter(|item| card::is_tombstone(item));
        Ok(LeadSnapshot {
            tombstone: buried.map(|item| stored(item, card::read_tombstone)).transpose()?,
            card: pick(&items, &keys::card(lead), card::read)?,
            profile: pick(&items, &keys::profile(lead), profile::read)?,
            engagement: pick(&items, &keys::engagement(lead), engagement::read)?,
            tags: pick(&items, &keys::tags(lead), tags::read)?,
            enrollments,
        })
    }

    /// The engagement, read strongly.
    pub async fn engagement(&self, lead: &LeadId) -> Result<Option<Stored<Engagement>>> {
        self.get_stored("read an engagement", &keys::engagement(lead), engagement::read).await
    }

    /// First and last touch of the lead; `None` if no post said any.
    pub async fn campaign(&self, lead: &LeadId) -> Result<Option<Campaign>> {
        let item = self.get("read a campaign", &keys::campaign(lead)).await?;
        item.as_ref().map(campaign::read).transpose()
    }

    /// Writes a changed card. A card is made by [`Store::admit`] only.
    pub async fn save_card(&self, seen: &Stored<Card>, next: &Card) -> Result<Saved<Card>> {
        self.save("save a card", "card", card::write(next), Some(seen.rev), card::read).await
    }

    /// Writes changed tags. The first ones, where none were seen, are written only for a lead that exists.
    pub async fn save_tags(
        &self,
        card: &Card,
        seen: Option<&Stored<Tags>>,
        next: &Tags,
    ) -> Result<Saved<Tags>> {
        const OPERATION: &str = "save tags";
        let item = tags::write(&card.id, next);
        let lead = (&card.id, Some(card.created_at));
        match seen {
            Some(seen) => self.save(OPERATION, "tags", item, Some(seen.rev), tags::read).await,
            None => self.save_beside_card(OPERATION, "tags", lead, item, tags::read).await,
        }
    }

    /// Writes the engagement. The first one, where none was seen, is written only for a lead that exists.
    pub async fn save_engagement(
        &self,
        lead: &LeadId,
        seen: Option<&Stored<Engagement>>,
        next: &Engagement,
    ) -> Result<Saved<Engagement>> {
        const OPERATION: &str = "save an engagement";
        let item = engagement::write(lead, next, self.shards().await?);
        match seen {
            Some(seen) => self.save(OPERATION, "engagement", item, Some(seen.rev), engagement::read).await,
            None => {
                self.save_beside_card(OPERATION, "engagement", (lead, None), item, engagement::read).await
            }
        }
    }
}

fn pick<T>(
    items: &HashMap<Key, Attributes>,
    key: &Key,
    read: fn(&Attributes) -> Result<T>,
) -> Result<Option<Stored<T>>> {
    let item = items.get(key).filter(|item| !card::is_tombstone(item));
    item.map(|item| request::stored(item, read)).transpose()
}
