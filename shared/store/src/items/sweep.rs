//! `cursor` / `sweep#<sequence>#<shard>`: `day`, `after`.

use crate::attributes::{Attributes, Draft, Record, parse_day};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::{LeadId, SequenceId};
use chrono::NaiveDate;

/// A place among quiet leads: behind this lead on this day, or before all leads of the day where no lead is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QuietCursor {
    /// The day.
    pub day: NaiveDate,
    /// The lead read last.
    pub after: Option<LeadId>,
}

pub(crate) fn write(sequence: &SequenceId, shard: u32, cursor: &QuietCursor) -> Attributes {
    Draft::at(&keys::sweep(sequence, shard))
        .text("day", cursor.day.to_string())
        .maybe_text("after", cursor.after.as_ref().map(LeadId::as_str))
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<QuietCursor, StoreError> {
    let record = Record::new("cursor", item);
    Ok(QuietCursor {
        day: record.parsed("day", parse_day)?,
        after: record.maybe_parsed("after", |text| LeadId::parse(text).ok())?,
    })
}
