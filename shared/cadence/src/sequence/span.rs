//! Lengths of time as marketers say them: `90 minutes`, `7 days`, `3 business days`.
//!
//! Minutes and hours are exact. Days, weeks and months are counted on the calendar of the lead's zone, so that "3 days
//! later at 10:00" is 10:00 also when the clocks were changed in between. Business days follow a calendar.

use crate::limits::WAIT_DAYS_MAX;
use std::fmt;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Exact minutes.
    Minutes(u32),
    /// Exact hours.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Calendar weeks.
    Weeks(u32),
    /// Calendar months; the 31st becomes the last day of a shorter month.
    Months(u32),
    /// Days on which the company works.
    BusinessDays(u32),
}

/// The reason why a text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// Not in the form `<number> <unit>`.
    #[error(
        "{found:?} is not a length of time; write a number and minutes, hours, days, business days, weeks or months, such as \"3 days\""
    )]
    Form {
        /// The text as written.
        found: String,
    },
    /// Longer than [`WAIT_DAYS_MAX`].
    #[error(
        "{found:?} is longer than {WAIT_DAYS_MAX} days; split it into several steps or start again later"
    )]
    TooLong {
        /// The text as written.
        found: String,
    },
}

impl Span {
    /// No time at all.
    pub const NONE: Self = Self::Minutes(0);

    /// Reads `<number> <unit>`; the unit may be singular or plural.
    pub fn parse(text: &str) -> Result<Self, SpanError> {
        let form = || SpanError::Form { found: text.to_owned() };
        let (number, unit) = text.trim().split_once(' ').ok_or_else(form)?;
        let number: u32 = number.parse().map_err(|_| form())?;
        let span = match unit.trim() {
            "minute" | "minutes" => Self::Minutes(number),
            "hour" | "hours" => Self::Hours(number),
            "day" | "days" => Self::Days(number),
            "week" | "weeks" => Self::Weeks(number),
            "month" | "months" => Self::Months(number),
            "business day" | "business days" => Self::BusinessDays(number),
            _ => return Err(form()),
        };
        if span.days_at_most() > u64::from(WAIT_DAYS_MAX) {
            return Err(SpanError::TooLong { found: text.to_owned() });
        }
        Ok(span)
    }

    /// An upper bound in days, for limits and comparisons.
    pub fn days_at_most(self) -> u64 {
        match self {
            Self::Minutes(n) => u64::from(n).div_ceil(24 * 60),
            Self::Hours(n) => u64::from(n).div_ceil(24),
            Self::Days(n) => u64::from(n),
            Self::Weeks(n) => u64::from(n) * 7,
            Self::Months(n) => u64::from(n) * 31,
            Self::BusinessDays(n) => u64::from(n) * 2 + 10,
        }
    }

    /// Whether this is an exact length rather than one counted on a calendar.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Minutes(_) | Self::Hours(_))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match *self {
            Self::Minutes(n) => (n, "minute"),
            Self::Hours(n) => (n, "hour"),
            Self::Days(n) => (n, "day"),
            Self::Weeks(n) => (n, "week"),
            Self::Months(n) => (n, "month"),
            Self::BusinessDays(n) => (n, "business day"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_as_marketers_write_them() {
        assert_eq!(Span::parse("90 minutes"), Ok(Span::Minutes(90)));
        assert_eq!(Span::parse(" 1  hour "), Ok(Span::Hours(1)));
        assert_eq!(Span::parse("7 days"), Ok(Span::Days(7)));
        assert_eq!(Span::parse("2 weeks"), Ok(Span::Weeks(2)));
        assert_eq!(Span::parse("1 month"), Ok(Span::Months(1)));
        assert_eq!(Span::parse("3 business days"), Ok(Span::BusinessDays(3)));
    }

    #[test]
    fn what_is_no_length_is_refused_with_the_text_as_written() {
        for text in [
            "",
            "3",
            "days",
            "3days",
            "three days",
            "-1 days",
            "1.5 hours",
            "3 fortnights",
            "9999999999 days",
        ] {
            assert_eq!(Span::parse(text), Err(SpanError::Form { found: text.to_owned() }), "{text:?}");
        }
    }

    #[test]
    fn two_years_can_be_waited_and_no_more() {
        for (text, span) in [
            ("730 days", Span::Days(730)),
            ("104 weeks", Span::Weeks(104)),
            ("23 months", Span::Months(23)),
            ("360 business days", Span::BusinessDays(360)),
            ("17520 hours", Span::Hours(17_520)),
            ("1051200 minutes", Span::Minutes(1_051_200)),
        ] {
            assert_eq!(Span::parse(text), Ok(span));
        }
        for text in
            ["731 days", "105 weeks", "24 months", "361 business days", "17521 hours", "1051201 minutes"]
        {
            assert_eq!(Span::parse(text), Err(SpanError::TooLong { found: text.to_owned() }), "{text:?}");
        }
    }

    #[test]
    fn minutes_and_hours_are_exact_and_what_is_counted_on_a_calendar_is_not() {
        assert!(Span::Minutes(1).is_exact() && Span::Hours(1).is_exact());
        let counted = [Span::Days(1), Span::Weeks(1), Span::Months(1), Span::BusinessDays(1)];
        assert!(!counted.iter().any(|span| span.is_exact()));
    }

    proptest! {
        #[test]
        fn what_is_written_out_is_read_back_unless_it_is_too_long(number in 0u32..300, unit in 0usize..6) {
            let units = [Span::Minutes, Span::Hours, Span::Days, Span::Weeks, Span::Months, Span::BusinessDays];
            let span = units[unit](number);
            let found = span.to_string();
            let is_short = span.days_at_most() <= u64::from(WAIT_DAYS_MAX);
            let expected = if is_short { Ok(span) } else { Err(SpanError::TooLong { found: found.clone() }) };
            prop_assert_eq!(Span::parse(&found), expected);
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), number in any::<u32>()) {
            let _ = Span::parse(&text);
            let _ = Span::parse(&format!("{number} {text}"));
        }
    }
}
