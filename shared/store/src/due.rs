//! The due index: enrollments by the time at which something is to happen to them.
//!
//! Rows may be some moments behind the table, so whoever takes a row reads the enrollment itself before acting.

use crate::attributes::{Attributes, Record, text};
use crate::expression::Terms;
use crate::keys::{self, ATTENTION, DUE_INDEX, UNKNOWN};
use crate::lane::Lane;
use crate::request::{PAGE, Page, Query};
use crate::{Result, Store};
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};

/// An enrollment in the index.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DueRow {
    /// The lead.
    pub lead: LeadId,
    /// The sequence.
    pub sequence: SequenceId,
    /// When something is due; among rows that need attention, since when.
    pub due_at: Instant,
}

impl DueRow {
    /// By what rows of one shard are ordered.
    pub fn place(&self) -> (Instant, &LeadId) {
        (self.due_at, &self.lead)
    }
}

/// A place in a shard: behind this row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DueCursor(DueRow);

impl DueCursor {
    /// The place behind a row.
    pub fn behind(row: DueRow) -> Self {
        Self(row)
    }

    /// The row it stands behind.
    pub fn row(&self) -> &DueRow {
        &self.0
    }

    fn start_key(&self, partition: &str) -> Attributes {
        let mut key = keys::enrollment(&self.0.lead, &self.0.sequence).attributes();
        key.insert("due_pk".to_owned(), text(partition));
        key.insert("due_sk".to_owned(), text(keys::due_at(self.0.due_at, &self.0.lead)));
        key
    }
}

/// Rows in the order of their time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePage {
    /// The rows.
    pub rows: Vec<DueRow>,
    /// The place where more may be.
    pub next: Option<DueCursor>,
}

impl Store {
    /// At most `limit` rows of a lane's shard that are due at `until` or before, the earliest first.
    pub async fn due(
        &self,
        lane: Lane,
        shard: u32,
        until: Instant,
        limit: u32,
        after: Option<&DueCursor>,
    ) -> Result<DuePage> {
        if after.is_some_and(|cursor| cursor.0.due_at > until) {
            return Ok(DuePage { rows: Vec::new(), next: None });
        }
        let partition = keys::due(lane, shard);
        let after = after.map(|cursor| cursor.start_key(&partition));
        page_of(&self.until("read what is due", &partition, until, limit, after).await?)
    }

    async fn until(
        &self,
        operation: &'static str,
        partition: &str,
        until: Instant,
        limit: u32,
        after: Option<Attributes>,
    ) -> Result<Page> {
        self.query(&Query {
            operation,
            index: Some(DUE_INDEX),
            condition: "#due_pk = :due_pk AND #due_sk <= :due_sk",
            terms: Terms::new().pair("due_pk", partition).pair("due_sk", keys::due_until(until)),
            limit: limit_of(limit),
            after,
            latest_first: false,
        })
        .await
    }

    /// When the next row of a lane's shard is due, whether past or to come.
    pub async fn next_due(&self, lane: Lane, shard: u32) -> Result<Option<Instant>> {
        let page = self.partition("read what is due next", &keys::due(lane, shard), 1, None).await?;
        Ok(page_of(&page)?.rows.first().map(|row| row.due_at))
    }

    /// At most `limit` enrollments that wait for a person to decide, the longest waiting first.
    pub async fn attention(&self, limit: u32) -> Result<Vec<DueRow>> {
        self.first_of("read what needs attention", ATTENTION, limit).await
    }

    /// At most `limit` enrollments with an unknown mail, those to be looked at first first.
    pub async fn unknown(&self, limit: u32) -> Result<Vec<DueRow>> {
        self.first_of("read what is unknown", UNKNOWN, limit).await
    }

    /// At most `limit` enrollments with an unknown mail that are to be looked at by `until`.
    pub async fn unknown_due(&self, until: Instant, limit: u32) -> Result<Vec<DueRow>> {
        let page = self.until("read what is unknown", UNKNOWN, until, limit, None).await?;
        Ok(page_of(&page)?.rows)
    }

    /// At most `limit` steps that wait because their sequence is paused, the earliest due first.
    pub async fn parked(&self, sequence: &SequenceId, limit: u32) -> Result<Vec<DueRow>> {
        self.first_of("read what is paused", &keys::parked(sequence), limit).await
    }

    /// The next of them behind a place.
    pub async fn parked_behind(
        &self,
        sequence: &SequenceId,
        limit: u32,
        after: Option<&DueCursor>,
    ) -> Result<DuePage> {
        let partition = keys::parked(sequence);
        let after = after.map(|cursor| cursor.start_key(&partition));
        page_of(&self.partition("read what is paused", &partition, limit, after).await?)
    }

    async fn first_of(&self, operation: &'static str, partition: &str, limit: u32) -> Result<Vec<DueRow>> {
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let missing = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            let page = self.partition(operation, partition, missing, after).await?;
            rows.extend(page_of(&page)?.rows);
            after = page.next;
            if after.is_none() || rows.len() >= limit as usize {
                return Ok(rows);
            }
        }
    }

    async fn partition(
        &self,
        operation: &'static str,
        partition: &str,
        limit: u32,
        after: Option<Attributes>,
    ) -> Result<Page> {
        self.query(&Query {
            operation,
            index: Some(DUE_INDEX),
            condition: "#due_pk = :due_pk",
            terms: Terms::new().pair("due_pk", partition),
            limit: limit_of(limit),
            after,
            latest_first: false,
        })
        .await
    }
}

/// A limit the table takes: at least one.
pub(crate) fn limit_of(limit: u32) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX).clamp(1, PAGE * 10)
}

fn page_of(page: &Page) -> Result<DuePage> {
    let rows = page.items.iter().map(row).collect::<Result<_>>()?;
    Ok(DuePage { rows, next: page.next.as_ref().map(row).transpose()?.map(DueCursor) })
}

fn row(item: &Attributes) -> Result<DueRow> {
    let record = Record::new("row of what is due", item);
    Ok(DueRow {
        lead: record.parsed("pk", keys::parse_lead)?,
        sequence: record.parsed("sk", keys::parse_enrollment)?,
        due_at: record.parsed("due_sk", keys::parse_due_at)?,
    })
}
