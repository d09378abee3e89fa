//! On which days a company works: its days of the week, the holidays of its country, and days of its own.
//!
//! Holidays and days of its own are known for 2000–2099; in other years only the days of the week count. It knows no
//! hours and no zones.

use crate::holidays;
use crate::limits::WAIT_DAYS_MAX;
use crate::window::WeekdaySet;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// The most days in a row for which a calendar may be closed.
pub const CLOSED_DAYS_MAX: usize = 400;

/// The company's calendar. However it is made, it is never closed for more than [`CLOSED_DAYS_MAX`] days in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    closed: Vec<ClosedRule>,
    holidays: Holidays,
    workdays: WeekdaySet,
}

/// Holidays: those of a country, and exceptions by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    /// The holidays' country.
    pub country: HolidayCountry,
    /// Holidays in addition, by date, with their names; they win over `removed`.
    pub added: BTreeMap<NaiveDate, String>,
    /// Dates that are no holidays although the country's rules say so; each date stands for itself, so that a substitute
    /// holiday (振替休日) has to be removed by its own date.
    pub removed: BTreeSet<NaiveDate>,
}

/// The country whose holidays are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HolidayCountry {
    /// None; holidays are only those that were added.
    #[default]
    None,
    /// Japan, by rule.
    Japan,
}

/// Days of the company's own on which it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedRule {
    /// Its name, such as 年末年始.
    pub name: String,
    /// When it is.
    pub days: ClosedDays,
}

/// When a company is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedDays {
    /// On one date.
    On(NaiveDate),
    /// Every year from one day to another, both included; over new year when `to` is earlier in the year than `from`.
    Yearly {
        /// First closed day.
        from: MonthDay,
        /// Last closed day.
        to: MonthDay,
    },
}

/// A day of every year; 29 February is in the range of dates around it, and in leap years only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

/// The reason why a day is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDay {
    /// The name of the holiday, else of the company's own closed days, else of the day of the week: 土曜日 with Japanese
    /// holidays, Saturday without.
    pub name: String,
}

/// The reason why there is no such calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Closed for longer than [`CLOSED_DAYS_MAX`].
    #[error(
        "the calendar is closed for more than {CLOSED_DAYS_MAX} days after {last_open}; shorten the closed days or add working days of the week"
    )]
    ClosedTooLong {
        /// The last day before on which it is open, or the day before the calendar begins.
        last_open: NaiveDate,
    },
}

impl MonthDay {
    /// The day, or none where no year has it.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        // 2000 is a leap year: it has every day that any year has.
        NaiveDate::from_ymd_opt(2000, month, day).map(|_| Self { month, day })
    }
}

impl ClosedRule {
    fn contains(&self, date: NaiveDate) -> bool {
        match self.days {
            ClosedDays::On(closed) => closed == date,
            ClosedDays::Yearly { from, to } => {
                let day = MonthDay { month: date.month(), day: date.day() };
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
        }
    }
}

impl Holidays {
    /// The holidays of Japan without exceptions.
    pub fn japan() -> Self {
        Self { country: HolidayCountry::Japan, ..Self::default() }
    }

    fn name(&self, day: NaiveDate) -> Option<&str> {
        let by_rule = match self.country {
            HolidayCountry::None => None,
            HolidayCountry::Japan => holidays::holiday(day),
        };
        let added = self.added.get(&day).map(String::as_str);
        added.or_else(|| by_rule.filter(|_| !self.removed.contains(&day)))
    }
}

impl Calendar {
    /// Puts a calendar together and checks that it opens often enough.
    pub fn new(
        closed: Vec<ClosedRule>,
        holidays: Holidays,
        workdays: WeekdaySet,
    ) -> Result<Self, CalendarError> {
        let calendar = Self { closed, holidays, workdays };
        calendar.opens_often_enough()?;
        Ok(calendar)
    }

    /// Monday to Friday without Japanese holidays.
    pub fn japan() -> Self {
        Self { closed: Vec::new(), holidays: Holidays::japan(), workdays: WeekdaySet::MONDAY_TO_FRIDAY }
    }

    /// Monday to Friday; no holidays.
    pub fn plain() -> Self {
        Self { closed: Vec::new(), holidays: Holidays::default(), workdays: WeekdaySet::MONDAY_TO_FRIDAY }
    }

    /// Returns why the company is closed on this day; none when it works.
    pub fn closed(&self, day: NaiveDate) -> Option<ClosedDay> {
        let is_known = (holidays::YEAR_FIRST..=holidays::YEAR_LAST).contains(&day.year());
        let own = || self.closed.iter().find(|rule| rule.contains(day)).map(|rule| rule.name.as_str());
        let name = if is_known { self.holidays.name(day).or_else(own) } else { None };
        let weekday = || {
            (!self.workdays.contains(day.weekday()))
                .then(|| weekday_name(day.weekday(), self.holidays.country))
        };
        name.or_else(weekday).map(|name| ClosedDay { name: name.to_owned() })
    }

    /// Whether the company works on this day.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        self.closed(day).is_none()
    }

    /// The first day at or after this one on which the company works.
    pub fn next_business_day(&self, day: NaiveDate) -> NaiveDate {
        // The calendar opens within CLOSED_DAYS_MAX days; the day itself is the answer only at the end of chrono's time.
        day.iter_days().find(|candidate| self.is_business_day(*candidate)).unwrap_or(day)
    }

    /// The `count`-th day after this one on which the company works; for 0 the first at or after it. A count over
    /// [`WAIT_DAYS_MAX`] is taken for that.
    pub fn add_business_days(&self, day: NaiveDate, count: u32) -> NaiveDate {
        (0..count.min(WAIT_DAYS_MAX)).fold(self.next_business_day(day), |reached, nth| {
            // From a closed day the first step is the one already taken to the next open day.
            if nth == 0 && reached != day {
                return reached;
            }
            reached.succ_opt().map_or(reached, |next| self.next_business_day(next))
        })
    }

    /// Leaps from open day to open day, each as far as allowed: where no leap is possible, it is closed for too long.
    fn opens_often_enough(&self) -> Result<(), CalendarError> {
        let (Some(mut last_open), Some(end)) = (
            NaiveDate::from_ymd_opt(holidays::YEAR_FIRST - 1, 12, 31),
            NaiveDate::from_ymd_opt(holidays::YEAR_LAST, 12, 31),
        ) else {
            return Ok(());
        };
        while last_open < end {
            last_open = (1..=CLOSED_DAYS_MAX as u64 + 1)
                .rev()
                .filter_map(|days| last_open.checked_add_days(Days::new(days)))
                .find(|day| self.is_business_day(*day))
                .ok_or(CalendarError::ClosedTooLong { last_open })?;
        }
        Ok(())
    }
}

fn weekday_name(day: Weekday, country: HolidayCountry) -> &'static str {
    let (japanese, english) = match day {
        Weekday::Mon => ("月曜日", "Monday"),
        Weekday::Tue => ("火曜日", "Tuesday"),
        Weekday::Wed => ("水曜日", "Wednesday"),
        Weekday::Thu => ("木曜日", "Thursday"),
        Weekday::Fri => ("金曜日", "Friday"),
        Weekday::Sat => ("土曜日", "Saturday"),
        Weekday::Sun => ("日曜日", "Sunday"),
    };
    match country {
        HolidayCountry::Japan => japanese,
        HolidayCountry::None => english,
    }
}

#[cfg(test)]
mod tests;
