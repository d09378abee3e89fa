//! The queue as the senders see it: in which order jobs come out, which get lost on the way, and how many of one row are in
//! it or being worked on at once.
//!
//! Every job goes through the real queue, whose depth the tick asks; it is taken from there at once and stays taken there
//! until it is worked off.

use super::arguments::Order;
use super::leads::number_of;
use cadence::Instant;
use chrono::TimeDelta;
use gateway::local::local_queue::LocalQueue;
use gateway::queue::{Incoming, SendJob};
use kit::chance::Chance;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// One of so many jobs of a tick gets lost.
const TICK_ORDERS_PER_LOSS: usize = 1000;
/// After which a job that failed comes again: the visibility timeout of the send queue.
const COMES_AGAIN: TimeDelta = TimeDelta::seconds(360);

/// One row of a job on its way.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) message: Incoming,
    pub(super) number: u32,
    pub(super) lead: cadence::ids::LeadId,
    pub(super) sequence: cadence::ids::SequenceId,
    pub(super) urgent: bool,
}

/// The post's counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// Jobs by ticks, without those that came again after a loss.
    pub(super) by_tick: u64,
    /// Jobs given directly.
    pub(super) direct: u64,
    /// Jobs of ticks that got lost.
    pub(super) lost: u64,
    /// Jobs for rows whose job had got lost before.
    pub(super) found_again: u64,
    /// Jobs for a row while another one of it was in the queue or being worked on.
    pub(super) doubled: u64,
    /// Jobs for a row whose other job failed and lies in the queue, hidden, until it comes again.
    pub(super) after_failure: u64,
    /// Jobs that failed and came again, or will.
    pub(super) failed: u64,
    /// Jobs in the queue or being worked on, at most.
    pub(super) deepest: usize,
}

/// Jobs on their way.
#[derive(Debug)]
pub(super) struct Post {
    job: Order,
    urgent: VecDeque<Letter>,
    others: VecDeque<Letter>,
    /// Jobs that failed, by when they come again.
    hidden: BTreeMap<(Instant, u32), Letter>,
    in_flight: HashMap<u32, u32>,
    /// The part of each message that is not worked off.
    open: HashMap<String, usize>,
    lost: HashSet<u32>,
    announced: HashSet<u32>,
    pub(super) seen: Seen,
}

impl Post {
    pub(super) fn new(job: Order) -> Self {
        Self {
            job,
            urgent: VecDeque::new(),
            others: VecDeque::new(),
            hidden: BTreeMap::new(),
            in_flight: HashMap::new(),
            open: HashMap::new(),
            lost: HashSet::new(),
            announced: HashSet::new(),
            seen: Seen::default(),
        }
    }

    /// A job will come that no tick gave.
    pub(super) fn announce(&mut self, number: u32) {
        self.announced.insert(number);
    }

    /// The direct job of this lead got lost before it reached the queue.
    pub(super) fn lose(&mut self, number: u32) {
        self.lost.insert(number);
    }

    /// Takes in what was put into the queue, and what comes again.
    pub(super) fn collect(
        &mut self,
        now: Instant,
        queue: &LocalQueue,
        chance: &mut Chance,
    ) -> anyhow::Result<()> {
        while let Some(first) = self.hidden.first_entry().filter(|first| first.key().0 <= now) {
            let letter = first.remove();
            self.line_up(letter);
        }
        if queue.is_empty() {
            return Ok(());
        }
        self.seen.deepest = self.seen.deepest.max(queue.depth());
        for message in queue.take(usize::MAX) {
            let SendJob { sequence, leads, urgent } =
                SendJob::read(&message.body).map_err(anyhow::Error::msg)?;
            let mut kept = 0;
            for lead in leads {
                let number = number_of(&lead).ok_or_else(|| anyhow::anyhow!("a job names a stranger"))?;
                if self.count(number, chance) {
                    continue;
                }
                kept += 1;
                *self.in_flight.entry(number).or_default() += 1;
                let (message, sequence) = (message.clone(), sequence.clone());
                self.line_up(Letter { message, number, lead, sequence, urgent });
            }
            if kept == 0 {
                queue.settle(&[message], &[]);
            } else {
                self.open.insert(message.id, kept);
            }
        }
        Ok(())
    }

    fn line_up(&mut self, letter: Letter) {
        match self.job {
            Order::Fair if letter.urgent => self.urgent.push_back(letter),
            Order::Fair | Order::Arrival => self.others.push_back(letter),
        }
    }

    /// Counts a job. True where it gets lost.
    fn count(&mut self, number: u32, chance: &mut Chance) -> bool {
        if self.hidden.keys().any(|(_, hidden)| *hidden == number) {
            self.seen.after_failure += 1;
        } else if self.in_flight.contains_key(&number) {
            self.seen.doubled += 1;
        }
        if self.announced.remove(&number) {
            self.seen.direct += 1;
            return false;
        }
        if self.lost.remove(&number) {
            self.seen.found_again += 1;
            return false;
        }
        self.seen.by_tick += 1;
        let loses = chance.below(TICK_ORDERS_PER_LOSS) == 0;
        if loses {
            self.seen.lost += 1;
            self.lost.insert(number);
        }
        loses
    }

    /// Rows whose job is lost and that nobody has found yet.
    pub(super) fn missing(&self) -> usize {
        self.lost.len()
    }

    /// At most so many jobs.
    pub(super) fn take(&mut self, most: usize) -> Vec<Letter> {
        let mut taken = Vec::new();
        while taken.len() < most {
            match self.urgent.pop_front().or_else(|| self.others.pop_front()) {
                Some(letter) => taken.push(letter),
                None => break,
            }
        }
        taken
    }

    /// A batch is worked off; these of it failed and come again.
    pub(super) fn settle(&mut self, now: Instant, queue: &LocalQueue, done: &[Letter], failed: Vec<Letter>) {
        for letter in done {
            let Some(open) = self.open.get_mut(&letter.message.id) else { continue };
            *open -= 1;
            if *open == 0 {
                self.open.remove(&letter.message.id);
                queue.settle(std::slice::from_ref(&letter.message), &[]);
            }
        }
        for letter in done {
            match self.in_flight.get_mut(&letter.number) {
                Some(copies) if *copies > 1 => *copies -= 1,
                _ => drop(self.in_flight.remove(&letter.number)),
            }
        }
        for letter in failed {
            self.seen.failed += 1;
            self.hidden.insert((now + COMES_AGAIN, letter.number), letter);
        }
    }
}
