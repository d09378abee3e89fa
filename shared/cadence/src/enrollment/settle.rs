//! Settling: what becomes of a mail of which nobody knows whether it went out.
//!
//! Evidence is an event of the mail service that names the attempt. Silence is evidence only while the channel of those
//! events is proven alive: an event has come for some mail sent after the attempt in question.

use crate::Instant;
use crate::facts::{Facts, MessageName};
use crate::ids::AttemptId;
use crate::limits::{SETTLE_AFTER_MINUTES, SETTLE_LOOK_MINUTES_MAX};
use crate::sequence::IfUnknown;
use chrono::TimeDelta;

/// A mail of which nobody could know whether it went out. It is written down when that became so and again when it was
/// decided, and stays for whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMail {
    /// The mail.
    pub name: MessageName,
    /// The try in question.
    pub attempt: AttemptId,
    /// Since when.
    pub since: Instant,
    /// The decision, once it was made.
    pub decided: Option<Decided>,
}

/// The decision about an unknown mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: Instant,
    /// The decision; neither [`Decision::Later`] nor [`Decision::AskPerson`].
    pub decision: Decision,
    /// On what ground.
    pub because: Because,
}

/// On what ground an unknown mail was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Because {
    /// An event of the mail service named the attempt, or the sender's own late answer came.
    Evidence,
    /// Nothing came although the channel of events was alive, and the sequence's `if_unknown` said what to do.
    Silence,
    /// Somebody decided by hand.
    Person,
}

impl Because {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::Evidence, Self::Silence, Self::Person];

    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Silence => "silence",
            Self::Person => "person",
        }
    }
}

/// The decision about an unknown attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It went out.
    Sent,
    /// It did not go out, and will not.
    NotSent,
    /// Nobody knows; it is taken as sent.
    TakeAsSent,
    /// Nobody knows; it is sent again.
    SendAgain,
    /// Nobody knows; a person has to say.
    AskPerson,
    /// Too early to say.
    Later {
        /// When to look again.
        at: Instant,
    },
}

impl Decision {
    /// On what ground it stands when no person decided.
    pub(super) fn ground(&self) -> Because {
        match self {
            Self::Sent | Self::NotSent => Because::Evidence,
            Self::TakeAsSent | Self::SendAgain | Self::AskPerson | Self::Later { .. } => Because::Silence,
        }
    }

    /// A short name for records.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::NotSent => "not_sent",
            Self::TakeAsSent => "take_as_sent",
            Self::SendAgain => "send_again",
            Self::AskPerson => "ask_person",
            Self::Later { .. } => "later",
        }
    }
}

/// The moment at which an attempt that became unknown at `since` is decided about first.
pub fn first_look(since: Instant) -> Instant {
    since + TimeDelta::minutes(SETTLE_AFTER_MINUTES)
}

/// The moment at which an open unknown mail is looked at again: first soon, then ever more rarely, since evidence settles it by
/// itself and only silence has to be asked about.
fn next_look(since: Instant, now: Instant) -> Instant {
    let shortest = TimeDelta::minutes(SETTLE_AFTER_MINUTES);
    let pause = ((now - since) / 2).clamp(shortest, TimeDelta::minutes(SETTLE_LOOK_MINUTES_MAX));
    first_look(since).max(now + pause)
}

/// Decides about an unknown attempt since `since`. `channel_alive_until` is the latest sending time of any mail for which
/// an event has come back.
pub fn decide(
    attempt: &AttemptId,
    since: Instant,
    facts: &Facts,
    channel_alive_until: Option<Instant>,
    if_unknown: IfUnknown,
    now: Instant,
) -> Decision {
    if facts.proven().contains(attempt) {
        return Decision::Sent;
    }
    if facts.rejected().contains(attempt) {
        return Decision::NotSent;
    }
    let channel_alive = channel_alive_until.is_some_and(|until| until > since);
    if now < first_look(since) || !channel_alive {
        return Decision::Later { at: next_look(since, now) };
    }
    match if_unknown {
        IfUnknown::Skip => Decision::TakeAsSent,
        IfUnknown::Resend => Decision::SendAgain,
        IfUnknown::Ask => Decision::AskPerson,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Fact;
    use crate::fixtures::mine;

    fn at(minutes: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn silence_decides_only_while_the_channel_is_alive() {
        let attempt = AttemptId::from_random([1; 16]);
        let decide =
            |alive, now| decide(&attempt, at(0), &Facts::default(), alive, IfUnknown::Resend, at(now));
        assert_eq!(decide(Some(at(5)), 15), Decision::SendAgain);
        assert_eq!(decide(Some(at(1)), 15), Decision::SendAgain);
        assert_eq!(decide(Some(at(0)), 15), Decision::Later { at: at(30) }, "of the same moment");
        assert_eq!(decide(Some(at(5)), 14), Decision::Later { at: at(29) });
        assert_eq!(decide(Some(at(-1)), 20), Decision::Later { at: at(35) });
        assert_eq!(decide(Some(at(-1)), 100), Decision::Later { at: at(150) });
        assert_eq!(decide(None, 600), Decision::Later { at: at(720) });
    }

    #[test]
    fn an_event_for_the_attempt_decides_at_once_and_one_for_another_does_not() {
        let (mine, other) = (AttemptId::from_random([1; 16]), AttemptId::from_random([2; 16]));
        let mut facts = Facts::default();
        facts.note(Fact::Delivered, at(1), Some(&other));
        let look = |facts: &Facts| decide(&mine, at(0), facts, None, IfUnknown::Skip, at(2));
        assert!(matches!(look(&facts), Decision::Later { .. }));
        facts.note(Fact::Sent, at(1), Some(&mine));
        assert_eq!(look(&facts), Decision::Sent);
    }

    #[test]
    fn a_mail_that_the_service_dropped_is_not_sent() {
        let mut facts = Facts::default();
        facts.note(Fact::Rejected, at(1), Some(&mine()));
        let decided = decide(&mine(), at(0), &facts, None, IfUnknown::Resend, at(2));
        assert_eq!(decided, Decision::NotSent);
    }

    #[test]
    fn decisions_and_their_grounds_have_names_for_records() {
        let decisions = [
            Decision::Sent,
            Decision::NotSent,
            Decision::TakeAsSent,
            Decision::SendAgain,
            Decision::AskPerson,
            Decision::Later { at: at(1) },
        ];
        let names = decisions.map(|decision| decision.name());
        assert_eq!(names, ["sent", "not_sent", "take_as_sent", "send_again", "ask_person", "later"]);
        assert_eq!(Because::ALL.map(Because::name), ["evidence", "silence", "person"]);
    }
}
