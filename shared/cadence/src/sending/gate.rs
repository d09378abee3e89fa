//! The gate: whether one mail may go to one person now. The first denial wins.

use crate::Instant;
use crate::caps::{self, Cap};
use crate::consent::Standing;
use crate::disposition::Disposition;
use crate::ids::TopicId;
use crate::lead::Card;
use crate::schedule::{self, Rules};
use crate::sending::ending::Ending;
use crate::sequence::Purpose;
use crate::suppression::{Suppression, SuppressionReason};
use chrono::TimeDelta;

/// All that the gate looks at.
#[derive(Debug, Clone, Copy)]
pub struct Inquiry<'a> {
    /// The ground the mail needs.
    pub purpose: Purpose,
    /// The topic of its sequence.
    pub topic: Option<&'a TopicId>,
    /// Until when sending is paused, where it is.
    pub paused_until: Option<Instant>,
    /// The suppression of the address, read after every refusal that was acknowledged.
    pub suppression: Option<&'a Suppression>,
    /// The lead's card.
    pub card: &'a Card,
    /// The company's caps.
    pub caps: &'a [Cap],
    /// When marketing mails went to this person or may have, this one left out.
    pub attempts: &'a [Instant],
    /// Other marketing mails to this person that are in flight at this moment.
    pub in_flight: usize,
    /// The moment to ask again if only a mail in flight uses up the cap.
    pub ask_again_at: Instant,
    /// The beginning of the run: a question belongs to the run that it began.
    pub run_began: Instant,
    /// Window, quiet hours and calendar.
    pub rules: Rules<'a>,
}

/// The reason why a mail does not go now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateDenial {
    /// Sending is paused.
    Paused {
        /// Until when.
        until: Instant,
    },
    /// The address is suppressed.
    Suppressed(SuppressionReason),
    /// The person refused marketing.
    Unsubscribed,
    /// There is no ground for marketing, or it ran out.
    NoConsent,
    /// The person agreed, and has yet to confirm it from the mailbox.
    ToBeConfirmed {
        /// The end of the time for that.
        until: Instant,
    },
    /// The mail asks for a confirmation, and there is nothing to confirm any more.
    NothingToConfirm,
    /// The person wants no marketing of this topic.
    TopicRefused,
    /// The person asked for a pause.
    OnPause {
        /// The end of the pause, at the right hour.
        until: Instant,
    },
    /// A complaint of this person is being dealt with.
    ComplaintOpen,
    /// The person got enough lately.
    CapReached {
        /// When there is room again.
        until: Instant,
    },
    /// Mails in flight to the person use up the cap, if they are sent.
    CapContended {
        /// The moment at which it is known whether they were.
        until: Instant,
    },
    /// Not at this hour or not on this day.
    WrongTime {
        /// When it is right.
        until: Instant,
    },
}

/// The days that a mail waits when a complaint is open, before it is looked at again.
const COMPLAINT_LOOK_AGAIN_DAYS: i64 = 1;

/// Asks the gate. None means: send.
pub fn ask(inquiry: &Inquiry<'_>, now: Instant) -> Option<GateDenial> {
    if let Some(until) = inquiry.paused_until.filter(|until| *until > now) {
        return Some(GateDenial::Paused { until });
    }
    if let Some(suppression) = inquiry.suppression {
        return Some(GateDenial::Suppressed(suppression.reason));
    }
    match inquiry.purpose {
        Purpose::Transactional => None,
        Purpose::Confirmation => ask_for_confirmation(inquiry, now),
        Purpose::Marketing => ask_for_marketing(inquiry, now),
    }
}

fn ask_for_confirmation(inquiry: &Inquiry<'_>, now: Instant) -> Option<GateDenial> {
    (!inquiry.card.consent.may_be_asked(inquiry.run_began, now)).then_some(GateDenial::NothingToConfirm)
}

fn ask_for_marketing(inquiry: &Inquiry<'_>, now: Instant) -> Option<GateDenial> {
    let consent = &inquiry.card.consent;
    match (consent.standing(now), consent.to_be_confirmed(now)) {
        (Standing::Agrees, _) => {}
        (Standing::Refused | Standing::NoGround, Some(until)) => {
            return Some(GateDenial::ToBeConfirmed { until });
        }
        (Standing::Refused, None) => return Some(GateDenial::Unsubscribed),
        (Standing::NoGround, None) => return Some(GateDenial::NoConsent),
    }
    if inquiry.card.preferences.refuses(inquiry.topic) {
        return Some(GateDenial::TopicRefused);
    }
    if let Some(end) = inquiry.card.preferences.pause(now) {
        return Some(GateDenial::OnPause { until: schedule::open(end, &inquiry.rules).at });
    }
    if inquiry.card.complaint_open {
        return Some(GateDenial::ComplaintOpen);
    }
    let caps = caps::of_person(inquiry.caps, &inquiry.card.preferences);
    let free = caps::free_from(&caps, inquiry.attempts, now);
    if free > now {
        let until = schedule::open(free, &inquiry.rules).at;
        return Some(GateDenial::CapReached { until });
    }
    let opens = schedule::open(now, &inquiry.rules).at;
    if opens > now {
        return Some(GateDenial::WrongTime { until: opens });
    }
    let mut attempts = inquiry.attempts.to_vec();
    attempts.resize(attempts.len() + inquiry.in_flight, now);
    let free = caps::free_from(&caps, &attempts, now);
    (free > now).then(|| GateDenial::CapContended { until: inquiry.ask_again_at.min(free) })
}

impl GateDenial {
    /// Returns the fate of the step.
    pub fn disposition(self, now: Instant) -> Disposition {
        match self {
            Self::Paused { until }
            | Self::ToBeConfirmed { until }
            | Self::OnPause { until }
            | Self::CapReached { until }
            | Self::CapContended { until }
            | Self::WrongTime { until } => Disposition::put_off(until, now),
            Self::ComplaintOpen => {
                Disposition::put_off(now + TimeDelta::days(COMPLAINT_LOOK_AGAIN_DAYS), now)
            }
            Self::Suppressed(reason) => Disposition::End(Ending::Suppressed(reason)),
            Self::Unsubscribed => Disposition::End(Ending::Unsubscribed),
            Self::NoConsent => Disposition::End(Ending::NoConsent),
            Self::NothingToConfirm | Self::TopicRefused => Disposition::LeaveOut,
        }
    }

    /// A short name for records and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paused { .. } => "paused",
            Self::Suppressed(_) => "suppressed",
            Self::Unsubscribed => "unsubscribed",
            Self::NoConsent => "no_consent",
            Self::ToBeConfirmed { .. } => "to_be_confirmed",
            Self::NothingToConfirm => "nothing_to_confirm",
            Self::TopicRefused => "topic_refused",
            Self::OnPause { .. } => "on_pause",
            Self::ComplaintOpen => "complaint_open",
            Self::CapReached { .. } => "cap_reached",
            Self::CapContended { .. } => "cap_contended",
            Self::WrongTime { .. } => "wrong_time",
        }
    }
}

#[cfg(test)]
mod tests;
