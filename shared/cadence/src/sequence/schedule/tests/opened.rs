//! The first moment at which mail may go out.

use super::counted::{moments, zones};
use super::*;
use crate::window::{Days, WeekdaySet};
use chrono::{Datelike, Weekday};
use proptest::prelude::*;

const TOKYO: Tz = Asia::Tokyo;
const NIGHT: (u32, u32) = (21, 8);

fn window(from: u32, to: u32, days: Days) -> Window {
    Window { from: time(from, 0), to: time(to, 0), days }
}

fn quiet((from, to): (u32, u32)) -> QuietHours {
    QuietHours { from: time(from, 0), to: time(to, 0) }
}

fn check(
    window: impl Into<Option<Window>>,
    quiet_hours: impl Into<Option<QuietHours>>,
    from: &str,
    expected: &str,
) -> Vec<Shift> {
    let (window, quiet_hours) = (window.into(), quiet_hours.into());
    let calendar = Calendar::japan();
    let rules = Rules { zone: TOKYO, calendar: &calendar, window, quiet_hours, spread: 0 };
    let placed = open(at(from, TOKYO), &rules);
    assert_eq!(shown(placed.at, TOKYO), expected, "from {from}");
    placed.shifts
}

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

#[test]
fn an_allowed_moment_stays_as_it_is() {
    let window = window(9, 18, Days::Business);
    assert_eq!(check(window, quiet(NIGHT), "2026-11-20 09:00", "2026-11-20 09:00"), []);
    assert_eq!(check(window, quiet(NIGHT), "2026-11-20 17:59", "2026-11-20 17:59"), []);
    assert_eq!(check(None, None, "2026-11-22 03:00", "2026-11-22 03:00"), []);
}

#[test]
fn a_friday_evening_waits_over_weekend_and_holiday_and_says_why() {
    let shifts = check(window(9, 18, Days::Business), quiet(NIGHT), "2026-11-20 18:00", "2026-11-24 09:00");
    let closed = |day, name: &str| Shift::Closed { day: date(11, day), name: name.to_owned() };
    let expected =
        [Shift::OutsideWindow, closed(21, "土曜日"), closed(22, "日曜日"), closed(23, "勤労感謝の日")];
    assert_eq!(shifts, expected);
}

#[test]
fn a_step_at_ten_on_a_closed_day_goes_out_at_ten_on_the_next_open_one() {
    let calendar = Calendar::japan();
    let rules = |spread| Rules {
        zone: TOKYO,
        calendar: &calendar,
        window: Some(window(9, 18, Days::Business)),
        quiet_hours: None,
        spread,
    };
    let kept = |from: &str, time, spread| {
        let rules = rules(spread);
        shown(keep_time(open(at(from, TOKYO), &rules), time, &rules).at, TOKYO)
    };
    assert_eq!(kept("2026-05-03 10:00", time(10, 0), 0), "2026-05-07 10:00");
    assert_eq!(kept("2026-05-03 10:00", time(10, 0), 7), "2026-05-07 10:07");
    // Outside the window the opening decides, and a moment that was allowed stays.
    assert_eq!(kept("2026-05-03 20:00", time(20, 0), 0), "2026-05-07 09:00");
    assert_eq!(kept("2026-05-07 09:30", time(10, 0), 0), "2026-05-07 09:30");
}

#[test]
fn days_of_the_week_that_are_not_named_are_passed_over() {
    let tuesdays = Days::Weekdays(WeekdaySet::new([Weekday::Tue]).unwrap());
    let shifts = check(window(9, 18, tuesdays), None, "2026-11-22 10:00", "2026-11-24 09:00");
    assert_eq!(shifts, [22, 23].map(|day| Shift::NotOnThisDay { day: date(11, day) }));
}

#[test]
fn quiet_hours_hold_within_the_window_and_without_one() {
    let shifts = check(window(6, 23, Days::Every), quiet(NIGHT), "2026-11-20 06:30", "2026-11-20 08:00");
    assert_eq!(shifts, [Shift::QuietHours]);
    check(None, quiet(NIGHT), "2026-11-20 23:30", "2026-11-21 08:00");
    check(window(9, 18, Days::Every), quiet((12, 13)), "2026-11-20 12:15", "2026-11-20 13:00");
    check(window(9, 18, Days::Every), quiet((7, 10)), "2026-11-20 19:00", "2026-11-21 10:00");
}

