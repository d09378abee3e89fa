//! `live` / `quota`: `per_second`, `per_day`, `sent_in_day`, `read_at`. The three figures are decimal texts.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;

/// The quota of the mail service, as it said when it was asked last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota {
    /// Mails per second.
    pub per_second: f64,
    /// Mails in 24 hours; SES says -1 for no limit.
    pub per_day: f64,
    /// Mails sent in the 24 hours before it was asked.
    pub sent_in_day: f64,
    /// When it was asked.
    pub read_at: Instant,
}

pub(crate) fn write(quota: &Quota) -> Attributes {
    Draft::at(&keys::quota())
        .text("per_second", quota.per_second.to_string())
        .text("per_day", quota.per_day.to_string())
        .text("sent_in_day", quota.sent_in_day.to_string())
        .instant("read_at", quota.read_at)
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Quota, StoreError> {
    let record = Record::new("quota", item);
    let figure = |name| record.parsed(name, |text| text.parse().ok());
    Ok(Quota {
        per_second: figure("per_second")?,
        per_day: figure("per_day")?,
        sent_in_day: figure("sent_in_day")?,
        read_at: record.instant("read_at")?,
    })
}
