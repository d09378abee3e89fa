//! The common start of tests in several rooms: one lead in one sequence, and a moment.

use crate::Instant;
use crate::advance::Context;
use crate::calendar::Calendar;
use crate::enrollment::{Enrollment, Listed, State};
use crate::ids::{AttemptId, FormId, LeadId, MailName, RunId, SequenceId, StepId, Version};
use crate::recent::RecentMails;
use crate::schedule::{Anchor, Timing};
use crate::sequence::{
    Entry, IfLate, IfUnknown, Language, LateAction, Purpose, Reentry, Sequence, StepTree, Steps, Verb,
};
use crate::span::Span;
use crate::window::{Days, Window};
use chrono::{NaiveTime, TimeDelta};

/// Nine o'clock of a Thursday in Tokyo.
pub(crate) fn start() -> Instant {
    Instant::from_timestamp(1_767_225_600, 0).unwrap()
}

/// So many minutes after the start.
pub(crate) fn minute(count: i64) -> Instant {
    start() + TimeDelta::minutes(count)
}

pub(crate) fn step(name: &str) -> StepId {
    StepId::parse(name).unwrap()
}

pub(crate) fn mine() -> AttemptId {
    AttemptId::from_random([1; 16])
}

pub(crate) fn other() -> AttemptId {
    AttemptId::from_random([2; 16])
}

pub(crate) fn lead() -> LeadId {
    LeadId::from_digest(&[3; 16])
}

pub(crate) fn run(byte: u8) -> RunId {
    RunId::from_digest(&[byte; 16])
}

/// A step that comes so long after the one before it.
pub(crate) fn tree(name: &str, span: Span, verb: Verb) -> StepTree {
    let timing = Timing { anchor: Anchor::Previous, span, at: None };
    StepTree { id: step(name), was: None, timing, verb, then: vec![], otherwise: vec![] }
}

/// A mail that is called like its step.
pub(crate) fn mail(name: &str, purpose: Purpose) -> Verb {
    Verb::Send { mail: MailName::parse(name).unwrap(), purpose }
}

pub(crate) fn sequence(trees: Vec<StepTree>) -> Sequence {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    Sequence {
        id: SequenceId::parse("welcome").unwrap(),
        version: Version::from_digest(&[1; 16]),
        title: "Welcome".to_owned(),
        language: Language::English,
        purpose: Purpose::Transactional,
        topic: None,
        sender: None,
        calendar: None,
        entry: Entry::Form(FormId::parse("contact").unwrap()),
        reentry: Reentry::Never,
        goal: None,
        stop_if: vec![],
        window: Window { from: time(9), to: time(18), days: Days::Every },
        if_late: IfLate { by: Span::Days(3), then: LateAction::Skip },
        if_unknown: IfUnknown::Skip,
        steps: Steps::lay_out(trees).unwrap(),
    }
}

/// The lead in run 1, begun at the start.
pub(crate) fn enrollment(state: State) -> Enrollment {
    Enrollment {
        lead: lead(),
        sequence: SequenceId::parse("welcome").unwrap(),
        run: run(1),
        version: Some(Version::from_digest(&[1; 16])),
        started_at: start(),
        previous_at: start(),
        previous: None,
        recent: RecentMails::default(),
        state,
    }
}

pub(crate) fn waiting(step: StepId, due_at: Instant) -> State {
    State::Waiting { step, due_at, listed: Listed::At(due_at) }
}

/// A lead in Tokyo, without quiet hours.
pub(crate) fn context<'a>(sequence: &'a Sequence, calendar: &'a Calendar, now: Instant) -> Context<'a> {
    Context { sequence, calendar, quiet_hours: None, caps: &[], zone: chrono_tz::Asia::Tokyo, now }
}
