//! `L#<lead>` / `event#<name>`: `first_at`, `last_at`, `count`, `recent` (map from occurrence to time), `rev`.

use crate::attributes::{Attributes, Draft, Record, millis, parse_instant};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;
use cadence::ids::{EventName, LeadId};
use std::collections::BTreeMap;

/// Occurrences remembered by name; a report of one that is older than all of them counts as a repetition.
const RECENT_MAX: usize = 8;

/// When a named event happened to a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct History {
    first_at: Instant,
    pub(crate) last_at: Instant,
    count: u64,
    recent: BTreeMap<String, Instant>,
}

impl History {
    fn begin(at: Instant, occurrence: &str) -> Self {
        Self { first_at: at, last_at: at, count: 1, recent: BTreeMap::from([(occurrence.to_owned(), at)]) }
    }

    /// Takes in a report where there may be no history yet. True when the occurrence was not known. First and last times
    /// come out the same in every order.
    pub(crate) fn note_in(history: &mut Option<Self>, at: Instant, occurrence: &str) -> bool {
        if let Some(history) = history {
            return history.note(at, occurrence);
        }
        *history = Some(Self::begin(at, occurrence));
        true
    }

    fn note(&mut self, at: Instant, occurrence: &str) -> bool {
        self.first_at = self.first_at.min(at);
        self.last_at = self.last_at.max(at);
        if self.recent.contains_key(occurrence) {
            return false;
        }
        if self.recent.len() >= RECENT_MAX {
            let oldest = self.recent.iter().map(|(key, at)| (*at, key.clone())).min();
            match oldest {
                Some((oldest_at, key)) if (oldest_at, key.as_str()) < (at, occurrence) => {
                    self.recent.remove(&key);
                }
                Some(_) | None => return false,
            }
        }
        self.recent.insert(occurrence.to_owned(), at);
        self.count += 1;
        true
    }
}

pub(crate) fn write(lead: &LeadId, name: &EventName, history: &History) -> Attributes {
    Draft::at(&keys::event(lead, name))
        .instant("first_at", history.first_at)
        .instant("last_at", history.last_at)
        .number("count", history.count)
        .map("recent", history.recent.iter().map(|(key, at)| (key.clone(), millis(*at))))
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<History, StoreError> {
    let record = Record::new("event", item);
    let recent = record
        .map("recent")?
        .into_iter()
        .map(|(key, at)| Some((key, parse_instant(&at)?)))
        .collect::<Option<BTreeMap<_, _>>>()
        .ok_or_else(|| record.corrupt("recent"))?;
    Ok(History {
        first_at: record.instant("first_at")?,
        last_at: record.instant("last_at")?,
        count: record.number("count")?,
        recent,
    })
}
