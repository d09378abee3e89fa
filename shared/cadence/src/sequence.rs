//! A sequence: who enters, which steps follow one another, what ends it.
//!
//! Marketers write branches nested and rejoining; here they are laid out flat, each step knowing where it leads, so that
//! falling through, loops and unreachable steps cannot be expressed.

mod first;
mod verb;

pub use verb::{Awaited, Verb};

use crate::company::Sender;
use crate::condition::Condition;
use crate::ids::{EventName, FormId, SequenceId, StepId, Version};
use crate::limits::STEPS_MAX;
use crate::schedule::{Anchor, Timing};
use crate::span::Span;
use crate::window::Window;

/// Which ground a mail needs, which footer and which lane it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Needs consent, is held by quiet hours and caps, carries one-click unsubscribe.
    Marketing,
    /// Something the person asked for: an answer, thanks, a receipt.
    Transactional,
}

/// The language of a sequence's mails and of what the program adds to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語
    Japanese,
    /// English
    English,
}

/// What makes a lead enter.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A form was posted.
    Form(FormId),
    /// An event arrived.
    Event(EventName),
    /// The nightly sweep found the lead quiet.
    Sweep(SweepRule),
}

/// Whom the nightly sweep takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepRule {
    /// Days without engagement.
    pub quiet_for_days: u32,
    /// What else must hold.
    pub only_if: Option<Condition>,
    /// Leads taken in one night.
    pub at_most_per_day: u32,
}

/// Whether a lead who has been through may enter again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reentry {
    /// Once only.
    Never,
    /// When the last entry is at least this many days old and the run has ended.
    AfterDays(u32),
    /// At once, from the first step; a run under way is ended first.
    Restart,
}

/// The event that makes the rest of the sequence needless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The event.
    pub event: EventName,
    /// Days after entry in which it counts; later it is an ordinary event.
    pub within_days: Option<u32>,
}

/// What happens to a step that comes too late, after an outage or a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfLate {
    /// How late is too late.
    pub by: Span,
    /// What to do then.
    pub then: LateAction,
}

/// The choices of [`IfLate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateAction {
    /// Send it anyway.
    Send,
    /// Leave it out and go on.
    Skip,
    /// Send it, and keep the distances of what follows: the start moves by the delay.
    Respace,
}

/// What happens to a mail of which nobody can know whether it went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfUnknown {
    /// Take it as sent.
    Skip,
    /// Send again, at the risk of a second copy.
    Resend,
    /// Wait for a person.
    Ask,
}

/// One step, with the steps it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its stable name.
    pub id: StepId,
    /// The name it had before a rename.
    pub was: Option<StepId>,
    /// When it is due.
    pub timing: Timing,
    /// What it does.
    pub verb: Verb,
    /// The step after it; none at the end.
    pub next: Option<usize>,
    /// For waiting and choosing steps: the first step of the way taken when it happened or holds.
    pub then: Option<usize>,
    /// For waiting and choosing steps: the first step of the other way.
    pub otherwise: Option<usize>,
}

impl Step {
    /// Whether it waits for this.
    pub fn waits_for(&self, happened: &Awaited) -> bool {
        matches!(&self.verb, Verb::WaitFor { awaited, .. } if awaited == happened)
    }

    /// Whether it sends a mail that somebody asked for.
    pub fn is_transactional(&self) -> bool {
        matches!(self.verb, Verb::Send { purpose: Purpose::Transactional, .. })
    }

    /// Whether it sends nothing and is done as soon as it is come to.
    pub fn is_gone_through(&self) -> bool {
        let at_once = Timing { anchor: Anchor::Previous, span: Span::NONE, at: None };
        match self.verb {
            Verb::Send { .. } | Verb::WaitFor { .. } => false,
            Verb::Wait | Verb::Choose { .. } | Verb::Notify { .. } | Verb::Tag { .. } | Verb::Stop { .. } => {
                self.timing == at_once
            }
        }
    }
}

/// One step as it is written, with its branches inside.
#[derive(Debug, Clone, PartialEq)]
pub struct StepTree {
    /// Its stable name.
    pub id: StepId,
    /// The name it had before a rename.
    pub was: Option<StepId>,
    /// When it is due.
    pub timing: Timing,
    /// What it does.
    pub verb: Verb,
    /// The way taken when what is awaited happened, or the condition holds.
    pub then: Vec<StepTree>,
    /// The other way.
    pub otherwise: Vec<StepTree>,
}

