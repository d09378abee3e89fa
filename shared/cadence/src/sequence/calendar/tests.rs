//! The answers of a calendar about days, and the calendars that are refused.

use super::*;
use proptest::prelude::*;

fn day(year: i32, month: u32, date: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, date).unwrap()
}

fn yearly(name: &str, from: (u32, u32), to: (u32, u32)) -> ClosedRule {
    let at = |(month, day)| MonthDay::new(month, day).unwrap();
    ClosedRule { name: name.to_owned(), days: ClosedDays::Yearly { from: at(from), to: at(to) } }
}

fn reason(calendar: &Calendar, day: NaiveDate) -> Option<String> {
    calendar.closed(day).map(|closed| closed.name)
}

fn with_own_days() -> Calendar {
    let anniversary =
        ClosedRule { name: "創立記念日".to_owned(), days: ClosedDays::On(day(2026, 6, 10)) };
    let rules = vec![yearly("年末年始", (12, 28), (1, 4)), yearly("夏季休業", (8, 11), (8, 16)), anniversary];
    Calendar::new(rules, Holidays::japan(), WeekdaySet::MONDAY_TO_FRIDAY).unwrap()
}

#[test]
fn a_closed_day_names_its_holiday_then_the_companys_day_then_the_weekday() {
    let calendar = with_own_days();
    assert_eq!(reason(&calendar, day(2027, 1, 1)).as_deref(), Some("元日"));
    assert_eq!(reason(&calendar, day(2027, 1, 2)).as_deref(), Some("年末年始"));
    assert_eq!(reason(&calendar, day(2026, 11, 21)).as_deref(), Some("土曜日"));
    assert_eq!(reason(&Calendar::plain(), day(2026, 11, 21)).as_deref(), Some("Saturday"));
    assert_eq!(reason(&calendar, day(2026, 11, 20)), None);
}

#[test]
fn a_yearly_range_runs_over_new_year_and_a_single_date_comes_once() {
    let calendar = with_own_days();
    let closed = |day| reason(&calendar, day).as_deref() == Some("年末年始");
    assert!(!closed(day(2026, 12, 25)) && closed(day(2026, 12, 28)) && closed(day(2027, 1, 4)));
    assert!(!closed(day(2027, 1, 5)) && !closed(day(2026, 8, 13)));
    assert_eq!(reason(&calendar, day(2026, 6, 10)).as_deref(), Some("創立記念日"));
    assert_eq!(reason(&calendar, day(2027, 6, 10)), None);
}

#[test]
fn holidays_can_be_added_and_removed_by_date() {
    let holidays = Holidays {
        added: [(day(2026, 12, 1), "臨時の休日".to_owned())].into(),
        removed: [day(2026, 11, 23)].into(),
        ..Holidays::japan()
    };
    let calendar = Calendar::new(Vec::new(), holidays, WeekdaySet::MONDAY_TO_FRIDAY).unwrap();
    assert_eq!(reason(&calendar, day(2026, 12, 1)).as_deref(), Some("臨時の休日"));
    assert!(calendar.is_business_day(day(2026, 11, 23)));
    assert!(!calendar.is_business_day(day(2025, 11, 24)));
}

#[test]
fn business_days_are_counted_over_the_weekend_and_the_turn_of_the_year() {
    let calendar = with_own_days();
    assert_eq!(calendar.add_business_days(day(2026, 11, 20), 1), day(2026, 11, 24));
    assert_eq!(calendar.add_business_days(day(2026, 11, 21), 1), day(2026, 11, 24));
    assert_eq!(calendar.add_business_days(day(2026, 12, 25), 3), day(2027, 1, 7));
    assert_eq!(calendar.add_business_days(day(2026, 11, 21), 0), day(2026, 11, 24));
    assert_eq!(calendar.add_business_days(day(2026, 11, 20), 0), day(2026, 11, 20));
    assert_eq!(calendar.next_business_day(day(2026, 12, 28)), day(2027, 1, 5));
}

#[test]
fn a_calendar_that_is_closed_for_too_long_is_refused() {
    let always = yearly("休業", (1, 1), (12, 31));
    let refused = Calendar::new(vec![always.clone()], Holidays::default(), WeekdaySet::MONDAY_TO_FRIDAY);
    assert_eq!(refused, Err(CalendarError::ClosedTooLong { last_open: day(1999, 12, 31) }));
    let sundays = WeekdaySet::new([Weekday::Sun]).unwrap();
    let nearly = yearly("休業", (1, 2), (12, 31));
    assert!(Calendar::new(vec![nearly.clone()], Holidays::default(), sundays).is_err());
    let every_day = WeekdaySet::EVERY_DAY;
    assert!(Calendar::new(vec![nearly], Holidays::default(), every_day).is_ok());
}

#[test]
fn a_calendar_closed_for_the_most_days_is_taken_and_one_day_more_is_not() {
    let with_closed = |days: usize| {
        let closed = day(2026, 1, 1).iter_days().take(days);
        let rules = closed.map(|day| ClosedRule { name: "休業".to_owned(), days: ClosedDays::On(day) });
        Calendar::new(rules.collect(), Holidays::default(), WeekdaySet::EVERY_DAY)
    };
    assert!(with_closed(400).is_ok());
    assert_eq!(with_closed(401), Err(CalendarError::ClosedTooLong { last_open: day(2025, 12, 31) }));
}

#[test]
fn outside_its_years_only_the_days_of_the_week_count() {
    let calendar = with_own_days();
    assert!(calendar.is_business_day(day(2100, 1, 1)));
    assert!(!calendar.is_business_day(day(2100, 1, 2)));
}

#[test]
fn the_ready_made_calendars_would_be_taken() {
    for calendar in [Calendar::japan(), Calendar::plain()] {
        assert_eq!(calendar.opens_often_enough(), Ok(()));
    }
}

#[test]
fn no_year_has_a_30th_of_february_but_some_have_a_29th() {
    assert_eq!(MonthDay::new(2, 30), None);
    assert_eq!(MonthDay::new(13, 1), None);
    assert!(MonthDay::new(2, 29).is_some());
}

proptest! {
    #[test]
    fn exactly_so_many_open_days_lie_between_and_the_last_is_open(start in 0u64..20_000, count in 0u32..60) {
        let calendar = with_own_days();
        let start = day(2010, 1, 1) + Days::new(start);
        let end = calendar.add_business_days(start, count);
        prop_assert!(calendar.is_business_day(end));
        let from = if count == 0 { start } else { start + Days::new(1) };
        let between = from.iter_days().take_while(|day| *day <= end).filter(|day| calendar.is_business_day(*day));
        prop_assert_eq!(between.count(), count.max(1) as usize);
    }
}
