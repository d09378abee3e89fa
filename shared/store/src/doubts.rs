//! Doubts: every mail of which nobody could know whether it went out, with what was decided about it and why.
//!
//! The enrollment decides; this is the record for people. It is written before the enrollment, so that no doubt goes
//! unrecorded, and a decision that lost a race is written over by the one that won.

use crate::attributes::millis;
use crate::due::limit_of;
use crate::expression::Terms;
use crate::items::doubt;
use crate::keys::DOUBTS;
use crate::request::Query;
use crate::{Result, Store};
use cadence::Instant;
use cadence::ids::AttemptId;
use cadence::settle::Doubt;

impl Store {
    /// Writes down a doubt, or what was decided about it.
    pub async fn note_doubt(&self, doubt: &Doubt) -> Result<()> {
        self.put("note a doubt", "doubt", doubt::write(doubt)).await
    }

    /// The doubt about an attempt that began at this moment.
    pub async fn doubt_about(&self, attempt: &AttemptId, since: Instant) -> Result<Option<Doubt>> {
        let prefix = format!("{}#", millis(since));
        for item in self.query_all("read a doubt", DOUBTS, &prefix).await? {
            let doubt = doubt::read(&item)?;
            if doubt.attempt == *attempt {
                return Ok(Some(doubt));
            }
        }
        Ok(None)
    }

    /// At most `limit` doubts, the latest first.
    pub async fn doubts(&self, limit: u32) -> Result<Vec<Doubt>> {
        let mut doubts = Vec::new();
        let mut after = None;
        loop {
            let missing = limit.saturating_sub(u32::try_from(doubts.len()).unwrap_or(u32::MAX));
            let page = self
                .query(&Query {
                    operation: "read the doubts",
                    index: None,
                    condition: "#pk = :pk",
                    terms: Terms::new().pair("pk", DOUBTS),
                    limit: limit_of(missing),
                    after,
                    latest_first: true,
                })
                .await?;
            for item in &page.items {
                doubts.push(doubt::read(item)?);
            }
            after = page.next;
            if after.is_none() || doubts.len() >= limit as usize {
                return Ok(doubts);
            }
        }
    }
}
