//! The enrollments as they stand in the table, kept beside it: what a write changed, what is due, and what an index that is
//! behind would still show.

use super::happening::StateName;
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::ids::{LeadId, SequenceId};
use chrono::{SecondsFormat, TimeDelta};
use embedded_dynamodb::Engine;
use kit::observer;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// The longest time by which an index is behind.
const LAG_MAX: TimeDelta = TimeDelta::seconds(12);
/// The beginning of enrollments' sort keys.
pub(super) const ENROLLMENT: &str = "now#enrollment#";
/// The sort key of tags.
pub(super) const TAGS: &str = "now#tags";

/// Partition key and sort key of an item.
pub(super) type Key = (String, String);
/// Partition and sort key in the index of what is due.
pub(super) type Place = (String, String);

/// One enrollment.
#[derive(Debug)]
struct Row {
    enrollment: Enrollment,
    raw: Value,
    place: Option<Place>,
    /// Since when the index has this place.
    since: Instant,
}

/// A place that a row had until some moment.
#[derive(Debug)]
struct Left {
    key: Key,
    place: Place,
    since: Instant,
    until: Instant,
}

/// The change that a write made.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) before: Option<Enrollment>,
    pub(super) after: Option<Enrollment>,
}

/// All enrollments.
#[derive(Debug, Default)]
pub(super) struct Rows {
    standing: BTreeMap<Key, Row>,
    /// The rows listed to be looked at, by time.
    listed: BTreeSet<(String, Key)>,
    /// The number of those that are paused until somebody lets them go.
    parked: usize,
    left: Vec<Left>,
    writes: u64,
    store: Option<Store>,
}

impl Rows {
    /// Looks at an enrollment again after something was written. None when it is as it was.
    pub(super) fn look(&mut self, engine: &Engine, key: &Key, now: Instant) -> Option<Written> {
        let raw = observer::item(engine, &key.0, &key.1);
        let seen = self.standing.get(key);
        if seen.map(|row| &row.raw) == raw.as_ref() {
            return None;
        }
        let store = self.store.get_or_insert_with(|| observer::store(engine));
        let decoded = raw.as_ref().and_then(|_| decode(store, key));
        let row = raw.zip(decoded).map(|(raw, enrollment)| {
            let text = |name: &str| raw[name]["S"].as_str().map(str::to_owned);
            let place = text("due_pk").zip(text("due_sk"));
            Row { enrollment, raw, place, since: now }
        });
        let before = self.standing.remove(key);
        self.list(before.as_ref(), key, false);
        self.left.retain(|left| left.until > now - LAG_MAX);
        let after = row.map(|mut row| {
            let same = before.as_ref().filter(|before| before.place == row.place);
            row.since = same.map_or(now, |before| before.since);
            row
        });
        if let Some(Row { place: Some(place), since, .. }) = &before
            && after.as_ref().and_then(|row| row.place.as_ref()) != Some(place)
        {
            let left = Left { key: key.clone(), place: place.clone(), since: *since, until: now };
            self.left.push(left);
        }
        let written = Written {
            before: before.map(|row| row.enrollment),
            after: after.as_ref().map(|row| row.enrollment.clone()),
        };
        self.list(after.as_ref(), key, true);
        self.writes += 1;
        if let Some(row) = after {
            self.standing.insert(key.clone(), row);
        }
        Some(written)
    }

    /// Puts the place of a row on the list of what is to be looked at, or takes it off.
    fn list(&mut self, row: Option<&Row>, key: &Key, on: bool) {
        let Some((partition, sort)) = row.and_then(|row| row.place.as_ref()) else { return };
        if partition.starts_with("parked#") {
            self.parked = if on { self.parked + 1 } else { self.parked.saturating_sub(1) };
        } else if partition.starts_with("due#") || partition == "doubt" {
            let entry = (sort.clone(), key.clone());
            if on {
                self.listed.insert(entry);
            } else {
                self.listed.remove(&entry);
            }
        }
    }

