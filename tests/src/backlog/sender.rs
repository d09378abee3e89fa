//! A model of a sender: it takes batches and does around each mail what `send-email` does through the real store: slots for
//! its batch, the claim at its slot, the settlement. What lies between claim and hand-over (the gate, filling, the fence) only
//! takes its time here.

use super::leads::shard;
use super::post::Letter;
use super::sequence::Course;
use super::stage::Stage;
use super::wire::Wire;
use anyhow::Context;
use cadence::Instant;
use cadence::advance::{self, Event};
use cadence::enrollment::{Enrollment, State};
use cadence::ids::AttemptId;
use cadence::pace::Pace;
use chrono::TimeDelta;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use store::{Lane, Saved, Store, Stored};

/// Mails of one job.
const BATCH: usize = 10;
/// Between two looks into an empty queue.
const LOOK_MILLIS: (i64, i64) = (20, 60);
/// From the queue to the function.
const DELIVERY_MILLIS: (i64, i64) = (5, 25);
/// From the claim to the call: filling, the fence and what is read around it.
const BETWEEN_MILLIS: (i64, i64) = (15, 35);
/// Half of the mail service's call: to its door, and back.
const CALL_HALF_MILLIS: (i64, i64) = (25, 40);
/// The time that a message waits for its slot.
const SLOT_WAIT_MAX: TimeDelta = TimeDelta::seconds(20);

/// One sender.
#[derive(Debug)]
pub(super) struct Sender {
    stage: Arc<Stage>,
    course: Arc<Course>,
    store: Store,
}

/// The slots that a batch has taken together.
#[derive(Debug, Default)]
struct Slots {
    ahead: BTreeMap<Lane, u32>,
    taken: BTreeMap<Lane, VecDeque<Instant>>,
}

impl Sender {
    pub(super) fn new(stage: &Arc<Stage>, course: &Arc<Course>) -> Self {
        Self { stage: Arc::clone(stage), course: Arc::clone(course), store: Wire::new(stage).store() }
    }

    /// Works until everything is over.
    pub(super) async fn work(self) {
        loop {
            let batch = self.stage.props().post.take(BATCH);
            if !batch.is_empty() {
                self.stage.pause(DELIVERY_MILLIS).await;
                let (done, failed) = self.work_through(batch).await;
                let now = self.stage.clock.now();
                self.stage.props().post.settle(now, &self.stage.queue, &done, failed);
            } else if self.stage.props().over {
                return;
            } else {
                self.stage.pause(LOOK_MILLIS).await;
            }
        }
    }

    /// Gives the jobs that are done with, and those that failed.
    async fn work_through(&self, batch: Vec<Letter>) -> (Vec<Letter>, Vec<Letter>) {
        let mut slots = Slots::default();
        for letter in &batch {
            *slots.ahead.entry(Lane::of_urgency(letter.urgent)).or_default() += 1;
        }
        let (mut done, mut failed) = (Vec::new(), Vec::new());
        for letter in batch {
            if let Some(ahead) = slots.ahead.get_mut(&Lane::of_urgency(letter.urgent)) {
                *ahead -= 1;
            }
            match self.attend(&letter, &mut slots).await {
                Ok(()) => done.push(letter),
                Err(error) => {
                    self.stage.props().failures.insert(format!("{error:#}"));
                    failed.push(letter);
                }
            }
        }
        (done, failed)
    }

    async fn attend(&self, letter: &Letter, slots: &mut Slots) -> anyhow::Result<()> {
        let standing = self.store.enrollment(&letter.lead, &letter.sequence).await?;
        let standing = standing.context("a job names nobody")?;
        let now = self.stage.clock.now();
        let State::Waiting { step, due_at, .. } = standing.value.state.clone() else {
            self.idle();
            return Ok(());
        };
        if due_at > now {
            self.idle();
            return Ok(());
        }
        let lane = Lane::of(&standing.value, &self.course.sequence);
        let slot = self.slot(slots, lane, now).await?;
        if slot - now > SLOT_WAIT_MAX {
            self.stage.props().put_off += 1;
            let event = Event::Retimed { step, due_at: slot };
            return self.save(&standing, event).await.map(drop);
        }
        self.stage.clock.sleep_until(slot).await;
        self.deliver(letter.number, &standing).await
    }

    fn idle(&self) {
        self.stage.props().idle_jobs += 1;
    }

    async fn slot(&self, slots: &mut Slots, lane: Lane, now: Instant) -> anyhow::Result<Instant> {
        let taken = slots.taken.entry(lane).or_default();
        while let Some(slot) = taken.pop_front() {
            if slot >= now - SLOT_WAIT_MAX {
                return Ok(slot);
            }
        }
        let count = 1 + slots.ahead.get(&lane).copied().unwrap_or(0);
        let quota = self.store.quota().await?.context("no tick has asked for the quota")?;
        let pace = Pace { per_second: quota.per_second, burst: 1 };
        let reserved = self.store.reserve(lane, count, now, pace).await?;
        taken.extend((1..count).map(|place| reserved.at(place)));
        Ok(reserved.at(0))
    }

    /// Claims, hands over, settles.
    async fn deliver(&self, number: u32, standing: &Stored<Enrollment>) -> anyhow::Result<()> {
        let attempt = AttemptId::parse(standing.value.lead.as_str())?;
        let lease_until = self.stage.clock.lease_now() + send_email::LEASE;
        let event = Event::Claimed { attempt: attempt.clone(), lease_until, counts_as: None };
        let Some(claimed) = self.save(standing, event).await? else {
            self.idle();
            return Ok(());
        };
        self.stage.pause(BETWEEN_MILLIS).await;
        self.stage.pause(CALL_HALF_MILLIS).await;
        let now = self.stage.clock.now();
        self.stage.props().door.take(number, shard(&standing.value.lead), now);
        self.stage.pause(CALL_HALF_MILLIS).await;
        self.save(&claimed, Event::Accepted { attempt }).await?.context("a settlement was overtaken")?;
        Ok(())
    }

    /// Lets the domain decide and the store write; none when somebody else wrote first.
    async fn save(
        &self,
        standing: &Stored<Enrollment>,
        event: Event,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let lane = Lane::of(&standing.value, &self.course.sequence);
        let context = self.course.context(self.stage.clock.now());
        let next = advance::advance(standing.value.clone(), event, &context);
        let next =
            next.map_err(|refused| anyhow::anyhow!("the domain refused an event: {refused:?}"))?.enrollment;
        let lane = if next.step().is_some() { Lane::of(&next, &self.course.sequence) } else { lane };
        match self.store.save_enrollment(standing, &next, lane).await? {
            Saved::Yes(saved) => Ok(Some(saved)),
            Saved::Conflict(_) => Ok(None),
        }
    }
}
