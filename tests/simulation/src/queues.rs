//! A model of an SQS queue: visibility, receive counts, dead letters after five receives, copies, delays, any order.

use super::happening::{AddressReport, QueueName, RefusalKind};
use cadence::Instant;
use cadence::facts::Fact;
use cadence::ids::{AttemptId, EventName, LeadId};
use cadence::send_key::SendKey;
use chrono::TimeDelta;
use gateway::queue::{Incoming, SendJob};
use kit::chance::Chance;
use kit::template;
use std::collections::BTreeMap;

/// The meaning of a message, beside its text, for those who watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Note {
    /// A job.
    Order(SendJob),
    /// An event about a mail.
    Mail { lead: LeadId, send_key: SendKey, attempt: AttemptId, fact: Fact, for_good: bool, at: Instant },
    /// An event of a lead.
    Lead { lead: LeadId, event: EventName },
    /// A wish of a moment to be erased.
    Erasure { lead: LeadId, at: Instant },
}

impl Note {
    /// The lead whose mail an event is about.
    pub(super) fn of_mail_to(&self) -> Option<&LeadId> {
        match self {
            Self::Mail { lead, .. } => Some(lead),
            Self::Order(_) | Self::Lead { .. } | Self::Erasure { .. } => None,
        }
    }

    /// The refusal that a message reports.
    pub(super) fn refusal(&self) -> Option<(LeadId, RefusalKind)> {
        let Self::Mail { lead, .. } = self else { return None };
        match self.report()? {
            AddressReport::Refuses(refusal) => Some((lead.clone(), refusal)),
            AddressReport::Nothing | AddressReport::Delivered | AddressReport::SoftBounce => None,
        }
    }

    /// A message's report about an address.
    pub(super) fn report(&self) -> Option<AddressReport> {
        let Self::Mail { fact, for_good, .. } = self else { return None };
        Some(match fact {
            Fact::BouncedHard => AddressReport::Refuses(RefusalKind::HardBounce),
            Fact::Complained => AddressReport::Refuses(RefusalKind::Complaint),
            Fact::NotTriedListed | Fact::NotTriedGlobal => AddressReport::Refuses(RefusalKind::Listed),
            Fact::BouncedSoft if *for_good => AddressReport::Refuses(RefusalKind::RefusedForGood),
            Fact::BouncedSoft => AddressReport::SoftBounce,
            Fact::Delivered => AddressReport::Delivered,
            Fact::NotTriedGuess | Fact::AutoReplied | Fact::MarkedNotSpam => AddressReport::Nothing,
            Fact::Sent
            | Fact::Delayed
            | Fact::Opened
            | Fact::OpenedByMachine
            | Fact::Clicked
            | Fact::ClickedByMachine
            | Fact::Rejected => return None,
        })
    }
}

/// A message as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) body: String,
    pub(super) note: Note,
}

/// A message in the queue.
#[derive(Debug)]
struct Held {
    letter: Letter,
    visible_at: Instant,
    receives: u32,
}

/// One queue.
#[derive(Debug)]
pub(super) struct QueueModel {
    visibility: TimeDelta,
    batch: usize,
    held: BTreeMap<u64, Held>,
    next: u64,
    /// Messages that were given up.
    pub(super) dead: u64,
}

/// The result of a receive.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) batch: Vec<Incoming>,
    pub(super) notes: Vec<Note>,
    /// Messages that became dead letters, by what they say.
    pub(super) buried: Vec<Note>,
    /// Whether they came in another order than they were sent.
    pub(super) reordered: bool,
}

/// The time that a received message is hidden from others.
pub(super) fn hidden(name: QueueName) -> TimeDelta {
    match name {
        QueueName::Sends => template::ORDERS_HIDDEN,
        QueueName::Feedback => template::EVENTS_HIDDEN,
    }
}

impl QueueModel {
    pub(super) fn of(name: QueueName) -> Self {
        let batch = match name {
            QueueName::Sends => template::ORDERS,
            QueueName::Feedback => template::EVENTS,
        };
        Self { visibility: hidden(name), batch, held: BTreeMap::new(), next: 0, dead: 0 }
    }

