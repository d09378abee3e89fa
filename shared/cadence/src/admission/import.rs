//! The effect of an imported row on the data about its lead.
//!
//! A list comes from the company, so its values count as proven. A ground in it counts as the company's own note and nothing more: it
//! undoes no refusal, however well it is proven, and weakens no ground that stands. An import brings back nobody who was erased and
//! changes nothing about an address that gets no mail.

mod fault;
mod row;

pub use fault::{DateFault, EvidenceFault, RowFault};
pub use row::{GroundKind, GroundOfAll, ImportRow, ImportTerms, ImportedLead, LeadGround, moment};

use crate::Instant;
use crate::consent::{Consent, ConsentState, Given, Standing};
use crate::erasure::Tombstone;
use crate::ids::{LeadId, Tag};
use crate::intake::new_card;
use crate::lead::{Card, Profile};
use crate::limits::ATTRIBUTES_PER_LEAD_MAX;
use crate::tags::{ChangedTags, Tags};
use chrono_tz::Tz;

/// The facts known of a lead before a row is imported.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KnownLead {
    /// The card; `None` for an address that is no lead.
    pub card: Option<Card>,
    /// The tombstone of somebody who was erased and did not come back.
    pub tombstone: Option<Tombstone>,
    /// The profile.
    pub profile: Profile,
    /// The tags.
    pub tags: Tags,
    /// Whether nothing is sent to the address.
    pub is_suppressed: bool,
    /// Whether the person of the mailbox refused, under whichever spelling of the address.
    pub mailbox_refused: bool,
    /// Whether the list has the lead already.
    pub is_on_list: bool,
    /// Whether the very ground of the row stands in a record already.
    pub ground_is_recorded: bool,
    /// Whether the lead was handed over under the row's own name before.
    pub key_is_known: bool,
}

/// The outcome of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowOutcome {
    /// The lead is new.
    Created,
    /// The lead was known, and something about it changes.
    Known,
    /// The lead was known, and everything is as the row says.
    Unchanged,
    /// The person refused: values may be kept, the ground has no effect.
    Refused,
    /// The address gets no mail, and nothing is changed.
    Suppressed,
    /// The person was erased, and nothing comes back.
    Erased,
}

/// The changes that a row brings.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChanges {
    /// The card as it is to stand.
    pub card: Card,
    /// The profile as it is to stand.
    pub profile: Profile,
    /// The tags as they are to stand.
    pub tags: Tags,
    /// The effect of the row's ground, if it is to be recorded.
    pub given: Option<Given>,
    /// Whether the lead comes onto the list.
    pub joins_list: bool,
    /// The name of the handing over, to be remembered.
    pub key: Option<String>,
}

/// The decision about a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedRow {
    /// The outcome.
    pub outcome: RowOutcome,
    /// Values that found no room on the lead.
    pub left_out: usize,
    /// The changes; `None` if nothing is to be written.
    pub changes: Option<RowChanges>,
}

impl ImportedRow {
    fn left_alone(outcome: RowOutcome) -> Self {
        Self { outcome, left_out: 0, changes: None }
    }
}

impl ImportedLead {
    /// Decides about the row of a lead of which this is known.
    pub fn decide(&self, id: &LeadId, known: &KnownLead, zone: Tz, now: Instant) -> ImportedRow {
        let came_back = known.card.as_ref().is_some_and(|card| card.erased_at.is_some());
        if known.tombstone.is_some() || came_back {
            return ImportedRow::left_alone(RowOutcome::Erased);
        }
        if known.is_suppressed {
            return ImportedRow::left_alone(RowOutcome::Suppressed);
        }
        let new = || new_card(id.clone(), self.address.clone(), zone, now, None);
        let mut card = known.card.clone().unwrap_or_else(new);
        let refuses = refuses(&card.consent, known.mailbox_refused, now);
        if known.key_is_known {
            let outcome = if refuses { RowOutcome::Refused } else { RowOutcome::Unchanged };
            return ImportedRow::left_alone(outcome);
        }
        let given = self
            .ground
            .as_ref()
            .filter(|_| !known.ground_is_recorded)
            .map(|ground| give(&mut card.consent, ground.consent, refuses, known.mailbox_refused, now));
        let (profile, values_left_out) = self.written_into(known.profile.clone());
        let ChangedTags { tags, left_out } = known.tags.changed(&self.tags, &[]);
        let joins_list = !known.is_on_list;
        let next = RowChanges { card, profile, tags, given, joins_list, key: self.key.clone() };
        let changes_lead = changes_anything(known, &next);
        let outcome = match (&known.card, changes_lead) {
            _ if refuses => RowOutcome::Refused,
            (None, _) => RowOutcome::Created,
            (Some(_), true) => RowOutcome::Known,
            (Some(_), false) => RowOutcome::Unchanged,
        };
        let changes = (changes_lead || next.key.is_some()).then_some(next);
        ImportedRow { outcome, left_out: values_left_out + left_out.len(), changes }
    }

    /// The profile with the values of the row written into it, and the number of those without room.
    fn written_into(&self, mut profile: Profile) -> (Profile, usize) {
        let mut left_out = 0;
        profile.name = self.name.clone().or(profile.name);
        profile.language = self.language.or(profile.language);
        for (name, value) in &self.attributes {
            if profile.attributes.contains_key(name) || profile.attributes.len() < ATTRIBUTES_PER_LEAD_MAX {
                profile.attributes.insert(name.clone(), value.clone());
            } else {
                left_out += 1;
            }
        }
        (profile, left_out)
    }

    /// The tags of the row.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }
}

impl KnownLead {
    /// The facts known once the changes are written, for a later row of the same lead.
    #[must_use]
    pub fn after(&self, changes: &RowChanges) -> Self {
        Self {
            card: Some(changes.card.clone()),
            profile: changes.profile.clone(),
            tags: changes.tags.clone(),
            is_on_list: true,
            ground_is_recorded: self.ground_is_recorded || changes.given.is_some(),
            key_is_known: changes.key.is_some(),
            ..self.clone()
        }
    }
}

fn changes_anything(known: &KnownLead, next: &RowChanges) -> bool {
    let stays = known.card.as_ref() == Some(&next.card)
        && known.profile == next.profile
        && known.tags == next.tags
        && next.given.is_none()
        && !next.joins_list;
    !stays
}

/// Whether a refusal stands: on the card, or of the mailbox where the card has no ground of its own.
fn refuses(consent: &ConsentState, mailbox_refused: bool, now: Instant) -> bool {
    match consent.standing(now) {
        Standing::Agrees => false,
        Standing::Refused => true,
        Standing::NoGround => mailbox_refused,
    }
}

/// Gives the ground of a row to a card. A refusal is never undone, and a ground that stands goes on standing unless this one is
/// better proven, or as well proven and later.
fn give(
    consent: &mut ConsentState,
    ground: Consent,
    refuses: bool,
    mailbox_refused: bool,
    now: Instant,
) -> Given {
    if refuses {
        return Given::AfterRefusal;
    }
    if mailbox_refused {
        return Given::BetterStands;
    }
    let before = *consent;
    let held = before.marketing.filter(|_| before.allows_marketing(now));
    let is_older = |held: &Consent| {
        let lasts = |it: &Consent| it.basis.holds_for_days().is_none();
        held.proof == ground.proof && lasts(held) == lasts(&ground) && held.obtained_at >= ground.obtained_at
    };
    let given = consent.give(ground);
    if given == Given::Taken && held.is_some_and(|held| is_older(&held)) {
        *consent = before;
        return Given::BetterStands;
    }
    given
}

#[cfg(test)]
mod tests;
