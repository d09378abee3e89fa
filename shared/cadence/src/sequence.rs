//! A sequence: who enters, which steps follow one another, what ends it.
//!
//! Marketers write branches nested and rejoining; here they are laid out flat, each step knowing where it leads, so that
//! falling through, loops and unreachable steps cannot be expressed.

pub mod calendar;
pub mod holidays;
pub mod publication;
pub mod schedule;
pub mod span;
mod steps;
mod verb;
pub mod window;

pub use crate::wording::Language;
pub use steps::{Step, StepTree, Steps, StepsError};
pub use verb::{Awaited, Verb};

use crate::company::Sender;
use crate::condition::Condition;
use crate::ids::{EventName, FormId, SequenceId, TopicId, Version};
use crate::span::Span;
use crate::window::Window;

/// The ground that a mail needs, with the footer and the lane it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Needs consent, is held by quiet hours and caps, carries one-click unsubscribe.
    Marketing,
    /// Something the person asked for: an answer, thanks, a receipt.
    Transactional,
    /// Asks whether an agreement is the person's own; goes only while that is open.
    Confirmation,
}

/// The trigger that makes a lead enter.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A form was posted.
    Form(FormId),
    /// An event arrived.
    Event(EventName),
    /// The nightly sweep found the lead quiet.
    Sweep(SweepRule),
}

/// The leads that the nightly sweep takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepRule {
    /// Days without engagement.
    pub quiet_for_days: u32,
    /// A further condition.
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

/// The treatment of a step that comes too late, after an outage or a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfLate {
    /// The delay that is too late.
    pub by: Span,
    /// The action then.
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

/// The treatment of a mail of which nobody can know whether it went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfUnknown {
    /// Take it as sent.
    Skip,
    /// Send again, at the risk of a second copy.
    Resend,
    /// Wait for a person.
    Ask,
}

/// A published sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// The name of its file.
    pub id: SequenceId,
    /// Its content.
    pub version: Version,
    /// The title for marketers.
    pub title: String,
    /// The language of its mails.
    pub language: Language,
    /// The ground that its mails need.
    pub purpose: Purpose,
    /// The topic of its marketing; who refused it gets none of that.
    pub topic: Option<TopicId>,
    /// The sender in From, where it is not the company's usual one.
    pub sender: Option<Sender>,
    /// The name of its calendar, where it is not the company's usual one.
    pub calendar: Option<String>,
    /// The trigger that makes a lead enter.
    pub entry: Entry,
    /// Whether a lead may enter again.
    pub reentry: Reentry,
    /// The goal that makes the rest needless.
    pub goal: Option<Goal>,
    /// Events that end it without being its goal.
    pub stop_if: Vec<EventName>,
    /// When its mails may go out.
    pub window: Window,
    /// The treatment of late steps.
    pub if_late: IfLate,
    /// The treatment of mails of unknown fate.
    pub if_unknown: IfUnknown,
    /// Its steps.
    pub steps: Steps,
}

#[cfg(test)]
mod tests;
