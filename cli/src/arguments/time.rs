//! Moments and speeds as they are written on the command line.

use crate::say;
use cadence::holidays::YEAR_FIRST;
use cadence::limits::CLOCK_YEAR_LAST;
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use std::str::FromStr;

/// A day's hour where none is said.
const USUAL_HOUR: u32 = 10;

pub(super) fn local_moment(text: &str) -> Result<NaiveDateTime, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let usual = NaiveTime::from_hms_opt(USUAL_HOUR, 0, 0).unwrap_or_default();
    let moment = day
        .map(|day| day.and_time(usual))
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok())
        .ok_or(say!(
            en = "write a date such as 2026-12-20, or a date and a time such as 2026-12-20T15:30",
            ja = "2026-12-20 のような日付か、2026-12-20T15:30 のような日時を書いてください"
        ))?;
    if (YEAR_FIRST..=CLOCK_YEAR_LAST).contains(&moment.year()) {
        Ok(moment)
    } else {
        Err(say!(
            en = "write a date from {YEAR_FIRST} to {CLOCK_YEAR_LAST}; holidays of other years are not known",
            ja = "{YEAR_FIRST} 年から {CLOCK_YEAR_LAST} 年までの日付を書いてください。ほかの年の祝\
                 日は分かりません"
        ))
    }
}

/// A whole number, with words of ours about what is none.
pub(super) fn whole<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| {
        say!(
            en = "write a whole number, such as 7, and none that is too large",
            ja = "7 のような整数を書いてください。大きすぎる数は使えません"
        )
    })
}

/// A number, with words of ours about what is none.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|it: &f64| it.is_finite());
    number.ok_or_else(|| say!(en = "write a number, such as 2.5", ja = "2.5 のような数を書いてください"))
}

/// A port of this machine.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| {
        say!(
            en = "write a port from 1 to 65535, or 0 for a free one",
            ja = "1 から 65535 までのポートか、空いているものなら 0 を書いてください"
        )
    })
}

/// Lines that a command shows at most.
pub(super) fn limit(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|it| (1..=1000).contains(it));
    number.ok_or_else(|| {
        say!(en = "write a whole number from 1 to 1000", ja = "1 から 1000 までの整数を書いてください")
    })
}

/// The fastest clock: a year in five seconds or so.
pub const SPEED_MAX: f64 = 10_000_000.0;

pub(super) fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text
        .parse()
        .map_err(|_| say!(en = "write a number, such as 1440", ja = "1440 のような数を書いてください"))?;
    if (1.0..=SPEED_MAX).contains(&speed) {
        Ok(speed)
    } else {
        Err(say!(
            en = "write a number from 1 to {SPEED_MAX}",
            ja = "1 から {SPEED_MAX} までの数を書いてください"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_told_in_words_of_ours() {
        for text in ["x", "", "-1", "1.5", "99999999999999999999999"] {
            let said = [whole::<u64>(text).err(), port(text).err(), limit(text).err()];
            assert!(
                said.iter().all(|it| it.as_ref().is_some_and(|it| it.starts_with("write a "))),
                "{text}: {said:?}"
            );
        }
        assert!(number("x").unwrap_err().starts_with("write a number") && number("NaN").is_err());
        assert_eq!(
            (whole::<u64>("7"), port("0"), limit("1000"), number("2.5")),
            (Ok(7), Ok(0), Ok(1000), Ok(2.5))
        );
    }

    #[test]
    fn a_date_alone_means_ten_in_the_morning() {
        assert_eq!(local_moment("2026-12-20").unwrap().to_string(), "2026-12-20 10:00:00");
        assert_eq!(local_moment("2026-12-20T15:30").unwrap().to_string(), "2026-12-20 15:30:00");
        assert!(local_moment("12/20").unwrap_err().contains("2026-12-20"));
        for far in ["9999-12-31", "0001-01-01", "1999-12-31T23:59", "2090-01-01", "+262142-12-31"] {
            assert!(local_moment(far).unwrap_err().contains("from 2000 to 2089"), "{far}");
        }
    }

    #[test]
    fn a_clock_does_not_run_backwards_or_slower() {
        for wrong in ["0.5", "-1", "NaN", "inf", "1e400", "10000001", "", "fast"] {
            assert!(speed(wrong).is_err(), "{wrong}");
        }
        assert!((speed("1440").unwrap() - 1440.0).abs() < f64::EPSILON);
    }
}
