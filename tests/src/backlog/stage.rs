//! What all who take part stand on: the time, the engine, the queue, and what happened so far.

use super::arguments::Arguments;
use super::door::Door;
use super::post::Post;
use crate::faults::chance::Chance;
use cadence::Instant;
use cadence::ids::{AttemptId, LeadId};
use embedded_dynamodb::Engine;
use gateway::local::local_queue::LocalQueue;
use runtime::clock::Clock;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One tick that ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticked {
    pub(super) report: cadence_tick::TickReport,
    /// Pages of the index it read.
    pub(super) pages: u64,
    /// How long it took.
    pub(super) took: chrono::TimeDelta,
}

/// What changes while the morning passes.
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
    /// Why the morning ended too early.
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
    props: Mutex<Props>,
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
        Arc::new(Self { plan: plan.clone(), nine, clock, engine, queue, props: Mutex::new(props) })
    }

    pub(super) fn props(&self) -> MutexGuard<'_, Props> {
        self.props.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets some milliseconds pass, between the two given.
    pub(super) async fn pause(&self, millis: (i64, i64)) {
        let span = self.props().chance.millis(millis.0, millis.1);
        self.clock.sleep_until(self.clock.now() + span).await;
    }

    /// The lead of a number: ids are hashes, so their job says nothing about the numbers.
    pub(super) fn lead(&self, number: u32) -> anyhow::Result<LeadId> {
        let mixed = mix(self.plan.seed ^ u64::from(number));
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&mixed.to_be_bytes());
        bytes[8..12].copy_from_slice(&number.to_be_bytes());
        Ok(LeadId::parse(AttemptId::from_random(bytes).as_str())?)
    }
}

/// The number of a lead.
pub(super) fn number_of(lead: &LeadId) -> Option<u32> {
    let text = lead.as_str().to_ascii_uppercase();
    let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
    bytes.get(8..12)?.try_into().ok().map(u32::from_be_bytes)
}

/// `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), its finalizer.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
