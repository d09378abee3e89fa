//! Refusals of marketing on the card.

use crate::attributes::{millis, number};
use crate::expression::Terms;
use crate::items::card;
use crate::keys;
use crate::request::{REV, Written};
use crate::{Result, Store};
use aws_sdk_dynamodb::types::ReturnValue;
use cadence::Instant;
use cadence::ids::LeadId;
use cadence::lead::Card;

/// The outcome of noting a refusal.
#[derive(Debug, Clone, PartialEq)]
pub enum RefusalNoted {
    /// It stands from now on; the card as it was before.
    New(Box<Card>),
    /// It stood already, or a later one does.
    Stood,
    /// There is no such lead. Where the person was erased, the tombstone keeps the refusal.
    NoLead,
}

impl Store {
    /// Notes that the person refuses marketing from this moment on; a later refusal stays.
    pub async fn refuse_marketing(&self, lead: &LeadId, at: Instant) -> Result<RefusalNoted> {
        let terms =
            Terms::new().name("pk").pair(card::REFUSED_AT, millis(at)).name(REV).value("one", number(1));
        let change = "SET #refused_at = :refused_at, #rev = #rev + :one";
        let condition =
            "attribute_exists(#pk) AND (attribute_not_exists(#refused_at) OR #refused_at < :refused_at)";
        let (before, key) = (ReturnValue::AllOld, keys::card(lead));
        let written = self.update_giving(before, "refuse marketing", &key, change, condition, &terms).await?;
        Ok(match written {
            Written::Done(before) if card::is_tombstone(&before) => RefusalNoted::NoLead,
            Written::Done(before) => RefusalNoted::New(Box::new(card::read(&before)?)),
            Written::Refused(Some(standing)) if !card::is_tombstone(&standing) => RefusalNoted::Stood,
            Written::Refused(_) => RefusalNoted::NoLead,
        })
    }
}
