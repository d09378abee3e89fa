//! The mail service's door: which mail came when, and for how long new leads waited for theirs.

use super::leads::SHARDS;
use cadence::Instant;
use chrono::TimeDelta;

/// A new lead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newcomer {
    pub(super) posted_at: Instant,
    /// Whether the direct order got lost.
    pub(super) lost: bool,
    pub(super) mailed_at: Option<Instant>,
}

/// The mails that came to the door.
#[derive(Debug)]
pub(super) struct Door {
    nine: Instant,
    /// The number of times each row of the backlog was handed over.
    backlog: Vec<u8>,
    backlog_left: u32,
    pub(super) newcomers: Vec<Newcomer>,
    newcomers_left: u32,
    /// Mails handed over to somebody who had got his already.
    pub(super) twice: u64,
    /// When each mail came, in milliseconds after nine.
    pub(super) came: Vec<u32>,
    /// When the last mail of the backlog came.
    pub(super) last: TimeDelta,
    /// For each shard, how many of its mails came and the sum of their times in milliseconds after nine.
    pub(super) shards: [(u32, u64); SHARDS as usize],
    /// The rest of the backlog at the end of each whole minute.
    pub(super) left_after: Vec<u32>,
}

impl Door {
    pub(super) fn new(due: u32, nine: Instant) -> Self {
        Self {
            nine,
            backlog: vec![0; due as usize],
            backlog_left: due,
            newcomers: Vec::new(),
            newcomers_left: 0,
            twice: 0,
            came: Vec::new(),
            last: TimeDelta::zero(),
            shards: [(0, 0); SHARDS as usize],
            left_after: Vec::new(),
        }
    }

    /// Mails taken.
    pub(super) fn accepted(&self) -> usize {
        self.came.len()
    }

    /// The number of rows left of the backlog.
    pub(super) fn backlog_left(&self) -> u32 {
        self.backlog_left
    }

    /// Whether everybody has got his mail.
    pub(super) fn all_served(&self) -> bool {
        self.backlog_left == 0 && self.newcomers_left == 0
    }

    /// A new lead posted the form; gives the number.
    pub(super) fn post(&mut self, posted_at: Instant, lost: bool) -> Option<u32> {
        let number = self.backlog.len() + self.newcomers.len();
        self.newcomers.push(Newcomer { posted_at, lost, mailed_at: None });
        self.newcomers_left += 1;
        u32::try_from(number).ok()
    }

    /// A mail came.
    pub(super) fn take(&mut self, number: u32, shard: u32, now: Instant) {
        let since = now - self.nine;
        self.note_minutes(since);
        let millis = u32::try_from(since.num_milliseconds()).unwrap_or(u32::MAX);
        self.came.push(millis);
        let number = number as usize;
        if let Some(times) = self.backlog.get_mut(number) {
            *times = times.saturating_add(1);
            if *times == 1 {
                self.backlog_left -= 1;
                self.last = since;
                if let Some((count, sum)) = self.shards.get_mut(shard as usize) {
                    *count += 1;
                    *sum += u64::from(millis);
                }
            } else {
                self.twice += 1;
            }
            return;
        }
        let Some(newcomer) = self.newcomers.get_mut(number - self.backlog.len()) else { return };
        if newcomer.mailed_at.is_some() {
            self.twice += 1;
        } else {
            newcomer.mailed_at = Some(now);
            self.newcomers_left -= 1;
        }
    }

    fn note_minutes(&mut self, since: TimeDelta) {
        while i64::try_from(self.left_after.len()).is_ok_and(|minutes| minutes < since.num_minutes()) {
            self.left_after.push(self.backlog_left);
        }
    }
}
