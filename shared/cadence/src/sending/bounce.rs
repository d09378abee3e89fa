//! The meaning of a returned mail and of a complaint for the address: whether it was tried at all, and whether it failed for good.
//!
//! Mail services call a mail bounced also where they never tried it (a guess, a list of their own), and call a bounce
//! transient although the receiving server said 5 (RFC 3463: "permanent failure"). An answer by machine, of somebody who is
//! away, arrives as a bounce as well. A kind that is not known is taken as its class: a permanent one is hard, because mail to
//! a dead address harms everybody's delivery, while a suppression that was made in error can be lifted.

mod reply;

pub use reply::Reply;

use crate::facts::Fact;
use crate::suppression::SuppressionReason;

/// The reason the mail service did not try an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NotTried {
    /// It guessed that nobody is there.
    Guess,
    /// It keeps the address on a list for all its customers, because it bounced for somebody lately.
    Global,
    /// The address stands on the suppression list of the account.
    Listed,
}

/// A bounce's meaning for one address, the least telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bounce {
    /// A machine answered in the person's absence; the mailbox took the mail.
    AutoReply,
    /// It could not be delivered this time.
    Soft,
    /// It was not tried.
    NotTried(NotTried),
    /// The receiving server refused for good, although the mail service calls it transient.
    RefusedForGood,
    /// The address does not exist or refuses for good.
    Hard,
}

/// The class that the mail service gives a bounce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BounceClass {
    /// It says that trying again is of no use.
    Permanent,
    /// Anything else.
    Passing,
}

/// The mail service's words about a bounce beside its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BounceKind {
    /// Nothing particular.
    General,
    /// It did not try the address.
    NotTried(NotTried),
    /// Any other kind, also one that is not known yet.
    Other,
}

impl Bounce {
    /// Judges one address of a bounce by what the mail service and the receiving server say.
    pub fn judge(class: BounceClass, kind: BounceKind, reply: Reply) -> Self {
        match (kind, class) {
            (BounceKind::NotTried(why), BounceClass::Permanent | BounceClass::Passing) => Self::NotTried(why),
            (BounceKind::General | BounceKind::Other, BounceClass::Permanent) => Self::Hard,
            (BounceKind::General, BounceClass::Passing) if reply == Reply::NoFailure => Self::AutoReply,
            (BounceKind::General | BounceKind::Other, BounceClass::Passing) => match reply {
                Reply::ForGood => Self::RefusedForGood,
                Reply::Passing | Reply::NoFailure => Self::Soft,
            },
        }
    }

    /// The fact about the mail. That the server refused for good stands in the suppression.
    pub fn fact(self) -> Fact {
        match self {
            Self::AutoReply => Fact::AutoReplied,
            Self::Soft | Self::RefusedForGood => Fact::BouncedSoft,
            Self::NotTried(NotTried::Guess) => Fact::NotTriedGuess,
            Self::NotTried(NotTried::Global) => Fact::NotTriedGlobal,
            Self::NotTried(NotTried::Listed) => Fact::NotTriedListed,
            Self::Hard => Fact::BouncedHard,
        }
    }

    /// The reason for suppression by this bounce alone. A guess suppresses nobody. An address that the service keeps on a list is
    /// not tried again, and each mail to it is paid for and counts against the sender there.
    pub fn suppresses(self) -> Option<SuppressionReason> {
        match self {
            Self::AutoReply | Self::Soft | Self::NotTried(NotTried::Guess) => None,
            Self::NotTried(NotTried::Global | NotTried::Listed) => Some(SuppressionReason::Listed),
            Self::RefusedForGood => Some(SuppressionReason::RefusedForGood),
            Self::Hard => Some(SuppressionReason::HardBounce),
        }
    }
}

/// The meaning of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Complaint {
    /// The person marked the mail as spam.
    Spam,
    /// The mail was not tried, because the address stands on the account's list for an earlier complaint.
    Listed,
    /// The person said that the mail is no spam. It takes nothing away, and it is no consent either.
    NotSpam,
}

impl Complaint {
    /// The fact about the mail.
    pub fn fact(self) -> Fact {
        match self {
            Self::Spam => Fact::Complained,
            Self::Listed => Fact::NotTriedListed,
            Self::NotSpam => Fact::MarkedNotSpam,
        }
    }

    /// The reason for suppression. An address is listed for a complaint only because its person complained.
    pub fn suppresses(self) -> Option<SuppressionReason> {
        match self {
            Self::Spam | Self::Listed => Some(SuppressionReason::Complaint),
            Self::NotSpam => None,
        }
    }
}

#[cfg(test)]
mod tests;
