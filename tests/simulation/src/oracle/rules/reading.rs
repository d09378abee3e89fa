//! Reads templates as plain JSON. It knows the words that marketers write and nothing of the product's parser.

use super::{ClosedDays, Days, Documents, Edition, Hours, SequenceRules};
use anyhow::{Context as _, bail};
use cadence::ids::{SequenceId, StepId, Tag, TopicId};
use cadence::sequence::{IfUnknown, Purpose};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads one version of the templates.
pub(super) fn edition(documents: &Documents) -> anyhow::Result<Edition> {
    let settings = document("settings", &documents.settings)?;
    let quiet = match settings.get("quiet_hours") {
        Some(quiet) => Some(hours(quiet)?).filter(|hours| hours.from != hours.to),
        None => None,
    };
    let caps = list(&settings, "caps").map(|cap| {
        let number = |name| cap[name].as_i64().with_context(|| format!("a cap without `{name}`"));
        Ok((usize::try_from(number("mails")?)?, TimeDelta::days(number("days")?)))
    });
    let caps = caps.collect::<anyhow::Result<_>>()?;
    let zone = text(&settings, "time_zone").unwrap_or("Asia/Tokyo");
    let zone =
        zone.parse().with_context(|| format!("`{zone}` is no time zone; name one of the IANA list"))?;
    let mut sequences = BTreeMap::new();
    for (name, text) in &documents.sequences {
        let read = document(name, text).and_then(|written| sequence(documents, &settings, &written));
        let read = read.with_context(|| format!("the sequence `{name}` cannot be read by the oracle"))?;
        sequences.insert(SequenceId::parse(name)?, read);
    }
    let runs = |name: &str, usual: u64| settings["ceilings"]["address"][name].as_u64().unwrap_or(usual);
    let runs = (usize::try_from(runs("runs_per_day", 5))?, usize::try_from(runs("runs_per_month", 15))?);
    let pace = |name: &str, usual: i64| settings["ceilings"]["everybody"][name].as_i64().unwrap_or(usual);
    let (at_once, a_day) = (i32::try_from(pace("at_once", 1_000))?, i32::try_from(pace("per_day", 5_000))?);
    let pace_of_strangers = (at_once, TimeDelta::days(1) / a_day);
    Ok(Edition { zone, quiet, caps, runs_of_strangers: runs, pace_of_strangers, sequences })
}

fn sequence(documents: &Documents, settings: &Value, written: &Value) -> anyhow::Result<SequenceRules> {
    let inherited = |name: &str| written.get(name).or_else(|| settings.get(name));
    let (window, days) = match inherited("send_between") {
        Some(window) => (hours(window)?, days(window)?),
        None => (Hours { from: time("09:00")?, to: time("18:00")? }, Days::Business),
    };
    let calendar = inherited("calendar").and_then(Value::as_str).unwrap_or("japan");
    let if_unknown = match inherited("if_unknown").and_then(Value::as_str).unwrap_or("skip") {
        "skip" => IfUnknown::Skip,
        "resend" => IfUnknown::Resend,
        "ask" => IfUnknown::Ask,
        other => bail!("`{other}` is nothing that can become of an unknown mail"),
    };
    let purpose = purpose(written)?.unwrap_or(Purpose::Marketing);
    let mut steps = Vec::new();
    lay_out(&written["steps"], purpose, &mut steps)?;
    let mut untags = BTreeSet::new();
    taken_off(&written["steps"], &mut untags)?;
    let leaves_out_after = leaves_out_after(inherited("if_late"))?;
    let closed = closed_days(documents, calendar)?;
    let form = text(&written["start"], "form").map(str::to_owned);
    let topic = text(written, "topic").map(TopicId::parse).transpose()?;
    Ok(SequenceRules {
        window,
        days,
        closed,
        if_unknown,
        leaves_out_after,
        form,
        purpose,
        topic,
        steps,
        untags,
    })
}

/// The steps in reading order: each before what is nested in it.
fn lay_out(
    written: &Value,
    usual: Purpose,
    steps: &mut Vec<(StepId, Option<Purpose>)>,
) -> anyhow::Result<()> {
    for step in written.as_array().into_iter().flatten() {
        let id = StepId::parse(text(step, "step").context("a step without its name")?)?;
        let sends = step.get("send").is_some();
        let purpose = purpose(step)?.unwrap_or(usual);
        steps.push((id, sends.then_some(purpose)));
        lay_out(&step["then"], usual, steps)?;
        lay_out(&step["else"], usual, steps)?;
    }
    Ok(())
}

/// The tags that steps take off, those of nested steps among them.
fn taken_off(written: &Value, tags: &mut BTreeSet<Tag>) -> anyhow::Result<()> {
    for step in written.as_array().into_iter().flatten() {
        if let Some(tag) = text(step, "untag") {
            tags.insert(Tag::parse(tag)?);
        }
        taken_off(&step["then"], tags)?;
        taken_off(&step["else"], tags)?;
    }
    Ok(())
}

fn purpose(written: &Value) -> anyhow::Result<Option<Purpose>> {
    Ok(match text(written, "purpose") {
        None => None,
        Some("marketing") => Some(Purpose::Marketing),
        Some("transactional") => Some(Purpose::Transactional),
        Some("confirmation") => Some(Purpose::Confirmation),
        Some(other) => bail!("`{other}` is no purpose of a mail"),
    })
}

