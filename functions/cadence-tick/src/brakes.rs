//! Brakes as the tick sees them: everything held, or steps of a sequence that are let go again.

use crate::{CadenceTick, TickReport};
use cadence::Instant;
use chrono::TimeDelta;
use gateway::queue::SendOrder;
use store::Brake;

/// How long a brake that is over is remembered. A sender that read it before may still park a step by it.
const REMEMBERED: TimeDelta = TimeDelta::minutes(10);

/// Whether a brake holds everything now. What is due stays where it is; nothing is written and nothing is missed.
pub(crate) fn everything_is_held(brakes: &[(Brake, Option<Instant>)], now: Instant) -> bool {
    brakes.iter().any(|(brake, lifted_at)| {
        brake.sequence.is_none() && lifted_at.is_none() && brake.holds(now)
    })
}

/// Whether a brake was over long ago, so that nobody goes by it any more.
fn is_history(brake: &Brake, lifted_at: Option<Instant>, now: Instant) -> bool {
    let over_since = [lifted_at, brake.until].into_iter().flatten().min();
    over_since.is_some_and(|since| since + REMEMBERED <= now)
}

impl CadenceTick {
    /// Hands out steps of sequences that are held no longer; a brake under which none are left is forgotten in the end.
    pub(crate) async fn let_go(
        &self,
        brakes: &[(Brake, Option<Instant>)],
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<()> {
        let mut left = room;
        for (brake, lifted_at) in brakes {
            if !self.is_over(brake, *lifted_at).await? {
                continue;
            }
            let ordered = self.order_parked(brake, left).await?;
            left -= ordered;
            report.ordered += ordered;
            if ordered == 0 && left > 0 && is_history(brake, *lifted_at, self.clock.now()) {
                self.store.forget_brake(brake).await?;
            }
        }
        Ok(())
    }

    async fn order_parked(&self, brake: &Brake, room: usize) -> anyhow::Result<usize> {
        let Some(sequence) = brake.sequence.as_ref().filter(|_| room > 0) else { return Ok(0) };
        let rows = self.store.parked(sequence, u32::try_from(room).unwrap_or(u32::MAX)).await?;
        let orders = rows.iter().map(|row| (&SendOrder::new(&row.lead, &row.sequence, false)).into());
        self.sends.send(orders.collect()).await?;
        Ok(rows.len())
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
