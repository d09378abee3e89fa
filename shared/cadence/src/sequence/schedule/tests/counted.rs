//! The moment asked for.

use super::super::clock::put_back;
use super::*;
use proptest::prelude::*;

const TOKYO: Tz = Asia::Tokyo;
const NEW_YORK: Tz = America::New_York;

fn check(span: &str, time_of_day: Option<NaiveTime>, from: &str, zone: Tz, expected: &str) {
    assert_eq!(shown(due(span, time_of_day, at(from, zone), zone).at, zone), expected, "{span} after {from}");
}

#[test]
fn minutes_and_hours_are_exact_also_over_a_change_of_the_clocks() {
    check("90 minutes", None, "2026-11-21 23:00", TOKYO, "2026-11-22 00:30");
    check("24 hours", None, "2026-03-07 12:00", NEW_YORK, "2026-03-08 13:00");
    let from = at("2026-11-21 10:00", TOKYO);
    assert_eq!(due("0 minutes", None, from, TOKYO), Placed { at: from, shifts: Vec::new() });
}

#[test]
fn days_keep_the_time_of_day_or_take_the_one_that_is_written() {
    check("3 days", None, "2026-11-21 23:15", TOKYO, "2026-11-24 23:15");
    check("3 days", Some(time(10, 0)), "2026-11-21 23:15", TOKYO, "2026-11-24 10:00");
    check("1 day", None, "2026-03-07 12:00", NEW_YORK, "2026-03-08 12:00");
    check("2 weeks", Some(time(9, 30)), "2026-12-25 18:00", TOKYO, "2027-01-08 09:30");
}

#[test]
fn a_month_after_the_31st_is_the_last_day_of_a_shorter_month() {
    check("1 month", None, "2027-01-31 10:00", TOKYO, "2027-02-28 10:00");
    check("1 month", None, "2028-01-31 10:00", TOKYO, "2028-02-29 10:00");
    check("13 months", Some(time(8, 0)), "2026-11-30 10:00", TOKYO, "2027-12-30 08:00");
}

#[test]
fn business_days_pass_over_weekends_and_holidays() {
    check("1 business day", Some(time(10, 0)), "2026-11-20 15:00", TOKYO, "2026-11-24 10:00");
    check("3 business days", None, "2026-04-28 15:00", TOKYO, "2026-05-07 15:00");
    check("0 business days", Some(time(10, 0)), "2026-11-20 15:00", TOKYO, "2026-11-24 10:00");
    check("0 business days", None, "2026-11-21 15:00", TOKYO, "2026-11-24 15:00");
}

#[test]
fn a_time_of_the_same_day_that_has_passed_is_taken_on_the_next_day() {
    check("0 days", Some(time(10, 0)), "2026-11-21 09:00", TOKYO, "2026-11-21 10:00");
    check("0 days", Some(time(10, 0)), "2026-11-21 10:00", TOKYO, "2026-11-21 10:00");
    check("0 days", Some(time(10, 0)), "2026-11-21 10:01", TOKYO, "2026-11-22 10:00");
    check("0 minutes", Some(time(10, 0)), "2026-11-21 10:01", TOKYO, "2026-11-22 10:00");
    check("12 hours", Some(time(10, 0)), "2026-11-21 20:00", TOKYO, "2026-11-22 10:00");
}

#[test]
fn a_time_that_does_not_exist_is_the_first_moment_after_it() {
    let placed = due("1 day", None, at("2026-03-07 02:30", NEW_YORK), NEW_YORK);
    assert_eq!(shown(placed.at, NEW_YORK), "2026-03-08 03:00");
    assert_eq!(placed.shifts, [Shift::ClockChange]);
    // Samoa left out a whole day.
    let apia = chrono_tz::Pacific::Apia;
    let placed = due("1 day", Some(time(10, 0)), at("2011-12-29 10:00", apia), apia);
    assert_eq!(shown(placed.at, apia), "2011-12-31 00:00");
}

#[test]
fn a_time_that_comes_twice_is_the_earlier_one() {
    let placed = due("1 day", None, at("2026-10-31 01:30", NEW_YORK), NEW_YORK);
    assert_eq!(placed, Placed { at: at("2026-11-01 01:30", NEW_YORK), shifts: Vec::new() });
    assert_eq!(placed.at, Utc.with_ymd_and_hms(2026, 11, 1, 5, 30, 0).unwrap());
    let second = placed.at + TimeDelta::hours(1);
    assert_eq!(due("0 days", None, second, NEW_YORK).at, second);
}