/// Why steps do not make a sequence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepsError {
    /// No step at all.
    #[error("the sequence has no step")]
    None,
    /// More than [`STEPS_MAX`].
    #[error("the sequence has {count} steps; at most {STEPS_MAX} are allowed")]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// Two steps with one name.
    #[error("two steps are named `{id}`; each step needs a name of its own")]
    Twice {
        /// The name.
        id: StepId,
    },
}

/// Steps laid out flat. The first step is at index 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps(Vec<Step>);

impl Steps {
    /// Lays out nested steps.
    pub fn lay_out(trees: Vec<StepTree>) -> Result<Self, StepsError> {
        let mut steps = Vec::new();
        lay_out_into(&mut steps, trees, None);
        if steps.is_empty() {
            return Err(StepsError::None);
        }
        if steps.len() > STEPS_MAX {
            return Err(StepsError::TooMany { count: steps.len() });
        }
        for (index, step) in steps.iter().enumerate() {
            if steps[..index].iter().any(|earlier| earlier.id == step.id) {
                return Err(StepsError::Twice { id: step.id.clone() });
            }
        }
        Ok(Self(steps))
    }

    /// The step a lead meets first.
    pub fn first(&self) -> &Step {
        &self.0[0]
    }

    /// The step with this name, or the one that says it was called so.
    pub fn find(&self, id: &StepId) -> Option<&Step> {
        self.0
            .iter()
            .find(|step| step.id == *id)
            .or_else(|| self.0.iter().find(|step| step.was.as_ref() == Some(id)))
    }

    /// The step at an index found in [`Step::next`], [`Step::then`] or [`Step::otherwise`].
    pub fn at(&self, index: usize) -> &Step {
        &self.0[index]
    }

    /// All steps in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = &Step> {
        self.0.iter()
    }
}

/// Appends the trees; whatever comes last leads to `after`. Returns the index of the first one, or `after`.
fn lay_out_into(steps: &mut Vec<Step>, trees: Vec<StepTree>, after: Option<usize>) -> Option<usize> {
    // Indexes are given in reading order, so each tree's successor must be known before it is laid out: the number of
    // steps in a tree says where its successor will stand.
    let base = steps.len();
    let mut starts = Vec::with_capacity(trees.len() + 1);
    let mut start = base;
    for tree in &trees {
        starts.push(Some(start));
        start += count(tree);
    }
    starts.push(after);
    for (index, tree) in trees.into_iter().enumerate() {
        let next = starts[index + 1];
        let here = steps.len();
        let branches = matches!(tree.verb, Verb::WaitFor { .. } | Verb::Choose { .. });
        steps.push(Step {
            id: tree.id,
            was: tree.was,
            timing: tree.timing,
            verb: tree.verb,
            next,
            then: None,
            otherwise: None,
        });
        let then = lay_out_into(steps, tree.then, next);
        let otherwise = lay_out_into(steps, tree.otherwise, next);
        if branches {
            steps[here].then = then;
            steps[here].otherwise = otherwise;
        }
    }
    starts[0]
}

fn count(tree: &StepTree) -> usize {
    1 + tree.then.iter().chain(&tree.otherwise).map(count).sum::<usize>()
}

/// A published sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// The name of its file.
    pub id: SequenceId,
    /// Its content.
    pub version: Version,
    /// What marketers call it.
    pub title: String,
    /// The language of its mails.
    pub language: Language,
    /// Which ground its mails need.
    pub purpose: Purpose,
    /// Whose name stands in From, where it is not the company's usual one.
    pub sender: Option<Sender>,
    /// The name of its calendar, where it is not the company's usual one.
    pub calendar: Option<String>,
    /// What makes a lead enter.
    pub entry: Entry,
    /// Whether a lead may enter again.
    pub reentry: Reentry,
    /// What makes the rest needless.
    pub goal: Option<Goal>,
    /// Events that end it without being its goal.
    pub stop_if: Vec<EventName>,
    /// When its mails may go out.
    pub window: Window,
    /// What happens to late steps.
    pub if_late: IfLate,
    /// What happens to mails of unknown fate.
    pub if_unknown: IfUnknown,
    /// Its steps.
    pub steps: Steps,
}

#[cfg(test)]
mod tests;
