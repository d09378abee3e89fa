//! The reasons why a text is no date, with their remedies.

use crate::problem::{Fault, excerpt};
use cadence::wording::Words;
use cadence::{text, words};

const USUAL: Words = words!(
    en = "write year, month and day, such as 2026-04-01 or 2026/4/1 9:05",
    ja = "2026-04-01、2026/4/1 9:05、2026年4月1日、令和8年4月1日のように、年月日を書いてください。"
);

/// The reasons a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Form,
    Ambiguous,
    YearOfTwoDigits,
    NoYear,
    NoSuchDay,
    BeforeEra(&'static str),
}

/// The fault of a cell.
pub(super) fn fault(text: &str, reason: Reason) -> Fault {
    let shown = excerpt(text);
    let plain = text!(en = "{shown:?} is no date", ja = "{shown:?} は日付として読めません。");
    match reason {
        Reason::Form => Fault::new("not-a-date", plain, USUAL),
        Reason::Ambiguous => Fault::new(
            "ambiguous-date",
            text!(
                en = "{shown:?} can be meant in two ways",
                ja = "{shown:?} は、どちらが月でどちらが日か分かりません。"
            ),
            words!(
                en = "write the year first, or say the order of all dates: month/day/year or day/month/year",
                ja = "年から書くか、日付の順（月/日/年か、日/月/年）を指定してください。"
            ),
        ),
        Reason::YearOfTwoDigits => Fault::new(
            "year-of-two-digits",
            text!(
                en = "the year of {shown:?} has two digits or fewer",
                ja = "{shown:?} の年は2桁以下で、西暦か元号か分かりません。"
            ),
            USUAL,
        ),
        Reason::NoYear => Fault::new(
            "no-year",
            text!(en = "{shown:?} has no year", ja = "{shown:?} には年がありません。"),
            USUAL,
        ),
        Reason::NoSuchDay => Fault::new(
            "no-such-day",
            text!(en = "{shown:?} is not in the calendar", ja = "{shown:?} は暦にない日時です。"),
            USUAL,
        ),
        Reason::BeforeEra(era) => Fault::new(
            "before-era",
            text!(
                en = "{shown:?} is before the era {era} began",
                ja = "{shown:?} は、{era}が始まる前の日です。"
            ),
            USUAL,
        ),
    }
}
