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

/// Slots handed out to one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    /// When the first mail of the batch may go.
    pub first_at: Instant,
    /// The distance between two mails.
    pub distance: TimeDelta,
    /// The theoretical arrival time to store.
    pub next: Instant,
}

impl Slots {
    /// When the mail at this place in the batch may go.
    pub fn at(&self, place: u32) -> Instant {
        self.first_at + self.distance * i32::try_from(place).unwrap_or(i32::MAX)
    }
}

impl Pace {
    /// Hands out `count` slots.
    pub fn reserve(&self, stored: Option<Instant>, count: u32, now: Instant) -> Slots {
        let distance = self.distance();
        let times = |n: u32| distance * i32::try_from(n).unwrap_or(i32::MAX);
        let tolerance = times(self.burst.saturating_sub(1));
        let arrival = stored.map_or(now, |stored| stored.max(now));
        let next = arrival + times(count);
        // A batch whose last mail is within the tolerance goes at once; else its mails keep their distance.
        let first_at = (arrival - tolerance).max(now);
        let distance = if next - times(self.burst) <= now { TimeDelta::zero() } else { distance };
        Slots { first_at, distance, next }
    }
}

/// The part of the rate that mail in the main lane may take; the rest stays free for mail that somebody waits for.
const MAIN_SHARE: f64 = 0.85;

impl Pace {
    /// The pace of mail that somebody waits for: the whole rate while the main lane rests, else what that leaves.
    /// `main` is the theoretical arrival time of the main lane.
    #[must_use]
    pub fn of_urgent(&self, main: Option<Instant>, now: Instant) -> Self {
        let main_rests = main.is_none_or(|main| main <= now);
        self.part(if main_rests { 1.0 } else { 1.0 - MAIN_SHARE })
    }

    /// The pace of all other mail, which never takes the whole rate.
    #[must_use]
    pub fn of_main(&self) -> Self {
        self.part(MAIN_SHARE)
    }

    /// By how much the theoretical arrival time moves on when so many slots are taken.
    pub fn step(&self, count: u32) -> TimeDelta {
        self.distance() * i32::try_from(count).unwrap_or(i32::MAX)
    }

    fn distance(&self) -> TimeDelta {
        #[expect(clippy::cast_possible_truncation, reason = "a distance of under 292 years fits")]
        TimeDelta::nanoseconds((1e9 / self.per_second) as i64)
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
        let busy = pace.of_main().reserve(None, 1000, now).next;
        assert_eq!((busy - now).num_milliseconds(), 11_764, "1,000 mails at 85 a second");
        let beside = pace.of_urgent(Some(busy), now).reserve(None, 16, now);
        assert_eq!((beside.at(15) - now).num_milliseconds(), 999, "at 15 a second beside them");
        let alone = pace.of_urgent(Some(now), now).reserve(None, 100, now);
        assert_eq!((alone.at(99) - now).num_milliseconds(), 990);
        assert_eq!(pace.step(100), TimeDelta::seconds(1));
    }

    #[test]
    fn a_burst_goes_at_once_after_a_rest_and_the_excess_keeps_its_distance() {
        let pace = Pace { per_second: 10.0, burst: 5 };
        let (now, tenth) = (Instant::UNIX_EPOCH, TimeDelta::milliseconds(100));
        let rested = pace.reserve(None, 5, now);
        assert_eq!(rested, Slots { first_at: now, distance: TimeDelta::zero(), next: now + tenth * 5 });
        let more = pace.reserve(Some(rested.next), 2, now);
        assert_eq!(more, Slots { first_at: now + tenth, distance: tenth, next: now + tenth * 7 });
        assert_eq!((more.at(0), more.at(1)), (now + tenth, now + tenth * 2));
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
                let slots = pace.reserve(stored, count, now);
                stored = Some(slots.next);
                sent.extend((0..count).map(|place| slots.at(place)));
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
