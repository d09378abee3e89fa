//! `L#<lead>` / `suppression`: `reason`, `since`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::LeadId;
use cadence::suppression::{Suppression, SuppressionReason};

/// When the suppression began.
pub(crate) const SINCE: &str = "since";

pub(crate) fn write(lead: &LeadId, suppression: Suppression) -> Attributes {
    Draft::at(&keys::suppression(lead))
        .text("reason", reason_name(suppression.reason))
        .instant(SINCE, suppression.since)
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Suppression, StoreError> {
    let record = Record::new("suppression", item);
    Ok(Suppression { reason: record.parsed("reason", parse_reason)?, since: record.instant(SINCE)? })
}

pub(crate) fn reason_name(reason: SuppressionReason) -> &'static str {
    match reason {
        SuppressionReason::HardBounce => "hard_bounce",
        SuppressionReason::Complaint => "complaint",
        SuppressionReason::Erased => "erased",
        SuppressionReason::Manual => "manual",
    }
}

pub(crate) fn parse_reason(text: &str) -> Option<SuppressionReason> {
    match text {
        "hard_bounce" => Some(SuppressionReason::HardBounce),
        "complaint" => Some(SuppressionReason::Complaint),
        "erased" => Some(SuppressionReason::Erased),
        "manual" => Some(SuppressionReason::Manual),
        _ => None,
    }
}
