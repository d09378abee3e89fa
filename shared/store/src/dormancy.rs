//! Dormancy: who did nothing since a day, and how far each sweep has read.

use crate::attributes::{Attributes, Record, parse_day, text};
use crate::due::limit_of;
use crate::expression::Terms;
use crate::items::sweep::{self, QuietCursor};
use crate::keys::{self, DORMANT_INDEX};
use crate::request::Query;
use crate::{Result, Store};
use cadence::ids::{LeadId, SequenceId};
use chrono::NaiveDate;

/// Quiet leads, those quiet for longest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuietPage {
    /// Each lead with the day on which it did something last (UTC).
    pub leads: Vec<(LeadId, NaiveDate)>,
    /// The place where more may be.
    pub next: Option<QuietCursor>,
}

impl Store {
    /// At most `limit` leads of a shard whose last engagement was on the day `through` or before.
    pub async fn quiet(
        &self,
        shard: u32,
        through: NaiveDate,
        after: Option<&QuietCursor>,
        limit: u32,
    ) -> Result<QuietPage> {
        if after.is_some_and(|cursor| cursor.day > through) {
            return Ok(QuietPage { leads: Vec::new(), next: None });
        }
        let partition = keys::quiet(shard);
        let terms = Terms::new().pair("dormant_pk", &*partition).pair("dormant_sk", through.to_string());
        let (condition, terms) = match after {
            Some(QuietCursor { day, after: None }) => (
                "#dormant_pk = :dormant_pk AND #dormant_sk BETWEEN :from AND :dormant_sk",
                terms.text("from", day.to_string()),
            ),
            Some(QuietCursor { after: Some(_), .. }) | None => {
                ("#dormant_pk = :dormant_pk AND #dormant_sk <= :dormant_sk", terms)
            }
        };
        let page = self
            .query(&Query {
                operation: "read who went quiet",
                index: Some(DORMANT_INDEX),
                condition,
                terms,
                limit: limit_of(limit),
                after: after.and_then(|cursor| start_key(cursor, &partition)),
                latest_first: false,
            })
            .await?;
        let next = page.next.as_ref().map(row).transpose()?;
        Ok(QuietPage {
            leads: page.items.iter().map(row).collect::<Result<_>>()?,
            next: next.map(|(lead, day)| QuietCursor { day, after: Some(lead) }),
        })
    }

    /// The progress of a sequence's sweep through a shard.
    pub async fn sweep_cursor(&self, sequence: &SequenceId, shard: u32) -> Result<Option<QuietCursor>> {
        let item = self.get("read a sweep's cursor", &keys::sweep(sequence, shard)).await?;
        item.as_ref().map(sweep::read).transpose()
    }

    /// Notes how far the sweep of a sequence has read a shard. One sweep at a time.
    pub async fn save_sweep_cursor(
        &self,
        sequence: &SequenceId,
        shard: u32,
        cursor: &QuietCursor,
    ) -> Result<()> {
        self.put("save a sweep's cursor", "cursor", sweep::write(sequence, shard, cursor)).await
    }
}

/// The key behind which an index page begins: that of the index and that of the table.
fn start_key(cursor: &QuietCursor, partition: &str) -> Option<Attributes> {
    let mut key = keys::engagement(cursor.after.as_ref()?).attributes();
    key.insert("dormant_pk".to_owned(), text(partition));
    key.insert("dormant_sk".to_owned(), text(cursor.day.to_string()));
    Some(key)
}

fn row(item: &Attributes) -> Result<(LeadId, NaiveDate)> {
    let record = Record::new("row of who went quiet", item);
    Ok((record.parsed("pk", keys::parse_lead)?, record.parsed("dormant_sk", parse_day)?))
}
