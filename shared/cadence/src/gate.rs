//! The gate: whether one mail may go to one person now. The first refusal wins.

use crate::Instant;
use crate::caps::{self, Cap};
use crate::enrollment::Ending;
use crate::lead::Card;
use crate::refusal::Refusal;
use crate::schedule::{self, Rules};
use crate::sequence::Purpose;
use crate::suppression::{Suppression, SuppressionReason};
use chrono::TimeDelta;

/// All that the gate looks at.
#[derive(Debug, Clone, Copy)]
pub struct Inquiry<'a> {
    /// The ground the mail needs.
    pub purpose: Purpose,
    /// Until when sending is held, where it is.
    pub held_until: Option<Instant>,
    /// The suppression of the address, read after every refusal that was acknowledged.
    pub suppression: Option<&'a Suppression>,
    /// The lead's card.
    pub card: &'a Card,
    /// The company's caps.
    pub caps: &'a [Cap],
    /// When marketing mails went to this person or may have, this one left out.
    pub attempts: &'a [Instant],
    /// Window, quiet hours and calendar.
    pub rules: Rules<'a>,
}

/// Why a mail does not go now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateRefusal {
    /// Sending is held.
    Held {
        /// Until when.
        until: Instant,
    },
    /// The address is suppressed.
    Suppressed(SuppressionReason),
    /// The person refused marketing.
    Unsubscribed,
    /// There is no ground for marketing, or it ran out.
    NoConsent,
    /// A complaint of this person is being dealt with.
    ComplaintOpen,
    /// The person got enough lately.
    CapReached {
        /// When there is room again.
        until: Instant,
    },
    /// Not at this hour or not on this day.
    WrongTime {
        /// When it is right.
        until: Instant,
    },
}

/// How long a mail waits when a complaint is open, before it is looked at again.
const COMPLAINT_LOOK_AGAIN_DAYS: i64 = 1;

/// Asks the gate. None means: send.
pub fn ask(inquiry: &Inquiry<'_>, now: Instant) -> Option<GateRefusal> {
    if let Some(until) = inquiry.held_until.filter(|until| *until > now) {
        return Some(GateRefusal::Held { until });
    }
    if let Some(suppression) = inquiry.suppression {
        return Some(GateRefusal::Suppressed(suppression.reason));
    }
    match inquiry.purpose {
        Purpose::Transactional => None,
        Purpose::Marketing => ask_for_marketing(inquiry, now),
    }
}

fn ask_for_marketing(inquiry: &Inquiry<'_>, now: Instant) -> Option<GateRefusal> {
    let consent = &inquiry.card.consent;
    if !consent.allows_marketing(now) {
        return Some(match consent.refused_at {
            Some(_) => GateRefusal::Unsubscribed,
            None => GateRefusal::NoConsent,
        });
    }
    if inquiry.card.complaint_open {
        return Some(GateRefusal::ComplaintOpen);
    }
    let free = caps::free_from(inquiry.caps, inquiry.attempts, now);
    if free > now {
        let until = schedule::open(free, &inquiry.rules).at;
        return Some(GateRefusal::CapReached { until });
    }
    let opens = schedule::open(now, &inquiry.rules).at;
    (opens > now).then_some(GateRefusal::WrongTime { until: opens })
}

impl GateRefusal {
    /// What becomes of the step.
    pub fn refusal(self, now: Instant) -> Refusal {
        match self {
            Self::Held { until } | Self::CapReached { until } | Self::WrongTime { until } => {
                Refusal::put_off(until, now)
            }
            Self::ComplaintOpen => Refusal::put_off(now + TimeDelta::days(COMPLAINT_LOOK_AGAIN_DAYS), now),
            Self::Suppressed(reason) => Refusal::End(Ending::Suppressed(reason)),
            Self::Unsubscribed => Refusal::End(Ending::Unsubscribed),
            Self::NoConsent => Refusal::End(Ending::NoConsent),
        }
    }

    /// A short name for records and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Suppressed(_) => "suppressed",
            Self::Unsubscribed => "unsubscribed",
            Self::NoConsent => "no_consent",
            Self::ComplaintOpen => "complaint_open",
            Self::CapReached { .. } => "cap_reached",
            Self::WrongTime { .. } => "wrong_time",
        }
    }
}
