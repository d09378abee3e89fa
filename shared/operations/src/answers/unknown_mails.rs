//! Answers about unknown mails, and about the decision on one.

use crate::LocalTime;
use serde::{Deserialize, Serialize};

/// An unknown mail, or one that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownMailLine {
    /// The mail.
    pub send_key: String,
    /// The lead, by its id.
    pub lead: String,
    /// The sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// Since when nobody knew.
    pub since: LocalTime,
    /// Its fate, open or decided.
    pub outcome: Outcome,
}

/// The fate of an unknown mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stands", rename_all = "snake_case")]
pub enum Outcome {
    /// A person has to decide.
    ForAPerson,
    /// It is looked at again.
    Open {
        /// The time of the next look.
        look_at: LocalTime,
        /// The sequence's rule for the case that nothing has come by then: skip, resend or ask.
        if_unknown: String,
    },
    /// It was decided.
    Decided {
        /// The time of the decision.
        at: LocalTime,
        /// The decision: sent, `not_sent`, `take_as_sent`, `send_again`.
        decision: String,
        /// On what ground.
        because: String,
    },
    /// The run went on or was taken away without a decision.
    Overtaken,
}

/// Unknown mails, open ones first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownMails {
    /// The mails.
    #[serde(rename = "doubts")]
    pub unknown_mails: Vec<UnknownMailLine>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// The result of a decision by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledByHand {
    /// The mail.
    pub send_key: String,
    /// The sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// The decision.
    pub decision: String,
    /// The run's next step, or its end.
    pub next: Next,
}

/// The continuation of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "follows", rename_all = "snake_case")]
pub enum Next {
    /// A step.
    Step {
        /// Its name.
        step: String,
        /// The time at which it is due.
        due_at: LocalTime,
    },
    /// A sender has it already.
    Sending {
        /// The name of the step.
        step: String,
    },
    /// The run is over.
    Over {
        /// The way it ended.
        ending: String,
    },
}
