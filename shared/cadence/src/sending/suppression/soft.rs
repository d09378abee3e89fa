//! Soft bounces of one address: how many days, without a delivery in between, end in a suppression.
//!
//! Mail providers ask that addresses are given up that keep failing; lists of the field give up after three failures on
//! different days of a month (the default of the step-mail services that were looked at). A mail service reports a soft
//! bounce only after hours of its own tries, so each one stands for a day on which the mailbox took nothing.

use crate::Instant;
use crate::facts::{Fact, MessageRecord};
use crate::limits::{SOFT_BOUNCE_DAYS, SOFT_BOUNCE_SPAN_DAYS};
use crate::send_key::SendKey;
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// The latest soft bounces of an address, one a day, no more than are needed to judge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SoftBounces(BTreeSet<Instant>);

impl SoftBounces {
    /// Puts soft bounces together as they are kept.
    pub fn from_parts(times: BTreeSet<Instant>) -> Self {
        Self(times)
    }

    /// When they were reported, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = Instant> {
        self.0.iter().copied()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes one in. Of one day the earliest counts.
    pub(super) fn note(&mut self, at: Instant, zone: Tz) {
        let day = |at: Instant| at.with_timezone(&zone).date_naive();
        let same_day = self.0.iter().copied().find(|other| day(*other) == day(at));
        match same_day {
            Some(other) if other <= at => return,
            Some(other) => {
                self.0.remove(&other);
            }
            None => {}
        }
        self.0.insert(at);
        let latest = self.0.last().copied().unwrap_or(at);
        self.0.retain(|at| *at > latest - TimeDelta::days(SOFT_BOUNCE_SPAN_DAYS));
        while self.0.len() > SOFT_BOUNCE_DAYS {
            self.0.pop_first();
        }
    }

    /// Forgets those up to a moment.
    pub(super) fn forget_until(&mut self, moment: Instant) {
        self.0.retain(|at| *at > moment);
    }

    /// The day that made it enough; `None` while it is not.
    pub fn enough_since(&self) -> Option<Instant> {
        self.0.last().copied().filter(|_| self.0.len() >= SOFT_BOUNCE_DAYS)
    }
}

/// When a mail of these reached its mailbox last. A mail that came back did not, also where its server had taken it first;
/// nor did the one that is being reported on.
pub fn last_delivery(records: &[MessageRecord], reported: Option<&SendKey>) -> Option<Instant> {
    let came_back = |record: &MessageRecord| {
        [Fact::BouncedHard, Fact::BouncedSoft].iter().any(|fact| record.facts.at(*fact).is_some())
    };
    let arrived =
        records.iter().filter(|record| Some(&record.name.send_key) != reported && !came_back(record));
    arrived.filter_map(|record| record.facts.at(Fact::Delivered)).max()
}
