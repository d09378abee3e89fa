//! `calendars/<id>.json`: on which days the company works.

use crate::problem::{Notes, Problems, join, parse};
use crate::refusals;
use crate::words::WeekdayWord;
use cadence::calendar::{Calendar, ClosedDays, ClosedRule, HolidayCountry, Holidays, MonthDay};
use cadence::window::WeekdaySet;
use cadence::{text, words};
use chrono::{NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// 営業日カレンダー。 / A calendar of business days.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "calendar")]
pub(crate) struct CalendarText {
    /// スキーマの場所（エディタ用）。 / Where the schema lies, for the editor.
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// 題名。 / Title.
    #[serde(rename = "title")]
    _title: Option<String>,
    /// どの国の祝日を休みにするか。 / Whose holidays are kept; Japan's unless said otherwise.
    holidays: Option<HolidaysWord>,
    /// 営業する曜日（標準は月〜金）。 / Working days of the week; Monday to Friday unless said otherwise.
    workdays: Option<Vec<WeekdayWord>>,
    /// 会社独自の休み。 / Days of the company's own on which it is closed.
    closed: Option<Vec<ClosedText>>,
    /// 追加する祝日。 / Holidays in addition.
    add_holidays: Option<Vec<HolidayText>>,
    /// 祝日から外す日。 / Dates that are no holidays although the rules say so.
    remove_holidays: Option<Vec<String>>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// The holidays' country.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum HolidaysWord {
    Japan,
    None,
}

/// 休み。毎年の期間（from・to）か、一日だけ（on）。 / Closed days: every year from … to …, or on one date.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "closed")]
pub(crate) struct ClosedText {
    /// 休みの名前。 / What it is called.
    #[cfg_attr(feature = "schema", schemars(required))]
    name: Option<String>,
    /// 毎年の初日（月-日）。 / First day of every year, such as "12-28".
    from: Option<String>,
    /// 毎年の最終日（月-日）。年をまたいでもよい。 / Last day, such as "01-04"; may run over new year.
    to: Option<String>,
    /// 一日だけの休み（年-月-日）。 / One date, such as "2026-06-01".
    on: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 追加する祝日。 / A holiday in addition.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "holiday")]
pub(crate) struct HolidayText {
    /// 日付（年-月-日）。 / The date, such as "2027-06-01".
    #[cfg_attr(feature = "schema", schemars(required))]
    on: Option<String>,
    /// 祝日の名前。 / What it is called.
    #[cfg_attr(feature = "schema", schemars(required))]
    name: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// Reads `calendars/<id>.json`; every problem is reported.
pub fn read(text: &str) -> Result<Calendar, Problems> {
    let written: CalendarText = parse(text)?;
    let mut notes = Notes::default();
    let calendar = written.read(&mut notes);
    notes.finish(calendar)
}

impl CalendarText {
    fn read(self, notes: &mut Notes) -> Option<Calendar> {
        let closed = self.closed.unwrap_or_default().into_iter().enumerate();
        let closed: Vec<Option<ClosedRule>> =
            closed.map(|(index, rule)| rule.read(&join("/closed", index), notes)).collect();
        let added = self.add_holidays.unwrap_or_default().into_iter().enumerate();
        let added: Vec<Option<(NaiveDate, String)>> =
            added.map(|(index, day)| day.read(&join("/add_holidays", index), notes)).collect();
        let removed = self.remove_holidays.unwrap_or_default().into_iter().enumerate();
        let removed: Vec<Option<NaiveDate>> =
            removed.map(|(index, day)| notes.date(&day, &join("/remove_holidays", index))).collect();
        let country = match self.holidays {
            Some(HolidaysWord::Japan) | None => HolidayCountry::Japan,
            Some(HolidaysWord::None) => HolidayCountry::None,
        };
        let workdays = match self.workdays {
            None => Some(WeekdaySet::MONDAY_TO_FRIDAY),
            Some(days) => WeekdaySet::new(days.into_iter().map(Weekday::from)),
        };
        if workdays.is_none() {
            let remedy = words!(
                en = "name at least one day, such as [\"mon\", \"tue\"]",
                ja = "[\"mon\", \"tue\"] のように、曜日を一つ以上書いてください。"
            );
            notes.add(
                "/workdays",
                "no-workdays",
                words!(en = "no day of the week is a working day", ja = "営業する曜日が一つもありません。"),
                remedy,
            );
        }
        let added: BTreeMap<NaiveDate, String> = added.into_iter().collect::<Option<_>>()?;
        let removed: BTreeSet<NaiveDate> = removed.into_iter().collect::<Option<_>>()?;
        let closed: Vec<ClosedRule> = closed.into_iter().collect::<Option<_>>()?;
        let calendar = Calendar::new(closed, Holidays { country, added, removed }, workdays?);
        if let Err(error) = &calendar {
            let remedy = words!(
                en = "shorten the closed days; nothing could be sent for over a year",
                ja = "休みを短くしてください。このままでは、一年より長く何も送れません。"
            );
            notes.add("", "calendar-closed", refusals::calendar(error), remedy);
        }
        calendar.ok()
    }
}

impl ClosedText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<ClosedRule> {
        let name = notes.text(self.name, pointer, "name");
        let days = match (self.from, self.to, self.on) {
            (Some(from), Some(to), None) => {
                let from = month_day(&from, &join(pointer, "from"), notes);
                let to = month_day(&to, &join(pointer, "to"), notes);
                from.zip(to).map(|(from, to)| ClosedDays::Yearly { from, to })
            }
            (None, None, Some(on)) => notes.date(&on, &join(pointer, "on")).map(ClosedDays::On),
            (_, _, _) => {
                let remedy = words!(
                    en = "write `from` and `to` for every year, or `on` for one date",
                    ja = "毎年の休みは `from` と `to`、一日だけの休みは `on` で書いてください。"
                );
                notes.add(
                    pointer,
                    "closed-when",
                    words!(
                        en = "it is not clear when the company is closed",
                        ja = "いつが休みなのか分かりません。"
                    ),
                    remedy,
                );
                None
            }
        };
        Some(ClosedRule { name: name?, days: days? })
    }
}

impl HolidayText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<(NaiveDate, String)> {
        let on = notes.need(self.on, pointer, "on");
        let on = on.and_then(|text| notes.date(&text, &join(pointer, "on")));
        let name = notes.text(self.name, pointer, "name");
        Some((on?, name?))
    }
}

fn month_day(text: &str, pointer: &str, notes: &mut Notes) -> Option<MonthDay> {
    let day = text
        .split_once('-')
        .filter(|(month, day)| month.len() == 2 && day.len() == 2)
        .and_then(|(month, day)| MonthDay::new(month.parse().ok()?, day.parse().ok()?));
    if day.is_none() {
        let message = text!(
            en = "{text:?} is not a day of the year",
            ja = "{text:?} は日付（月-日）として読めません。"
        );
        notes.add(
            pointer,
            "bad-date",
            message,
            words!(
                en = "write month and day with two digits each, such as \"12-28\"",
                ja = "\"12-28\" のように、月と日を2桁ずつで書いてください。"
            ),
        );
    }
    day
}
