//! Lengths of time, times of day and dates as people write them, for "did you mean". Only what can be meant in one way is guessed.

use crate::suggest;
use cadence::span::Span;
use cadence::text::spelling;
use chrono::{NaiveDate, NaiveTime};

/// Words and signs for units, as they are compared (`text::spelling`), and how many of which unit each of them is.
const UNITS: [(&str, u32, &str); 40] = [
    ("min", 1, "minutes"),
    ("mins", 1, "minutes"),
    ("分", 1, "minutes"),
    ("分間", 1, "minutes"),
    ("分後", 1, "minutes"),
    ("h", 1, "hours"),
    ("hr", 1, "hours"),
    ("hrs", 1, "hours"),
    ("時間", 1, "hours"),
    ("時間後", 1, "hours"),
    ("d", 1, "days"),
    ("日", 1, "days"),
    ("日間", 1, "days"),
    ("日後", 1, "days"),
    ("営業日", 1, "business days"),
    ("営業日後", 1, "business days"),
    ("working days", 1, "business days"),
    ("working day", 1, "business days"),
    ("workdays", 1, "business days"),
    ("weekdays", 1, "business days"),
    ("w", 1, "weeks"),
    ("wk", 1, "weeks"),
    ("週", 1, "weeks"),
    ("週間", 1, "weeks"),
    ("週間後", 1, "weeks"),
    ("mo", 1, "months"),
    ("か月", 1, "months"),
    ("か月後", 1, "months"),
    ("カ月", 1, "months"),
    ("カ月後", 1, "months"),
    ("ヶ月", 1, "months"),
    ("ヶ月後", 1, "months"),
    ("ヵ月", 1, "months"),
    ("ケ月", 1, "months"),
    ("箇月", 1, "months"),
    ("y", 12, "months"),
    ("year", 12, "months"),
    ("years", 12, "months"),
    ("年", 12, "months"),
    ("年間", 12, "months"),
];
/// The units as they are to be written.
const WORDS: [&str; 12] = [
    "minutes",
    "hours",
    "days",
    "business days",
    "weeks",
    "months",
    "minute",
    "hour",
    "day",
    "business day",
    "week",
    "month",
];

/// The length of time that was meant, where number and word can be told apart: `3days`, `2 busines days`, `５日`, `1 year`.
pub(crate) fn span(text: &str) -> Option<String> {
    let text = spelling(text);
    let (number, word) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    let (number, word): (u32, _) = (number.parse().ok()?, word.trim());
    let listed = UNITS.into_iter().find(|(sign, ..)| *sign == word);
    let (number, unit) = match listed {
        Some((_, many, unit)) => (number.checked_mul(many)?, unit),
        None => (number, suggest::nearest(word, WORDS)?),
    };
    let one = if number == 1 { unit.trim_end_matches('s') } else { unit };
    let meant = format!("{number} {one}");
    Span::parse(&meant).is_ok().then_some(meant)
}

/// The time of day that was meant: `9:00`, `１０：００`, `9時`, `9時30分`, `10.30`.
pub(crate) fn time(text: &str) -> Option<String> {
    let text = spelling(text).replace('時', ":").replace('分', "").replace('.', ":");
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.trim().parse::<u32>().ok() };
    let time = NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)?;
    (!hours.is_empty()).then(|| time.format("%H:%M").to_string())
}

/// The date that was meant, where the year comes first: `2026/6/1`, `2026年6月1日`, `２０２６．６．１`.
pub(crate) fn date(text: &str) -> Option<String> {
    let text = spelling(text);
    let mut numbers = text.trim_end_matches('日').split(['/', '.', '-', '年', '月']).map(str::trim);
    let year = numbers.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let (month, day) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    numbers.next().is_none().then(|| date.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_understood_as_people_write_them() {
        for (written, meant) in [
            ("3days", "3 days"),
            ("3 Days", "3 days"),
            ("2 busines days", "2 business days"),
            ("５日", "5 days"),
            ("5d", "5 days"),
            ("１日後", "1 day"),
            ("2営業日", "2 business days"),
            ("2　週間", "2 weeks"),
            ("3ヶ月", "3 months"),
            ("3ヵ月", "3 months"),
            ("6か月", "6 months"),
            ("３ｶ月", "3 months"),
            ("1 year", "12 months"),
            ("30分", "30 minutes"),
            ("1h", "1 hour"),
        ] {
            assert_eq!(span(written).as_deref(), Some(meant), "{written}");
        }
        for (_, _, unit) in UNITS {
            assert!(Span::parse(&format!("2 {unit}")).is_ok(), "{unit}");
        }
    }

    #[test]
    fn nothing_is_guessed_that_can_be_meant_in_two_ways() {
        for written in [
            "",
            "5",
            "five days",
            "1.5 days",
            "3m",
            "-3 days",
            "9:00",
            "日",
            "99999999999 days",
            "3 days 2 hours",
        ] {
            assert_eq!(span(written), None, "{written}");
        }
        for written in ["", "9", "25:00", "9:60", "9 am", ":30", "午後3時"] {
            assert_eq!(time(written), None, "{written}");
        }
        for written in
            ["", "6/1/2026", "2026-02-30", "令和8年4月1日", "2026", "2026-06", "26/6/1", "2026-06-01-02"]
        {
            assert_eq!(date(written), None, "{written}");
        }
    }

    #[test]
    fn times_and_dates_are_understood_as_people_write_them() {
        for written in ["9:00", "９：００", "9時", "9時00分", "09.00", "9:0"] {
            assert_eq!(time(written).as_deref(), Some("09:00"), "{written}");
        }
        for written in ["2026/6/1", "2026年6月1日", "２０２６．６．１", "2026-6-1", "2026/06/01"] {
            assert_eq!(date(written).as_deref(), Some("2026-06-01"), "{written}");
        }
    }
}
