//! Counts of days and years that are not those of the Gregorian calendar: Japanese eras and the serial
//! numbers of spreadsheets.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The first day of a spreadsheet's serial numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Epoch {
    /// 1 is 1900-01-01, and 60 is a 29 February 1900 that never was: Excel keeps the fault of Lotus 1-2-3.
    #[default]
    Of1900,
    /// 0 is 1904-01-01, as old workbooks from Macs have it.
    Of1904,
}

/// The last serial number of Excel: 9999-12-31 in the system of 1900.
const SERIAL_MAX: u32 = 2_958_465;
const SECONDS_OF_A_DAY: u64 = 86_400;

/// The date of a serial number; `None` for 0 and 60 in the system of 1900, which are no days, and beyond the
/// year 9999.
pub fn from_serial(serial: u32, epoch: Epoch) -> Option<NaiveDate> {
    let (year, days) = match epoch {
        Epoch::Of1900 if serial == 0 || serial == 60 => return None,
        // Behind the day that never was, each number is one too many.
        Epoch::Of1900 => (1900, if serial > 60 { serial - 2 } else { serial - 1 }),
        Epoch::Of1904 => (1904, serial),
    };
    let date = NaiveDate::from_ymd_opt(year, 1, 1)?.checked_add_days(Days::new(u64::from(days)))?;
    (serial <= SERIAL_MAX).then_some(date)
}

/// The date and time of a serial number with a fraction of a day, rounded to the second: six digits of a
/// fraction are a tenth.
pub(super) fn from_serial_with_fraction(whole: u32, fraction: &str, epoch: Epoch) -> Option<NaiveDateTime> {
    let date = from_serial(whole, epoch)?;
    let digits = fraction.get(..fraction.len().min(15))?;
    let parts: u64 = digits.parse().ok()?;
    let of = 10_u64.checked_pow(u32::try_from(digits.len()).ok()?)?;
    let seconds =
        (u128::from(parts) * u128::from(SECONDS_OF_A_DAY) * 2 + u128::from(of)) / (2 * u128::from(of));
    let seconds = TimeDelta::try_seconds(i64::try_from(seconds).ok()?)?;
    date.and_time(NaiveTime::MIN).checked_add_signed(seconds)
}

/// A Japanese era: its name, its letter, and its first day.
pub(super) struct Era {
    pub(super) name: &'static str,
    pub(super) letter: char,
    first: (i32, u32, u32),
}

/// The eras since the Gregorian calendar holds in Japan.
pub(super) const ERAS: [Era; 5] = [
    Era { name: "令和", letter: 'r', first: (2019, 5, 1) },
    Era { name: "平成", letter: 'h', first: (1989, 1, 8) },
    Era { name: "昭和", letter: 's', first: (1926, 12, 25) },
    Era { name: "大正", letter: 't', first: (1912, 7, 30) },
    Era { name: "明治", letter: 'm', first: (1868, 10, 23) },
];

impl Era {
    /// The Gregorian year of a year of this era; the first is 1.
    pub(super) fn year(&self, year: u32) -> Option<i32> {
        let year = i32::try_from(year).ok().filter(|year| *year > 0)?;
        self.first.0.checked_add(year - 1)
    }

    /// Whether the era had begun. Its end is not asked: papers printed before it say 平成31年5月, and mean one
    /// day only.
    pub(super) fn had_begun(&self, date: NaiveDate) -> bool {
        let (year, month, day) = self.first;
        NaiveDate::from_ymd_opt(year, month, day).is_some_and(|first| date >= first)
    }
}
