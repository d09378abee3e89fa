//! The action of one step.
//!
//! The compiler names each match that a new verb has to join. It does not name the lists in `document::verbs` and the words in
//! `authoring`; [CONTRIBUTING](../../../../CONTRIBUTING.md#add-a-step-verb) has all places in their order.

use super::Purpose;
use crate::condition::Condition;
use crate::ids::{Channel, EventName, MailName, StepId, Tag};
use crate::span::Span;

/// The thing that a wait step waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Awaited {
    /// A person clicked in the mail of that step.
    Clicked(StepId),
    /// A person opened the mail of that step.
    Opened(StepId),
    /// The mail of that step was delivered.
    Delivered(StepId),
    /// A named event.
    Event(EventName),
}

/// The action of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// Sends a mail.
    Send {
        /// The mail's folder.
        mail: MailName,
        /// The ground it needs: the sequence's own unless the step says otherwise.
        purpose: Purpose,
    },
    /// Lets time pass; the timing says how much.
    Wait,
    /// Lets time pass until something happens, or at most so long.
    WaitFor {
        /// The thing that is waited for.
        awaited: Awaited,
        /// The longest wait.
        at_most: Span,
    },
    /// Takes one of two ways.
    Choose {
        /// Decides for `then`.
        condition: Condition,
    },
    /// Tells people or systems outside.
    Notify {
        /// The channel.
        channel: Channel,
    },
    /// Changes the lead's tags.
    Tag {
        /// Tags to put on.
        add: Vec<Tag>,
        /// Tags to take off.
        remove: Vec<Tag>,
    },
    /// Ends the sequence here.
    Stop {
        /// The reason, in the marketer's words.
        reason: String,
    },
}

impl Verb {
    /// The mail that is sent and the ground it needs, where one is.
    pub fn mail(&self) -> Option<(&MailName, Purpose)> {
        match self {
            Self::Send { mail, purpose } => Some((mail, *purpose)),
            Self::Wait
            | Self::WaitFor { .. }
            | Self::Choose { .. }
            | Self::Notify { .. }
            | Self::Tag { .. }
            | Self::Stop { .. } => None,
        }
    }

    /// Whether two ways lead on from the step.
    pub fn branches(&self) -> bool {
        match self {
            Self::WaitFor { .. } | Self::Choose { .. } => true,
            Self::Send { .. } | Self::Wait | Self::Notify { .. } | Self::Tag { .. } | Self::Stop { .. } => {
                false
            }
        }
    }

    /// The longest wait of a step that waits for something.
    pub fn at_most(&self) -> Option<Span> {
        match self {
            Self::WaitFor { at_most, .. } => Some(*at_most),
            Self::Send { .. }
            | Self::Wait
            | Self::Choose { .. }
            | Self::Notify { .. }
            | Self::Tag { .. }
            | Self::Stop { .. } => None,
        }
    }
}
