//! When mail may go out: hours of the day, days of the week or business days, and quiet hours.

use chrono::{NaiveTime, Weekday};

/// On which days mail may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Every day.
    Every,
    /// Days on which the company works, by its calendar.
    Business,
    /// These days of the week.
    Weekdays(WeekdaySet),
}

/// A set of days of the week; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekdaySet(u8);

impl WeekdaySet {
    /// All seven.
    pub const EVERY_DAY: Self = Self(0b111_1111);
    /// The usual working week.
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// The set of these days, or none when no day is named.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let bits = days.into_iter().fold(0, |bits, day| bits | 1 << day.num_days_from_monday());
        (bits != 0).then_some(Self(bits))
    }

    /// Whether the day is in the set.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }
}

/// The hours and days of a sequence's `send_between`, in the lead's zone. `from` is included, `to` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First moment of the day at which mail may go out.
    pub from: NaiveTime,
    /// First moment at which it may not any more; always later than `from`.
    pub to: NaiveTime,
    /// The days on which it may go out.
    pub days: Days,
}

/// Hours in which nobody is mailed marketing, whatever the sequence says; may run over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// First quiet moment.
    pub from: NaiveTime,
    /// First moment that is not quiet any more.
    pub to: NaiveTime,
}

impl QuietHours {
    /// Whether a local time of day is quiet.
    pub fn contains(self, time: NaiveTime) -> bool {
        if self.from <= self.to {
            self.from <= time && time < self.to
        } else {
            time >= self.from || time < self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn quiet_hours_run_over_midnight_and_end_at_the_minute() {
        let night = QuietHours { from: at(21, 0), to: at(8, 0) };
        assert!(night.contains(at(21, 0)) && night.contains(at(0, 0)) && night.contains(at(7, 59)));
        assert!(!night.contains(at(8, 0)) && !night.contains(at(20, 59)));
    }

    #[test]
    fn quiet_hours_may_lie_within_the_day() {
        let noon = QuietHours { from: at(12, 0), to: at(13, 0) };
        assert!(noon.contains(at(12, 0)) && !noon.contains(at(11, 59)) && !noon.contains(at(13, 0)));
    }

    #[test]
    fn quiet_hours_from_a_moment_to_itself_are_none() {
        let none = QuietHours { from: at(9, 0), to: at(9, 0) };
        assert!(!none.contains(at(9, 0)) && !none.contains(at(0, 0)));
    }

    #[test]
    fn a_set_of_weekdays_holds_what_was_named_and_is_never_empty() {
        assert_eq!(WeekdaySet::new([]), None);
        let set = WeekdaySet::new([Weekday::Tue, Weekday::Sun, Weekday::Tue]).unwrap();
        assert!(set.contains(Weekday::Tue) && set.contains(Weekday::Sun));
        assert!(!set.contains(Weekday::Mon) && !set.contains(Weekday::Sat));
    }

    #[test]
    fn the_named_sets_are_what_they_say() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        assert_eq!(WeekdaySet::new([Mon, Tue, Wed, Thu, Fri]), Some(WeekdaySet::MONDAY_TO_FRIDAY));
        assert_eq!(WeekdaySet::new([Mon, Tue, Wed, Thu, Fri, Sat, Sun]), Some(WeekdaySet::EVERY_DAY));
    }
}
