//! The course of a sequence in time: a walk over the domain's own functions on a virtual clock. It sends nothing, keeps nothing
//! and does no arithmetic with time of its own.

mod conditions;
mod error;
mod json;
mod reasons;
mod steps;
mod walk;
mod words;

pub use error::TimelineError;
pub use json::json;
pub use words::Words;

use cadence::Instant;
use cadence::enrollment::Ending;
use cadence::ids::{MailName, StepId};
use cadence::lead::Lead;
use cadence::schedule::{Shift, Timing};
use cadence::sequence::{Language, Sequence, Step, Verb};
use document::Catalog;
use std::collections::BTreeMap;

/// When a step was asked for, in one line for operators.
pub fn when(step: &Step) -> String {
    let said = Words(Language::English).timing(&step.timing, &step.verb);
    if said.is_empty() { "at once".to_owned() } else { said }
}

/// Says what a step does, likewise.
pub fn step(verb: &Verb) -> String {
    Words(Language::English).step(verb, None)
}

/// The question that a timeline answers.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Everything published, or about to be.
    pub catalog: &'a Catalog,
    /// The sequence.
    pub sequence: &'a Sequence,
    /// The lead that enters it; has a ground for marketing, or the walk ends at the first marketing mail.
    pub lead: &'a Lead,
    /// When.
    pub from: Instant,
    /// The subjects of its mails for this lead.
    pub subjects: &'a BTreeMap<MailName, String>,
}

impl<'a> Question<'a> {
    /// Returns the day of the run; the day on which it starts is day 0, as marketers count.
    pub fn days_in(&self, at: Instant) -> i64 {
        let zone = self.lead.card.zone;
        let day = |at: Instant| at.with_timezone(&zone).date_naive();
        (day(at) - day(self.from)).num_days()
    }

    /// The subject of the mail that a step sends, if it sends one that could be rendered.
    pub fn subject(&self, verb: &Verb) -> Option<&'a str> {
        verb.mail().and_then(|(mail, _)| self.subjects.get(mail)).map(String::as_str)
    }

    /// Tells waiting steps from choosing ones.
    pub fn awaits(&self, id: &StepId) -> bool {
        self.sequence.steps.find(id).is_some_and(|step| step.verb.at_most().is_some())
    }
}

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The number of branches it stands in.
    pub depth: usize,
    /// When, in this way through the sequence.
    pub at: Instant,
    /// The kind.
    pub entry: Entry,
}

/// The content of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A step is carried out; waiting and choosing steps are told when the lead arrives at them.
    Step {
        /// The step.
        step: StepId,
        /// When it was asked for.
        timing: Timing,
        /// Its action.
        verb: Verb,
        /// The reasons why it is not when it was asked for.
        moved: Vec<Moved>,
    },
    /// From here on the lines tell what follows if this is so.
    Way {
        /// The step that leads here.
        step: StepId,
        /// True if what is waited for happened, or the condition holds; otherwise false.
        holds: bool,
    },
    /// This way leads on to a step that is told further down, on the date it has there by another way.
    GoesOn {
        /// The step.
        step: StepId,
    },
    /// The lines below tell the way by which that step is reached without what it waited for.
    WentOn {
        /// The step that waited or chose.
        step: StepId,
        /// The way they tell.
        holds: bool,
    },
    /// The run ends.
    End(Ending),
}

/// The reason why a step is not when it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Moved {
    /// Mail does not go out then.
    Shift(Shift),
    /// The person has had enough mail by then.
    Cap,
}

/// The lines of a timeline, in order; branches one after another.
pub fn lines(question: &Question<'_>) -> Result<Vec<Line>, TimelineError> {
    walk::walk(question)
}
