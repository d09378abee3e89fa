//! The schedule of a world: actions and their times, apart from what running functions do.

use super::happening::{Call, Invocation, MailTags, QueueName};
use super::press::Press;
use super::queues::Letter;
use cadence::Instant;
use cadence::ids::{EventName, LeadId, SequenceId};
use std::collections::BTreeMap;

/// Something that is going to happen.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// A queue has messages that may be received.
    Receive(QueueName),
    /// A message reaches a queue.
    Arrive(QueueName, Letter),
    /// The mail service takes a mail whose caller has given up.
    AcceptLate { call: Call, mail: MailTags, mime: String },
    /// An invocation has used up its time.
    TimeLimit(Invocation),
    /// A tick beside the one of this minute.
    SecondTick,
    /// The sweeps of a night; how often it was tried before.
    Sweep { tried: u32 },
    /// A person posts a form.
    Post { post: usize, tried: u32 },
    /// Somebody new asks something.
    Newcomer,
    /// A stranger posts the mailbox of a lead in another spelling.
    Respell { lead: LeadId },
    /// A person presses something on the page behind the link of a mail.
    Press { lead: LeadId, press: Press, in_flight: bool, tried: u32 },
    /// Items of a person are deleted; which pass it is.
    Erase { lead: LeadId, in_flight: bool },
    /// Another system reports an event of a lead.
    Report { lead: LeadId, event: EventName, in_flight: bool },
    /// The person of a lead posts the form once more.
    EnterAgain { lead: LeadId, in_flight: bool },
    /// Staff note that they met the person of a lead, whereby the form gives a tag.
    NoteMeeting { lead: LeadId },
    /// Another edition of the templates goes live.
    Publish { in_flight: bool },
    /// A person pauses a sequence, or everything.
    Pause(Option<SequenceId>),
    /// A person releases it.
    Resume(Option<SequenceId>),
    /// An operator lifts the suppression of an address, where it may be lifted.
    LiftSuppression { lead: LeadId },
    /// A person looks at the pauses.
    LookAtPauses,
    /// The fault rates change.
    Storm(Storm),
    /// The queue of send orders is purged.
    Purge,
    /// No fault from here on.
    FaultsStop,
}

/// Outages that last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storm {
    /// The mail service is down.
    Service,
    /// No event comes back, and those that should have are lost.
    ChannelLoses,
    /// No event comes back before the end of it.
    ChannelHolds,
    /// No tick runs.
    Ticks,
    /// The table throttles much.
    Table,
}

/// All of it in order.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    actions: BTreeMap<(Instant, u64), Action>,
    added: u64,
}

impl Schedule {
    pub(super) fn add(&mut self, at: Instant, action: Action) {
        self.added += 1;
        self.actions.insert((at, self.added), action);
    }

    /// When the first of it is to happen.
    pub(super) fn next(&self) -> Option<Instant> {
        self.actions.keys().next().map(|(at, _)| *at)
    }

    /// Whether nothing is left on it but posts and looks.
    pub(super) fn is_idle(&self) -> bool {
        self.actions.values().all(|action| matches!(action, Action::Post { .. } | Action::LookAtPauses))
    }

    /// The first of it, if its time has come.
    pub(super) fn due(&mut self, now: Instant) -> Option<Action> {
        let first = self.actions.first_entry().filter(|entry| entry.key().0 <= now)?;
        Some(first.remove())
    }
}
