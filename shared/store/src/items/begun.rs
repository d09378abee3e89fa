//! `door#mailbox#<hash>` / `runs` or `checked`: `runs` (list of `<milliseconds>` or `<milliseconds>~<caller tag>`), `expires_at`, `rev`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys::Key;
use aws_sdk_dynamodb::types::AttributeValue;
use cadence::Instant;
use cadence::caller::CallerTag;
use cadence::ceiling::{Begun, BegunRun};
use chrono::TimeDelta;

/// The time after its latest run for which an item is of any use.
const KEPT: TimeDelta = TimeDelta::days(31);
const RUNS: &str = "runs";

pub(crate) fn write(key: &Key, begun: &Begun) -> Attributes {
    let latest = begun.runs().iter().map(|run| run.at).max().unwrap_or_default();
    let text = |run: &BegunRun| {
        let millis = run.at.timestamp_millis();
        run.caller.map_or_else(
            || millis.to_string(),
            |CallerTag(tag)| format!("{millis}~{:08x}", u32::from_be_bytes(tag)),
        )
    };
    Draft::at(key)
        .list(RUNS, begun.runs().iter().map(text))
        .number("expires_at", (latest + KEPT).timestamp())
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Begun, StoreError> {
    let record = Record::new("runs begun", item);
    let Some(AttributeValue::L(values)) = item.get(RUNS) else { return Err(record.corrupt(RUNS)) };
    let one = |value: &AttributeValue| value.as_s().ok().and_then(|text| parse(text));
    let runs: Option<Vec<BegunRun>> = values.iter().map(one).collect();
    runs.map(Begun::of).ok_or_else(|| record.corrupt(RUNS))
}

fn parse(text: &str) -> Option<BegunRun> {
    let (millis, tag) = text.split_once('~').map_or((text, None), |(millis, tag)| (millis, Some(tag)));
    let tag = match tag {
        None => None,
        Some(tag) => Some(CallerTag(u32::from_str_radix(tag, 16).ok()?.to_be_bytes())),
    };
    Some(BegunRun { at: Instant::from_timestamp_millis(millis.parse().ok()?)?, caller: tag })
}
