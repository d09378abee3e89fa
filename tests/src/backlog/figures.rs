//! The figures of the morning, and the values that some of them must have.

use super::arguments::Arguments;
use super::post::Seen;
use super::stage::{Stage, Ticked};
use chrono::TimeDelta;
use kit::figures::percentile;
use serde::Serialize;

/// The window over which the rate is held, in milliseconds.
const WINDOW_MILLIS: u32 = 10_000;
/// The part of the rate that is used at least while there is a backlog; 15 % are kept free for mail that somebody waits for.
const RATE_USED_MIN: f64 = 0.8;
/// The most that shards may be apart, as a part of the time in which all is sent.
const SHARDS_APART_MAX: f64 = 0.1;
/// The seconds' worth of mail that may lie in the queue when the last row was enqueued.
const QUEUED_SECONDS_MAX: u32 = 15;

/// Seconds from a form to the door of the mail service.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Waits {
    pub(super) count: usize,
    pub(super) median: f64,
    pub(super) p99: f64,
    pub(super) longest: f64,
}

/// The figures of the ticks.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Ticks {
    pub(super) count: usize,
    pub(super) overlapped: usize,
    pub(super) pages_mean: f64,
    pub(super) pages_most: u64,
    pub(super) longest_seconds: f64,
    pub(super) again: usize,
}

/// One thing that must be so.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) found: String,
    pub(super) holds: bool,
}

/// All figures of a morning.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figures {
    pub(super) due: u32,
    pub(super) rate: u32,
    pub(super) seed: u64,
    pub(super) queue: String,
    pub(super) mails: usize,
    pub(super) left: u32,
    pub(super) drained_seconds: f64,
    pub(super) mails_per_second: f64,
    pub(super) slowest_minute: Option<f64>,
    pub(super) fastest_ten_seconds: f64,
    pub(super) per_minute: Vec<u32>,
    /// For each shard, the seconds after nine at which its mails came on average.
    pub(super) shards: Vec<f64>,
    pub(super) waits: Waits,
    pub(super) waits_after_loss: Waits,
    pub(super) orders_by_tick: u64,
    pub(super) orders_direct: u64,
    pub(super) orders_lost: u64,
    pub(super) orders_found_again: u64,
    pub(super) orders_missing: usize,
    pub(super) orders_doubled: u64,
    pub(super) orders_failed: u64,
    pub(super) orders_after_failure: u64,
    pub(super) failures: Vec<String>,
    pub(super) orders_idle: u64,
    pub(super) queue_deepest: usize,
    pub(super) put_off: u64,
    pub(super) twice: u64,
    pub(super) ticks: Ticks,
    pub(super) checks: Vec<Check>,
}

impl Figures {
    /// Counts everything.
    pub(super) fn of(stage: &Stage) -> Self {
        let props = stage.props();
        let door = &props.door;
        let plan = &stage.plan;
        let per_minute = per_minute(&door.came);
        let Seen { by_tick, direct, lost, found_again, doubled, after_failure, failed, deepest } =
            props.post.seen;
        let drained = seconds(door.last);
        let lost_direct = door.newcomers.iter().filter(|newcomer| newcomer.lost).count() as u64;
        let waits = |lost: bool| {
            let some = door.newcomers.iter().filter(|newcomer| newcomer.lost == lost);
            waits(&some.filter_map(|one| Some(seconds(one.mailed_at? - one.posted_at))).collect::<Vec<_>>())
        };
        let mut figures = Self {
            due: plan.due,
            rate: plan.rate,
            seed: plan.seed,
            queue: format!("{:?}", plan.queue).to_lowercase(),
            mails: door.accepted(),
            left: door.backlog_left(),
            drained_seconds: drained,
            mails_per_second: f64::from(plan.due) / drained.max(1.0),
            slowest_minute: slowest(&per_minute, &door.left_after, plan),
            fastest_ten_seconds: fastest(&door.came),
            per_minute,
            shards: door.shards.iter().map(|(count, sum)| mean_seconds(*count, *sum)).collect(),
            waits: waits(false),
            waits_after_loss: waits(true),
            orders_by_tick: by_tick,
            orders_direct: direct,
            orders_lost: lost + lost_direct,
            orders_found_again: found_again,
            orders_missing: props.post.missing(),
            orders_doubled: doubled,
            orders_failed: failed,
            orders_after_failure: after_failure,
            failures: props.failures.iter().cloned().collect(),
            orders_idle: props.idle_jobs,
            queue_deepest: deepest,
            put_off: props.put_off,
            twice: door.twice,
            ticks: ticks(&props.ticks),
            checks: Vec::new(),
        };
        figures.checks = figures.judged(plan, door.all_served());
        figures
    }

    /// Whether everything is as it must be.
    pub(super) fn hold(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }

    fn judged(&self, plan: &Arguments, all_served: bool) -> Vec<Check> {
        let check = |name, holds, found: String| Check { name, found, holds };
        let rate = f64::from(plan.rate);
        let slowest = self.slowest_minute;
        let (least, most) =
            self.shards.iter().fold((f64::MAX, 0.0_f64), |(least, most), at| (least.min(*at), most.max(*at)));
        let spread = most - least;
        // The burst is one mail.
        let most = rate * f64::from(WINDOW_MILLIS) / 1000.0 + 1.0;
        let fastest = self.fastest_ten_seconds * f64::from(WINDOW_MILLIS) / 1000.0;
        vec![
            check("everybody has got the mail", all_served, format!("{} of the backlog left", self.left)),
            check("nobody has got it twice", self.twice == 0, format!("{} twice", self.twice)),
            check(
                "never above the rate over ten seconds",
                fastest <= most,
                format!("at most {fastest:.0} of {most:.0}"),
            ),
            check(
                "at least 80 % of the rate in each minute of the backlog",
                slowest.is_none_or(|slowest| slowest >= RATE_USED_MIN * rate),
                slowest.map_or_else(
                    || "no whole minute".to_owned(),
                    |slowest| format!("at least {slowest:.1}/s"),
                ),
            ),
            check(
                "no row is enqueued while a job of it is in flight",
                self.orders_doubled == 0,
                format!("{} times", self.orders_doubled),
            ),
            check(
                "every lost job is found again",
                self.orders_missing == 0 && self.orders_found_again == self.orders_lost,
                format!("{} of {}", self.orders_found_again, self.orders_lost),
            ),
            check(
                "no two ticks at once",
                self.ticks.overlapped == 0,
                format!("{} times", self.ticks.overlapped),
            ),
            check(
                "no shard waits for another",
                spread <= SHARDS_APART_MAX * self.drained_seconds,
                format!("on average {spread:.0} s between the first and the last"),
            ),
            check("no slot is too far away", self.put_off == 0, format!("{} put off", self.put_off)),
        ]
    }
}

#[expect(clippy::cast_precision_loss, reason = "a million times some hours in milliseconds")]
fn mean_seconds(count: u32, sum: u64) -> f64 {
    sum as f64 / 1000.0 / f64::from(count.max(1))
}

/// Mails in each minute after nine.
fn per_minute(came: &[u32]) -> Vec<u32> {
    let mut minutes = Vec::new();
    for millis in came {
        let minute = (millis / 60_000) as usize;
        if minutes.len() <= minute {
            minutes.resize(minute + 1, 0);
        }
        minutes[minute] += 1;
    }
    minutes
}

/// Mails a second in the slowest whole minute at whose end more was left than lies in a queue, the lost jobs aside.
fn slowest(per_minute: &[u32], left_after: &[u32], plan: &Arguments) -> Option<f64> {
    let few = plan.rate * QUEUED_SECONDS_MAX + plan.due / 200;
    let busy = per_minute.iter().zip(left_after).filter(|(_, left)| **left > few);
    busy.map(|(mails, _)| f64::from(*mails) / 60.0).min_by(f64::total_cmp)
}

/// Mails a second over the ten seconds in which most came.
fn fastest(came: &[u32]) -> f64 {
    let mut first = 0;
    let mut most = 0;
    for (place, millis) in came.iter().enumerate() {
        while came[first] + WINDOW_MILLIS <= *millis {
            first += 1;
        }
        most = most.max(place + 1 - first);
    }
    count(most) * 1000.0 / f64::from(WINDOW_MILLIS)
}

fn waits(waits: &[f64]) -> Waits {
    let at = |percent| percentile(waits, percent).unwrap_or_default();
    Waits { count: waits.len(), median: at(50), p99: at(99), longest: at(100) }
}

fn ticks(ticks: &[Ticked]) -> Ticks {
    Ticks {
        count: ticks.len(),
        overlapped: ticks.iter().filter(|tick| tick.report.elsewhere).count(),
        pages_mean: ticks.iter().map(|tick| count(usize::try_from(tick.pages).unwrap_or(0))).sum::<f64>()
            / count(ticks.len().max(1)),
        pages_most: ticks.iter().map(|tick| tick.pages).max().unwrap_or(0),
        longest_seconds: ticks.iter().map(|tick| seconds(tick.took)).fold(0.0, f64::max),
        again: ticks.iter().map(|tick| tick.report.again).sum(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn count(number: usize) -> f64 {
    number as f64
}

fn seconds(span: TimeDelta) -> f64 {
    span.as_seconds_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_ten_seconds_are_found_wherever_they_begin() {
        let came: Vec<u32> = (0..100).map(|place| 5_000 + place * 1000).chain([90_000; 15]).collect();
        let mut came = came;
        came.sort_unstable();
        assert!((fastest(&came) - 2.5).abs() < 1e-9, "{}", fastest(&came));
    }

    #[test]
    fn waits_are_told_by_their_middle_their_highest_percent_and_the_longest() {
        let found = waits(&(1..=200).map(f64::from).collect::<Vec<_>>());
        assert_eq!((found.count, found.median, found.p99, found.longest), (200, 100.0, 198.0, 200.0));
        assert_eq!(waits(&[]).count, 0);
    }
}
