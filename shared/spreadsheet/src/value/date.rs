//! Dates as people and spreadsheets write them. A date that can be meant in two ways is refused, not guessed.

use super::calendar::{ERAS, Epoch, Era, from_serial_with_fraction};
use super::reason::{Reason, fault};
use super::{month, time};
use crate::cells::trimmed;
use crate::problem::Fault;
use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime};
use unicode_normalization::UnicodeNormalization;

/// A date of a cell, with a time of day if there was one, and with an offset from UTC if there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellDate {
    /// The date.
    pub date: NaiveDate,
    /// The time of day.
    pub time: Option<NaiveTime>,
    /// The offset from UTC that stood behind the time. Without one the time is that of the company's zone.
    pub offset: Option<FixedOffset>,
}

/// The order of a date whose year comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 4/1/2026 is the first of April.
    MonthDayYear,
    /// 4/1/2026 is the fourth of January.
    DayMonthYear,
}

/// Choices of the user about dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateChoices {
    /// The order of dates whose year comes last; without it those that can be meant in two ways are refused.
    pub order: Option<DateOrder>,
    /// The first day of serial numbers.
    pub epoch: Epoch,
}

/// Serial numbers that are taken for dates: from 1927 to 2173 (1900 system). Smaller ones are years and
/// counts.
const SERIALS: std::ops::RangeInclusive<u32> = 10_000..=99_999;

/// Reads a date: `2026/4/1`, `2026-04-01`, `2026.4.1`, `20260401`, `2026年4月1日(水)`, `令和8年4月1日`, `R8.4.1`, `1
/// April 2026`, a serial number of Excel, all of them also in full width, and all but the number with a time
/// of day behind it.
///
/// # Errors If it is no date, or can be meant in two ways; the fault says what to write.
pub fn date(text: &str, choices: DateChoices) -> Result<CellDate, Fault> {
    let folded = without_weekday(&text.nfkc().collect::<String>().to_lowercase());
    read(trimmed(&folded), choices).map_err(|reason| fault(text, reason))
}

fn read(text: &str, choices: DateChoices) -> Result<CellDate, Reason> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Some(result) = of_digits(text, choices.epoch)
    {
        return result;
    }
    let (date, rest) = match era(text) {
        Some((era, rest)) => of_era(era, rest)?,
        None => of_parts(text, choices.order)?,
    };
    // A digit right behind the day would be a third one.
    let is_apart = rest.is_empty() || rest.starts_with([' ', 't', '午', '\u{3000}']) || text.contains('日');
    let (time, offset) = time::read(rest).filter(|_| is_apart).ok_or(Reason::Form)?;
    Ok(CellDate { date, time, offset })
}

/// A date of digits alone: year, month and day, perhaps with a time; or a serial number. `None` if dots may
/// part it.
fn of_digits(text: &str, epoch: Epoch) -> Option<Result<CellDate, Reason>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains('.') {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let result = match (whole.len(), fraction) {
        (8 | 12 | 14, "") => {
            let day = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
            let second = if text.len() == 14 { number(12, 14) } else { Some(0) };
            let time =
                (text.len() > 8).then(|| NaiveTime::from_hms_opt(number(8, 10)?, number(10, 12)?, second?));
            match time {
                Some(None) => Err(Reason::NoSuchDay),
                time => day_of(i32::try_from(day.0).ok(), day.1, day.2).map(|date| CellDate {
                    date,
                    time: time.flatten(),
                    offset: None,
                }),
            }
        }
        (5, _) => {
            let serial: u32 = whole.parse().ok()?;
            let fraction = if fraction.is_empty() { "0" } else { fraction };
            let found =
                from_serial_with_fraction(serial, fraction, epoch).filter(|_| SERIALS.contains(&serial));
            found.ok_or(Reason::Form).map(|at| {
                let time = Some(at.time()).filter(|time| *time != NaiveTime::MIN);
                CellDate { date: at.date(), time, offset: None }
            })
        }
        _ => Err(Reason::Form),
    };
    Some(result)
}

/// Takes an era from the beginning: its name, or its letter before a digit.
fn era(text: &str) -> Option<(&'static Era, &str)> {
    let begins_year = |rest: &str| rest.starts_with(|sign: char| sign.is_ascii_digit() || sign == '元');
    ERAS.iter().find_map(|era| {
        let rest = text.strip_prefix(era.name).or_else(|| text.strip_prefix(era.letter))?;
        let rest = rest.strip_prefix('.').unwrap_or(rest).trim_start();
        begins_year(rest).then_some((era, rest))
    })
}

fn of_era<'a>(era: &'static Era, text: &'a str) -> Result<(NaiveDate, &'a str), Reason> {
    let (year, rest) = match text.strip_prefix('元') {
        Some(rest) => (1, rest),
        None => number(text)
            .filter(|(_, digits, _)| *digits <= 2)
            .map(|(year, _, rest)| (year, rest))
            .ok_or(Reason::Form)?,
    };
    let (month, day, rest) = month_and_day(rest).ok_or(Reason::Form)?;
    let date = day_of(era.year(year), month, day)?;
    if era.had_begun(date) { Ok((date, rest)) } else { Err(Reason::BeforeEra(era.name)) }
}

