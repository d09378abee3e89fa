//! The report of a mail service's event about a mail.

use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::bounce::{Bounce, Complaint};
use cadence::facts::Reported;
use cadence::ids::{AttemptId, LeadId, SequenceId};
use cadence::send_key::SendKey;

/// Something about a mail.
#[derive(Debug, Clone, PartialEq)]
pub struct MailEvent {
    /// The kind.
    pub kind: MailKind,
    /// When.
    pub at: Reported,
    /// The moment at which the mail was sent.
    pub mail_at: Option<Instant>,
    /// The lead it was sent to, by its tag.
    pub lead: Option<LeadId>,
    /// Its send key, by its tag.
    pub send_key: Option<SendKey>,
    /// Its attempt, by its tag.
    pub attempt: Option<AttemptId>,
    /// Its sequence, by its tag.
    pub sequence: Option<SequenceId>,
}

/// The kinds of events of the mail service, with what differs.
#[derive(Debug, Clone, PartialEq)]
pub enum MailKind {
    /// It was taken.
    Send,
    /// The receiving server took it.
    Delivery,
    /// The receiving server lets it wait.
    DeliveryDelay,
    /// It came back.
    Bounce(Bounced),
    /// Somebody said whether it is spam.
    Complaint(Complained),
    /// It was taken and then not sent.
    Reject,
    /// It was opened.
    Open {
        /// Whether the mail service thinks it was a machine.
        flagged: Option<bool>,
        /// The agent that fetched.
        agent: Option<String>,
    },
    /// A link in it was followed.
    Click {
        /// Whether the mail service thinks it was a machine.
        flagged: Option<bool>,
        /// The agent that followed.
        agent: Option<String>,
        /// The link.
        link: String,
    },
    /// The person changed a subscription kept by the mail service.
    Subscription {
        /// Whether everything was refused.
        refused_all: bool,
    },
}

/// A mail's bounce.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounced {
    /// The addresses that could be read, each with what the bounce says about it. Never logged.
    pub of: Vec<(EmailAddress, Bounce)>,
    /// The most that it says about any address, also one that could not be read.
    pub worst: Option<Bounce>,
}

/// A verdict on whether a mail is spam.
#[derive(Debug, Clone, PartialEq)]
pub struct Complained {
    /// The addresses that could be read. Never logged.
    pub by: Vec<EmailAddress>,
    /// The verdict.
    pub complaint: Complaint,
}

impl MailEvent {
    /// True if it may protect somebody, so that it must not be let go.
    pub(super) fn protects(&self) -> bool {
        matches!(self.kind, MailKind::Bounce(_) | MailKind::Complaint(_))
    }

    pub(super) fn names_nobody(&self) -> bool {
        let addresses = match &self.kind {
            MailKind::Bounce(bounced) => bounced.of.len(),
            MailKind::Complaint(complained) => complained.by.len(),
            MailKind::Send
            | MailKind::Delivery
            | MailKind::DeliveryDelay
            | MailKind::Reject
            | MailKind::Open { .. }
            | MailKind::Click { .. }
            | MailKind::Subscription { .. } => 0,
        };
        addresses == 0 && self.lead.is_none()
    }
}
