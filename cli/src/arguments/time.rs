//! Moments and speeds as they are written on the command line.

use cadence::holidays::YEAR_FIRST;
use cadence::limits::CLOCK_YEAR_LAST;
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};

/// A day's hour where none is said.
const USUAL_HOUR: u32 = 10;

pub(super) fn local_moment(text: &str) -> Result<NaiveDateTime, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let usual = NaiveTime::from_hms_opt(USUAL_HOUR, 0, 0).unwrap_or_default();
    let moment = day
        .map(|day| day.and_time(usual))
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok())
        .ok_or("write a date such as 2026-12-20, or a date and a time such as 2026-12-20T15:30")?;
    if (YEAR_FIRST..=CLOCK_YEAR_LAST).contains(&moment.year()) {
        Ok(moment)
    } else {
        Err(format!(
            "write a date from {YEAR_FIRST} to {CLOCK_YEAR_LAST}; holidays of other years are not known"
        ))
    }
}

/// The fastest clock: a year in five seconds or so.
pub const SPEED_MAX: f64 = 10_000_000.0;

pub(super) fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "write a number, such as 1440".to_owned())?;
    if (1.0..=SPEED_MAX).contains(&speed) {
        Ok(speed)
    } else {
        Err(format!("write a number from 1 to {SPEED_MAX}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
