//! Refusals of mailboxes, under whichever spelling of an address they were said, and questions that followed them.
//!
//! The item stays for good: only so does nobody else have to know every spelling, and only so is who refused left alone.

use crate::attributes::{Attributes, Draft, Record, millis};
use crate::expression::Terms;
use crate::keys;
use crate::{Result, Store};
use aws_sdk_dynamodb::types::AttributeValue;
use cadence::Instant;
use cadence::confirmation::MailboxRefusal;
use cadence::send_key::DoorHash;

pub(crate) const REFUSED_AT: &str = "refused_at";
pub(crate) const ASKED_AT: &str = "asked_at";
pub(crate) const NEVER_ASK: &str = "never_ask";

impl Store {
    /// Notes that the person of a mailbox refused, under whichever spelling of the address.
    pub async fn note_mailbox_refusal(&self, mailbox: &DoorHash, at: Instant) -> Result<()> {
        let terms = Terms::new().pair(REFUSED_AT, millis(at));
        let (key, change) = (keys::mailbox_refusal(mailbox), "SET #refused_at = :refused_at");
        let later = "attribute_not_exists(#refused_at) OR #refused_at < :refused_at";
        self.update_where("note the refusal of a mailbox", &key, change, later, &terms).await.map(drop)
    }

    /// Notes that the person of a mailbox wants no question any more whether an agreement is meant.
    pub async fn note_never_ask(&self, mailbox: &DoorHash, at: Instant) -> Result<()> {
        let terms = Terms::new()
            .pair(REFUSED_AT, millis(at))
            .name(NEVER_ASK)
            .value(NEVER_ASK, AttributeValue::Bool(true));
        let change = "SET #never_ask = :never_ask, #refused_at = if_not_exists(#refused_at, :refused_at)";
        let (key, any) = (keys::mailbox_refusal(mailbox), "attribute_not_exists(#never_ask)");
        self.update_where("note that a mailbox wants no question", &key, change, any, &terms).await.map(drop)
    }

    /// The refusal of a mailbox, under whichever spelling of the address, read strongly.
    pub async fn mailbox_refusal(&self, mailbox: &DoorHash) -> Result<Option<MailboxRefusal>> {
        let item = self.get("read the refusal of a mailbox", &keys::mailbox_refusal(mailbox)).await?;
        item.as_ref().map(read).transpose()
    }
}

pub(crate) fn write(mailbox: &DoorHash, refusal: &MailboxRefusal) -> Attributes {
    Draft::at(&keys::mailbox_refusal(mailbox))
        .instant(REFUSED_AT, refusal.refused_at)
        .maybe_instant(ASKED_AT, refusal.asked_at)
        .flag_if(NEVER_ASK, refusal.never_ask)
        .done()
}

fn read(item: &Attributes) -> Result<MailboxRefusal> {
    let record = Record::new("refusal of a mailbox", item);
    Ok(MailboxRefusal {
        refused_at: record.instant(REFUSED_AT)?,
        asked_at: record.maybe_instant(ASKED_AT)?,
        never_ask: record.has(NEVER_ASK),
    })
}
