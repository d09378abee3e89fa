//! Conditions: questions about a lead that a sequence asks when it chooses a way.

use crate::Instant;
use crate::ids::{EventName, StepId, Tag};
use crate::lead::Profile;
use crate::tags::Tags;
use crate::text::{is_blank, spelling};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// A question that is answered yes or no.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every one holds; true for an empty list.
    All(Vec<Condition>),
    /// At least one holds; false for an empty list.
    Any(Vec<Condition>),
    /// The inner one does not hold.
    Not(Box<Condition>),
    /// The lead has the tag.
    Tag(Tag),
    /// An attribute compares so.
    Attribute {
        /// Its name.
        name: String,
        /// The comparison.
        test: AttributeTest,
    },
    /// The engagement score is at least this.
    ScoreAtLeast(f64),
    /// The event has happened, within so many days where that is said.
    Event {
        /// Its name.
        name: EventName,
        /// The greatest age in days.
        within_days: Option<u32>,
    },
    /// A person clicked in the mail of that step.
    Clicked(StepId),
    /// A person opened the mail of that step; unreliable, and the linter says so.
    Opened(StepId),
    /// The mail of that step was delivered.
    Delivered(StepId),
}

/// The comparison of an attribute. Texts compare without regard to case.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeTest {
    /// It is there and not empty.
    Exists,
    /// It equals this.
    Equals(String),
    /// It contains this.
    Contains(String),
    /// It is a number of at least this.
    AtLeast(f64),
}

/// The inputs that have to be looked up for an answer. Tags are not among them, because every look brings them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequiredInputs {
    /// The attributes that answers to the run's own form may say.
    pub answers: BTreeSet<String>,
    /// The attributes of the lead.
    pub profile: bool,
    /// The engagement score.
    pub score: bool,
    /// The times of events.
    pub events: bool,
    /// The steps whose mails are asked about.
    pub mails: BTreeSet<StepId>,
}

impl RequiredInputs {
    /// The record of one mail.
    pub(crate) fn mail(step: &StepId) -> Self {
        Self { mails: [step.clone()].into(), ..Self::default() }
    }

    /// Joins the inputs that two ask for.
    fn or(mut self, mut other: Self) -> Self {
        self.answers.append(&mut other.answers);
        self.mails.append(&mut other.mails);
        Self {
            profile: self.profile || other.profile,
            score: self.score || other.score,
            events: self.events || other.events,
            ..self
        }
    }
}

/// The data that conditions ask about: a lead at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConditionInputs {
    /// Tags of the lead.
    pub tags: Tags,
    /// Attributes of the lead.
    pub attributes: BTreeMap<String, String>,
    /// Engagement score at `now`.
    pub score: f64,
    /// When each event happened last.
    pub events: BTreeMap<EventName, Instant>,
    /// The fate of this run's mails, by step.
    pub steps: BTreeMap<StepId, StepFacts>,
}

impl ConditionInputs {
    /// The inputs that do not change by time and deeds: tags and attributes.
    pub fn of(tags: Tags, profile: &Profile) -> Self {
        Self { tags, attributes: profile.attributes.clone(), ..Self::default() }
    }

    /// The same in a run that a form began: what was answered there comes before what the profile says. Only this run is asked so;
    /// sweeps, fit, score and other runs know the profile alone, for anybody may have posted the form.
    #[must_use]
    pub fn in_the_run_of(mut self, answers: BTreeMap<String, String>) -> Self {
        self.attributes.extend(answers);
        self
    }
}

/// The fate of one mail, as far as conditions ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepFacts {
    /// When it was delivered.
    pub delivered_at: Option<Instant>,
    /// When a person opened it first.
    pub opened_at: Option<Instant>,
    /// When a person clicked in it first.
    pub clicked_at: Option<Instant>,
}

impl Condition {
    /// The answer, at `now`.
    pub fn holds(&self, inputs: &ConditionInputs, now: Instant) -> bool {
        let step = |id: &StepId| inputs.steps.get(id).copied().unwrap_or_default();
        match self {
            Self::All(inner) => inner.iter().all(|condition| condition.holds(inputs, now)),
            Self::Any(inner) => inner.iter().any(|condition| condition.holds(inputs, now)),
            Self::Not(inner) => !inner.holds(inputs, now),
            Self::Tag(tag) => inputs.tags.contains(tag),
            Self::Attribute { name, test } => {
                inputs.attributes.get(name).is_some_and(|value| test.holds(value))
            }
            Self::ScoreAtLeast(least) => inputs.score >= *least,
            Self::Event { name, within_days } => inputs.events.get(name).is_some_and(|at| {
                within_days.is_none_or(|days| now - *at <= TimeDelta::days(i64::from(days)))
            }),
            Self::Clicked(id) => step(id).clicked_at.is_some(),
            Self::Opened(id) => step(id).opened_at.is_some(),
            Self::Delivered(id) => step(id).delivered_at.is_some(),
        }
    }

    /// Returns the inputs that the answer needs.
    pub fn asks(&self) -> RequiredInputs {
        let nothing = RequiredInputs::default();
        match self {
            Self::All(inner) | Self::Any(inner) => {
                inner.iter().map(Self::asks).fold(nothing, RequiredInputs::or)
            }
            Self::Not(inner) => inner.asks(),
            Self::Tag(_) => nothing,
            Self::Attribute { name, .. } => {
                RequiredInputs { profile: true, answers: [name.clone()].into(), ..nothing }
            }
            Self::ScoreAtLeast(_) => RequiredInputs { score: true, ..nothing },
            Self::Event { .. } => RequiredInputs { events: true, ..nothing },
            Self::Clicked(id) | Self::Opened(id) | Self::Delivered(id) => RequiredInputs::mail(id),
        }
    }

    /// The steps it asks about.
    pub fn steps(&self) -> Vec<&StepId> {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::steps).collect(),
            Self::Not(inner) => inner.steps(),
            Self::Clicked(id) | Self::Opened(id) | Self::Delivered(id) => vec![id],
            Self::Tag(_) | Self::Attribute { .. } | Self::ScoreAtLeast(_) | Self::Event { .. } => Vec::new(),
        }
    }
}

impl AttributeTest {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Exists => !is_blank(value),
            Self::Equals(other) => spelling(value) == spelling(other),
            Self::Contains(part) => spelling(value).contains(&spelling(part)),
            Self::AtLeast(least) => {
                spelling(value).parse::<f64>().is_ok_and(|number| number.is_finite() && number >= *least)
            }
        }
    }
}

#[cfg(test)]
mod tests;
