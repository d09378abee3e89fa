//! Pacing: turns at the mail service, its quota, and how far its events reach.

use crate::attributes::{Attributes, Draft, Record, exact, millis};
use crate::error::StoreError;
use crate::expression::Terms;
use crate::items::quota::{self, Quota};
use crate::keys;
use crate::lane::Lane;
use crate::request::{TRIES_MAX, Written, revised, stored, unchanged};
use crate::{Result, Store};
use cadence::Instant;
use cadence::pace::{Arrivals, Pace, Turns};

/// The theoretical arrival times. They keep all their digits: cut to milliseconds, a pace would run too fast.
const URGENT: &str = "urgent";
const MAIN: &str = "main";
/// The time of the latest mail any event has come for.
const MAIL_AT: &str = "mail_at";

impl Store {
    /// Takes `count` turns of a lane. Turns whose answer got lost are not given again; nothing is sent in them.
    pub async fn reserve(&self, lane: Lane, count: u32, now: Instant, pace: Pace) -> Result<Turns> {
        const OPERATION: &str = "reserve turns";
        let key = keys::pace();
        let mut standing = self.get(OPERATION, &key).await?;
        for _ in 0..TRIES_MAX {
            let seen = standing.as_ref().map(|item| stored(item, arrivals)).transpose()?;
            let known = seen.as_ref().map_or_else(Arrivals::default, |seen| seen.value);
            let (turns, next) = match lane {
                Lane::Fast => pace.reserve_urgent(known, count, now),
                Lane::Main => pace.reserve_main(known, count, now),
            };
            let item = Draft::at(&key)
                .maybe_text(URGENT, next.urgent.map(exact))
                .maybe_text(MAIN, next.main.map(exact))
                .done();
            let seen = seen.map(|seen| seen.rev);
            let (condition, terms) = unchanged(seen);
            let item = revised(item, seen);
            match self.put_where(OPERATION, "pace", item, condition, &terms).await? {
                Written::Done(_) => return Ok(turns),
                Written::Refused(other) => standing = other,
            }
        }
        Err(StoreError::contended(OPERATION))
    }

    /// What the mail service allowed when it was asked last.
    pub async fn quota(&self) -> Result<Option<Quota>> {
        let item = self.get("read the quota", &keys::quota()).await?;
        item.as_ref().map(quota::read).transpose()
    }

    /// Notes what the mail service allows.
    pub async fn save_quota(&self, quota: &Quota) -> Result<()> {
        self.put("save the quota", "quota", quota::write(quota)).await
    }

    /// Notes that an event has come for a mail sent at this time. Events for later mails stay noted.
    pub async fn feedback_seen(&self, mail_at: Instant) -> Result<()> {
        let key = keys::feedback();
        let item = Draft::at(&key).instant(MAIL_AT, mail_at).done();
        let terms = Terms::new().name("pk").pair(MAIL_AT, millis(mail_at));
        let condition = "attribute_not_exists(#pk) OR #mail_at < :mail_at";
        self.put_where("note how far feedback reaches", "feedback", item, condition, &terms).await?;
        Ok(())
    }

    /// The time of the latest mail any event has come for: silence about mails before it means something.
    pub async fn feedback_seen_until(&self) -> Result<Option<Instant>> {
        let item = self.get("read how far feedback reaches", &keys::feedback()).await?;
        item.map(|item| Record::new("feedback", &item).instant(MAIL_AT)).transpose()
    }
}

fn arrivals(item: &Attributes) -> Result<Arrivals> {
    let record = Record::new("pace", item);
    Ok(Arrivals { urgent: record.maybe_instant(URGENT)?, main: record.maybe_instant(MAIN)? })
}
