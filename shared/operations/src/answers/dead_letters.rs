//! Answers about dead letters. Only the text of a letter that somebody asked to see may hold personal data.

use crate::LocalTime;
use serde::{Deserialize, Serialize};

/// A dead letter, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterLine {
    /// Its name.
    pub id: String,
    /// The queue in which it died.
    pub queue: String,
    /// The time of its death, where that was written down.
    pub died_at: Option<LocalTime>,
    /// The time it was put into its queue, where that was written down.
    pub sent_at: Option<LocalTime>,
    /// The reason, where that was written down.
    pub reason: Option<String>,
}

/// Dead letters, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetters {
    /// The letters.
    pub letters: Vec<DeadLetterLine>,
    /// Queues in which there are more than are listed.
    pub more: Vec<MoreDeadLetters>,
}

/// A queue of which some letters are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreDeadLetters {
    /// The queue.
    pub queue: String,
    /// The number that are listed.
    pub listed: usize,
    /// About how many there are.
    pub about: usize,
}

/// A dead letter with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Everything known about it but its text.
    #[serde(flatten)]
    pub line: DeadLetterLine,
    /// Its text as it came; it may hold personal data.
    pub body: String,
}

/// The results for letters that were handled again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retried {
    /// One for each letter.
    pub letters: Vec<RetriedDeadLetter>,
}

/// The result for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetriedDeadLetter {
    /// Its name.
    pub id: String,
    /// Its fate.
    #[serde(flatten)]
    pub became: Became,
}

/// The fate of a letter that was handled again.
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
        /// The reason.
        reason: String,
    },
}

/// A letter that was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discarded {
    /// Its name.
    pub id: String,
}
