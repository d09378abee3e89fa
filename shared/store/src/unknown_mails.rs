//! Unknown mails: every mail of which nobody could know whether it went out, with what was decided about it and why.
//!
//! The enrollment decides; this is the record for people. It is written before the enrollment, so that no unknown mail goes
//! unrecorded, and a decision that lost a race is written over by the one that won.

use crate::attributes::millis;
use crate::due::limit_of;
use crate::expression::Terms;
use crate::items::unknown_mail;
use crate::keys::UNKNOWN_MAILS;
use crate::request::Query;
use crate::{Result, Store};
use cadence::Instant;
use cadence::ids::AttemptId;
use cadence::settle::UnknownMail;

impl Store {
    /// Writes down an unknown mail, or what was decided about it.
    pub async fn note_unknown_mail(&self, unknown_mail: &UnknownMail) -> Result<()> {
        self.put("note an unknown mail", "unknown mail", unknown_mail::write(unknown_mail)).await
    }

    /// The unknown mail of an attempt, unknown since this moment.
    pub async fn unknown_mail_of(&self, attempt: &AttemptId, since: Instant) -> Result<Option<UnknownMail>> {
        let prefix = format!("{}#", millis(since));
        for item in self.query_all("read an unknown mail", UNKNOWN_MAILS, &prefix).await? {
            let unknown_mail = unknown_mail::read(&item)?;
            if unknown_mail.attempt == *attempt {
                return Ok(Some(unknown_mail));
            }
        }
        Ok(None)
    }

    /// At most `limit` unknown mails, the latest first.
    pub async fn unknown_mails(&self, limit: u32) -> Result<Vec<UnknownMail>> {
        let mut unknown_mails = Vec::new();
        let mut after = None;
        loop {
            let missing = limit.saturating_sub(u32::try_from(unknown_mails.len()).unwrap_or(u32::MAX));
            let page = self
                .query(&Query {
                    operation: "read the unknown mails",
                    index: None,
                    condition: "#pk = :pk",
                    terms: Terms::new().pair("pk", UNKNOWN_MAILS),
                    limit: limit_of(missing),
                    after,
                    latest_first: true,
                })
                .await?;
            for item in &page.items {
                unknown_mails.push(unknown_mail::read(item)?);
            }
            after = page.next;
            if after.is_none() || unknown_mails.len() >= limit as usize {
                return Ok(unknown_mails);
            }
        }
    }
}