#[test]
fn the_moment_at_which_clocks_are_put_back_is_found_where_there_is_one() {
    let put_back = |from, to| put_back(at(from, NEW_YORK), at(to, NEW_YORK), NEW_YORK);
    let change = Utc.with_ymd_and_hms(2026, 11, 1, 6, 0, 0).unwrap();
    assert_eq!(put_back("2026-11-01 00:00", "2026-11-02 00:00"), Some(change));
    assert_eq!(put_back("2026-11-02 00:00", "2026-11-03 00:00"), None);
    assert_eq!(put_back("2026-03-08 00:00", "2026-03-09 00:00"), None, "put forward");
}

#[test]
fn a_step_counts_from_the_start_or_from_the_previous_step() {
    let (start, previous) = (at("2026-11-01 10:00", TOKYO), at("2026-11-21 10:00", TOKYO));
    let timing = |anchor| Timing { anchor, span: Span::Days(2), at: None };
    let counted = |anchor| count(&timing(anchor), start, previous, TOKYO, &Calendar::plain()).at;
    assert_eq!(counted(Anchor::Start), start + TimeDelta::days(2));
    assert_eq!(counted(Anchor::Previous), previous + TimeDelta::days(2));
}

#[test]
fn spans_and_anchors_beyond_all_limits_are_answered_within_some_years() {
    let spans = [Span::Minutes, Span::Hours, Span::Days, Span::Weeks, Span::Months, Span::BusinessDays]
        .map(|of| of(u32::MAX));
    for span in spans {
        for start in [at("2026-11-21 10:00", TOKYO), Utc.with_ymd_and_hms(9999, 12, 31, 23, 59, 59).unwrap()]
        {
            let timing = Timing { anchor: Anchor::Start, span, at: Some(time(10, 0)) };
            let waits = count(&timing, start, start, TOKYO, &Calendar::japan()).at - start;
            assert!((0..1_200).contains(&waits.num_days()), "{span} is taken for {waits}");
        }
    }
}

fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![
        (0u32..3_000).prop_map(Span::Minutes),
        (0u32..100).prop_map(Span::Hours),
        (0u32..100).prop_map(Span::Days),
        (0u32..20).prop_map(Span::Weeks),
        (0u32..13).prop_map(Span::Months),
        (0u32..40).prop_map(Span::BusinessDays),
    ]
}

pub(super) fn zones() -> impl Strategy<Value = Tz> {
    proptest::sample::select(&chrono_tz::TZ_VARIANTS[..])
}

pub(super) fn moments() -> impl Strategy<Value = Instant> {
    (1_700_000_000i64..1_900_000_000).prop_map(|second| Instant::from_timestamp(second, 0).unwrap())
}

fn times() -> impl Strategy<Value = Option<NaiveTime>> {
    proptest::option::of((0u32..24, 0u32..60).prop_map(|(hour, minute)| time(hour, minute)))
}

proptest! {
    #[test]
    fn a_step_is_never_due_before_its_anchor(span in spans(), time in times(), zone in zones(), anchor in moments()) {
        let timing = Timing { anchor: Anchor::Start, span, at: time };
        let placed = count(&timing, anchor, anchor, zone, &Calendar::japan());
        prop_assert!(placed.at >= anchor);
        let local = placed.at.with_timezone(&zone);
        if let Some(time) = time && placed.shifts.is_empty() {
            prop_assert_eq!(local.time(), time);
        }
        if matches!(span, Span::BusinessDays(_)) {
            prop_assert!(Calendar::japan().is_business_day(local.date_naive()));
        }
    }

    #[test]
    fn who_comes_later_on_a_day_is_never_due_earlier(
        span in spans(), time in times(), zone in zones(), anchor in moments(), seconds in 0i64..80_000
    ) {
        let later = anchor + TimeDelta::seconds(seconds);
        let local = |at: Instant| at.with_timezone(&zone).naive_local();
        let timing = Timing { anchor: Anchor::Start, span, at: time };
        let due = |at| count(&timing, at, at, zone, &Calendar::japan()).at;
        // While clocks are put back, who comes later may have an earlier time of day to keep.
        if local(anchor).date() == local(later).date() && local(anchor) <= local(later) {
            prop_assert!(due(anchor) <= due(later));
        }
    }
}
