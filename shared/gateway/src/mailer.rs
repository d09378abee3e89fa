//! Sending one mail: to SES, or to the outbox of one machine.

pub mod outbox;
#[cfg(feature = "cloud")]
pub mod ses;

use crate::account::Account;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::disposition::SendFailure;
use cadence::facts::MessageName;
use cadence::ids::AttemptId;
use outbox::Outbox;

/// One attempt at one mail, ready for the wire.
#[derive(Debug, Clone)]
pub struct SendRequest<'a> {
    /// The mail's name; travels as message tags and comes back with every event.
    pub name: &'a MessageName,
    /// The attempt; travels likewise.
    pub attempt: &'a AttemptId,
    /// From whom.
    pub from: &'a EmailAddress,
    /// To whom.
    pub to: &'a EmailAddress,
    /// The message, whole.
    pub mime: &'a [u8],
    /// Whether opens and clicks may be tracked.
    pub tracking: bool,
    /// The zone of the person, for the outbox's ledger.
    pub zone: chrono_tz::Tz,
    /// The moment.
    pub at: Instant,
}

/// The answer of a mailer asked about an attempt afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The mail was taken.
    Taken,
    /// The mail was not taken and will not be.
    NotTaken,
    /// It cannot tell.
    CannotTell,
}

/// The place that mail is sent to.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// Amazon SES.
    #[cfg(feature = "cloud")]
    Ses(ses::Ses),
    /// A folder on this machine.
    Outbox(Outbox),
}

impl Mailer {
    /// Whether mails go to the people they are written to, and not into a folder.
    pub fn reaches_people(&self) -> bool {
        match self {
            #[cfg(feature = "cloud")]
            Self::Ses(_) => true,
            Self::Outbox(_) => false,
        }
    }

    /// Sends once, and never repeats by itself. Returns the name under which the mail service knows the mail.
    pub async fn send(&self, request: &SendRequest<'_>) -> Result<String, SendFailure> {
        match self {
            #[cfg(feature = "cloud")]
            Self::Ses(ses) => ses.send(request).await,
            Self::Outbox(outbox) => outbox.put(request).await,
        }
    }

    /// Says what is known about an attempt whose sender was not heard of any more.
    pub fn proof(&self, name: &MessageName) -> Proof {
        match self {
            #[cfg(feature = "cloud")]
            Self::Ses(_) => Proof::CannotTell,
            Self::Outbox(outbox) => outbox.proof(name),
        }
    }

    /// The one that says what may be sent this way.
    pub fn account(&self) -> Account {
        match self {
            #[cfg(feature = "cloud")]
            Self::Ses(ses) => Account::Ses(ses.account()),
            Self::Outbox(_) => Account::Outbox,
        }
    }
}
