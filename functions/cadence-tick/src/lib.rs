//! Every minute: what is due goes to the send queue, never more than the mail service may take.
//!
//! It decides nothing about a mail. A row that is named twice, or that is not due any more, is harmless: the claim decides.

#[cfg(feature = "lambda")]
mod cloud;

use cadence::Instant;
use chrono::TimeDelta;
use gateway::mailer::Mailer;
use gateway::queue::{Queue, SendOrder};
use runtime::clock::Clock;
use store::{DueCursor, Lane, Quota, Store};

/// How old the account's quota may be; SES allows one such question a second for everybody together.
const QUOTA_AGE_MAX: TimeDelta = TimeDelta::seconds(55);
/// Rows read at a time.
const PAGE: u32 = 100;
/// How long one tick lasts: it hands out no more than can be sent until the next one.
const TICK_SECONDS: f64 = 60.0;

/// The function with all it works with.
#[derive(Debug)]
pub struct CadenceTick {
    /// The table.
    pub store: Store,
    /// Where orders go.
    pub sends: Queue,
    /// Whose quota is kept.
    pub mailer: Mailer,
    /// The time.
    pub clock: Clock,
}

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TickReport {
    /// Orders put into the queue.
    pub ordered: usize,
    /// Whether more is due than may be sent until the next tick.
    pub backlog: bool,
    /// Minutes by which the oldest row is late.
    pub lag_minutes: i64,
}

impl CadenceTick {
    /// Runs one tick.
    pub async fn run(&self) -> anyhow::Result<TickReport> {
        let now = self.clock.now();
        let quota = self.quota(now).await?;
        let mut report = TickReport::default();
        let mut room = room(&quota);
        let shards = self.store.shards().await?;
        for lane in Lane::ALL {
            for shard in 0..shards {
                self.order_shard(lane, shard, now, &mut room, &mut report).await?;
            }
        }
        if report.ordered == 0 {
            tracing::debug!("a tick at which nothing was due");
        } else {
            tracing::info!(
                orders = report.ordered,
                backlog = report.backlog,
                due.lag_minutes = report.lag_minutes,
                "tick"
            );
        }
        Ok(report)
    }

    async fn order_shard(
        &self,
        lane: Lane,
        shard: u32,
        now: Instant,
        room: &mut usize,
        report: &mut TickReport,
    ) -> anyhow::Result<()> {
        let mut after: Option<DueCursor> = None;
        loop {
            let page = self.store.due(lane, shard, now, PAGE, after.as_ref()).await?;
            if let Some(first) = page.rows.first() {
                report.lag_minutes = report.lag_minutes.max((now - first.due_at).num_minutes());
            }
            let fitting = page.rows.len().min(*room);
            report.backlog |= fitting < page.rows.len();
            let orders = page.rows[..fitting].iter().map(|row| SendOrder::new(&row.lead, &row.sequence));
            self.sends.send(orders.map(|order| (&order).into()).collect()).await?;
            report.ordered += fitting;
            *room -= fitting;
            after = page.next;
            if after.is_none() || *room == 0 {
                return Ok(());
            }
        }
    }

    /// The account's quota, asked for when what is known is old. An old answer is better than none.
    async fn quota(&self, now: Instant) -> anyhow::Result<Quota> {
        let known = self.store.quota().await?;
        if let Some(known) = known.filter(|known| now - known.read_at < QUOTA_AGE_MAX) {
            return Ok(known);
        }
        match (self.mailer.quota().await, known) {
            (Ok(said), _) => {
                let quota = Quota {
                    per_second: said.per_second,
                    per_day: said.per_day,
                    sent_in_day: said.sent_in_day,
                    read_at: now,
                };
                self.store.save_quota(&quota).await?;
                Ok(quota)
            }
            (Err(error), Some(known)) => {
                tracing::warn!(error, "the account's quota could not be read; the last known one is used");
                Ok(known)
            }
            (Err(error), None) => {
                anyhow::bail!("the account's quota could not be read: {error}; check `ses:GetAccount`")
            }
        }
    }
}

/// Orders that one tick may hand out: what the rate allows in its time, and what is left of the day.
fn room(quota: &Quota) -> usize {
    let by_rate = quota.per_second * TICK_SECONDS;
    let by_day =
        if quota.per_day < 0.0 { f64::INFINITY } else { (quota.per_day - quota.sent_in_day).max(0.0) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bounded positive count")]
    let room = by_rate.min(by_day).clamp(0.0, 1e6) as usize;
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_hands_out_what_the_rate_and_the_day_allow() {
        let quota = |per_second, per_day, sent_in_day| Quota {
            per_second,
            per_day,
            sent_in_day,
            read_at: Instant::UNIX_EPOCH,
        };
        assert_eq!(room(&quota(14.0, 50_000.0, 0.0)), 840);
        assert_eq!(room(&quota(14.0, 200.0, 190.0)), 10);
        assert_eq!(room(&quota(14.0, 200.0, 250.0)), 0);
        assert_eq!(room(&quota(14.0, -1.0, 1e9)), 840);
    }
}
