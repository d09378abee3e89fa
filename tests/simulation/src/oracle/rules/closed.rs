//! When the company is closed. The holidays are a list, written down from the calendar that the Cabinet Office publishes
//! (国民の祝日について), so that no rule of the product's is repeated here.

use chrono::{Datelike, NaiveDate, Weekday};

/// Holidays of Japan, substitutes included, in the years in which worlds play.
const HOLIDAYS: [(i32, &[(u32, u32)]); 2] = [
    (
        2026,
        &[
            (1, 1),
            (1, 12),
            (2, 11),
            (2, 23),
            (3, 20),
            (4, 29),
            (5, 3),
            (5, 4),
            (5, 5),
            (5, 6),
            (7, 20),
            (8, 11),
            (9, 21),
            (9, 22),
            (9, 23),
            (10, 12),
            (11, 3),
            (11, 23),
        ],
    ),
    (
        2027,
        &[
            (1, 1),
            (1, 11),
            (2, 11),
            (2, 23),
            (3, 21),
            (3, 22),
            (4, 29),
            (5, 3),
            (5, 4),
            (5, 5),
            (7, 19),
            (8, 11),
            (9, 20),
            (9, 23),
            (10, 11),
            (11, 3),
            (11, 23),
        ],
    ),
];

/// The days on which a company does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDays {
    /// Whether the holidays of Japan are kept.
    pub holidays: bool,
    /// On which days of the week it works.
    pub workdays: Vec<Weekday>,
    /// Its own closed days of every year, from one month and day to another.
    pub yearly: Vec<((u32, u32), (u32, u32))>,
    /// Its own closed days on one date, and holidays in addition.
    pub dates: Vec<NaiveDate>,
    /// Holidays on which it works.
    pub exceptions: Vec<NaiveDate>,
}

impl ClosedDays {
    /// Whether a day is closed; none where the holidays of its year are not in the list.
    pub fn contains(&self, day: NaiveDate) -> Option<bool> {
        let date = (day.month(), day.day());
        let yearly = |&(from, to): &((u32, u32), (u32, u32))| {
            let (after, before) = (from <= date, date <= to);
            if to < from { after || before } else { after && before }
        };
        let holiday = self.holidays && is_holiday(day)? && !self.exceptions.contains(&day);
        Some(
            holiday
                || !self.workdays.contains(&day.weekday())
                || self.yearly.iter().any(yearly)
                || self.dates.contains(&day),
        )
    }
}

fn is_holiday(day: NaiveDate) -> Option<bool> {
    let (_, days) = HOLIDAYS.iter().find(|(year, _)| *year == day.year())?;
    Some(days.contains(&(day.month(), day.day())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company() -> ClosedDays {
        ClosedDays {
            holidays: true,
            workdays: vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri],
            yearly: vec![((12, 28), (1, 4)), ((8, 11), (8, 16))],
            dates: Vec::new(),
            exceptions: Vec::new(),
        }
    }

    fn closed(date: &str) -> Option<bool> {
        let day: NaiveDate = date.parse().ok()?;
        company().contains(day)
    }

    #[test]
    fn weekends_holidays_and_the_companys_own_days_are_closed() {
        assert_eq!(closed("2026-05-06"), Some(true));
        assert_eq!(closed("2026-05-07"), Some(false));
        assert_eq!(closed("2026-05-09"), Some(true));
        assert_eq!(closed("2026-12-31"), Some(true));
        assert_eq!(closed("2027-01-04"), Some(true));
        assert_eq!(closed("2027-01-05"), Some(false));
        assert_eq!(closed("2026-08-14"), Some(true));
    }

    #[test]
    fn a_year_that_is_not_in_the_list_is_not_guessed() {
        assert_eq!(closed("2031-06-02"), None);
    }
}
