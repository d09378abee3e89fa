//! Brakes as the tick sees them: everything held, or steps of a sequence that are let go again.

use crate::{CadenceTick, TickReport};
use cadence::Instant;
use gateway::queue::SendOrder;
use store::Brake;

/// Whether a brake holds everything now. What is due stays where it is; nothing is written and nothing is missed.
pub(crate) fn everything_is_held(brakes: &[(Brake, bool)], now: Instant) -> bool {
    brakes.iter().any(|(brake, lifted)| brake.sequence.is_none() && !lifted && brake.holds(now))
}

impl CadenceTick {
    /// Hands out steps of sequences that are held no longer; a brake under which none are left is forgotten.
    pub(crate) async fn let_go(
        &self,
        brakes: &[(Brake, bool)],
        room: usize,
        report: &mut TickReport,
    ) -> anyhow::Result<()> {
        let mut left = room;
        for (brake, lifted) in brakes {
            if !self.is_over(brake, *lifted).await? {
                continue;
            }
            let Some(sequence) = &brake.sequence else {
                self.store.forget_brake(brake).await?;
                continue;
            };
            let limit = u32::try_from(left.clamp(1, 1000)).unwrap_or(1);
            let rows = self.store.parked(sequence, limit).await?;
            if rows.is_empty() {
                self.store.forget_brake(brake).await?;
                continue;
            }
            let orders: Vec<_> = rows
                .iter()
                .take(left)
                .map(|row| (&SendOrder::new(&row.lead, &row.sequence, false)).into())
                .collect();
            left -= orders.len();
            report.ordered += orders.len();
            self.sends.send(orders).await?;
        }
        Ok(())
    }

    async fn is_over(&self, brake: &Brake, lifted: bool) -> anyhow::Result<bool> {
        if lifted || !brake.holds(self.clock.now()) {
            return Ok(true);
        }
        // A brake on a version at fault is over when another one is published.
        let (Some(sequence), Some(version)) = (&brake.sequence, &brake.version) else { return Ok(false) };
        Ok(self.store.live_version(sequence).await?.is_some_and(|live| live != *version))
    }
}
