//! Brakes as the tick sees them: everything held, or steps of a sequence that are let go again.

use crate::{CadenceTick, TickReport};
use cadence::Instant;
use cadence::ids::SequenceId;
use chrono::TimeDelta;
use gateway::queue::SendJob;
use std::collections::{BTreeMap, BTreeSet};
use store::{Brake, DueCursor};

/// How long a brake that is over is remembered. A sender that read it before may still park a step by it.
const REMEMBERED: TimeDelta = TimeDelta::minutes(10);

/// Whether a brake holds everything now. What is due stays where it is; nothing is written and nothing is missed.
pub(crate) fn everything_is_held(brakes: &[(Brake, Option<Instant>)], now: Instant) -> bool {
    brakes
        .iter()
        .any(|(brake, lifted_at)| brake.sequence.is_none() && lifted_at.is_none() && brake.holds(now))
}

/// Whether a brake was over long ago, so that nobody goes by it any more.
fn is_history(brake: &Brake, lifted_at: Option<Instant>, now: Instant) -> bool {
    let over_since = [lifted_at, brake.until].into_iter().flatten().min();
    over_since.is_some_and(|since| since + REMEMBERED <= now)
}

/// How far a tick has let go what was parked, sequence by sequence.
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

    fn is_empty_of(&self, brake: &Brake) -> bool {
        let reading = brake.sequence.as_ref().map(|sequence| self.0.get(sequence));
        reading.is_none_or(|reading| reading.is_some_and(|reading| reading.is_read && reading.found == 0))
    }
}

impl CadenceTick {
    /// Hands out steps of sequences that nothing holds any longer; a brake under which none are left, or beside which another
    /// one holds them, is forgotten in the end.
    pub(crate) async fn let_go(
        &self,
        brakes: &[(Brake, Option<Instant>)],
        parked: &mut Parked,
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<()> {
        let (mut over, mut held) = (Vec::new(), BTreeSet::new());
        for (brake, lifted_at) in brakes {
            if self.is_over(brake, *lifted_at).await? {
                over.push((brake, *lifted_at));
            } else {
                held.insert(brake.sequence.as_ref());
            }
        }
        let mut left = room;
        for (brake, lifted_at) in over {
            let is_held = held.contains(&brake.sequence.as_ref());
            if let Some(sequence) = brake.sequence.as_ref().filter(|_| !is_held && left > 0) {
                let enqueued = self.enqueue_parked(sequence, parked, left).await?;
                left -= enqueued;
                report.enqueued += enqueued;
            }
            let holds_nothing = is_held || parked.is_empty_of(brake);
            if holds_nothing && is_history(brake, lifted_at, self.clock.now()) {
                self.store.forget_brake(brake).await?;
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

    async fn is_over(&self, brake: &Brake, lifted_at: Option<Instant>) -> anyhow::Result<bool> {
        if lifted_at.is_some() || !brake.holds(self.clock.now()) {
            return Ok(true);
        }
        // A brake on a version at fault is over when another one is published.
        let (Some(sequence), Some(version)) = (&brake.sequence, &brake.version) else { return Ok(false) };
        Ok(self.store.live_version(sequence).await?.is_some_and(|live| live != *version))
    }
}
