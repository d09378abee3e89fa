//! Suppression: addresses that get nothing, whatever anybody configured, and why; and how an operator lifts one.
//!
//! It is kept per address hash and survives the erasure of the lead. Machines judge mailboxes, and machines err: what they
//! judged may be lifted. A person's own word never is: a complaint and an erasure stand for good.

mod soft;

pub use soft::{SoftBounces, last_delivery};

use crate::Instant;
use chrono_tz::Tz;

/// The reason why an address is suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuppressionReason {
    /// The mailbox does not exist or refuses for good.
    HardBounce,
    /// The person marked a mail as spam.
    Complaint,
    /// The person asked to be erased.
    Erased,
    /// Somebody of the company said so.
    Manual,
    /// The mail service keeps the address on a list of its own and does not try it.
    Listed,
    /// The receiving server refused for good (5.x.x), although the mail service calls the bounce transient.
    RefusedForGood,
    /// Mails came back on several days, and none was delivered in between.
    SoftBounces,
}

impl SuppressionReason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::HardBounce,
        Self::Complaint,
        Self::Erased,
        Self::Manual,
        Self::Listed,
        Self::RefusedForGood,
        Self::SoftBounces,
    ];

    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::HardBounce => "hard_bounce",
            Self::Complaint => "complaint",
            Self::Erased => "erased",
            Self::Manual => "manual",
            Self::Listed => "listed",
            Self::RefusedForGood => "refused_for_good",
            Self::SoftBounces => "soft_bounces",
        }
    }

    /// The reason of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// True unless the person said it.
    pub fn can_be_lifted(self) -> bool {
        match self {
            Self::Complaint | Self::Erased => false,
            Self::HardBounce | Self::Manual | Self::Listed | Self::RefusedForGood | Self::SoftBounces => true,
        }
    }
}

/// A suppressed address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression {
    /// The reason.
    pub reason: SuppressionReason,
    /// Since when.
    pub since: Instant,
}

impl Suppression {
    /// Of two suppressions the lesser stands: first one that nobody may lift, then the earlier, so that every order of the
    /// same reports ends in the same one.
    fn rank(&self) -> (bool, Instant, SuppressionReason) {
        (self.reason.can_be_lifted(), self.since, self.reason)
    }
}

/// A suppression that an operator has lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The suppression that was lifted.
    pub was: Suppression,
    /// When it was lifted. A report of an earlier moment does not make it anew.
    pub at: Instant,
    /// The name of the person who lifted it.
    pub by: String,
    /// The reason that person gave.
    pub because: String,
}

/// The reason a suppression was not lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLifted {
    /// The address is not suppressed.
    NotSuppressed,
    /// The person said it, so nobody may lift it.
    SaidByThePerson(Suppression),
}

/// Everything known about mail to one address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressStanding {
    /// The suppression that stands.
    pub suppression: Option<Suppression>,
    /// The suppression that was lifted last.
    pub lifted: Option<Lifted>,
    /// The latest soft bounces.
    pub soft_bounces: SoftBounces,
}

impl AddressStanding {
    /// Takes a suppression in. A report of an earlier moment does not make anew one that an operator has lifted; the
    /// person's own word always does.
    pub fn suppress(&mut self, new: Suppression) {
        if new.reason.can_be_lifted() && self.is_settled(new.since) {
            return;
        }
        if self.suppression.is_none_or(|standing| new.rank() < standing.rank()) {
            self.suppression = Some(new);
        }
    }

    /// Takes a soft bounce in; days are those of the zone.
    pub fn note_soft_bounce(&mut self, at: Instant, zone: Tz) {
        if !self.is_settled(at) {
            self.soft_bounces.note(at, zone);
        }
    }

    /// Forgets the soft bounces that a delivery has overtaken, and suppresses where enough are left.
    pub fn judge_soft_bounces(&mut self, delivered_at: Option<Instant>) {
        if let Some(delivered_at) = delivered_at {
            self.soft_bounces.forget_until(delivered_at);
        }
        if let Some(since) = self.soft_bounces.enough_since() {
            self.suppress(Suppression { reason: SuppressionReason::SoftBounces, since });
        }
    }

    /// Lifts the suppression that stands, and gives it.
    pub fn lift(&mut self, at: Instant, by: String, because: String) -> Result<Suppression, NotLifted> {
        let was = self.suppression.ok_or(NotLifted::NotSuppressed)?;
        if !was.reason.can_be_lifted() {
            return Err(NotLifted::SaidByThePerson(was));
        }
        // A report may name a moment ahead of our clock; lifting overtakes that one, too.
        let at = at.max(was.since);
        self.suppression = None;
        self.soft_bounces = SoftBounces::default();
        self.lifted = Some(Lifted { was, at, by, because });
        Ok(was)
    }

    /// True if an operator has answered for everything that was reported up to this moment.
    fn is_settled(&self, at: Instant) -> bool {
        self.lifted.as_ref().is_some_and(|lifted| at <= lifted.at)
    }
}

#[cfg(test)]
mod tests;
