//! Counters at the door: how many posts of a form were refused or taken otherwise than they came, on a day (UTC).
//!
//! They are for people to look at and say "about": a count whose answer got lost is not counted again.

use crate::attributes::{Attributes, Record, number};
use crate::expression::Terms;
use crate::keys;
use crate::{Result, Store};
use cadence::door::{DoorCounts, DoorOutcome};
use cadence::ids::FormId;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use std::collections::BTreeSet;

/// The days that a day's counters are kept.
const KEPT_DAYS: i64 = 60;

/// The counts of one form on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorCount {
    /// The day, UTC.
    pub day: NaiveDate,
    /// The form; `None` counts posts to forms that do not exist.
    pub form: Option<FormId>,
    /// The number of posts with each outcome; never zero.
    pub counts: DoorCounts,
}

impl Store {
    /// Counts one post under each of its outcomes, in one write. A post without any is not counted.
    pub async fn count_posts(
        &self,
        day: NaiveDate,
        form: Option<&FormId>,
        outcomes: &BTreeSet<DoorOutcome>,
    ) -> Result<()> {
        if outcomes.is_empty() {
            return Ok(());
        }
        let expires_at = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(KEPT_DAYS);
        let mut terms = Terms::new().name("expires_at").value("expires_at", number(expires_at.timestamp()));
        terms = terms.value("one", number(1));
        let mut more = Vec::new();
        for outcome in outcomes {
            terms = terms.name(outcome.name());
            more.push(format!("#{} :one", outcome.name()));
        }
        let change = format!("SET #expires_at = :expires_at ADD {}", more.join(", "));
        self.update("count a post", &keys::door_posts(day, form), &change, &terms).await
    }

    /// The counters of the days from `first` to `last`, both included.
    pub async fn door_counts(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<DoorCount>> {
        let mut counts = Vec::new();
        for day in first.iter_days().take_while(|day| *day <= last) {
            let items = self.query_all("read counts of posts", &keys::door(day), keys::POSTS).await?;
            for item in &items {
                counts.push(read(day, item)?);
            }
        }
        Ok(counts)
    }
}

fn read(day: NaiveDate, item: &Attributes) -> Result<DoorCount> {
    let record = Record::new("counts of posts", item);
    let form = match record.text("sk")? {
        keys::POSTS => None,
        _ => Some(record.parsed("sk", keys::parse_door_posts)?),
    };
    let mut counts = DoorCounts::new();
    for outcome in DoorOutcome::ALL.into_iter().filter(|outcome| record.has(outcome.name())) {
        counts.insert(outcome, record.number(outcome.name())?);
    }
    Ok(DoorCount { day, form, counts })
}
