//! The `date` filter: a day or a moment the way the mail's language writes it.

use super::{is_japanese, refusal};
use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime};
use minijinja::value::Value;
use minijinja::{Error, State};
use std::borrow::Cow;

/// Characters of a format at most.
const FORMAT_LENGTH_MAX: usize = 64;
const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// `{{ today | date }}` gives 2026年11月21日 or November 21, 2026; `date("%-m/%-d(%a)")` gives 11/21(土) in Japanese.
///
/// Takes `2026-11-21`, `2026/11/21`, and moments such as `2026-11-21T10:00:00+09:00`, whose local reading is kept.
/// Formats are those of strftime.
pub(super) fn date(
    state: &State<'_, '_>,
    value: &Value,
    format: Option<Cow<'_, str>>,
) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let moment = read(value.to_string().trim()).ok_or_else(|| {
        refusal("`date` takes a day such as 2026-11-21 or a moment such as 2026-11-21T10:00:00+09:00")
    })?;
    let japanese = is_japanese(state);
    let format = format.unwrap_or(Cow::Borrowed(if japanese { "%Y年%-m月%-d日" } else { "%B %-d, %Y" }));
    write(moment, &format, japanese).map(Value::from)
}

fn read(text: &str) -> Option<NaiveDateTime> {
    let day = |layout| NaiveDate::parse_from_str(text, layout).ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    day("%Y-%m-%d")
        .or_else(|| day("%Y/%m/%d"))
        .or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.naive_local()))
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok())
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok())
}

fn write(moment: NaiveDateTime, format: &str, japanese: bool) -> Result<String, Error> {
    if format.chars().count() > FORMAT_LENGTH_MAX {
        return Err(refusal("the format of `date` is too long; write one such as %Y-%m-%d"));
    }
    let format = if japanese {
        let weekday = WEEKDAYS[moment.weekday().num_days_from_monday() as usize];
        Cow::Owned(format.replace("%a", weekday).replace("%A", &format!("{weekday}曜日")))
    } else {
        Cow::Borrowed(format)
    };
    let items: Vec<Item<'_>> = StrftimeItems::new(&format).collect();
    if items.contains(&Item::Error) {
        return Err(refusal("`date` does not know this format; write one such as %Y-%m-%d"));
    }
    let mut text = String::new();
    std::fmt::Write::write_fmt(&mut text, format_args!("{}", moment.format_with_items(items.iter())))
        .map_err(|_| refusal("`date` cannot write an offset; use %Y, %m, %d, %H and %M"))?;
    Ok(text)
}
