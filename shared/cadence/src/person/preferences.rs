//! The choices of a person who wants less mail and yet some: a pause, fewer mails. A refusal of everything is no preference.
//!
//! Like a refusal they count at once and for every sequence. Unlike one, the person may take them back with the same link: whoever
//! holds the mail could only bring back what the person had agreed to before.

use crate::Instant;
use chrono::{Days, Months};

/// The preferences of a person, as the gate asks them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The end of the pause; it may lie in the past.
    pub paused_until: Option<Instant>,
    /// Whether the cap of fewer mails holds beside the company's.
    pub less_often: bool,
}

/// The length of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseFor {
    /// Fourteen days.
    TwoWeeks,
    /// To the same day of the next month, or its last one.
    OneMonth,
    /// Three months.
    ThreeMonths,
    /// Six months.
    SixMonths,
}

impl PauseFor {
    /// All lengths, the shortest first.
    pub const ALL: [Self; 4] = [Self::TwoWeeks, Self::OneMonth, Self::ThreeMonths, Self::SixMonths];

    /// Its name in a form and in an event.
    pub fn name(self) -> &'static str {
        match self {
            Self::TwoWeeks => "2-weeks",
            Self::OneMonth => "1-month",
            Self::ThreeMonths => "3-months",
            Self::SixMonths => "6-months",
        }
    }

    /// The length of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|length| length.name() == name)
    }

    /// The end of a pause that begins at `now`.
    pub fn end(self, now: Instant) -> Instant {
        match self {
            Self::TwoWeeks => now.checked_add_days(Days::new(14)),
            Self::OneMonth => now.checked_add_months(Months::new(1)),
            Self::ThreeMonths => now.checked_add_months(Months::new(3)),
            Self::SixMonths => now.checked_add_months(Months::new(6)),
        }
        .unwrap_or(now)
    }
}

/// A change that a person makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wish {
    /// No marketing for a while. A pause under way ends by the new one, sooner or later.
    Pause(PauseFor),
    /// The pause ends now.
    EndPause,
    /// Fewer mails.
    LessOften,
    /// As many as the company sends to others.
    AsOften,
    /// Opens and clicks are not to be tracked.
    StopTracking,
    /// Opens and clicks may be tracked again.
    AllowTracking,
}

impl Wish {
    /// Every wish, in the order of a page.
    pub fn all() -> impl Iterator<Item = Self> {
        let others =
            [Self::EndPause, Self::LessOften, Self::AsOften, Self::StopTracking, Self::AllowTracking];
        PauseFor::ALL.into_iter().map(Self::Pause).chain(others)
    }

    /// Its name in a form and in an event.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pause(length) => match length {
                PauseFor::TwoWeeks => "pause-2-weeks",
                PauseFor::OneMonth => "pause-1-month",
                PauseFor::ThreeMonths => "pause-3-months",
                PauseFor::SixMonths => "pause-6-months",
            },
            Self::EndPause => "end-pause",
            Self::LessOften => "less-often",
            Self::AsOften => "as-often",
            Self::StopTracking => "stop-tracking",
            Self::AllowTracking => "allow-tracking",
        }
    }

    /// The wish of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|wish| wish.name() == name)
    }

    /// Whether the person asks for less than before: a refusal in rates, though not of everything.
    pub fn asks_for_less(self) -> bool {
        match self {
            Self::Pause(_) | Self::LessOften | Self::StopTracking => true,
            Self::EndPause | Self::AsOften | Self::AllowTracking => false,
        }
    }
}

impl Preferences {
    /// The preferences after a wish. Tracking stands beside them, on the card.
    #[must_use]
    pub fn after(self, wish: Wish, now: Instant) -> Self {
        match wish {
            Wish::Pause(length) => Self { paused_until: Some(length.end(now)), ..self },
            Wish::EndPause => Self { paused_until: None, ..self },
            Wish::LessOften => Self { less_often: true, ..self },
            Wish::AsOften => Self { less_often: false, ..self },
            Wish::StopTracking | Wish::AllowTracking => self,
        }
    }

    /// The end of the pause that holds at `now`.
    pub fn pause(&self, now: Instant) -> Option<Instant> {
        self.paused_until.filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    fn on(month: u32, day: u32) -> Instant {
        Utc.with_ymd_and_hms(2026, month, day, 0, 30, 0).unwrap()
    }

    #[test]
    fn a_pause_ends_on_the_same_day_of_a_later_month_or_its_last() {
        let ends = PauseFor::ALL.map(|length| length.end(on(8, 31)));
        let expected =
            [on(9, 14), on(9, 30), on(11, 30), Utc.with_ymd_and_hms(2027, 2, 28, 0, 30, 0).unwrap()];
        assert_eq!(ends, expected);
    }

    #[test]
    fn names_are_read_back_and_no_other_name_is_a_wish() {
        for wish in Wish::all() {
            assert_eq!(Wish::parse(wish.name()), Some(wish));
        }
        for length in PauseFor::ALL {
            assert_eq!(PauseFor::parse(length.name()), Some(length));
            assert!(Wish::Pause(length).name().ends_with(length.name()));
        }
        assert_eq!((Wish::parse("pause"), Wish::parse(""), PauseFor::parse("2 weeks")), (None, None, None));
    }

    #[test]
    fn each_wish_changes_one_thing_and_its_contrary_undoes_it() {
        let now = on(5, 1);
        let none = Preferences::default();
        let paused = none.after(Wish::Pause(PauseFor::OneMonth), now);
        assert_eq!(paused, Preferences { paused_until: Some(on(6, 1)), ..none });
        assert_eq!(paused.after(Wish::Pause(PauseFor::TwoWeeks), now).paused_until, Some(on(5, 15)));
        assert_eq!(paused.after(Wish::EndPause, now), none);
        let less = none.after(Wish::LessOften, now);
        assert!(less.less_often && less.after(Wish::AsOften, now) == none);
        assert_eq!(paused.after(Wish::StopTracking, now), paused);
    }

    #[test]
    fn a_pause_holds_until_its_end() {
        let paused = Preferences { paused_until: Some(on(6, 1)), less_often: false };
        assert_eq!(paused.pause(on(5, 31)), Some(on(6, 1)));
        assert_eq!(paused.pause(on(6, 1)), None);
        assert_eq!(Preferences::default().pause(on(5, 1)), None);
    }
}
