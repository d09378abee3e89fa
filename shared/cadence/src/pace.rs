//! Pace: how many mails may go to the mail service, evenly in time.
//!
//! Generic cell rate algorithm (ITU-T I.371, Annex A) in its virtual scheduling form: one stored moment, the theoretical
//! arrival time of the next cell, is all the state there is.

use crate::Instant;
use chrono::TimeDelta;

/// A rate and how far ahead of it a burst may run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Mails per second; more than zero.
    pub per_second: f64,
    /// Mails that may go at once after a rest.
    pub burst: u32,
}

/// Turns handed out to one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turns {
    /// When the first mail of the batch may go.
    pub first_at: Instant,
    /// The distance between two mails.
    pub distance: TimeDelta,
    /// The theoretical arrival time to store.
    pub next: Instant,
}

impl Turns {
    /// When the mail at this place in the batch may go.
    pub fn at(&self, place: u32) -> Instant {
        self.first_at + self.distance * i32::try_from(place).unwrap_or(i32::MAX)
    }
}

impl Pace {
    /// Hands out `count` turns.
    pub fn reserve(&self, stored: Option<Instant>, count: u32, now: Instant) -> Turns {
        #[expect(clippy::cast_possible_truncation, reason = "a distance of under 292 years fits")]
        let distance = TimeDelta::nanoseconds((1e9 / self.per_second) as i64);
        let times = |n: u32| distance * i32::try_from(n).unwrap_or(i32::MAX);
        let tolerance = times(self.burst.saturating_sub(1));
        let arrival = stored.map_or(now, |stored| stored.max(now));
        let next = arrival + times(count);
        // Within the tolerance a batch goes at once; beyond it the first mail waits until the rest fits.
        let first_at = (arrival - tolerance).max(now);
        let distance = if next - tolerance <= now { TimeDelta::zero() } else { distance };
        Turns { first_at, distance, next }
    }
}

/// The part of the rate that mail in the main lane may take; the rest stays free for mail that somebody waits for.
const MAIN_SHARE: f64 = 0.85;

/// The theoretical arrival times of both lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// Of mail that somebody waits for.
    pub urgent: Option<Instant>,
    /// Of all other mail.
    pub main: Option<Instant>,
}

impl Pace {
    /// Hands out turns to mail that somebody waits for: the whole rate while the main lane rests, else what that leaves.
    pub fn reserve_urgent(&self, stored: Arrivals, count: u32, now: Instant) -> (Turns, Arrivals) {
        let main_rests = stored.main.is_none_or(|main| main <= now);
        let share = if main_rests { 1.0 } else { 1.0 - MAIN_SHARE };
        let turns = self.part(share).reserve(stored.urgent, count, now);
        (turns, Arrivals { urgent: Some(turns.next), ..stored })
    }

    /// Hands out turns to all other mail, which never takes the whole rate.
    pub fn reserve_main(&self, stored: Arrivals, count: u32, now: Instant) -> (Turns, Arrivals) {
        let turns = self.part(MAIN_SHARE).reserve(stored.main, count, now);
        (turns, Arrivals { main: Some(turns.next), ..stored })
    }

    fn part(&self, share: f64) -> Self {
        Self { per_second: self.per_second * share, burst: self.burst }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_full_main_lane_leaves_room_for_urgent_mail_and_alone_each_gets_on() {
        let pace = Pace { per_second: 100.0, burst: 1 };
        let now = Instant::UNIX_EPOCH;
        let (_, busy) = pace.reserve_main(Arrivals::default(), 1000, now);
        let (main, _) = pace.reserve_main(busy, 1, now);
        assert_eq!((main.first_at - now).num_milliseconds(), 11_764, "1,000 mails at 85 a second");
        let (urgent, _) = pace.reserve_urgent(busy, 16, now);
        assert_eq!((urgent.at(15) - now).num_milliseconds(), 999, "at 15 a second beside them");
        let (alone, _) = pace.reserve_urgent(Arrivals::default(), 100, now);
        assert_eq!((alone.at(99) - now).num_milliseconds(), 990);
    }

    proptest! {
        #[test]
        fn over_any_stretch_no_more_go_than_rate_and_burst_allow(
            batches in proptest::collection::vec((0i64..2_000, 1u32..12), 1..40),
            per_second in 1u32..50,
            burst in 1u32..20,
        ) {
            let pace = Pace { per_second: f64::from(per_second), burst };
            let mut now = Instant::UNIX_EPOCH;
            let (mut stored, mut sent) = (None, Vec::new());
            for (rest, count) in batches {
                now += TimeDelta::milliseconds(rest);
                let turns = pace.reserve(stored, count, now);
                stored = Some(turns.next);
                sent.extend((0..count).map(|place| turns.at(place)));
            }
            sent.sort_unstable();
            for (index, start) in sent.iter().enumerate() {
                for (further, end) in sent.iter().enumerate().skip(index) {
                    let seconds = (*end - *start).as_seconds_f64();
                    let allowed = f64::from(burst) + seconds * f64::from(per_second) + f64::from(burst).max(12.0);
                    prop_assert!(f64::from(u32::try_from(further - index).unwrap()) <= allowed);
                }
            }
        }
    }
}
