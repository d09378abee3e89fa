//! The words of a timeline in the language of its sequence: dates and spans. Steps and reasons have theirs in files of their own.

use cadence::Instant;
use cadence::sequence::Language;
use cadence::span::Span;
use chrono::{Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// One of two texts, by the language.
    pub fn pick(self, japanese: impl Into<String>, english: impl Into<String>) -> String {
        match self.0 {
            Language::Japanese => japanese.into(),
            Language::English => english.into(),
        }
    }

    pub(super) fn weekday(self, day: NaiveDate) -> &'static str {
        let (japanese, english) = match day.weekday() {
            Weekday::Mon => ("月", "Mon"),
            Weekday::Tue => ("火", "Tue"),
            Weekday::Wed => ("水", "Wed"),
            Weekday::Thu => ("木", "Thu"),
            Weekday::Fri => ("金", "Fri"),
            Weekday::Sat => ("土", "Sat"),
            Weekday::Sun => ("日", "Sun"),
        };
        match self.0 {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }

    /// A day with its year.
    pub fn date(self, day: NaiveDate) -> String {
        self.pick(format!("{day}（{}）", self.weekday(day)), format!("{} {}", self.weekday(day), day))
    }

    /// A day within a sentence.
    pub(super) fn day(self, day: NaiveDate) -> String {
        let weekday = self.weekday(day);
        self.pick(
            format!("{}/{}（{weekday}）", day.month(), day.day()),
            format!("{weekday} {}", day.format("%-d %b")),
        )
    }

    /// A moment as a person reads it there.
    pub fn moment(self, at: Instant, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        format!("{} {}", self.date(local.date_naive()), local.format("%H:%M"))
    }

    pub(super) fn span(self, span: Span) -> String {
        let (count, japanese, english) = match span {
            Span::Minutes(count) => (count, "分", "minute"),
            Span::Hours(count) => (count, "時間", "hour"),
            Span::Days(count) => (count, "日", "day"),
            Span::Weeks(count) => (count, "週間", "week"),
            Span::Months(count) => (count, "か月", "month"),
            Span::BusinessDays(count) => (count, "営業日", "business day"),
        };
        let plural = if count == 1 { "" } else { "s" };
        self.pick(format!("{count}{japanese}"), format!("{count} {english}{plural}"))
    }
}
