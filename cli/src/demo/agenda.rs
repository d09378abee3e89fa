//! The coming actions of the world, in the order of time.

use cadence::Instant;
use std::collections::BTreeMap;

/// Something the world does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// The nightly sweep is due.
    Sweep,
    /// A person posts a form.
    Post {
        /// The person.
        person: usize,
        /// The form.
        form: &'static str,
    },
    /// The mail service reports something about a mail.
    Event {
        /// The mail.
        send_key: String,
        /// The kind of event.
        kind: &'static str,
        /// The content of the event beside its time.
        payload: serde_json::Value,
    },
    /// A person unsubscribes with one click.
    Unsubscribe {
        /// The lead.
        lead: String,
        /// The link in the mail's header.
        url: String,
    },
    /// A scanner follows every link of a mail, the unsubscribe link among them.
    Scan {
        /// The unsubscribe link.
        url: String,
    },
    /// Something happens to a lead elsewhere.
    LeadEvent {
        /// The lead.
        lead: String,
        /// The kind.
        name: &'static str,
    },
}

/// Actions by time; those of one moment in the order in which they were noted.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    actions: BTreeMap<(Instant, u64), Action>,
    noted: u64,
}

impl Agenda {
    /// Notes an action.
    pub(super) fn at(&mut self, at: Instant, action: Action) {
        self.actions.insert((at, self.noted), action);
        self.noted += 1;
    }

    /// The moment at which the next action is due.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.actions.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next action, if it is due by then.
    pub(super) fn take(&mut self, by: Instant) -> Option<Action> {
        let ((at, noted), _) = self.actions.first_key_value()?;
        let (at, noted) = (*at, *noted);
        (at <= by).then(|| self.actions.remove(&(at, noted)))?
    }
}