/// Days of a span counted at their shortest, so that a step left out earlier was left out for no reason.
fn leaves_out_after(written: Option<&Value>) -> anyhow::Result<Option<TimeDelta>> {
    let by = written.and_then(|written| text(written, "by")).unwrap_or("3 days");
    let then = written.and_then(|written| text(written, "then")).unwrap_or("skip");
    let (number, unit) = by.split_once(' ').with_context(|| format!("`{by}` is no length of time"))?;
    let number: i64 = number.parse()?;
    let span = match unit.trim_end_matches('s') {
        "minute" => TimeDelta::minutes(number),
        "hour" => TimeDelta::hours(number),
        "day" | "business day" => TimeDelta::days(number) - TimeDelta::hours(1),
        "week" => TimeDelta::weeks(number) - TimeDelta::hours(1),
        "month" => TimeDelta::days(28 * number) - TimeDelta::hours(1),
        _ => bail!("`{unit}` is no unit of time"),
    };
    Ok((then == "skip").then_some(span))
}

fn closed_days(documents: &Documents, calendar: &str) -> anyhow::Result<ClosedDays> {
    let text_of = documents.calendars.get(calendar);
    let written = text_of.map_or(Ok(Value::Null), |text| document(calendar, text))?;
    let plain = text_of.is_none() && calendar == "plain";
    let workdays = match written.get("workdays") {
        Some(days) => days.as_array().into_iter().flatten().map(weekday).collect::<anyhow::Result<_>>()?,
        None => vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri],
    };
    let mut closed = ClosedDays {
        holidays: text(&written, "holidays").unwrap_or(if plain { "none" } else { "japan" }) == "japan",
        workdays,
        yearly: Vec::new(),
        dates: Vec::new(),
        exceptions: Vec::new(),
    };
    for entry in list(&written, "closed").chain(list(&written, "add_holidays")) {
        match (text(entry, "from"), text(entry, "to"), text(entry, "on")) {
            (Some(from), Some(to), _) => closed.yearly.push((month_and_day(from)?, month_and_day(to)?)),
            (_, _, Some(on)) => closed.dates.push(on.parse()?),
            _ => bail!("closed days without `from` and `to` or `on`"),
        }
    }
    for date in list(&written, "remove_holidays") {
        closed.exceptions.push(date.as_str().unwrap_or_default().parse::<NaiveDate>()?);
    }
    Ok(closed)
}

fn month_and_day(text: &str) -> anyhow::Result<(u32, u32)> {
    let (month, day) = text.split_once('-').with_context(|| format!("`{text}` is no day of a year"))?;
    Ok((month.parse()?, day.parse()?))
}

fn hours(written: &Value) -> anyhow::Result<Hours> {
    let at = |name| time(text(written, name).with_context(|| format!("hours without `{name}`"))?);
    Ok(Hours { from: at("from")?, to: at("to")? })
}

fn days(window: &Value) -> anyhow::Result<Days> {
    if window.get("on_days").is_some() {
        return Ok(Days::Chosen(list(window, "on_days").map(weekday).collect::<anyhow::Result<_>>()?));
    }
    Ok(if text(window, "on") == Some("business days") { Days::Business } else { Days::Every })
}

fn weekday(day: &Value) -> anyhow::Result<Weekday> {
    let name = day.as_str().unwrap_or_default();
    name.parse().ok().with_context(|| format!("`{name}` is no day of the week"))
}

fn time(text: &str) -> anyhow::Result<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").with_context(|| format!("`{text}` is no time of day"))
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn document(name: &str, text: &str) -> anyhow::Result<Value> {
    serde_json::from_str(text).with_context(|| format!("`{name}.json` is no JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;
    use chrono_tz::Asia::Tokyo;

    fn shipped() -> Edition {
        edition(&crate::editions()[0].documents()).unwrap()
    }

    fn open(edition: &Edition, year: i32, month: u32, day: u32, hour: u32) -> Option<bool> {
        let at = Tokyo.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap().to_utc();
        edition.is_open(&SequenceId::parse("win-back").unwrap(), at)
    }

    #[test]
    fn the_shipped_templates_are_read() {
        let edition = shipped();
        let (asking, others): (Vec<_>, Vec<_>) =
            edition.sequences.values().partition(|sequence| sequence.purpose == Purpose::Confirmation);
        assert_eq!((asking.len(), others.len()), (2, 5));
        assert_eq!(edition.caps.iter().map(|(mails, _)| *mails).collect::<Vec<_>>(), [1, 3, 8]);
        let welcome = &edition.sequences[&SequenceId::parse("welcome-material").unwrap()];
        assert_eq!(welcome.if_unknown, IfUnknown::Skip);
        assert_eq!(welcome.leaves_out_after, Some(TimeDelta::hours(71)));
        let sending: Vec<_> =
            welcome.steps.iter().filter_map(|(id, purpose)| purpose.map(|p| (id.as_str(), p))).collect();
        assert_eq!(sending.first(), Some(&("material", Purpose::Transactional)));
        assert_eq!(sending.last(), Some(&("wrap-up", Purpose::Marketing)));
        assert_eq!(sending.len(), 7);
    }

    #[test]
    fn marketing_is_open_on_business_days_in_the_window_and_nowhere_else() {
        let edition = shipped();
        assert_eq!(open(&edition, 2026, 5, 7, 9), Some(true));
        assert_eq!(open(&edition, 2026, 5, 7, 8), Some(false));
        assert_eq!(open(&edition, 2026, 5, 7, 18), Some(false));
        assert_eq!(open(&edition, 2026, 5, 6, 10), Some(false));
        assert_eq!(open(&edition, 2026, 5, 9, 10), Some(false));
        assert_eq!(open(&edition, 2031, 5, 8, 10), None);
    }
}
