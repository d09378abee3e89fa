//! Japanese holidays by rule, 2000 to 2099: 国民の祝日に関する法律 with its amendments and the acts for single years.
//!
//! The days of the equinoxes are worked out by the usual approximation (新こよみ便利帳, good for 1980–2099; it agrees with the
//! ephemeris for all of these years); the government fixes them each February for the next year. It knows no company and
//! no weekend: what is closed is for `calendar`.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// First year for which the holidays are known.
pub const YEAR_FIRST: i32 = 2000;
/// Last year for which the holidays are known.
pub const YEAR_LAST: i32 = 2099;

const NATIONAL: &str = "国民の休日";
const SUBSTITUTE: &str = "振替休日";

/// The name of the holiday on this day; none on other days and outside [`YEAR_FIRST`]–[`YEAR_LAST`].
pub fn holiday(day: NaiveDate) -> Option<&'static str> {
    if !(YEAR_FIRST..=YEAR_LAST).contains(&day.year()) {
        return None;
    }
    named(day).or_else(|| substitute(day)).or_else(|| between(day))
}

/// Holidays that have a name of their own (国民の祝日), without those that follow from others.
fn named(day: NaiveDate) -> Option<&'static str> {
    let year = day.year();
    match (day.month(), day.day()) {
        (1, 1) => Some("元日"),
        (2, 11) => Some("建国記念の日"),
        (2, 23) if year >= 2020 => Some("天皇誕生日"),
        (3, date) if date == equinox(year, 20.8431) => Some("春分の日"),
        (4, 29) if year >= 2007 => Some("昭和の日"),
        (4, 29) => Some("みどりの日"),
        (5, 1) if year == 2019 => Some("天皇の即位の日"),
        (5, 3) => Some("憲法記念日"),
        (5, 4) if year >= 2007 => Some("みどりの日"),
        (5, 5) => Some("こどもの日"),
        (9, date) if date == equinox(year, 23.2488) => Some("秋分の日"),
        (10, 22) if year == 2019 => Some("即位礼正殿の儀の行われる日"),
        (11, 3) => Some("文化の日"),
        (11, 23) => Some("勤労感謝の日"),
        (12, 23) if year <= 2018 => Some("天皇誕生日"),
        _ => movable(day),
    }
}

/// Holidays that fall on a Monday, or were moved for the Olympic Games of 2020, which took place in 2021.
fn movable(day: NaiveDate) -> Option<&'static str> {
    let year = day.year();
    let is = |month, date| (day.month(), day.day()) == (month, date);
    let is_monday = |nth: u32, month: u32| {
        day.weekday() == Weekday::Mon && day.month() == month && day.day().div_ceil(7) == nth
    };
    if is_monday(2, 1) {
        return Some("成人の日");
    }
    let sea = match year {
        2020 => is(7, 23),
        2021 => is(7, 22),
        ..=2002 => is(7, 20),
        2003.. => is_monday(3, 7),
    };
    let mountain = match year {
        2020 => is(8, 10),
        2021 => is(8, 8),
        2016.. => is(8, 11),
        ..=2015 => false,
    };
    let aged = if year <= 2002 { is(9, 15) } else { is_monday(3, 9) };
    let sports = match year {
        2020 => is(7, 24),
        2021 => is(7, 23),
        ..=2019 | 2022.. => is_monday(2, 10),
    };
    match (sea, mountain, aged, sports) {
        (true, _, _, _) => Some("海の日"),
        (_, true, _, _) => Some("山の日"),
        (_, _, true, _) => Some("敬老の日"),
        (_, _, _, true) if year <= 2019 => Some("体育の日"),
        (_, _, _, true) => Some("スポーツの日"),
        (false, false, false, false) => None,
    }
}

/// The day that stands in for a holiday on a Sunday (3条2項): the first day after it which is no holiday itself. Until 2006
/// it was the Monday only, which came to the same: no two holidays with names lay side by side.
fn substitute(day: NaiveDate) -> Option<&'static str> {
    (1..7)
        .map_while(|days| before(day, days).filter(|earlier| named(*earlier).is_some()))
        .any(|earlier| earlier.weekday() == Weekday::Sun)
        .then_some(SUBSTITUTE)
}

/// A day between two named holidays (3条3項), but no Sunday: until 2006 by law, and in later years none comes to lie so.
fn between(day: NaiveDate) -> Option<&'static str> {
    let is_between = before(day, 1).is_some_and(|yesterday| named(yesterday).is_some())
        && day.succ_opt().is_some_and(|tomorrow| named(tomorrow).is_some());
    let is_exempt = day.weekday() == Weekday::Sun;
    (is_between && !is_exempt).then_some(NATIONAL)
}

fn before(day: NaiveDate, days: u64) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(days))
}

/// Day of the month of an equinox: `floor(base + 0.242194 · (year − 1980) − floor((year − 1980) / 4))`.
fn equinox(year: i32, base: f64) -> u32 {
    let years = year - 1980;
    let date = base + 0.242_194 * f64::from(years) - f64::from(years.div_euclid(4));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 19 and 24 for all years the module answers for"
    )]
    let date = date.floor() as u32;
    date
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const TABLE: &str = include_str!("../../tests-data/holidays-2000-2035.csv");

    fn day(year: i32, month: u32, date: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, date).unwrap()
    }

    fn days_of(years: std::ops::RangeInclusive<i32>) -> impl Iterator<Item = NaiveDate> {
        let end = day(*years.end(), 12, 31);
        day(*years.start(), 1, 1).iter_days().take_while(move |day| *day <= end)
    }

    #[test]
    fn every_day_from_2000_to_2035_is_as_in_the_table() {
        let table: BTreeMap<NaiveDate, &str> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once(',').unwrap())
            .map(|(date, name)| (date.parse().unwrap(), name))
            .collect();
        assert_eq!(table.len(), 629);
        for day in days_of(2000..=2035) {
            assert_eq!(holiday(day), table.get(&day).copied(), "{day}");
        }
    }

    #[test]
    fn the_years_that_were_different_are_different() {
        assert_eq!(holiday(day(2019, 5, 1)), Some("天皇の即位の日"));
        assert_eq!(holiday(day(2019, 5, 2)), Some("国民の休日"));
        assert_eq!(holiday(day(2019, 12, 23)), None);
        assert_eq!(holiday(day(2020, 7, 24)), Some("スポーツの日"));
        assert_eq!(holiday(day(2021, 8, 9)), Some("振替休日"));
        assert_eq!(holiday(day(2026, 9, 22)), Some("国民の休日"));
    }

    #[test]
    fn outside_its_years_it_knows_no_holiday() {
        assert_eq!(holiday(day(1999, 1, 1)), None);
        assert_eq!(holiday(day(2100, 1, 1)), None);
        assert_eq!(holiday(day(2099, 1, 1)), Some("元日"));
    }

    #[test]
    fn every_year_has_15_to_22_holidays_and_sunday_ones_are_made_up_for() {
        for year in YEAR_FIRST..=YEAR_LAST {
            let count = days_of(year..=year).filter(|day| holiday(*day).is_some()).count();
            assert!((15..=22).contains(&count), "{year} has {count}");
            let count_of =
                |wanted: &str| days_of(year..=year).filter(|day| holiday(*day) == Some(wanted)).count();
            let sundays = days_of(year..=year)
                .filter(|day| day.weekday() == Weekday::Sun && named(*day).is_some())
                .count();
            assert_eq!(count_of(SUBSTITUTE), sundays, "{year}");
        }
    }
}
