//! Time passes: whatever is due meanwhile happens at its own minute, and every night at three the sweep runs, where there
//! is a sequence that sweeps.

use super::World;
use cadence::Instant;
use chrono::{DateTime, DurationRound, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Asia::Tokyo;
use chrono_tz::Tz;

/// When the nightly sweep runs, in Tokyo.
const SWEEP_AT: NaiveTime = NaiveTime::from_hms_opt(3, 0, 0).expect("three o'clock exists");

/// A moment in Tokyo, written `2026-04-06 10:00`.
pub fn japan(local: &str) -> Instant {
    let local =
        NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").expect("a moment like 2026-04-06 10:00");
    local.and_local_timezone(Tokyo).single().expect("Tokyo's clocks never change").to_utc()
}

/// A moment as people in Tokyo read it, without the year.
pub(super) fn shown(at: Instant) -> String {
    local(at).format("%m-%d %H:%M").to_string()
}

/// The next time at which the sweep runs.
pub(super) fn next_night(now: Instant) -> Instant {
    let today = local(now).date_naive();
    let nights =
        today.iter_days().filter_map(|day| day.and_time(SWEEP_AT).and_local_timezone(Tokyo).single());
    let mut nights = nights.map(|night| night.to_utc());
    nights.find(|night| *night > now).expect("there is always another night")
}

fn local(at: Instant) -> DateTime<Tz> {
    at.with_timezone(&Tokyo)
}

impl World {
    /// Days pass.
    pub async fn days_pass(&mut self, days: i64) {
        self.time_passes(TimeDelta::days(days)).await;
    }

    /// Hours pass.
    pub async fn hours_pass(&mut self, hours: i64) {
        self.time_passes(TimeDelta::hours(hours)).await;
    }

    /// Minutes pass.
    pub async fn minutes_pass(&mut self, minutes: i64) {
        self.time_passes(TimeDelta::minutes(minutes)).await;
    }

    /// It becomes this moment in Tokyo.
    pub async fn it_becomes(&mut self, local: &str) {
        let span = japan(local) - self.clock.now();
        self.time_passes(span).await;
    }

    /// Nothing runs for days; then everything runs again, at the same moment.
    pub async fn the_machine_is_down_for_days(&mut self, days: i64) {
        self.clock.tell(self.clock.now() + TimeDelta::days(days));
        self.time_passes(TimeDelta::zero()).await;
    }

    /// Time passes.
    pub async fn time_passes(&mut self, span: TimeDelta) {
        let end = self.clock.now() + span;
        self.standalone.drain().await;
        loop {
            let tick = self.next_tick().await;
            let sweep = Some(self.next_sweep).filter(|_| self.sweeps);
            let next = [tick, sweep].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= end) else {
                return self.clock.tell(end);
            };
            self.clock.tell(next);
            if sweep.is_some_and(|sweep| sweep <= next) {
                self.the_sweep_runs().await;
                self.next_sweep = next_night(next);
            }
            if tick.is_some_and(|tick| tick <= next) {
                self.last_tick = Some(next);
                self.the_tick_runs().await;
            }
        }
    }

    /// One tick, and the senders after it.
    pub async fn the_tick_runs(&mut self) {
        self.standalone.tick().await.expect("the tick runs");
        self.standalone.drain().await;
    }

    /// One sweep, and the senders after it.
    pub async fn the_sweep_runs(&mut self) -> sweep_dormant::SweepReport {
        let report = self.standalone.sweep().await.expect("the sweep runs");
        self.standalone.drain().await;
        report
    }

    /// The next whole minute at which something is due; at most one tick a minute.
    async fn next_tick(&self) -> Option<Instant> {
        let minute = TimeDelta::minutes(1);
        let due = self.standalone.next_due().await.expect("the due index can be read")?;
        let due = due.max(self.clock.now());
        let whole = due.duration_trunc(minute).expect("a minute divides time");
        let at = if whole < due { whole + minute } else { whole };
        Some(self.last_tick.map_or(at, |last| at.max(last + minute)))
    }
}