#[test]
fn a_reopened_morning_spreads_over_20_minutes_and_never_past_the_opening() {
    let calendar = Calendar::japan();
    let minutes = |window, spread| {
        let rules =
            Rules { zone: TOKYO, calendar: &calendar, window: Some(window), quiet_hours: None, spread };
        open(at("2026-11-20 20:00", TOKYO), &rules)
    };
    let wide = window(9, 18, Days::Every);
    let all: std::collections::BTreeSet<_> =
        (0..210).map(|spread| shown(minutes(wide, spread).at, TOKYO)).collect();
    assert_eq!(all.len(), 21);
    assert_eq!(minutes(wide, 20).shifts, [Shift::OutsideWindow, Shift::Jitter { minutes: 20 }]);
    let narrow = Window { from: time(9, 0), to: time(9, 5), days: Days::Every };
    assert!((0..100).all(|spread| minutes(narrow, spread).at < at("2026-11-21 09:05", TOKYO)));
}

#[test]
fn an_opening_that_begins_in_the_lost_hour_begins_after_it() {
    let zone = America::New_York;
    let calendar = Calendar::plain();
    let open_from = |window, from| {
        let rules = Rules { zone, calendar: &calendar, window: Some(window), quiet_hours: None, spread: 0 };
        open(at(from, zone), &rules)
    };
    let placed = open_from(window(2, 5, Days::Every), "2026-03-07 12:00");
    assert_eq!(shown(placed.at, zone), "2026-03-08 03:00");
    assert_eq!(placed.shifts, [Shift::OutsideWindow, Shift::ClockChange]);
    let lost = open_from(window(2, 3, Days::Every), "2026-03-07 12:00");
    assert_eq!(shown(lost.at, zone), "2026-03-09 02:00");
}

#[test]
fn an_hour_that_comes_twice_is_open_twice() {
    let zone = America::New_York;
    let calendar = Calendar::plain();
    let night = Window { from: time(0, 30), to: time(1, 45), days: Days::Every };
    let rules = Rules { zone, calendar: &calendar, window: Some(night), quiet_hours: None, spread: 0 };
    let change = Utc.with_ymd_and_hms(2026, 11, 1, 6, 0, 0).unwrap();
    assert_eq!(open(change - TimeDelta::minutes(10), &rules).at, change);
    assert_eq!(shown(open(change + TimeDelta::minutes(45), &rules).at, zone), "2026-11-02 00:30");
}

#[test]
fn a_window_within_quiet_hours_never_opens_and_nothing_is_sent_in_them() {
    let ever = |window, quiet| ever_opens(Some(window), Some(quiet));
    assert!(!ever(window(9, 18, Days::Every), quiet((8, 20))));
    assert!(!ever(window(22, 23, Days::Every), quiet(NIGHT)));
    assert!(!ever_opens(Some(window(18, 9, Days::Every)), None));
    assert!(ever(window(20, 23, Days::Every), quiet(NIGHT)));
    assert!(ever(window(6, 9, Days::Every), quiet(NIGHT)));
    assert!(ever_opens(None, Some(quiet(NIGHT))) && ever_opens(None, None));
    let calendar = Calendar::japan();
    let window = Some(window(22, 23, Days::Every));
    let rules =
        Rules { zone: TOKYO, calendar: &calendar, window, quiet_hours: Some(quiet(NIGHT)), spread: 0 };
    let from = at("2026-11-20 22:30", TOKYO);
    assert_eq!(open(from, &rules).at, from + TimeDelta::days(802));
}

/// Times of day at the quarters of an hour.
fn quarters() -> impl Strategy<Value = NaiveTime> {
    (0u32..96).prop_map(|quarter| time(quarter / 4, quarter % 4 * 15))
}