    /// Takes a message in, to be received from a moment on.
    pub(super) fn put(&mut self, letter: Letter, visible_at: Instant) {
        self.next += 1;
        self.held.insert(self.next, Held { letter, visible_at, receives: 0 });
    }

    /// Whether a message may be received.
    pub(super) fn has_visible(&self, now: Instant) -> bool {
        self.held.values().any(|held| held.visible_at <= now)
    }

    /// The number of messages it holds.
    pub(super) fn depth(&self) -> usize {
        self.held.len()
    }

    /// Receives up to a batch. What was received too often is given up instead.
    pub(super) fn receive(&mut self, now: Instant, chance: &mut Chance, shuffle: bool) -> Received {
        let mut received = Received::default();
        let mut visible: Vec<u64> =
            self.held.iter().filter(|(_, held)| held.visible_at <= now).map(|(id, _)| *id).collect();
        let many = 1 + chance.below(self.batch);
        while !visible.is_empty() && received.batch.len() < many {
            let place = if shuffle { chance.below(visible.len()) } else { 0 };
            received.reordered |= place > 0;
            let id = visible.remove(place);
            let Some(held) = self.held.get_mut(&id) else { continue };
            held.receives += 1;
            if held.receives > template::RECEIVES_MAX {
                self.dead += 1;
                received.buried.extend(self.held.remove(&id).map(|held| held.letter.note));
                continue;
            }
            held.visible_at = now + self.visibility;
            received.batch.push(Incoming { id: id.to_string(), body: held.letter.body.clone() });
            received.notes.push(held.letter.note.clone());
        }
        received
    }

    /// Deletes a message that was received.
    pub(super) fn delete(&mut self, id: &str) {
        if let Ok(id) = id.parse::<u64>() {
            self.held.remove(&id);
        }
    }

    /// Makes a message visible from a moment on, although it was to be deleted.
    pub(super) fn show_again(&mut self, id: &str, at: Instant) {
        if let Some(held) = id.parse::<u64>().ok().and_then(|id| self.held.get_mut(&id)) {
            held.visible_at = at;
            held.receives = held.receives.min(1);
        }
    }

    /// Forgets everything. How many there were.
    pub(super) fn purge(&mut self) -> usize {
        std::mem::take(&mut self.held).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::SequenceId;

    fn letter(name: &str) -> Letter {
        let lead = LeadId::parse(&"a".repeat(26)).expect("an id");
        let sequence = SequenceId::parse(name).expect("a name");
        Letter { body: name.to_owned(), note: Note::Order(SendJob::new(&lead, &sequence, false)) }
    }

    #[test]
    fn an_undeleted_message_comes_again_and_is_given_up_after_five_receives() {
        let (mut queue, mut chance) = (QueueModel::of(QueueName::Sends), Chance::of(1));
        let mut now = Instant::UNIX_EPOCH;
        queue.put(letter("one"), now);
        for _ in 0..5 {
            assert_eq!(queue.receive(now, &mut chance, false).batch.len(), 1);
            assert!(!queue.has_visible(now));
            now += TimeDelta::seconds(360);
        }
        let last = queue.receive(now, &mut chance, false);
        assert_eq!((last.batch.len(), last.buried.len(), queue.dead), (0, 1, 1));
        assert_eq!(queue.depth(), 0);
    }

    #[test]
    fn a_message_that_is_deleted_or_purged_does_not_come_again() {
        let (mut queue, mut chance) = (QueueModel::of(QueueName::Feedback), Chance::of(1));
        let now = Instant::UNIX_EPOCH;
        queue.put(letter("one"), now);
        let received = queue.receive(now, &mut chance, true);
        queue.delete(&received.batch[0].id);
        queue.put(letter("two"), now);
        assert_eq!(queue.purge(), 1);
        assert!(!queue.has_visible(now + TimeDelta::days(1)));
    }
}
