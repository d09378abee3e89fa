//! Answers about a person. They name the person, so they are printed for whoever asked and written nowhere else.

use super::Suppressed;
use crate::LocalTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A person in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonShown {
    /// The id of the lead.
    pub lead: String,
    /// The facts that are known; `None` where nothing is.
    pub known: Option<Box<KnownPerson>>,
    /// The last erasure of the person.
    pub erased_at: Option<LocalTime>,
    /// The reason nothing is sent to the address; `None` if nothing stands in the way.
    pub suppressed: Option<Suppressed>,
    /// The proofs of grounds, the earliest first; those of somebody who was erased are kept for a time, without an address.
    pub grounds: Vec<GroundGiven>,
}

/// The facts about a person who is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownPerson {
    /// The address.
    pub address: String,
    /// The name, as it was written.
    pub name: Option<String>,
    /// Since when the person is known.
    pub since: LocalTime,
    /// The time zone by which mails go out.
    pub zone: String,
    /// Whether marketing may be sent: `agrees`, `refused` or `no_ground`.
    pub marketing: String,
    /// The person's last refusal.
    pub refused_at: Option<LocalTime>,
    /// The end of the pause that the person asked for.
    pub paused_until: Option<LocalTime>,
    /// Whether the person asked for fewer mails.
    pub less_often: bool,
    /// The topics of which the person wants no marketing.
    #[serde(default)]
    pub topics_refused: Vec<String>,
    /// Whether opens and clicks are tracked, by the company's rule and the person's word.
    pub tracking: bool,
    /// Whether a complaint is open.
    pub complaint_open: bool,
    /// The score, rounded.
    pub score: i64,
    /// The tags.
    pub tags: Vec<String>,
    /// The lists that brought the person.
    #[serde(default)]
    pub lists: Vec<String>,
    /// The answers that stand for the person.
    pub attributes: BTreeMap<String, String>,
    /// The runs, those under way first.
    pub runs: Vec<Run>,
    /// The named events, the latest first.
    pub events: Vec<Happened>,
    /// The mails, the latest first.
    pub mails: Vec<MailTold>,
}

/// A ground that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundGiven {
    /// When.
    pub at: LocalTime,
    /// The ground, such as `express`.
    pub basis: String,
    /// The strength of its proof, such as `posted`.
    pub proof: String,
    /// Its effect: `taken`, `none_better_stands`, `none_after_refusal`; `None` in data of old versions.
    pub effect: Option<String>,
    /// The form by which it came, or another way.
    pub by: String,
}

/// A passage through a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The sequence.
    pub sequence: String,
    /// `waiting`, `sending`, `unknown`, or how it ended.
    pub state: String,
    /// The step at which it stands; `None` where it is over.
    pub step: Option<String>,
    /// Until when it waits, since when nobody knows, or when it ended.
    pub at: Option<LocalTime>,
}

/// A named event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// Its name.
    pub event: String,
    /// The moment of the last time.
    pub at: LocalTime,
}

/// A mail with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTold {
    /// The sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// The time of the first fact about it, or of its hand-over; `None` where neither is known.
    pub at: Option<LocalTime>,
    /// The facts, such as `sent`, `delivered`, `opened`, in the order in which they were reported.
    pub facts: Vec<String>,
}

/// Everything that is kept about a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonExport {
    /// The id of the lead.
    pub lead: String,
    /// The moment at which this was read.
    pub exported_at: LocalTime,
    /// The items of the table, by kind and name, as docs/people.md describes it.
    pub kept: BTreeMap<String, Value>,
    /// The mails in the outbox of one machine, by send key, as they were sent.
    pub outbox: BTreeMap<String, String>,
    /// The dead letters that are about the person, by id, as they came.
    pub dead_letters: BTreeMap<String, String>,
}

/// The outcome of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonErased {
    /// The id of the lead.
    pub lead: String,
    /// The moment of the wish, by which a repetition is known.
    pub wished_at: LocalTime,
    /// The outcome.
    pub outcome: ErasureOutcome,
    /// Items of the table that were taken away now.
    pub items: usize,
    /// Mails that were taken out of the outbox now.
    pub outbox: usize,
    /// Dead letters that were thrown away now.
    pub dead_letters: usize,
}

/// The outcome of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureOutcome {
    /// Nothing was known of the person.
    Nobody,
    /// The person came back after the wish, which was carried out before.
    CameBackSince,
    /// Nothing is left that names the person.
    Erased,
    /// A mail to the person is being sent; what belongs to it goes when this is asked again from then on.
    Held {
        /// From when.
        until: LocalTime,
    },
}
