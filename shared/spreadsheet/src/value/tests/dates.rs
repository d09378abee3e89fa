//! Dates in every usual form, and those that are refused.

use crate::value::{DateChoices, DateOrder, Epoch, date, from_serial};
use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

fn read(text: &str) -> Result<String, &'static str> {
    chosen(text, DateChoices::default())
}

fn chosen(text: &str, choices: DateChoices) -> Result<String, &'static str> {
    let found = date(text, choices).map_err(|fault| fault.rule)?;
    let time = found.time.map(|time| format!(" {time}")).unwrap_or_default();
    let offset = found.offset.map(|offset| format!(" {offset}")).unwrap_or_default();
    Ok(format!("{}{time}{offset}", found.date))
}

#[test]
fn dates_with_the_year_first_are_read() {
    for text in [
        "2026/4/1",
        "2026/04/01",
        "2026-04-01",
        "2026-4-1",
        "2026.4.1",
        "2026年4月1日",
        "2026年 4月 1日",
        "２０２６年４月１日",
        "２０２６／４／１",
        "2026年4月1日(水)",
        "2026/4/1（水）",
        "2026年4月1日水曜日",
        "20260401",
        "\u{3000}2026/4/1\u{A0}",
        "1 April 2026",
        "April 1, 2026",
        "1-Apr-2026",
        "Apr. 1 2026",
        "46113",
    ] {
        assert_eq!(read(text), Ok("2026-04-01".into()), "{text}");
    }
}

