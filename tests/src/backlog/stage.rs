//! The stage of all who take part: the time, the engine, the queue, and what happened so far.

use super::arguments::Arguments;
use super::door::Door;
use super::post::Post;
use cadence::Instant;
use embedded_dynamodb::Engine;
use gateway::local::local_queue::LocalQueue;
use kit::chance::Chance;
use kit::locked::Locked;
use runtime::clock::Clock;
use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard};

/// One tick that ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticked {
    pub(super) report: cadence_tick::TickReport,
    /// Pages of the index it read.
    pub(super) pages: u64,
    /// The time it took.
    pub(super) took: chrono::TimeDelta,
}

/// The state that changes while the morning passes.
#[derive(Debug)]
pub(super) struct Props {
    pub(super) chance: Chance,
    pub(super) post: Post,
    pub(super) door: Door,
    pub(super) ticks: Vec<Ticked>,
    /// Mails whose slot was too far away.
    pub(super) put_off: u64,
    /// Jobs for which there was nothing to do.
    pub(super) idle_jobs: u64,
    /// The reasons why jobs failed.
    pub(super) failures: BTreeSet<String>,
    /// The reason the morning ended too early.
    pub(super) failure: Option<anyhow::Error>,
    /// Whether everybody may go home.
    pub(super) over: bool,
}

/// The ground of the morning.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) plan: Arguments,
    pub(super) nine: Instant,
    pub(super) clock: Clock,
    pub(super) engine: Engine,
    pub(super) queue: LocalQueue,
    props: Locked<Props>,
}

impl Stage {
    pub(super) fn new(plan: &Arguments, nine: Instant, clock: Clock, engine: Engine) -> Arc<Self> {
        let queue = LocalQueue::new("sends", None);
        let props = Props {
            chance: Chance::of(plan.seed),
            post: Post::new(plan.queue),
            door: Door::new(plan.due, nine),
            ticks: Vec::new(),
            put_off: 0,
            idle_jobs: 0,
            failures: BTreeSet::new(),
            failure: None,
            over: false,
        };
        Arc::new(Self { plan: plan.clone(), nine, clock, engine, queue, props: Locked::new(props) })
    }

    pub(super) fn props(&self) -> MutexGuard<'_, Props> {
        self.props.lock()
    }

    /// Lets some milliseconds pass, between the two given.
    pub(super) async fn pause(&self, millis: (i64, i64)) {
        let span = self.props().chance.millis(millis.0, millis.1);
        self.clock.sleep_until(self.clock.now() + span).await;
    }
}