    /// All enrollments with their places.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Enrollment, Option<&Place>)> {
        self.standing.values().map(|row| (&row.enrollment, row.place.as_ref()))
    }

    /// When something is to be looked at next, what was listed for this moment or an earlier one left out.
    pub(super) fn next_due(&self, since: Instant) -> Option<Instant> {
        let since = since.max(Instant::UNIX_EPOCH) + TimeDelta::milliseconds(1);
        let from = (since.to_rfc3339_opts(SecondsFormat::Millis, true), Key::default());
        self.listed.range(from..).next().and_then(|(sort, _)| time_of(sort))
    }

    /// The number of writes that have changed an enrollment.
    pub(super) fn writes(&self) -> u64 {
        self.writes
    }

    /// Whether nothing is to be looked at any more.
    pub(super) fn are_done(&self) -> bool {
        self.listed.is_empty() && self.parked == 0
    }

    /// Whether anything is paused.
    pub(super) fn has_parked(&self) -> bool {
        self.parked > 0
    }

    /// Whether an enrollment is in a state.
    pub(super) fn has_come_to(&self, lead: &LeadId, sequence: &SequenceId, awaited: StateName) -> bool {
        let key = (format!("L#{lead}"), format!("{ENROLLMENT}{sequence}"));
        self.standing.get(&key).is_some_and(|row| row.enrollment.state.name() == awaited.to_string())
    }

    /// Whether any mail is in flight or unknown.
    pub(super) fn in_flight(&self, lead: &LeadId) -> bool {
        let flies = |row: &Row| {
            row.enrollment.lead == *lead
                && matches!(row.enrollment.state, State::Sending { .. } | State::Unknown { .. })
        };
        self.standing.values().any(flies)
    }

    /// Makes of an answer about the index what an index would give that is behind by so much. True when it differs.
    pub(super) fn age(&self, asked: &Value, answer: &mut Value, lag: TimeDelta, now: Instant) -> bool {
        let then = now - lag;
        let Some(items) = answer["Items"].as_array().cloned() else { return false };
        let fresh = |item: &Value| {
            let key = (text(item, "pk"), text(item, "sk"));
            self.standing.get(&key).is_some_and(|row| row.since > then)
        };
        let mut aged: Vec<Value> = items.iter().filter(|item| !fresh(item)).cloned().collect();
        let mut changed = aged.len() != items.len();
        let whole = answer.get("LastEvaluatedKey").is_none();
        let last = items.last().map(|item| text(item, "due_sk"));
        let reaches = |place: &Place| whole || last.as_ref().is_some_and(|last| place.1 <= *last);
        for left in &self.left {
            let shown = left.since <= then && left.until > then;
            if shown && asks_for(asked, &left.place) && reaches(&left.place) {
                let s = |text: &str| json!({ "S": text });
                let (place, key) = (&left.place, &left.key);
                aged.retain(|item| (text(item, "pk"), text(item, "sk")) != *key);
                aged.push(
                    json!({ "pk": s(&key.0), "sk": s(&key.1), "due_pk": s(&place.0), "due_sk": s(&place.1) }),
                );
                changed = true;
            }
        }
        aged.sort_by_key(|item| (text(item, "due_sk"), text(item, "pk"), text(item, "sk")));
        if changed {
            answer["Count"] = aged.len().into();
            answer["ScannedCount"] = aged.len().into();
            answer["Items"] = aged.into();
        }
        changed
    }
}

/// Whether a query of the index asks for a place: its partition is named, and its time lies between the times named.
fn asks_for(asked: &Value, place: &Place) -> bool {
    let values = asked["ExpressionAttributeValues"].as_object();
    let texts: Vec<&str> = values
        .into_iter()
        .flat_map(|values| values.values())
        .filter_map(|value| value["S"].as_str())
        .collect();
    let mut times: Vec<&str> = texts.iter().copied().filter(|text| text.starts_with("20")).collect();
    times.sort_unstable();
    let start = asked["ExclusiveStartKey"]["due_sk"]["S"].as_str().unwrap_or_default();
    let in_range = match times[..] {
        [] => true,
        [until] => place.1.as_str() <= until,
        [from, .., until] => from <= place.1.as_str() && place.1.as_str() <= until,
    };
    texts.contains(&place.0.as_str()) && in_range && place.1.as_str() > start
}

/// The time that the sort key of a place begins with.
pub(super) fn time_of(sort: &str) -> Option<Instant> {
    let time = sort.split('#').next()?;
    chrono::DateTime::parse_from_rfc3339(time).ok().map(|at| at.to_utc())
}

fn text(item: &Value, name: &str) -> String {
    item[name]["S"].as_str().unwrap_or_default().to_owned()
}

fn decode(store: &Store, key: &Key) -> Option<Enrollment> {
    let lead = LeadId::parse(key.0.strip_prefix("L#")?).ok()?;
    let sequence = SequenceId::parse(key.1.strip_prefix(ENROLLMENT)?).ok()?;
    Some(observer::at_once(store.enrollment(&lead, &sequence)).ok()??.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(partition: &str, until: &str) -> Value {
        json!({ "ExpressionAttributeValues": { ":due_pk": { "S": partition }, ":due_sk": { "S": until } } })
    }

    #[test]
    fn a_place_is_asked_for_by_its_named_partition_and_a_time_in_range() {
        let place = |at: &str| ("due#main#0".to_owned(), at.to_owned());
        let asked = query("due#main#0", "2026-05-01T00:00:00.000Z");
        assert!(asks_for(&asked, &place("2026-05-01T00:00:00.000Z")));
        assert!(!asks_for(&asked, &place("2026-05-01T00:00:00.001Z")));
        assert!(!asks_for(
            &query("due#main#1", "2026-05-01T00:00:00.000Z"),
            &place("2026-04-01T00:00:00.000Z")
        ));
    }

    #[test]
    fn the_time_of_a_place_is_read_with_and_without_the_lead_behind_it() {
        let at = time_of("2026-05-01T00:00:00.000Z").expect("a time");
        assert_eq!(time_of("2026-05-01T00:00:00.000Z#abc"), Some(at));
        assert_eq!(time_of("soon"), None);
    }
}
