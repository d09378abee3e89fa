//! Pauses as the tick sees them: everything paused, or steps of a sequence that are let go again.

use crate::{CadenceTick, TickReport};
use cadence::Instant;
use cadence::ids::SequenceId;
use chrono::TimeDelta;
use gateway::queue::SendJob;
use std::collections::{BTreeMap, BTreeSet};
use store::{DueCursor, Pause};

/// The time for which a pause that is over is remembered. A sender that read it before may still park a step by it.
const REMEMBERED: TimeDelta = TimeDelta::minutes(10);

/// Whether a pause pauses everything now. What is due stays where it is; nothing is written and nothing is missed.
pub(crate) fn everything_is_paused(pauses: &[(Pause, Option<Instant>)], now: Instant) -> bool {
    pauses
        .iter()
        .any(|(pause, lifted_at)| pause.sequence.is_none() && lifted_at.is_none() && pause.is_in_force(now))
}

/// Whether a pause was over long ago, so that nobody goes by it any more.
fn is_history(pause: &Pause, lifted_at: Option<Instant>, now: Instant) -> bool {
    let over_since = [lifted_at, pause.until].into_iter().flatten().min();
    over_since.is_some_and(|since| since + REMEMBERED <= now)
}

/// The progress of a tick in letting go what was parked, sequence by sequence.
#[derive(Debug, Default)]
pub(crate) struct Parked(BTreeMap<SequenceId, Reading>);

#[derive(Debug, Default)]
struct Reading {
    after: Option<DueCursor>,
    found: usize,
    is_read: bool,
}

impl Parked {
    /// Whether steps are left that could not be handed out.
    pub(crate) fn has_more(&self) -> bool {
        self.0.values().any(|reading| !reading.is_read)
    }

    fn is_empty_of(&self, pause: &Pause) -> bool {
        let reading = pause.sequence.as_ref().map(|sequence| self.0.get(sequence));
        reading.is_none_or(|reading| reading.is_some_and(|reading| reading.is_read && reading.found == 0))
    }
}

impl CadenceTick {
    /// Hands out steps of sequences that nothing pauses any longer; a pause under which none are left, or beside which another
    /// one pauses them, is forgotten in the end.
    pub(crate) async fn let_go(
        &self,
        pauses: &[(Pause, Option<Instant>)],
        parked: &mut Parked,
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<()> {
        let (mut over, mut in_force) = (Vec::new(), BTreeSet::new());
        for (pause, lifted_at) in pauses {
            if self.is_over(pause, *lifted_at).await? {
                over.push((pause, *lifted_at));
            } else {
                in_force.insert(pause.sequence.as_ref());
            }
        }
        let mut left = room;
        for (pause, lifted_at) in over {
            let is_paused = in_force.contains(&pause.sequence.as_ref());
            if let Some(sequence) = pause.sequence.as_ref().filter(|_| !is_paused && left > 0) {
                let enqueued = self.enqueue_parked(sequence, parked, left).await?;
                left -= enqueued;
                report.enqueued += enqueued;
            }
            let pauses_nothing = is_paused || parked.is_empty_of(pause);
            if pauses_nothing && is_history(pause, lifted_at, self.clock.now()) {
                self.store.forget_pause(pause).await?;
            }
        }
        Ok(())
    }

    async fn enqueue_parked(
        &self,
        sequence: &SequenceId,
        parked: &mut Parked,
        room: usize,
    ) -> anyhow::Result<usize> {
        let reading = parked.0.entry(sequence.clone()).or_default();
        if reading.is_read {
            return Ok(0);
        }
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let page = self.store.parked_behind(sequence, limit, reading.after.as_ref()).await?;
        let count = page.rows.len();
        let enrollments = page.rows.into_iter().map(|row| (row.lead, row.sequence));
        self.sends.enqueue(&SendJob::together(enrollments, false)).await?;
        reading.found += count;
        reading.is_read = page.next.is_none();
        reading.after = page.next;
        Ok(count)
    }

    async fn is_over(&self, pause: &Pause, lifted_at: Option<Instant>) -> anyhow::Result<bool> {
        if lifted_at.is_some() || !pause.is_in_force(self.clock.now()) {
            return Ok(true);
        }
        // A pause on a version at fault is over when another one is published.
        let (Some(sequence), Some(version)) = (&pause.sequence, &pause.version) else { return Ok(false) };
        Ok(self.store.live_version(sequence).await?.is_some_and(|live| live != *version))
    }
}
