//! `cursor` / `tick`: `ran_at`, `holder` and `lease_until` together or not at all, `reaches` (a list of texts, the latest
//! first), `rev`.
//!
//! A watermark is written `<time>` and, for each shard at which it stopped short, ` <lane>/<shard>/<due>/<lead>/<sequence>`.

use crate::attributes::{Attributes, Draft, Record, millis, parse_instant};
use crate::due::DueRow;
use crate::error::StoreError;
use crate::keys;
use crate::lane::Lane;
use aws_sdk_dynamodb::types::AttributeValue;
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};
use std::collections::BTreeMap;

/// The state that ticks share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TickState {
    /// When the last one began.
    pub ran_at: Instant,
    /// The one who ticks, and until when nobody else may.
    pub lease: Option<(String, Instant)>,
    /// The progress of handing out steps at some moments, the latest first.
    pub watermarks: Vec<Watermark>,
}

/// The progress of handing out steps at a moment: all that were listed up to it, except where a shard stopped short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// The moment.
    pub at: Instant,
    /// The last row that was handed out of a shard that had more than fitted; none at all where nothing of it was.
    pub stopped: BTreeMap<(Lane, u32), Option<DueRow>>,
}

impl Watermark {
    /// Whether a row of a shard had been handed out.
    pub fn covers(&self, lane: Lane, shard: u32, row: &DueRow) -> bool {
        match self.stopped.get(&(lane, shard)) {
            None => row.due_at <= self.at,
            Some(None) => false,
            Some(Some(last)) => row.place() <= last.place(),
        }
    }
}

pub(crate) fn write(state: &TickState) -> Attributes {
    let draft = Draft::at(&keys::tick())
        .instant("ran_at", state.ran_at)
        .list("reaches", state.watermarks.iter().map(watermark_text));
    match &state.lease {
        None => draft,
        Some((holder, until)) => draft.text("holder", holder.as_str()).instant("lease_until", *until),
    }
    .done()
}

pub(crate) fn read(item: &Attributes) -> Result<TickState, StoreError> {
    let record = Record::new("tick", item);
    let lease = match record.maybe_text("holder")? {
        None => None,
        Some(holder) => Some((holder.to_owned(), record.instant("lease_until")?)),
    };
    let Some(AttributeValue::L(values)) = item.get("reaches") else { return Err(record.corrupt("reaches")) };
    let watermark = |value: &AttributeValue| value.as_s().ok().and_then(|text| parse_watermark(text));
    let watermarks = values.iter().map(|value| watermark(value).ok_or_else(|| record.corrupt("reaches")));
    Ok(TickState {
        ran_at: record.instant("ran_at")?,
        lease,
        watermarks: watermarks.collect::<Result<_, _>>()?,
    })
}

fn watermark_text(watermark: &Watermark) -> String {
    let stops = watermark.stopped.iter().map(|((lane, shard), row)| match row {
        None => format!("{}/{shard}", lane.name()),
        Some(row) => {
            format!("{}/{shard}/{}/{}/{}", lane.name(), millis(row.due_at), row.lead, row.sequence)
        }
    });
    let words: Vec<String> = std::iter::once(millis(watermark.at)).chain(stops).collect();
    words.join(" ")
}

fn parse_watermark(text: &str) -> Option<Watermark> {
    let mut words = text.split(' ');
    let at = parse_instant(words.next()?)?;
    let stopped = words.map(parse_stop).collect::<Option<_>>()?;
    Some(Watermark { at, stopped })
}

fn parse_stop(word: &str) -> Option<((Lane, u32), Option<DueRow>)> {
    let mut parts = word.split('/');
    let lane = parts.next()?;
    let lane = Lane::ALL.into_iter().find(|known| known.name() == lane)?;
    let shard = parts.next()?.parse().ok()?;
    let Some(due_at) = parts.next() else { return Some(((lane, shard), None)) };
    let row = DueRow {
        due_at: parse_instant(due_at)?,
        lead: LeadId::parse(parts.next()?).ok()?,
        sequence: SequenceId::parse(parts.next()?).ok()?,
    };
    Some(((lane, shard), Some(row)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn what_is_written_is_read_back() {
        let at = Instant::UNIX_EPOCH + TimeDelta::milliseconds(1_234_567);
        let row = DueRow {
            lead: LeadId::parse(&"a".repeat(26)).unwrap(),
            sequence: SequenceId::parse("welcome").unwrap(),
            due_at: at,
        };
        let stopped = BTreeMap::from([((Lane::Main, 3), Some(row)), ((Lane::Fast, 0), None)]);
        let watermarks = vec![Watermark { at, stopped }, Watermark { at, stopped: BTreeMap::new() }];
        for lease in [None, Some(("somebody".to_owned(), at))] {
            let state = TickState { ran_at: at, lease, watermarks: watermarks.clone() };
            assert_eq!(read(&write(&state)).unwrap(), state);
        }
    }
}
