//! The effect of a post on the data about a lead, by who sent it.
//!
//! Anybody who posts a form to the world can write anybody's address. So a post makes a lead of an address that is not known yet,
//! and of a known one it changes nothing: its answers serve the run that it begins, and no other.

use crate::Instant;
use crate::address::EmailAddress;
use crate::consent::{Basis, ConsentState, Proof};
use crate::enrollment::Enrollment;
use crate::erasure::Tombstone;
use crate::ids::{LeadId, RunId, Tag};
use crate::lead::{Card, Profile};
use crate::limits::{ATTRIBUTE_LENGTH_MAX, ATTRIBUTES_PER_LEAD_MAX, SAME_POST_DAYS};
use crate::preferences::Preferences;
use crate::tags::{ChangedTags, Tags};
use crate::wording::Language;
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The kind of sender of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Submitter {
    /// Somebody of whom nothing is known.
    Anybody,
    /// Staff of the company, by the signed link of the form.
    Staff,
}

impl Submitter {
    /// The proof of a ground that comes this way.
    pub fn proof(self, basis: Basis) -> Proof {
        match (self, basis) {
            (Self::Anybody, _) => Proof::Posted,
            (Self::Staff, Basis::WrittenNotice) => Proof::BusinessCard,
            (
                Self::Staff,
                Basis::DoubleOptIn
                | Basis::Express
                | Basis::ExistingBusiness
                | Basis::ImpliedPurchase
                | Basis::ImpliedInquiry,
            ) => Proof::InWriting,
        }
    }

    /// Whether the submitter's words stand for the lead, beyond the run that the post begins. Those of anybody do so only while nothing
    /// is known about the address.
    pub fn speaks_for(self, is_known: bool) -> bool {
        match self {
            Self::Anybody => !is_known,
            Self::Staff => true,
        }
    }
}

/// A post's own words about its lead.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The name, where the form asks for it.
    pub name: Option<&'a str>,
    /// The language of the form.
    pub language: Option<Language>,
    /// The other answers.
    pub answers: &'a BTreeMap<String, String>,
    /// The tags that the form gives.
    pub tags: &'a [Tag],
}

impl Said<'_> {
    /// The profile with what was said written into it.
    pub fn written_into(&self, mut profile: Profile) -> Profile {
        if let Some(name) = self.name {
            profile.name = Some(name.to_owned());
        }
        profile.language = self.language.or(profile.language);
        for (name, value) in self.answers {
            let known = profile.attributes.contains_key(name);
            // Long texts belong to the run they started, not to the person.
            let short = value.chars().count() <= ATTRIBUTE_LENGTH_MAX && !value.contains('\n');
            if short && (known || profile.attributes.len() < ATTRIBUTES_PER_LEAD_MAX) {
                profile.attributes.insert(name.clone(), value.clone());
            }
        }
        profile
    }

    /// The tags with those of the form put on.
    pub fn put_onto(&self, tags: &Tags) -> ChangedTags {
        tags.changed(self.tags, &[])
    }

    /// The fields that the run which the post begins knows as `event`: every answer, the name among them.
    pub fn entry(&self) -> BTreeMap<String, String> {
        let name = self.name.map(|name| ("name".to_owned(), name.to_owned()));
        self.answers.clone().into_iter().chain(name).collect()
    }
}

/// The card of a lead of whom nothing is known. Of somebody who was erased the tombstone is left: the person refused.
pub fn new_card(
    id: LeadId,
    address: EmailAddress,
    zone: Tz,
    now: Instant,
    tombstone: Option<&Tombstone>,
) -> Card {
    let refused_at = tombstone.map(|tombstone| tombstone.refused_at);
    Card {
        id,
        address,
        zone,
        consent: ConsentState { refused_at, ..ConsentState::default() },
        preferences: Preferences::default(),
        complaint_open: false,
        created_at: now,
        erased_at: tombstone.map(|tombstone| tombstone.erased_at),
    }
}

/// Whether a post began the run that stands, not long ago: pressing twice, or on another day, is one post. `run_at_entry` is
/// the run that this post would have begun when the standing one began.
pub fn is_same_post(standing: &Enrollment, run_at_entry: &RunId, now: Instant) -> bool {
    standing.run == *run_at_entry && now - standing.started_at < TimeDelta::days(SAME_POST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn anybody_speaks_for_an_unknown_lead_and_staff_for_every_one() {
        assert!(Submitter::Anybody.speaks_for(false) && !Submitter::Anybody.speaks_for(true));
        assert!(Submitter::Staff.speaks_for(false) && Submitter::Staff.speaks_for(true));
    }

    #[test]
    fn nothing_that_anybody_posts_undoes_a_refusal() {
        for basis in [
            Basis::DoubleOptIn,
            Basis::Express,
            Basis::WrittenNotice,
            Basis::ExistingBusiness,
            Basis::ImpliedPurchase,
            Basis::ImpliedInquiry,
        ] {
            assert!(!Submitter::Anybody.proof(basis).undoes_a_refusal(), "{basis:?}");
            assert!(Submitter::Staff.proof(basis).undoes_a_refusal(), "{basis:?}");
        }
        assert_eq!(Submitter::Staff.proof(Basis::WrittenNotice), Proof::BusinessCard);
    }

    #[test]
    fn the_same_answers_are_the_same_post_for_thirty_days() {
        use crate::fixtures::{enrollment, minute, run, start, step, waiting};
        let standing = enrollment(waiting(step("hello"), start()));
        let month = SAME_POST_DAYS * 24 * 60;
        assert!(is_same_post(&standing, &run(1), minute(month - 1)));
        assert!(!is_same_post(&standing, &run(1), minute(month)));
        assert!(!is_same_post(&standing, &run(2), minute(1)), "other answers");
    }

    #[test]
    fn what_is_said_is_written_into_the_profile_within_its_bounds() {
        let given = answers(&[
            ("plan", "gold"),
            ("note", "one\ntwo"),
            ("long", &"x".repeat(ATTRIBUTE_LENGTH_MAX + 1)),
        ]);
        let tags = [Tag::parse("met").unwrap()];
        let said = Said { name: Some("花子"), language: None, answers: &given, tags: &tags };
        let known = Profile {
            name: Some("太郎".to_owned()),
            language: Some(Language::English),
            attributes: answers(&[("city", "京都")]),
        };
        let profile = said.written_into(known);
        assert_eq!(profile.name.as_deref(), Some("花子"));
        assert_eq!(profile.language, Some(Language::English));
        assert_eq!(profile.attributes, answers(&[("city", "京都"), ("plan", "gold")]));
        assert_eq!(said.entry()["name"], "花子");
        assert_eq!(said.entry()["note"], "one\ntwo");
        assert_eq!(said.put_onto(&Tags::default()).tags, tags.into_iter().collect());
    }
}
