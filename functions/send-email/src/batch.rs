//! Things that a batch shares: documents read once, pauses as they stand, slots taken together, and what became of its mails.

use crate::BatchReport;
use cadence::Instant;
use cadence::facts::MessageName;
use cadence::ids::SequenceId;
use cadence::pace::Pace;
use cadence::reputation::Tally;
use cadence::sequence::Sequence;
use chrono::TimeDelta;
use document::Catalog;
use runtime::clock::Clock;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Lane, Pause, Store};

/// The data read once for a batch, and the data that its messages share.
pub(crate) struct Batch {
    pub(crate) catalog: Arc<Catalog>,
    /// The rate of the account.
    pace: Pace,
    shared: Mutex<Shared>,
}

#[derive(Default)]
struct Shared {
    pauses: Vec<Pause>,
    /// Jobs of each lane that have not been looked at.
    ahead: BTreeMap<Lane, u32>,
    slots: BTreeMap<Lane, VecDeque<Instant>>,
    accepted: BTreeMap<SequenceId, Accepted>,
    report: BatchReport,
}

/// Mails of one sequence that were accepted.
#[derive(Debug, Clone, Copy, Default)]
struct Accepted {
    sent: u64,
    /// Those of them that anybody could set off.
    by_strangers: u64,
}

/// The pause that keeps an enrollment from being processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paused {
    /// Everything is paused: the row stays where it is, and the tick hands it out when it may go.
    Everything,
    /// Its sequence is paused: it is parked.
    Sequence,
}

impl Batch {
    pub(crate) fn new(
        catalog: Arc<Catalog>,
        pauses: Vec<Pause>,
        pace: Pace,
        jobs: impl Iterator<Item = Lane>,
    ) -> Self {
        let mut shared = Shared { pauses, ..Shared::default() };
        for lane in jobs {
            *shared.ahead.entry(lane).or_default() += 1;
        }
        Self { catalog, pace, shared: Mutex::new(shared) }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One job less is ahead.
    pub(crate) fn begin_job(&self, lane: Lane) {
        if let Some(ahead) = self.shared().ahead.get_mut(&lane) {
            *ahead = ahead.saturating_sub(1);
        }
    }

    /// Whether something keeps this sequence from going on at this moment.
    pub(crate) fn paused(&self, sequence: &Sequence, now: Instant) -> Option<Paused> {
        let shared = self.shared();
        let mut standing = shared.pauses.iter().filter(|pause| pause.is_in_force(now));
        if standing.any(|pause| pause.sequence.is_none()) {
            return Some(Paused::Everything);
        }
        let is_paused = |pause: &Pause| {
            pause.is_in_force(now)
                && pause.sequence.as_ref() == Some(&sequence.id)
                && pause.version.as_ref().is_none_or(|version| *version == sequence.version)
        };
        shared.pauses.iter().any(is_paused).then_some(Paused::Sequence)
    }

    /// A pause that was set stops the rest of the batch, too.
    pub(crate) fn note_pause(&self, pause: Pause) {
        let mut shared = self.shared();
        shared.pauses.push(pause);
        shared.report.pauses += 1;
    }

    /// Counts an accepted mail.
    pub(crate) fn note_accepted(&self, mail: &MessageName) {
        let by_strangers = self.catalog.is_set_off_by_strangers(&mail.sequence, &mail.step);
        let mut shared = self.shared();
        let accepted = shared.accepted.entry(mail.sequence.clone()).or_default();
        accepted.sent += 1;
        accepted.by_strangers += u64::from(by_strangers);
        shared.report.accepted += 1;
    }

    /// Counts a mail that the mail service refused.
    pub(crate) fn note_refused(&self) {
        self.shared().report.refused += 1;
    }

    /// Counts a mail that came to be unknown.
    pub(crate) fn note_unknown(&self) {
        self.shared().report.unknown += 1;
    }

    /// Returns the outcome of the mails so far.
    pub(crate) fn report(&self) -> BatchReport {
        self.shared().report.clone()
    }

    /// The rate of the account.
    pub(crate) fn pace(&self) -> Pace {
        self.pace
    }

    /// Jobs of a lane that have not been looked at.
    pub(crate) fn ahead(&self, lane: Lane) -> u32 {
        self.shared().ahead.get(&lane).copied().unwrap_or(0)
    }

    /// Keeps slots for the jobs of a lane that come after this one.
    pub(crate) fn keep_slots(&self, lane: Lane, slots: impl Iterator<Item = Instant>) {
        self.shared().slots.entry(lane).or_default().extend(slots);
    }

    /// A slot that was taken before and has not passed long ago.
    pub(crate) fn taken_slot(&self, lane: Lane, now: Instant, wait_max: TimeDelta) -> Option<Instant> {
        let mut shared = self.shared();
        let slots = shared.slots.get_mut(&lane)?;
        let stale = now - wait_max;
        while slots.front().is_some_and(|slot| *slot < stale) {
            slots.pop_front();
        }
        slots.pop_front()
    }
}

/// Adds what the batch sent to the tallies by which rates are judged. They say "about": nothing fails because of them.
pub(crate) async fn count_accepted(store: &Store, clock: &Clock, batch: &Batch) {
    let accepted = std::mem::take(&mut batch.shared().accepted);
    let day = clock.now().date_naive();
    for (sequence, Accepted { sent, by_strangers }) in accepted {
        let of = |sent| Tally { sent, ..Tally::default() };
        if let Err(error) = store.count(day, &sequence, of(sent), of(by_strangers)).await {
            tracing::warn!(sequence.id = %sequence, %error, "mails were not counted; rates are a little off");
        }
    }
}
