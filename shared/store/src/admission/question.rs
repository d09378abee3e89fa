//! A question to a mailbox that refused: it is asked by one admission, or not at all.

use super::Actions;
use crate::Result;
use crate::attributes::millis;
use crate::expression::Terms;
use crate::mailboxes::{self, ASKED_AT, NEVER_ASK, REFUSED_AT};
use cadence::confirmation::MailboxRefusal;
use cadence::send_key::DoorHash;

/// A question to a mailbox that refused, noted with the admission that asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxQuestion {
    /// The mailbox.
    pub mailbox: DoorHash,
    /// The refusal as it was seen; `None` where only the lead's card knows of one.
    pub seen: Option<MailboxRefusal>,
    /// The refusal with the question.
    pub next: MailboxRefusal,
}

impl Actions<'_> {
    /// Notes a question, if the refusal is still as it was seen.
    pub(crate) fn question(&mut self, question: &MailboxQuestion) -> Result<()> {
        let item = mailboxes::write(&question.mailbox, &question.next);
        let Some(seen) = &question.seen else {
            let none = ("attribute_not_exists(#pk)", Terms::new().name("pk"));
            return self.put("refusal of a mailbox", item, Some(none));
        };
        let terms = Terms::new().pair(REFUSED_AT, millis(seen.refused_at)).name(NEVER_ASK);
        let as_seen = "#refused_at = :refused_at AND attribute_not_exists(#never_ask)";
        let (condition, terms) = match seen.asked_at {
            Some(at) => (format!("{as_seen} AND #asked_at = :asked_at"), terms.pair(ASKED_AT, millis(at))),
            None => (format!("{as_seen} AND attribute_not_exists(#asked_at)"), terms.name(ASKED_AT)),
        };
        self.put("refusal of a mailbox", item, Some((&condition, terms)))
    }
}
