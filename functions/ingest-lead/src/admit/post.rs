//! One post and its own words: the card and the run that it stands for, and the outcomes that the company should see.

use crate::answers::Answers;
use cadence::Instant;
use cadence::campaign::Campaign;
use cadence::checkbox::Tick;
use cadence::consent::Given;
use cadence::door::DoorOutcome;
use cadence::erasure;
use cadence::ids::LeadId;
use cadence::intake::{Said, Submitter, new_card};
use cadence::lead::{Card, Profile};
use cadence::tags::{ChangedTags, Tags};
use document::{Catalog, Form};
use store::{ConsentRecord, LeadSnapshot};

/// A post, while it is decided about.
pub(super) struct Post<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) form: &'a Form,
    pub(super) answers: &'a Answers,
    pub(super) campaign: &'a Campaign,
    pub(super) by: Submitter,
    pub(super) lead: LeadId,
    pub(super) now: Instant,
}

/// The words about a lead after a post.
pub(super) struct AfterPost {
    pub(super) profile: Profile,
    pub(super) tags: Tags,
    /// Whether the post says of a known lead what its profile and tags do not, and may not say it for the lead.
    pub(super) kept_apart: bool,
}

impl Post<'_> {
    /// The post's own words about its lead.
    pub(super) fn said(&self) -> Said<'_> {
        Said {
            name: self.answers.name.as_deref(),
            language: self.form.language,
            answers: &self.answers.others,
            tags: &self.form.tags,
        }
    }

    /// Profile and tags after this post, which changes them only if it speaks for the lead.
    pub(super) fn change(&self, snapshot: &LeadSnapshot, speaks_for_lead: bool) -> AfterPost {
        let known = snapshot.profile.as_ref().map(|kept| kept.value.clone()).unwrap_or_default();
        let standing = snapshot.tags.as_ref().map(|kept| kept.value.clone()).unwrap_or_default();
        let profile = self.said().written_into(known.clone());
        let ChangedTags { tags, left_out } = self.said().put_onto(&standing);
        if !speaks_for_lead {
            let kept_apart = (&profile, &tags) != (&known, &standing);
            return AfterPost { profile: known, tags: standing, kept_apart };
        }
        application::tell_left_out(&self.lead, &left_out);
        AfterPost { profile, tags, kept_apart: false }
    }

    /// The text that names a run begun by this post at a time: its answers and the day.
    pub(super) fn entry_event(&self, at: Instant) -> String {
        let day = at.with_timezone(&self.catalog.policy().zone).date_naive();
        let fields = self.answers.others.iter();
        let fields = fields.map(|(name, value)| format!("\n{}:{name}={value}", value.len()));
        format!("form {} {day}{}", self.form.id, fields.collect::<Vec<_>>().concat())
    }

    /// The text that names the run of a question to the mailbox.
    pub(super) fn question_event(&self, asked_at: Instant) -> String {
        format!("confirm {} {}", self.form.id, asked_at.timestamp_millis())
    }

    /// The card as it stands, or a new one; that of somebody who was erased remembers the refusal.
    pub(super) fn card(&self, snapshot: &LeadSnapshot) -> Card {
        let new = || {
            let (lead, address) = (self.lead.clone(), self.answers.address.clone());
            let tombstone = snapshot.tombstone.as_ref().map(|buried| &buried.value);
            new_card(lead, address, self.catalog.policy().zone, self.now, tombstone)
        };
        snapshot.card.as_ref().map_or_else(new, |card| card.value.clone())
    }

    /// Whether the person was erased after this post came.
    pub(super) fn is_from_before_an_erasure(&self, snapshot: &LeadSnapshot) -> bool {
        let came_back = snapshot.card.as_ref().and_then(|card| card.value.erased_at);
        let gone = snapshot.tombstone.as_ref().map(|buried| buried.value.erased_at);
        erasure::is_from_before(gone.or(came_back), self.now)
    }

    /// The outcomes of an accepted post that the company should see.
    pub(super) fn noted(&self, consent: Option<&ConsentRecord>, kept_apart: bool) -> Vec<DoorOutcome> {
        let had = |effect| consent.is_some_and(|record| record.effect == Some(effect));
        let said = self.answers.consent;
        let found = [
            (said == Tick::Unclear, DoorOutcome::ConsentUnclear),
            (said == Tick::No, DoorOutcome::ConsentDeclined),
            (had(Given::AfterRefusal), DoorOutcome::ConsentAfterRefusal),
            (had(Given::ToBeConfirmed), DoorOutcome::ConsentToBeConfirmed),
            (kept_apart, DoorOutcome::ClaimKeptApart),
        ];
        found.into_iter().filter_map(|(happened, outcome)| happened.then_some(outcome)).collect()
    }
}