#[test]
fn japanese_eras_are_read() {
    for (text, expected) in [
        ("令和8年4月1日", "2026-04-01"),
        ("令和 8年 4月 1日", "2026-04-01"),
        ("㋿8年4月1日", "2026-04-01"),
        ("R8.4.1", "2026-04-01"),
        ("r08/04/01", "2026-04-01"),
        ("R.8.4.1", "2026-04-01"),
        ("Ｒ８．４．１", "2026-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("令和1年5月1日", "2019-05-01"),
        ("平成元年1月8日", "1989-01-08"),
        ("H31.4.30", "2019-04-30"),
        ("平成31年5月1日", "2019-05-01"),
        ("昭和64年1月7日", "1989-01-07"),
        ("S元.12.25", "1926-12-25"),
        ("S45-3-3", "1970-03-03"),
        ("大正15年12月24日", "1926-12-24"),
        ("M45.7.29", "1912-07-29"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
    assert_eq!(read("令和元年4月30日"), Err("before-era"));
    assert_eq!(read("平成1年1月7日"), Err("before-era"));
    assert_eq!(read("令和0年1月7日"), Err("no-such-day"));
}

#[test]
fn times_of_day_are_read_behind_dates() {
    for (text, expected) in [
        ("2026/4/1 9:05", "2026-04-01 09:05:00"),
        ("2026/4/1 09:05:30", "2026-04-01 09:05:30"),
        ("2026年4月1日 午後3時5分", "2026-04-01 15:05:00"),
        ("2026年4月1日午後3時5分", "2026-04-01 15:05:00"),
        ("2026年4月1日 9時", "2026-04-01 09:00:00"),
        ("2026年4月1日 午前9時半", "2026-04-01 09:30:00"),
        ("2026年4月1日 15時5分30秒", "2026-04-01 15:05:30"),
        ("令和8年4月1日 午前0時0分", "2026-04-01 00:00:00"),
        ("2026/4/1 3:05 PM", "2026-04-01 15:05:00"),
        ("2026/4/1 12:05 am", "2026-04-01 00:05:00"),
        ("2026/4/1 3 p.m.", "2026-04-01 15:00:00"),
        ("２０２６／４／１\u{3000}９：０５", "2026-04-01 09:05:00"),
        ("2026-04-01T09:05:00Z", "2026-04-01 09:05:00 +00:00"),
        ("2026-04-01T09:05:00.123+09:00", "2026-04-01 09:05:00 +09:00"),
        ("2026-04-01 09:05 -0330", "2026-04-01 09:05:00 -03:30"),
        ("2026/4/1 9:05 JST", "2026-04-01 09:05:00 +09:00"),
        ("202604010905", "2026-04-01 09:05:00"),
        ("20260401090530", "2026-04-01 09:05:30"),
        ("46113.378472222", "2026-04-01 09:05:00"),
    ] {
        assert_eq!(read(text), Ok(expected.into()), "{text}");
    }
}

#[test]
fn dates_that_can_be_meant_in_two_ways_need_the_users_order() {
    let order = |order| DateChoices { order: Some(order), ..DateChoices::default() };
    for text in ["4/1/2026", "1/4/2026", "01-04-2026", "4.1.2026", "04/01/2026 9:05"] {
        assert_eq!(read(text), Err("ambiguous-date"), "{text}");
    }
    assert_eq!(chosen("4/1/2026", order(DateOrder::MonthDayYear)), Ok("2026-04-01".into()));
    assert_eq!(chosen("4/1/2026", order(DateOrder::DayMonthYear)), Ok("2026-01-04".into()));
    // These have one reading only.
    assert_eq!(read("25/4/2026"), Ok("2026-04-25".into()));
    assert_eq!(read("4/25/2026"), Ok("2026-04-25".into()));
    assert_eq!(read("4/4/2026"), Ok("2026-04-04".into()));
    assert_eq!(chosen("25/4/2026", order(DateOrder::MonthDayYear)), Err("no-such-day"));
}

#[test]
fn texts_that_are_no_date_are_refused_with_the_reason() {
    for (text, rule) in [
        ("", "not-a-date"),
        ("未定", "not-a-date"),
        ("2026", "not-a-date"),
        ("2026/4", "not-a-date"),
        ("2026年4月", "not-a-date"),
        ("2026/4-1", "not-a-date"),
        ("2026/4/1x", "not-a-date"),
        ("2026/4/123", "not-a-date"),
        ("2026/4/19:05", "not-a-date"),
        ("2026/4/1 25:00", "not-a-date"),
        ("2026年4月1日 午後12時", "not-a-date"),
        ("2026/4/1 13:05 PM", "not-a-date"),
        ("1234", "not-a-date"),
        ("9999", "not-a-date"),
        ("26/4/1", "year-of-two-digits"),
        ("4/1/26", "year-of-two-digits"),
        ("1-Apr-26", "year-of-two-digits"),
        ("8年4月1日", "year-of-two-digits"),
        ("4月1日", "no-year"),
        ("4/1", "no-year"),
        ("2026/2/29", "no-such-day"),
        ("2026/13/1", "no-such-day"),
        ("20260431", "no-such-day"),
        ("0000/1/1", "no-such-day"),
        ("31/2/2026", "no-such-day"),
    ] {
        assert_eq!(read(text), Err(rule), "{text}");
    }
}

#[test]
fn serial_numbers_keep_the_fault_of_1900() {
    let day = |serial| from_serial(serial, Epoch::Of1900).map(|date| date.to_string());
    assert_eq!(day(0), None);
    assert_eq!(day(1).as_deref(), Some("1900-01-01"));
    assert_eq!(day(59).as_deref(), Some("1900-02-28"));
    assert_eq!(day(60), None);
    assert_eq!(day(61).as_deref(), Some("1900-03-01"));
    assert_eq!(day(43_831).as_deref(), Some("2020-01-01"));
    assert_eq!(day(2_958_465).as_deref(), Some("9999-12-31"));
    assert_eq!(day(2_958_466), None);
}

#[test]
fn serial_numbers_of_1904_are_read_on_request() {
    assert_eq!(from_serial(0, Epoch::Of1904).unwrap().to_string(), "1904-01-01");
    let choices = DateChoices { epoch: Epoch::Of1904, ..DateChoices::default() };
    assert_eq!(chosen("44651", choices), Ok("2026-04-01".into()));
    assert_eq!(chosen("44651.5", choices), Ok("2026-04-01 12:00:00".into()));
}

proptest! {
    #[test]
    fn each_form_of_a_day_is_that_day(days in 0_u64..36_500) {
        let day = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + Days::new(days);
        let (y, m, d) = (day.year(), day.month(), day.day());
        let serial = (day - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
        let forms = [
            format!("{y}/{m}/{d}"), format!("{y}-{m:02}-{d:02}"), format!("{y}年{m}月{d}日"),
            format!("{y}{m:02}{d:02}"),
            serial.to_string(), format!("昭和{}年{m}月{d}日", y - 1925), format!("S{}.{m}.{d}", y - 1925),
        ];
        let eras = if y - 1925 < 100 { 7 } else { 5 };
        for form in &forms[..eras] {
            prop_assert_eq!(read(form), Ok(day.to_string()), "{}", form);
        }
    }
}
