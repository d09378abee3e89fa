//! Counters behind the ceilings at the door: runs begun for a mailbox, posts of a caller, slots of first mails.
//!
//! The runs of a mailbox are written with the admission that begins them, or not at all. The other two are added to before it,
//! in one write each: a post that then fails has used up a place, and never the other way round.

use crate::attributes::{Attributes, Record, number};
use crate::change::Change;
use crate::expression::Terms;
use crate::items::begun;
use crate::keys;
use crate::request::Written;
use crate::stored::Stored;
use crate::{Result, Store, StoreError};
use cadence::Instant;
use cadence::ceiling::{Begun, CallerCeiling, DoorPace, FirstMailSlots};
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::send_key::DoorHash;
use chrono::{NaiveTime, TimeDelta, Timelike};

/// The time that the posts of a caller are kept after the day began.
const CALLER_KEPT: TimeDelta = TimeDelta::days(2);
/// The time that a slot is kept after it was had.
const SLOT_KEPT: TimeDelta = TimeDelta::days(2);
const POSTS: &str = "posts";
const ARRIVAL: &str = "arrival";

/// The runs begun for a mailbox, with the one that an admission adds.
#[derive(Debug, Clone, PartialEq)]
pub struct MailboxRuns {
    /// The mailbox.
    pub mailbox: DoorHash,
    /// Whether they were begun by posts with a human check.
    pub checked: bool,
    /// The change that is made to them.
    pub runs: Change<Begun>,
}

/// Whether a caller may post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerAnswer {
    /// The post was counted and may go on.
    Welcome,
    /// The ceiling is reached until this moment.
    ComeAt(Instant),
}

/// The slot of first mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstMailSlot {
    /// They may go from this moment on.
    From(Instant),
    /// It would come too late, and was not taken.
    TooLate,
}

impl FirstMailSlot {
    /// The same slot, but no earlier than a moment.
    #[must_use]
    pub fn no_earlier_than(self, moment: Instant) -> Self {
        match self {
            Self::From(from) => Self::From(from.max(moment)),
            Self::TooLate => Self::TooLate,
        }
    }
}

impl Store {
    /// The runs that unproven posts began for a mailbox.
    pub async fn begun(&self, mailbox: &DoorHash, checked: bool) -> Result<Option<Stored<Begun>>> {
        self.get_stored("read runs begun", &keys::begun(mailbox, checked), begun::read).await
    }

    /// Counts a post of a caller, unless a ceiling is reached. One write, also for a post that is refused.
    pub async fn welcome(
        &self,
        caller: &DoorHash,
        ceiling: &CallerCeiling,
        now: Instant,
    ) -> Result<CallerAnswer> {
        let day = now.date_naive();
        let hour = format!("h{:02}", now.hour());
        let expires_at = day.and_time(NaiveTime::MIN).and_utc() + CALLER_KEPT;
        let terms = Terms::new()
            .name(POSTS)
            .name("expires_at")
            .alias("hour", &hour)
            .value("one", number(1))
            .value("a_day", number(ceiling.a_day))
            .value("an_hour", number(ceiling.an_hour))
            .value("expires_at", number(expires_at.timestamp()));
        let change = "SET #expires_at = :expires_at ADD #posts :one, #hour :one";
        let condition = "(attribute_not_exists(#posts) OR #posts < :a_day) AND (attribute_not_exists(#hour) OR #hour < :an_hour)";
        match self
            .update_where("count a caller", &keys::caller(caller, day), change, condition, &terms)
            .await?
        {
            Written::Done(_) => Ok(CallerAnswer::Welcome),
            Written::Refused(standing) => {
                let posts = standing.map_or(Ok(0), |item| Record::new("caller", &item).number(POSTS))?;
                let day_is_full = posts >= u64::from(ceiling.a_day);
                Ok(CallerAnswer::ComeAt(if day_is_full { next_day(now) } else { next_hour(now) }))
            }
        }
    }

    /// Takes a slot for `count` first mails. However many ask at once, each is answered: the arrival time is added to where it
    /// stands and not written anew.
    pub async fn first_mail_slot(
        &self,
        slots: FirstMailSlots<'_>,
        pace: &DoorPace,
        count: u32,
        now: Instant,
    ) -> Result<FirstMailSlot> {
        const OPERATION: &str = "take a slot of first mails";
        let key = keys::first_mails(slots);
        let step = pace.steps(count);
        let furthest = pace.furthest(now, slots.put_off_max());
        let base =
            || Terms::new().name(ARRIVAL).name("expires_at").value("now", number(now.timestamp_millis()));
        let expires = |arrival: Instant| number((arrival + SLOT_KEPT).timestamp());
        for _ in 0..CONTENDED_TRIES_MAX {
            let anew = base()
                .value("next", number((now + step).timestamp_millis()))
                .value("expires_at", expires(now + step));
            let change = "SET #arrival = :next, #expires_at = :expires_at";
            let condition = "attribute_not_exists(#arrival) OR #arrival < :now";
            if let Written::Done(item) = self.update_where(OPERATION, &key, change, condition, &anew).await? {
                return Ok(FirstMailSlot::From(pace.slot(arrival(&item)?, now)));
            }
            let on = base()
                .value("step", number(step.num_milliseconds()))
                .value("last", number((furthest - step).timestamp_millis()))
                .value("expires_at", expires(furthest));
            let change = "SET #arrival = #arrival + :step, #expires_at = :expires_at";
            let condition = "#arrival >= :now AND #arrival <= :last";
            match self.update_where(OPERATION, &key, change, condition, &on).await? {
                Written::Done(item) => return Ok(FirstMailSlot::From(pace.slot(arrival(&item)?, now))),
                Written::Refused(Some(item)) if arrival(&item)? >= now => return Ok(FirstMailSlot::TooLate),
                Written::Refused(_) => {}
            }
        }
        Err(StoreError::contended(OPERATION))
    }
}

/// The theoretical arrival time.
fn arrival(item: &Attributes) -> Result<Instant> {
    let record = Record::new("slot of first mails", item);
    Instant::from_timestamp_millis(record.number(ARRIVAL)?).ok_or_else(|| record.corrupt(ARRIVAL))
}

fn next_day(now: Instant) -> Instant {
    now.date_naive().and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1)
}

fn next_hour(now: Instant) -> Instant {
    let past = TimeDelta::seconds(i64::from(now.num_seconds_from_midnight() % 3600));
    now - past + TimeDelta::hours(1)
}
