//! Answers of operations, as they travel and as `--format json` prints them. Nothing of a person is in them but the text of a dead
//! letter that somebody asked to see.

mod address;
mod audit;
mod dead_letters;
mod import;
mod links;
mod person;
mod unknown_mails;

pub use address::{AddressStanding, Lifted, LiftedSuppression, Suppressed};
pub use audit::{Audit, AuditLine};
pub use dead_letters::{
    Became, DeadLetter, DeadLetterLine, DeadLetters, Discarded, MoreDeadLetters, Retried, RetriedDeadLetter,
};
pub use import::{ImportBegun, LeadsImported, ListExported, ListedPerson, RowImported, RowResult};
pub use links::{FormLink, Links};
pub use person::{
    ErasureOutcome, GroundGiven, Happened, KnownPerson, MailTold, PersonErased, PersonExport, PersonShown,
    Run,
};
pub use unknown_mails::{Next, Outcome, SettledByHand, UnknownMailLine, UnknownMails};

use crate::LocalTime;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of things that were counted no further than a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The number that was counted.
    pub counted: u32,
    /// Whether there may be more.
    pub or_more: bool,
}

impl Count {
    /// Counts things of which no more than `limit` were looked for.
    pub fn of(found: usize, limit: u32) -> Self {
        let counted = u32::try_from(found).unwrap_or(u32::MAX);
        Self { counted, or_more: counted >= limit }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { counted: self.counted.saturating_add(other.counted), or_more: self.or_more || other.or_more }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.counted, if self.or_more { " or more" } else { "" })
    }
}

/// Something that is paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The sequence; none for everything.
    pub sequence: Option<String>,
    /// Since when.
    pub since: LocalTime,
    /// Until when; none until somebody releases it.
    pub until: Option<LocalTime>,
    /// Whether a person paused it.
    pub by_hand: bool,
    /// The reason: the person's own words, or the program's observation.
    pub reason: Option<String>,
    /// Whether another version of the sequence would not be paused.
    pub this_version_only: bool,
    /// Steps that wait because of it.
    pub waiting: Count,
}

/// The result of a pause or a resume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PausesChanged {
    /// The sequence it was about; `None` for everything.
    pub sequence: Option<String>,
    /// Whether this command changed anything.
    pub changed: bool,
    /// The pauses that were released, as they stood: one for each that paused it.
    pub released: Vec<Paused>,
    /// The pauses that still stand.
    pub paused: Vec<Paused>,
}

/// The state of everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The moment of the answer, on the scenario's clock.
    pub now: LocalTime,
    /// The time zone in which moments are told.
    pub zone: String,
    /// The pauses.
    pub paused: Vec<Paused>,
    /// The time at which the step was due that is late the longest; `None` when nothing is due.
    pub oldest_due: Option<LocalTime>,
    /// Whole minutes by which it is late.
    pub late_minutes: i64,
    /// Mails of which nobody knows yet whether they went out, and which will be decided by themselves.
    #[serde(rename = "in_doubt")]
    pub unknown: Count,
    /// Unknown mails that a person has to decide about.
    pub for_a_person: Count,
    /// Messages that no function could handle; in queues of AWS, about so many.
    pub dead_letters: usize,
    /// The beginning of the last tick.
    pub last_tick: Option<LocalTime>,
    /// Whether the disk took nothing when the running program last wrote; posts are refused and mails wait meanwhile.
    #[serde(default)]
    pub out_of_room: bool,
    /// Posts of the last seven days (UTC) that were refused, or taken otherwise than they came.
    pub at_the_door: Vec<AtTheDoor>,
}

/// The number of posts of one form that had one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtTheDoor {
    /// The form; `None` for posts to forms that do not exist.
    pub form: Option<String>,
    /// The outcome by its name, such as `caller_ceiling`.
    pub outcome: String,
    /// The number of posts.
    pub posts: u64,
}

impl Standing {
    /// Whether something waits for a person: a decision, a dead letter, room on the disk, or something the program paused until
    /// released.
    pub fn waits_for_somebody(&self) -> bool {
        let paused = self.paused.iter().any(|paused| !paused.by_hand && paused.until.is_none());
        paused || self.out_of_room || self.for_a_person.counted > 0 || self.dead_letters > 0
    }
}
