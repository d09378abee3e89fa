//! Every zone of the world, around each change of its clocks from 2024 to 2028.

use super::*;
use chrono::{Days, Offset};
use std::collections::BTreeMap;

const MINUTE: i64 = 60;

fn offset(second: i64, zone: Tz) -> i32 {
    let at = Instant::from_timestamp(second, 0).unwrap();
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// The seconds at which clocks are changed; no zone changes them twice within a week.
fn changes(zone: Tz) -> Vec<i64> {
    let (first, last) = (1_704_067_200, 1_861_920_000);
    let weeks: Vec<i64> = (first..last).step_by(7 * 86_400).collect();
    let halve = |low: i64, high: i64| {
        let (mut low, mut high) = (low, high);
        let before = offset(low, zone);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if offset(middle, zone) == before { low = middle } else { high = middle }
        }
        high
    };
    let changed = |pair: &&[i64]| offset(pair[0], zone) != offset(pair[1], zone);
    weeks.windows(2).filter(changed).map(|pair| halve(pair[0], pair[1])).collect()
}

/// One zone for each set of clocks: most names share their clocks with others.
fn clocks() -> Vec<(Tz, Vec<i64>)> {
    let mut seen = BTreeMap::new();
    for zone in chrono_tz::TZ_VARIANTS {
        let changes = changes(zone);
        let offsets: Vec<i32> =
            changes.iter().flat_map(|at| [offset(at - 1, zone), offset(*at, zone)]).collect();
        seen.entry((changes.clone(), offsets)).or_insert((zone, changes));
    }
    seen.into_values().filter(|(_, changes)| !changes.is_empty()).collect()
}

fn daily(day: NaiveDate, time: NaiveTime, zone: Tz) -> Placed {
    // Far from any change of the clocks on its own date, so that only the day it leads to matters.
    let anchor = (day - Days::new(3)).and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap());
    let anchor = zone.from_local_datetime(&anchor).earliest().unwrap().with_timezone(&Utc);
    let timing = Timing { anchor: Anchor::Start, span: Span::Days(3), at: Some(time) };
    count(&timing, anchor, anchor, zone, &Calendar::plain())
}

/// A step at each minute around the change: due on its day at its time, or at the change where that time is left out;
/// the next minute's step never before it.
fn check(zone: Tz, change: i64) {
    let changed_at = Instant::from_timestamp(change, 0).unwrap();
    let (before, after) = (offset(change - 1, zone), offset(change, zone));
    let middle = changed_at.naive_utc() + TimeDelta::seconds(i64::from(before.min(after)));
    let reach = i64::from((after - before).abs()) / MINUTE + 5;
    let mut previous = None;
    for minute in -5..=reach {
        let wanted = middle + TimeDelta::minutes(minute);
        let placed = daily(wanted.date(), wanted.time(), zone);
        let local = placed.at.with_timezone(&zone).naive_local();
        if placed.shifts.is_empty() {
            assert_eq!(local, wanted, "{zone}");
        } else {
            assert_eq!(
                (placed.at, &placed.shifts[..]),
                (changed_at, &[Shift::ClockChange][..]),
                "{zone} {wanted}"
            );
        }
        let is_left_out = (0..i64::from(after - before)).contains(&(wanted - middle).num_seconds());
        assert_eq!(is_left_out, !placed.shifts.is_empty(), "{zone} {wanted}");
        let comes_twice = (0..i64::from(before - after)).contains(&(wanted - middle).num_seconds());
        assert!(!comes_twice || placed.at < changed_at, "{zone} {wanted} is due at the second time");
        assert!(previous.is_none_or(|previous| previous <= placed.at), "{zone} {wanted}");
        previous = Some(placed.at);
    }
}

#[test]
fn in_every_zone_each_minute_around_each_change_of_the_clocks_is_due_once() {
    let clocks = clocks();
    assert!(clocks.len() > 30, "only {} sets of clocks", clocks.len());
    for (zone, changes) in clocks {
        for change in changes {
            check(zone, change);
        }
    }
}

#[test]
fn in_every_zone_a_daily_step_in_the_changed_hour_is_due_once_a_day() {
    for (zone, changes) in clocks() {
        for change in changes {
            let day = Instant::from_timestamp(change, 0).unwrap().with_timezone(&zone).date_naive();
            for minute in [0, 1, 59, 60, 119, 120, 150, 179, 180, 1439] {
                let time = NaiveTime::MIN + TimeDelta::minutes(minute);
                let dues = (0..4).map(|days| daily(day - Days::new(2) + Days::new(days), time, zone).at);
                let dues: Vec<Instant> = dues.collect();
                let lengths = dues.windows(2).map(|pair| pair[1] - pair[0]);
                for length in lengths {
                    assert!((22..=26).contains(&length.num_hours()), "{zone} {day} {time}: {length}");
                }
            }
        }
    }
}
