//! Every minute: what is due goes to the send queue, never more than the mail service may take.
//!
//! It decides nothing about a mail. A row that is named twice, or that is not due any more, is harmless: the claim decides.
//! One tick works at a time. It looks at the list from its beginning, where besides what is new only steps stand that are
//! being worked on; those are left alone for some minutes and then handed out again, since their job may be lost or their
//! sender gone. With a backlog it hands out a slice every few seconds until its minute is nearly over.

#[cfg(feature = "lambda")]
mod cloud;
mod due_pass;
mod pauses;
mod quota;
mod watermark;

use cadence::Instant;
use chrono::TimeDelta;
use due_pass::DuePass;
use gateway::account::Account;
use gateway::queue::{LEADS_MAX, Queue};
use runtime::boxed::Boxed;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::metrics::{Figures, Metric};
use store::{Saved, Store, Stored, TickState};

/// The time that a tick works at a backlog; the next one comes a minute after it began.
const WORK: TimeDelta = TimeDelta::seconds(55);
/// The time for which nobody else may tick. It is over when the next tick comes, so that one that died holds up none.
const LEASE: TimeDelta = TimeDelta::seconds(58);
/// Between two slices of a backlog.
const SLICE: TimeDelta = TimeDelta::seconds(5);

/// The function with all it works with.
#[derive(Debug)]
pub struct CadenceTick {
    /// The table.
    pub store: Store,
    /// The queue of jobs.
    pub sends: Queue,
    /// The account whose quota is kept.
    pub account: Account,
    /// The time.
    pub clock: Clock,
    /// Randomness, to tell one tick from another.
    pub entropy: Entropy,
}

/// The report of a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TickReport {
    /// Jobs put into the queue.
    pub enqueued: usize,
    /// Those among them that had been put there some minutes before.
    pub again: usize,
    /// Whether more is due than could be handed out.
    pub backlog: bool,
    /// Minutes by which the oldest step that was not handed out before is late.
    pub lag_minutes: i64,
    /// Whether another tick was at work, so that this one did nothing.
    pub elsewhere: bool,
    /// Whether everything is paused.
    pub paused: bool,
}

impl TickReport {
    /// Returns the figures worth an alarm.
    pub fn figures(&self) -> Figures {
        Figures::default().and(Metric::DueLagMinutes, u64::try_from(self.lag_minutes).unwrap_or(0))
    }
}

impl CadenceTick {
    /// Runs one tick.
    pub fn run(&self) -> Boxed<'_, anyhow::Result<TickReport>> {
        Box::pin(self.tick())
    }

    async fn tick(&self) -> anyhow::Result<TickReport> {
        let mut report = TickReport::default();
        let Some(state) = self.take_over().await? else {
            tracing::warn!("another tick is at work; this one leaves it to that");
            report.elsewhere = true;
            return Ok(report);
        };
        let worked = self.work(&state.value, &mut report).await;
        let mut next = TickState { lease: None, ..state.value.clone() };
        if let Ok(watermarks) = &worked {
            next.watermarks.clone_from(watermarks);
        }
        // Also after a failure: the next tick need not wait until the lease is over.
        let saved = self.store.save_tick_state(Some(&state), &next).await;
        worked?;
        if let Saved::Conflict(_) = saved? {
            tracing::warn!("another tick took over; what this one handed out may be handed out again");
        }
        tell(&report);
        Ok(report)
    }

    /// Takes the lease; none while another tick has it.
    async fn take_over(&self) -> anyhow::Result<Option<Stored<TickState>>> {
        let seen = self.store.tick_state().await?;
        let lease_now = self.clock.lease_now();
        let held = seen.as_ref().and_then(|seen| seen.value.lease.as_ref());
        if held.is_some_and(|(_, until)| *until > lease_now) {
            return Ok(None);
        }
        let holder = u64::from_be_bytes(self.entropy.bytes()?);
        let next = TickState {
            ran_at: self.clock.now(),
            lease: Some((format!("{holder:016x}"), lease_now + LEASE)),
            watermarks: seen.as_ref().map(|seen| seen.value.watermarks.clone()).unwrap_or_default(),
        };
        match self.store.save_tick_state(seen.as_ref(), &next).await? {
            Saved::Yes(taken) => Ok(Some(taken)),
            Saved::Conflict(_) => Ok(None),
        }
    }

    /// Hands out what is due, slice by slice, and gives how far it came.
    async fn work(
        &self,
        state: &TickState,
        report: &mut TickReport,
    ) -> anyhow::Result<Vec<store::Watermark>> {
        let began = self.clock.now();
        let live = self.store.live().await?;
        if live.head.is_none() {
            tracing::debug!("nothing is published; nothing is handed out");
            return Ok(state.watermarks.clone());
        }
        let pauses = live.every_pause;
        if pauses::everything_is_paused(&pauses, began) {
            report.paused = true;
            return Ok(state.watermarks.clone());
        }
        let quota = self.quota(live.quota, began).await?;
        let mut pass = DuePass::new(state, self.store.shards().await?, began);
        let mut parked = pauses::Parked::default();
        let mut day_left = quota::left_today(&quota);
        loop {
            let room = self.room(&quota, pass.is_first()).await.min(day_left);
            let before = report.enqueued;
            let unknown = self.unknown_mails(&pass, room, report).await?;
            self.slice(&mut pass, room.saturating_sub(unknown), report).await?;
            let left = room.saturating_sub(report.enqueued - before);
            self.let_go(&pauses, &mut parked, left, report).await?;
            day_left -= (report.enqueued - before).min(day_left);
            let next = self.clock.now() + SLICE;
            let has_more = pass.has_more() || parked.has_more();
            if !has_more || day_left == 0 || next - began > WORK {
                break;
            }
            self.clock.sleep_until(next).await;
        }
        report.backlog = pass.has_more();
        Ok(watermark::remembered(pass.watermark(), &state.watermarks))
    }

    /// The number of steps that may be enqueued now: what the rate allows until the next slice, and no more than lie in the queue for as
    /// long again, where each message may name [`LEADS_MAX`].
    async fn room(&self, quota: &store::Quota, is_first: bool) -> usize {
        let slice = quota::in_seconds(quota, SLICE.num_seconds());
        match self.sends.depth().await {
            Ok(messages) => (2 * slice).saturating_sub(messages * LEADS_MAX).min(slice),
            Err(error) => {
                tracing::warn!(error, "nobody knows how many jobs lie in the queue; only a few are added");
                if is_first { slice } else { slice / 2 }
            }
        }
    }
}

fn tell(report: &TickReport) {
    if report.paused {
        tracing::warn!("everything is paused; `hikyaku status` says why, `hikyaku resume --all` lets go");
    } else if report.enqueued == 0 {
        tracing::debug!("a tick at which nothing was due");
    } else {
        tracing::info!(
            jobs = report.enqueued,
            jobs.again = report.again,
            backlog = report.backlog,
            due.lag_minutes = report.lag_minutes,
            "tick"
        );
    }
}

/// The age of what a tick leaves alone: enqueued this recently, a step may still be worked on.
const IN_FLIGHT: TimeDelta = TimeDelta::seconds(150);

/// Whether what was handed out at `at` may still be worked on.
fn is_recent(at: Instant, now: Instant) -> bool {
    now - at < IN_FLIGHT
}