/// A date that begins with a number or with the name of a month.
fn of_parts(text: &str, order: Option<DateOrder>) -> Result<(NaiveDate, &str), Reason> {
    if let Some((month, rest)) = month::take(text) {
        let (day, _, rest) =
            number(rest.trim_start()).filter(|(_, digits, _)| *digits <= 2).ok_or(Reason::Form)?;
        let rest = rest.strip_prefix(',').unwrap_or(rest);
        let (year, rest) = year(rest.trim_start())?;
        return Ok((day_of(Some(year), month, day)?, rest));
    }
    let (first, digits, rest) = number(text).ok_or(Reason::Form)?;
    if digits == 4 {
        let (month, day, rest) = month_and_day(rest).ok_or(Reason::Form)?;
        return Ok((day_of(i32::try_from(first).ok(), month, day)?, rest));
    }
    if digits > 2 {
        return Err(Reason::Form);
    }
    if let Some((month, rest)) = month::take(rest.trim_start_matches([' ', '-', '.', '/'])) {
        let (year, rest) = year(rest.trim_start_matches([' ', '-', ',', '/']))?;
        return Ok((day_of(Some(year), month, first)?, rest));
    }
    if rest.starts_with('月') {
        return Err(Reason::NoYear);
    }
    if rest.starts_with('年') {
        return Err(Reason::YearOfTwoDigits);
    }
    year_last(first, rest, order)
}

/// A date of numbers whose first is no year.
fn year_last(first: u32, rest: &str, order: Option<DateOrder>) -> Result<(NaiveDate, &str), Reason> {
    let (sign, rest) = separator(rest).ok_or(Reason::Form)?;
    let (second, digits, rest) = number(rest).ok_or(Reason::Form)?;
    let Some(rest) = rest.strip_prefix(sign).filter(|_| digits <= 2) else {
        return Err(if rest.is_empty() && digits <= 2 { Reason::NoYear } else { Reason::Form });
    };
    let (year, rest) = year(rest)?;
    let month_first = day_of(Some(year), first, second);
    let day_first = day_of(Some(year), second, first);
    match (order, month_first, day_first) {
        (Some(DateOrder::MonthDayYear), date, _) | (Some(DateOrder::DayMonthYear), _, date) => {
            Ok((date?, rest))
        }
        (None, Ok(one), Ok(other)) if one != other => Err(Reason::Ambiguous),
        (None, Ok(date), _) | (None, Err(_), Ok(date)) => Ok((date, rest)),
        (None, Err(reason), Err(_)) => Err(reason),
    }
}

/// Takes a year of four digits.
fn year(text: &str) -> Result<(i32, &str), Reason> {
    match number(text) {
        Some((year, 4, rest)) => i32::try_from(year).map(|year| (year, rest)).map_err(|_| Reason::Form),
        Some((_, 1 | 2, _)) => Err(Reason::YearOfTwoDigits),
        Some(_) => Err(Reason::Form),
        None => Err(Reason::NoYear),
    }
}

/// Takes month and day behind a year, with the same sign before both, or with 年, 月 and 日.
fn month_and_day(text: &str) -> Option<(u32, u32, &str)> {
    if let Some(rest) = text.trim_start().strip_prefix('年') {
        let (month, _, rest) = number(rest.trim_start())?;
        let (day, _, rest) = number(rest.trim_start().strip_prefix('月')?.trim_start())?;
        return Some((month, day, rest.trim_start().strip_prefix('日')?));
    }
    let (sign, rest) = separator(text)?;
    let (month, months, rest) = number(rest)?;
    let (day, days, rest) = number(rest.trim_start().strip_prefix(sign)?.trim_start())?;
    (months <= 2 && days <= 2).then_some((month, day, rest))
}

/// Takes the sign between two numbers of a date.
fn separator(text: &str) -> Option<(char, &str)> {
    let text = text.trim_start();
    let sign = text.chars().next().filter(|sign| matches!(sign, '/' | '-' | '.'))?;
    Some((sign, text.strip_prefix(sign)?.trim_start()))
}

/// Takes a number of up to four digits: its value, its digits and the rest.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.len() <= 4).then_some(())?;
    Some((digits.parse().ok()?, digits.len(), rest))
}

fn day_of(year: Option<i32>, month: u32, day: u32) -> Result<NaiveDate, Reason> {
    let date = NaiveDate::from_ymd_opt(year.ok_or(Reason::NoSuchDay)?, month, day);
    date.filter(|date| date.year() >= 1000).ok_or(Reason::NoSuchDay)
}

/// The text without a weekday: it adds nothing, and nobody checks it.
fn without_weekday(text: &str) -> String {
    let mut text = text.to_owned();
    for day in ['日', '月', '火', '水', '木', '金', '土', '祝'] {
        for form in [format!("({day})"), format!("({day}曜日)"), format!("({day}曜)"), format!("{day}曜日")]
        {
            text = text.replace(&form, " ");
        }
    }
    text
}
