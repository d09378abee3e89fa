//! A lead's passage through a sequence: where it stands and what may happen to it there.

pub mod advance;
pub mod edit;
pub mod event;
pub mod plan;
pub mod recent;
pub mod reentry;
pub mod settle;
pub mod sweep;
pub mod unknown;

pub use crate::sending::ending::Ending;

use crate::Instant;
use crate::ids::{AttemptId, LeadId, RunId, SequenceId, StepId, Version};
use crate::limits::DIRECT_JOB_SECONDS;
use crate::send_key::MailTag;
use chrono::TimeDelta;
use recent::RecentMails;

/// One lead in one sequence. There is one per pair; a later entry begins a new run in the same place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    /// The lead.
    pub lead: LeadId,
    /// The sequence.
    pub sequence: SequenceId,
    /// The passage, derived from the event that began it.
    pub run: RunId,
    /// The version of the sequence by which the present step was timed; `None` once the run is over.
    pub version: Option<Version>,
    /// 起点日: when the run began, moved along where a late step respaced the rest.
    pub started_at: Instant,
    /// The moment at which the previous step was done; the start for the first one, the end once the run is over. A run that
    /// a refusal ended keeps it.
    pub previous_at: Instant,
    /// The previous step and the way taken from it; none before the first one. An edited sequence is entered again here. A run
    /// that a refusal ended keeps it, since the person may take the refusal back.
    pub previous: Option<Passed>,
    /// Its latest marketing mails, of earlier runs too, for frequency caps.
    pub recent: RecentMails,
    /// Its state.
    pub state: State,
}

/// A step that is done, and which way led on from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The step.
    pub step: StepId,
    /// The way.
    pub way: Way,
}

/// The ways that lead on from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// To the step written after it.
    Onward,
    /// Into `then`.
    Then,
    /// Into `else`.
    Otherwise,
}

/// The state of an enrollment. Data that only one state knows live in that state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The step is not due yet, or due and not taken.
    Waiting {
        /// The step that comes.
        step: StepId,
        /// When it is to be taken; for a step that waits for something, when it stops waiting.
        due_at: Instant,
        /// Its place in the tick's list.
        listed: Listed,
    },
    /// A sender has taken the step; a mail may go out at any moment.
    Sending {
        /// The step.
        step: StepId,
        /// When it was due.
        due_at: Instant,
        /// Its place in the list of what is due, which taking it did not move.
        listed_at: Instant,
        /// The sender's try.
        attempt: AttemptId,
        /// Until when nobody else looks at it.
        lease_until: Instant,
        /// The tag under which the mail counts for frequency caps; `None` for a transactional one.
        counts_as: Option<MailTag>,
        /// The change to make when it is settled, instead of going on.
        then: Option<Then>,
    },
    /// Nobody can know whether the mail went out, until evidence comes.
    Unknown {
        /// The step.
        step: StepId,
        /// The try in question.
        attempt: AttemptId,
        /// Since when.
        since: Instant,
        /// When the sequence's `if_unknown` decides; none when a person has to.
        settle_at: Option<Instant>,
        /// The tag under which the mail counts for frequency caps; `None` for a transactional one.
        counts_as: Option<MailTag>,
        /// The change to make when it is settled, instead of going on.
        then: Option<Then>,
    },
    /// Nothing more will be sent in this run.
    Done {
        /// The reason.
        ending: Ending,
        /// Since when.
        at: Instant,
    },
}

/// The place of a waiting step in the list that the tick reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Under this moment, which was never in the past when it was written: whoever reads on from a moment misses nothing.
    At(Instant),
    /// Apart, because its sequence is paused.
    Parked,
}

impl Listed {
    /// The place of a step that is due at `due_at`, written at `now`. A step that is due already is enqueued by whoever
    /// wrote it; the tick looks after it only when that job seems to be lost.
    pub fn under(due_at: Instant, now: Instant) -> Self {
        Self::At(if due_at > now { due_at } else { now + TimeDelta::seconds(DIRECT_JOB_SECONDS) })
    }
}

/// The change that arrived while a mail was in flight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The run ends.
    End(Ending),
    /// A new run begins.
    Restart {
        /// The new run.
        run: RunId,
        /// When it began.
        at: Instant,
    },
}

impl State {
    /// A short name for records and logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Sending { .. } => "sending",
            Self::Unknown { .. } => "unknown",
            Self::Done { .. } => "done",
        }
    }
}

impl Enrollment {
    /// The step it stands at; none when it is done.
    pub fn step(&self) -> Option<&StepId> {
        match &self.state {
            State::Waiting { step, .. } | State::Sending { step, .. } | State::Unknown { step, .. } => {
                Some(step)
            }
            State::Done { .. } => None,
        }
    }

    /// The run that the entry written with this state began: the present one, or the one that waits for a mail in flight.
    pub fn entered(&self) -> &RunId {
        match &self.state {
            State::Sending { then: Some(Then::Restart { run, .. }), .. }
            | State::Unknown { then: Some(Then::Restart { run, .. }), .. } => run,
            State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } | State::Done { .. } => {
                &self.run
            }
        }
    }

    /// Whether it stands apart because its sequence is paused.
    pub fn is_parked(&self) -> bool {
        matches!(self.state, State::Waiting { listed: Listed::Parked, .. })
    }

    /// The tag of the marketing mail in flight or unknown.
    pub fn counts_as(&self) -> Option<MailTag> {
        match self.state {
            State::Sending { counts_as, .. } | State::Unknown { counts_as, .. } => counts_as,
            State::Waiting { .. } | State::Done { .. } => None,
        }
    }

    /// The try in flight or unknown.
    pub fn attempt(&self) -> Option<&AttemptId> {
        match &self.state {
            State::Sending { attempt, .. } | State::Unknown { attempt, .. } => Some(attempt),
            State::Waiting { .. } | State::Done { .. } => None,
        }
    }
}
