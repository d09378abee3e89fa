//! What deeds answer, as it travels and as `--format json` prints it. Nothing of a person is in it but the text of a dead
//! letter that somebody asked to see.

mod address;

pub use address::{AddressStanding, Lifted, LiftedSuppression, Suppressed};

use super::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of things that were counted no further than a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many were counted.
    pub counted: u32,
    /// Whether there may be more.
    pub or_more: bool,
}

impl Count {
    /// What was found where no more than `limit` were looked for.
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

/// Something that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The sequence; none for everything.
    pub sequence: Option<String>,
    /// Since when.
    pub since: Moment,
    /// Until when; none until somebody releases it.
    pub until: Option<Moment>,
    /// Whether a person paused it.
    pub by_hand: bool,
    /// Why: what the person gave as the reason, or what the program saw.
    pub reason: Option<String>,
    /// Whether another version of the sequence would not be held.
    pub this_version_only: bool,
    /// Steps that wait because of it.
    pub waiting: Count,
}

/// The addresses at which everything is reached. They let their holder post for staff, tell of leads and see the pages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The address in front of forms and events; none where the asker knows it.
    pub base_url: Option<String>,
    /// The path of the pages, with their key; none in AWS, where there are none.
    pub pages: Option<String>,
    /// The forms.
    pub forms: Vec<FormLink>,
    /// The key of other systems.
    pub key: String,
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("forms", &self.forms.len()).finish_non_exhaustive()
    }
}

/// The address of one form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormLink {
    /// The form: the name of its file.
    pub form: String,
    /// Its title.
    pub title: String,
    /// Its path, with the key of one for staff.
    pub path: String,
    /// Whether it is for staff only.
    pub staff_only: bool,
    /// The key with which the company's own server signs that a person posts it, if the form asks for that.
    pub human_check_key: Option<String>,
}

/// What became of a pause or a resume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Braked {
    /// What it was about; none for everything.
    pub sequence: Option<String>,
    /// Whether this command changed anything.
    pub changed: bool,
    /// What was released, as it stood: one for each that held it.
    pub released: Vec<Held>,
    /// What is held now.
    pub held: Vec<Held>,
}

/// How everything stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The moment of the answer, on the scenario's clock.
    pub now: Moment,
    /// The time zone in which moments are told.
    pub zone: String,
    /// What is held.
    pub held: Vec<Held>,
    /// When the step was due that is late the longest; none when nothing is due.
    pub oldest_due: Option<Moment>,
    /// Whole minutes by which it is late.
    pub late_minutes: i64,
    /// Mails of which nobody knows yet whether they went out, and which will be decided by themselves.
    pub in_doubt: Count,
    /// Mails in doubt that a person has to decide about.
    pub for_a_person: Count,
    /// Messages that no function could handle; in queues of AWS, about so many.
    pub dead_letters: usize,
    /// When the last tick began.
    pub last_tick: Option<Moment>,
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
    /// Whether something waits for a person: a decision, a dead letter, or something the program holds until released.
    pub fn waits_for_somebody(&self) -> bool {
        let held = self.held.iter().any(|held| !held.by_hand && held.until.is_none());
        held || self.for_a_person.counted > 0 || self.dead_letters > 0
    }
}

/// A mail in doubt, or one that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtLine {
    /// The mail.
    pub send_key: String,
    /// The lead, by its id.
    pub lead: String,
    /// The sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// Since when nobody knew.
    pub since: Moment,
    /// What is to become of it, or what became of it.
    pub outcome: Outcome,
}

/// What is to become of a mail in doubt, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stands", rename_all = "snake_case")]
pub enum Outcome {
    /// A person has to decide.
    ForAPerson,
    /// It is looked at again.
    Open {
        /// When.
        look_at: Moment,
        /// What the sequence says for the case that nothing has come by then: skip, resend or ask.
        if_unknown: String,
    },
    /// It was decided.
    Decided {
        /// When.
        at: Moment,
        /// What: sent, `not_sent`, `take_as_sent`, `send_again`.
        decision: String,
        /// On what ground.
        because: String,
    },
    /// The run went on or was taken away without a decision.
    Overtaken,
}

/// Mails in doubt, open ones first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubts {
    /// The doubts.
    pub doubts: Vec<DoubtLine>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// What a decision by hand led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledByHand {
    /// The mail.
    pub send_key: String,
    /// The sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// What was decided.
    pub decision: String,
    /// What follows.
    pub next: Next,
}

/// What follows in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "follows", rename_all = "snake_case")]
pub enum Next {
    /// A step.
    Step {
        /// Which.
        step: String,
        /// When.
        due_at: Moment,
    },
    /// A sender has it already.
    Sending {
        /// Which step.
        step: String,
    },
    /// The run is over.
    Over {
        /// Why.
        ending: String,
    },
}

/// A dead letter, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterLine {
    /// Its name.
    pub id: String,
    /// The queue in which it died.
    pub queue: String,
    /// When, where that was written down.
    pub died_at: Option<Moment>,
    /// When it was put into its queue, where that was written down.
    pub sent_at: Option<Moment>,
    /// Why, where that was written down.
    pub reason: Option<String>,
}

/// Dead letters, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    /// The letters.
    pub letters: Vec<LetterLine>,
    /// Queues in which there are more than are listed.
    pub more: Vec<MoreLetters>,
}

/// A queue of which some letters are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreLetters {
    /// The queue.
    pub queue: String,
    /// How many are listed.
    pub listed: usize,
    /// About how many there are.
    pub about: usize,
}

/// A dead letter with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What is known about it.
    #[serde(flatten)]
    pub line: LetterLine,
    /// Its text as it came; it may hold personal data.
    pub body: String,
}

/// What became of letters that were handled again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retried {
    /// One for each letter.
    pub letters: Vec<RetriedLetter>,
}

/// What became of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetriedLetter {
    /// Its name.
    pub id: String,
    /// What.
    #[serde(flatten)]
    pub became: Became,
}

/// What became of a letter that was handled again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "became", rename_all = "snake_case")]
pub enum Became {
    /// It was handled, and is gone.
    Handled,
    /// It lies in its queue again, whose function handles it soon.
    PutBack {
        /// The queue.
        queue: String,
    },
    /// It was not handled, and is kept.
    Kept {
        /// Why.
        reason: String,
    },
}

/// A letter that was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discarded {
    /// Its name.
    pub id: String,
}
