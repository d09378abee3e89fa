//! The rules behind the promises, read from published templates by code of the oracle's own: purposes, hours, closed days,
//! caps, order of steps, what becomes of an unknown mail. Templates are taken as checked; what cannot be read is an error.

mod closed;
mod hours;
mod reading;

pub use closed::ClosedDays;
pub use hours::{Days, Hours};

use cadence::Instant;
use cadence::ids::{SequenceId, StepId, Tag, TopicId};
use cadence::sequence::{IfUnknown, Purpose};
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// The rules of all versions that may go live in a world, and what is special about it.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// By the version that the catalog's head names. The first one is in force until another is published.
    pub editions: Vec<(String, Edition)>,
    /// Whether nothing fails in this world.
    pub faultless: bool,
    /// Whether nothing in this world may bring a second order of a step into the queue.
    pub one_order_at_a_time: bool,
}

/// One version of the templates.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The zone of leads that did not say theirs, which is all of them here.
    pub zone: Tz,
    /// When nobody gets marketing.
    pub quiet: Option<Hours>,
    /// At most so many marketing mails in so much time.
    pub caps: Vec<(usize, TimeDelta)>,
    /// Runs that posts which anybody could have sent may begin for one mailbox: in 24 hours and in 30 days.
    pub runs_of_strangers: (usize, usize),
    /// First mails that such posts may set off in all: so many at once, and then one in so much time.
    pub pace_of_strangers: (i32, TimeDelta),
    /// By name.
    pub sequences: BTreeMap<SequenceId, SequenceRules>,
}

/// One sequence.
#[derive(Debug, Clone)]
pub struct SequenceRules {
    /// When its marketing goes out.
    pub window: Hours,
    /// On which days.
    pub days: Days,
    /// When the company is closed.
    pub closed: ClosedDays,
    /// The fate of an unknown mail.
    pub if_unknown: IfUnknown,
    /// The delay after which a step is left out, at the least; none where late steps are sent.
    pub leaves_out_after: Option<TimeDelta>,
    /// The form that starts it, where one does.
    pub form: Option<String>,
    /// The ground that its mails need where a step says nothing else.
    pub purpose: Purpose,
    /// The topic that a person may refuse, where it has one.
    pub topic: Option<TopicId>,
    /// All steps in the order in which they are written; the purpose of those that send.
    pub steps: Vec<(StepId, Option<Purpose>)>,
    /// The tags that its steps take off.
    pub untags: BTreeSet<Tag>,
}

/// The documents of one version, as marketers wrote them.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// `settings.json`.
    pub settings: String,
    /// `sequences/*.json`, by name.
    pub sequences: BTreeMap<String, String>,
    /// `calendars/*.json`, by name.
    pub calendars: BTreeMap<String, String>,
}

impl Rules {
    /// Reads the documents of every version that may go live.
    pub fn read(editions: impl IntoIterator<Item = (String, Documents)>) -> anyhow::Result<Self> {
        let read = |(head, documents)| Ok((head, reading::edition(&documents)?));
        Ok(Self {
            editions: editions.into_iter().map(read).collect::<anyhow::Result<_>>()?,
            ..Self::default()
        })
    }

    /// Whether a step of any version takes a tag off.
    pub fn takes_off(&self, tag: &Tag) -> bool {
        let sequences = self.editions.iter().flat_map(|(_, edition)| edition.sequences.values());
        sequences.into_iter().any(|sequence| sequence.untags.contains(tag))
    }

    /// The rules of a version.
    pub fn edition(&self, head: &str) -> Option<&Edition> {
        self.editions.iter().find(|(known, _)| known == head).map(|(_, edition)| edition)
    }
}

impl Edition {
    /// Whether marketing of a sequence may go out at a moment. None where the oracle cannot know: the sequence is not in
    /// this version, or the holidays of that year are not in its list.
    pub fn is_open(&self, sequence: &SequenceId, at: Instant) -> Option<bool> {
        let rules = self.sequences.get(sequence)?;
        let local = at.with_timezone(&self.zone).naive_local();
        let is_working = match &rules.days {
            Days::Every => true,
            Days::Business => !rules.closed.contains(local.date())?,
            Days::Chosen(days) => days.contains(&chrono::Datelike::weekday(&local.date())),
        };
        let quiet = self.quiet.is_some_and(|quiet| quiet.contains(local.time()));
        Some(is_working && !quiet && rules.window.contains(local.time()))
    }

    /// The purpose of a step's mail, where this version has the step.
    pub fn purpose(&self, sequence: &SequenceId, step: &StepId) -> Option<Purpose> {
        let steps = &self.sequences.get(sequence)?.steps;
        steps.iter().find(|(id, _)| id == step).and_then(|(_, purpose)| *purpose)
    }

    /// The place of a step in its sequence.
    pub fn rank(&self, sequence: &SequenceId, step: &StepId) -> Option<usize> {
        self.sequences.get(sequence)?.steps.iter().position(|(id, _)| id == step)
    }
}