fn windows() -> impl Strategy<Value = Option<Window>> {
    let weekdays = vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Sat, Weekday::Sun];
    let days = prop_oneof![
        2 => Just(Days::Every),
        1 => Just(Days::Business),
        1 => proptest::sample::subsequence(weekdays, 1..=5)
            .prop_map(|days| Days::Weekdays(WeekdaySet::new(days).unwrap())),
    ];
    let window = (quarters(), quarters(), days).prop_filter("not empty", |(one, other, _)| one != other);
    let window =
        window.prop_map(|(one, other, days)| Window { from: one.min(other), to: one.max(other), days });
    proptest::option::of(window)
}

fn quiets() -> impl Strategy<Value = Option<QuietHours>> {
    proptest::option::of((quarters(), quarters()).prop_map(|(from, to)| QuietHours { from, to }))
}

/// A moment in the day and a half around a change of the clocks: at two, at midnight, by half an hour, by a day.
fn around_a_change() -> impl Strategy<Value = (Tz, Instant)> {
    let changes = vec![
        (America::New_York, (2026, 3, 8)),
        (America::New_York, (2026, 11, 1)),
        (America::Havana, (2026, 3, 8)),
        (America::Havana, (2026, 11, 1)),
        (America::Santiago, (2026, 4, 5)),
        (America::Santiago, (2026, 9, 6)),
        (chrono_tz::Australia::Lord_Howe, (2026, 4, 5)),
        (chrono_tz::Australia::Lord_Howe, (2026, 10, 4)),
        (chrono_tz::Africa::Casablanca, (2026, 2, 15)),
        (chrono_tz::Pacific::Apia, (2011, 12, 30)),
    ];
    (proptest::sample::select(changes), -36 * 60i64..36 * 60).prop_map(
        |((zone, (year, month, day)), minutes)| {
            let noon = Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap();
            (zone, noon + TimeDelta::minutes(minutes))
        },
    )
}

/// Written apart from the code under test.
fn allowed(at: Instant, rules: &Rules<'_>) -> bool {
    let local = at.with_timezone(&rules.zone);
    let in_window = rules.window.is_none_or(|window| {
        let day = match window.days {
            Days::Every => true,
            Days::Business => rules.calendar.is_business_day(local.date_naive()),
            Days::Weekdays(set) => set.contains(local.weekday()),
        };
        day && (window.from..window.to).contains(&local.time())
    });
    in_window && !rules.quiet_hours.is_some_and(|quiet| quiet.contains(local.time()))
}

fn check_first_allowed(from: Instant, rules: &Rules<'_>) -> Result<(), TestCaseError> {
    if !ever_opens(rules.window, rules.quiet_hours) {
        return Ok(());
    }
    let placed = open(from, rules);
    prop_assert!(allowed(placed.at, rules));
    prop_assert_eq!(open(placed.at, rules), Placed { at: placed.at, shifts: Vec::new() });
    prop_assert_eq!(placed.shifts.is_empty(), placed.at == from);
    let jitter = placed
        .shifts
        .last()
        .map_or(0, |shift| if let Shift::Jitter { minutes } = shift { *minutes } else { 0 });
    prop_assert!(jitter <= 20);
    let opening = placed.at - TimeDelta::minutes(i64::from(jitter));
    let waiting = (opening - from).num_minutes();
    prop_assert!(waiting >= 0);
    prop_assert!((0..waiting).all(|minute| !allowed(from + TimeDelta::minutes(minute), rules)));
    prop_assert!((0..=i64::from(jitter)).all(|minute| allowed(opening + TimeDelta::minutes(minute), rules)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, ..ProptestConfig::default() })]

    #[test]
    fn mail_goes_out_at_the_first_allowed_minute_but_for_the_jitter(
        zone in zones(), window in windows(), quiet_hours in quiets(), spread in any::<u64>(), from in moments()
    ) {
        let rules = Rules { zone, calendar: &Calendar::japan(), window, quiet_hours, spread };
        let from = Instant::from_timestamp(from.timestamp().div_euclid(60) * 60, 0).unwrap();
        check_first_allowed(from, &rules)?;
    }

    #[test]
    fn so_it_does_around_the_changes_of_the_clocks(
        (zone, from) in around_a_change(), window in windows(), quiet_hours in quiets(), spread in any::<u64>()
    ) {
        let rules = Rules { zone, calendar: &Calendar::japan(), window, quiet_hours, spread };
        check_first_allowed(from, &rules)?;
    }
}
