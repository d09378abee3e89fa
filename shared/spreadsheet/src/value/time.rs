//! Times of day behind a date.

use chrono::{FixedOffset, NaiveTime};

/// Reads what stands behind a date, folded (NFKC) and in lower case: nothing, or a time of day, perhaps with
/// an offset. `None` if it is something else, or `午後12時`, of which people do not agree whether it is noon.
pub(super) fn read(rest: &str) -> Option<(Option<NaiveTime>, Option<FixedOffset>)> {
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Some((None, None));
    }
    let rest = rest.strip_prefix('t').unwrap_or(rest);
    let (half, rest) = take_half(rest, &[("午前", 0), ("午後", 12)]);
    let (clock, rest) = take_clock(rest.trim_start())?;
    let rest = rest.trim_start();
    let (english, rest) = take_half(rest, &[("a.m.", 0), ("p.m.", 12), ("am", 0), ("pm", 12)]);
    let hour = match (half, english, clock.hour) {
        (None, None, hour) => hour,
        (None, Some(half), 12) => half,
        (Some(half), None, hour) | (None, Some(half), hour) if hour < 12 => hour + half,
        (Some(_) | None, Some(_) | None, _) => return None,
    };
    let offset = take_offset(rest.trim_start()).ok()?;
    Some((Some(NaiveTime::from_hms_opt(hour, clock.minute, clock.second)?), offset))
}

struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
}

/// Takes hours, minutes and seconds: `9:05`, `9:05:30.25`, `9時`, `9時5分`, `9時5分30秒`, `9時半`. Hours alone need
/// their word.
fn take_clock(text: &str) -> Option<(Clock, &str)> {
    let (hour, rest) = take_number(text)?;
    if let Some(rest) = rest.strip_prefix('時') {
        if let Some(rest) = rest.strip_prefix('半') {
            return Some((Clock { hour, minute: 30, second: 0 }, rest));
        }
        let Some((minute, rest)) = take_number(rest) else {
            return Some((Clock { hour, minute: 0, second: 0 }, rest));
        };
        let rest = rest.strip_prefix('分')?;
        let Some((second, rest)) = take_number(rest) else {
            return Some((Clock { hour, minute, second: 0 }, rest));
        };
        return Some((Clock { hour, minute, second }, rest.strip_prefix('秒')?));
    }
    let Some(rest) = rest.strip_prefix(':') else {
        // `3 PM`: the half of the day says that it is an hour.
        let is_hour = ["am", "pm", "a.m.", "p.m."].iter().any(|half| rest.trim_start().starts_with(half));
        return is_hour.then_some((Clock { hour, minute: 0, second: 0 }, rest));
    };
    let (minute, rest) = take_number(rest)?;
    let Some(rest) = rest.strip_prefix(':') else {
        return Some((Clock { hour, minute, second: 0 }, rest));
    };
    let (second, rest) = take_number(rest)?;
    let Some(fraction) = rest.strip_prefix(['.', ',']) else {
        return Some((Clock { hour, minute, second }, rest));
    };
    let rest = fraction.trim_start_matches(|sign: char| sign.is_ascii_digit());
    Some((Clock { hour, minute, second }, rest))
}

/// Takes a number of one or two digits.
fn take_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.len() <= 2).then_some(())?;
    Some((digits.parse().ok()?, rest))
}

fn take_half<'a>(text: &'a str, halves: &[(&str, u32)]) -> (Option<u32>, &'a str) {
    for (word, hours) in halves {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(*hours), rest);
        }
    }
    (None, text)
}

const HOUR: i32 = 3600;

/// Something behind a time that is no offset.
struct Stray;

/// Reads an offset from UTC: nothing, `Z`, `UTC`, `JST`, `+09:00`, `+0900` or `+09`.
fn take_offset(text: &str) -> Result<Option<FixedOffset>, Stray> {
    match text {
        "" => return Ok(None),
        "z" | "utc" | "gmt" => return Ok(FixedOffset::east_opt(0)),
        "jst" => return Ok(FixedOffset::east_opt(9 * HOUR)),
        _ => {}
    }
    let offset = signed_offset(text).and_then(FixedOffset::east_opt);
    offset.map(Some).ok_or(Stray)
}

/// The seconds of `+09:00`, `+0900` or `+09`.
fn signed_offset(text: &str) -> Option<i32> {
    let sign = match text.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        Some(_) | None => return None,
    };
    let digits: String = text.get(1..)?.chars().filter(|sign| *sign != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..).filter(|it| !it.is_empty()).map_or(Some(0), |it| it.parse().ok())?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * HOUR + minutes * 60))
}
