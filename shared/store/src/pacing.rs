//! Pacing: slots at the mail service, its quota, and how far its events reach.

use crate::attributes::{Attributes, Draft, Record, millis, number};
use crate::error::StoreError;
use crate::expression::Terms;
use crate::items::quota::{self, Quota};
use crate::keys;
use crate::lane::Lane;
use crate::request::Written;
use crate::{Result, Store};
use cadence::Instant;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::pace::{Pace, Slots};
use chrono::TimeDelta;
use std::sync::atomic::Ordering;

/// The time of the latest mail any event has come for.
const MAIL_AT: &str = "mail_at";

impl Store {
    /// Takes `count` slots of a lane. Slots whose answer got lost are not given again; nothing is sent in them. However many
    /// senders ask at once, each is answered: the arrival time is added to where it stands and not written anew.
    pub async fn reserve(&self, lane: Lane, count: u32, now: Instant, pace: Pace) -> Result<Slots> {
        const OPERATION: &str = "reserve slots";
        // A write that is refused is charged, too, so the way that is likelier to succeed comes first.
        let (pace, mut is_ahead) = match lane {
            Lane::Main => (pace.of_main(), self.main_is_ahead.load(Ordering::Relaxed)),
            Lane::Fast => {
                let item = self.get(OPERATION, &keys::pace()).await?;
                let of = |lane| item.as_ref().map(|item| arrival(item, lane)).transpose();
                let (main, fast) = (of(Lane::Main)?.flatten(), of(Lane::Fast)?.flatten());
                (pace.of_urgent(main, now), fast.is_some_and(|fast| fast >= now))
            }
        };
        let step = pace.step(count);
        for _ in 0..CONTENDED_TRIES_MAX {
            let next = if is_ahead {
                self.move_on(OPERATION, lane, step, now).await?
            } else {
                self.begin_anew(OPERATION, lane, now + step, now).await?
            };
            if let Some(next) = next {
                if lane == Lane::Main {
                    self.main_is_ahead.store(is_ahead, Ordering::Relaxed);
                }
                return Ok(pace.reserve(Some(next - step), count, now));
            }
            is_ahead = !is_ahead;
        }
        Err(StoreError::contended(OPERATION))
    }

    /// Adds to an arrival time that is not past; none where it is, or where there is none.
    async fn move_on(
        &self,
        operation: &'static str,
        lane: Lane,
        step: TimeDelta,
        now: Instant,
    ) -> Result<Option<Instant>> {
        let terms = Terms::new()
            .alias("lane", lane.name())
            .value("step", number(step.num_nanoseconds().unwrap_or(i64::MAX)))
            .value("now", number(nanoseconds(now)));
        let change = "SET #lane = #lane + :step";
        match self.update_where(operation, &keys::pace(), change, "#lane >= :now", &terms).await? {
            Written::Done(item) => arrival(&item, lane),
            Written::Refused(_) => Ok(None),
        }
    }

    /// Writes an arrival time where there is none or it is past; none where another sender was faster.
    async fn begin_anew(
        &self,
        operation: &'static str,
        lane: Lane,
        next: Instant,
        now: Instant,
    ) -> Result<Option<Instant>> {
        let terms = Terms::new()
            .alias("lane", lane.name())
            .value("next", number(nanoseconds(next)))
            .value("now", number(nanoseconds(now)));
        let condition = "attribute_not_exists(#lane) OR #lane < :now";
        match self.update_where(operation, &keys::pace(), "SET #lane = :next", condition, &terms).await? {
            Written::Done(item) => arrival(&item, lane),
            Written::Refused(_) => Ok(None),
        }
    }

    /// The quota that the mail service gave when it was asked last.
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

/// The theoretical arrival time of a lane, kept in nanoseconds: cut to milliseconds, a pace would run too fast.
fn arrival(item: &Attributes, lane: Lane) -> Result<Option<Instant>> {
    let record = Record::new("pace", item);
    if !record.has(lane.name()) {
        return Ok(None);
    }
    Ok(Some(Instant::from_timestamp_nanos(record.number(lane.name())?)))
}

/// Nanoseconds since 1970; they fit until 2262.
fn nanoseconds(at: Instant) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(i64::MAX)
}
