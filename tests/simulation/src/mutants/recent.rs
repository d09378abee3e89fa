//! Mistakes in what enrollments remember: of their marketing mails, and where they stood.

use super::Mutant;
use crate::connection::Connection;
use crate::happening::CallLabel;
use crate::request::TableRequest;
use crate::rows::ENROLLMENT;
use cadence::Instant;
use chrono::{DateTime, SecondsFormat, TimeDelta};
use data_encoding::BASE64;
use kit::observer;
use serde_json::{Value, json};
use std::sync::Arc;

const RECENT: &str = "recent";
/// By how much the clocks of two senders differ, half of it. A slow answer of the mail service takes about so long, in which
/// another sender claims, looks and takes itself for the first.
const HALF_APART: TimeDelta = TimeDelta::seconds(10);

/// Rewrites each enrollment that is written to what the mutant would have written.
pub(super) fn alter(connection: &Arc<Connection>, mutant: Mutant, label: &CallLabel, value: &mut Value) {
    if let Some(actions) = value.get_mut("TransactItems").and_then(Value::as_array_mut) {
        for item in actions.iter_mut().filter_map(|action| action.pointer_mut("/Put/Item")) {
            alter_item(connection, mutant, label, item);
        }
    } else if let Some(item) = value.get_mut("Item") {
        alter_item(connection, mutant, label, item);
    }
}

fn alter_item(connection: &Arc<Connection>, mutant: Mutant, label: &CallLabel, item: &mut Value) {
    let (Some(pk), Some(sk)) = (item["pk"]["S"].as_str(), item["sk"]["S"].as_str()) else { return };
    if !sk.starts_with(ENROLLMENT) {
        return;
    }
    let standing = || observer::item(&connection.state.engine, pk, sk).unwrap_or_default();
    let is_over = item.get("over").is_some();
    let forgets = (mutant == Mutant::TimesLostAtRestart && !is_over && run(&standing()) != run(item))
        || (mutant == Mutant::TimesLostAtDone && is_over)
        || (mutant == Mutant::TimesLostAtRemoval && ended_as_removed(item));
    let earlier = if mutant == Mutant::ResendCountedTwice { bytes(&standing()[RECENT]) } else { Vec::new() };
    let Some(fields) = item.as_object_mut() else { return };
    if mutant == Mutant::SlipForgetsPlace && is_over {
        fields.remove("previous_step");
    }
    if forgets {
        fields.remove(RECENT);
    }
    match (mutant, label) {
        (Mutant::OwnClaimUncounted, CallLabel::Claim) => {
            fields.remove("counts_as");
        }
        (Mutant::TransactionalCounted, CallLabel::Claim) => {
            fields.entry("counts_as").or_insert_with(|| json!({ "B": BASE64.encode(&[1, 2, 3, 4]) }));
        }
        (Mutant::TieBrokenByTime, CallLabel::Claim) => {
            let early = connection.invocation().0.is_multiple_of(2);
            if let Some(lease) = fields.get_mut("lease_until") {
                *lease = moved(lease, if early { -HALF_APART } else { HALF_APART });
            }
        }
        (Mutant::ResendCountedTwice, _) => {
            let now = fields.get(RECENT).map(bytes).unwrap_or_default();
            let both: Vec<u8> = earlier
                .chunks(8)
                .filter(|mail| !now.chunks(8).any(|other| other == *mail))
                .chain(now.chunks(8))
                .flatten()
                .copied()
                .collect();
            if !both.is_empty() {
                fields.insert(RECENT.to_owned(), json!({ "B": BASE64.encode(&both) }));
            }
        }
        _ => {}
    }
}

/// Whether a write changes nothing of an enrollment but the mails it remembers.
pub(super) fn is_all_that_changes(connection: &Arc<Connection>, request: &TableRequest) -> bool {
    let mut next = request.value["Item"].clone();
    let (Some(pk), Some(sk)) = (next["pk"]["S"].as_str(), next["sk"]["S"].as_str()) else { return false };
    let Some(mut standing) = observer::item(&connection.state.engine, pk, sk) else { return false };
    for item in [&mut next, &mut standing] {
        if let Some(fields) = item.as_object_mut() {
            fields.retain(|name, _| name != RECENT && name != "rev");
        }
    }
    next == standing
}

/// Whether an item is a run that ended because its sequence was removed: the first byte is the number of that ending.
pub(super) fn ended_as_removed(item: &Value) -> bool {
    bytes(&item["over"]).first() == Some(&8)
}

/// The bytes of a run, in either form of an enrollment.
fn run(item: &Value) -> String {
    match item["run"]["S"].as_str() {
        Some(run) => run.to_owned(),
        None => BASE64.encode(bytes(&item["over"]).get(13..).unwrap_or_default()),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    let text = value["B"].as_str().unwrap_or_default();
    BASE64.decode(text.as_bytes()).unwrap_or_default()
}

fn moved(lease: &Value, by: TimeDelta) -> Value {
    let at = lease["S"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let moved = at.map_or(Instant::MIN_UTC, |at| at.to_utc() + by);
    json!({ "S": moved.to_rfc3339_opts(SecondsFormat::Millis, true) })
}
