//! What is going to happen in the world, in the order of time.

use cadence::Instant;
use std::collections::BTreeMap;

/// Something the world does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// The nightly sweep is due.
    Sweep,
    /// A person posts a form.
    Post {
        /// Which person.
        person: usize,
        /// Which form.
        form: &'static str,
    },
    /// The mail service reports something about a mail.
    Event {
        /// The mail.
        send_key: String,
        /// The kind of event.
        kind: &'static str,
        /// What the event says beside its time.
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
        /// What.
        name: &'static str,
    },
}

/// Deeds by time; those of one moment in the order in which they were noted.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    deeds: BTreeMap<(Instant, u64), Deed>,
    noted: u64,
}

impl Agenda {
    /// Notes a deed.
    pub(super) fn at(&mut self, at: Instant, deed: Deed) {
        self.deeds.insert((at, self.noted), deed);
        self.noted += 1;
    }

    /// When the next deed is due.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.deeds.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next deed, if it is due by then.
    pub(super) fn take(&mut self, by: Instant) -> Option<Deed> {
        let ((at, noted), _) = self.deeds.first_key_value()?;
        let (at, noted) = (*at, *noted);
        (at <= by).then(|| self.deeds.remove(&(at, noted)))?
    }
}
