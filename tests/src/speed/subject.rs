//! The subjects: everything that is measured, and by which peer it is divided.

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// A mail through SES, to a person who got none before.
    SesMail,
    /// The same into the outbox.
    OutboxMail,
    /// A form post of a new lead whose first mail is due on another day.
    Post,
    /// SES reports that a mail was delivered, over HTTP.
    MailEvent,
    /// Another system tells what a lead did, over HTTP.
    LeadEvent,
    /// A new lead with a first mail at once, through SES.
    SesFirstMail,
    /// The same into the outbox.
    OutboxFirstMail,
    /// A mail through SES, to a person who got 200 before.
    SesVeteranMail,
    /// The same into the outbox.
    OutboxVeteranMail,
    /// A mail of the sender in Python.
    PythonMail,
    /// A post to the form in Python.
    PythonPost,
    /// A mail of the sender in Node.
    NodeMail,
    /// A post to the form in Node.
    NodePost,
}

impl Subject {
    /// All of them, in the order of the report.
    pub(super) const ALL: [Self; 13] = [
        Self::SesMail,
        Self::OutboxMail,
        Self::Post,
        Self::MailEvent,
        Self::LeadEvent,
        Self::SesFirstMail,
        Self::OutboxFirstMail,
        Self::SesVeteranMail,
        Self::OutboxVeteranMail,
        Self::PythonMail,
        Self::PythonPost,
        Self::NodeMail,
        Self::NodePost,
    ];

    /// The words of the table.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::SesMail => "mail through SES",
            Self::OutboxMail => "mail into the outbox",
            Self::Post => "form post, first mail on another day",
            Self::MailEvent => "event of a mail (POST /events)",
            Self::LeadEvent => "event of a lead (POST /api/events)",
            Self::SesFirstMail => "lead with a first mail, SES",
            Self::OutboxFirstMail => "lead with a first mail, outbox",
            Self::SesVeteranMail => "mail through SES after 200 mails",
            Self::OutboxVeteranMail => "mail into the outbox after 200 mails",
            Self::PythonMail => "Python: mail",
            Self::PythonPost => "Python: form post",
            Self::NodeMail => "Node: mail",
            Self::NodePost => "Node: form post",
        }
    }

    /// The name for programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SesMail => "ses-mail",
            Self::OutboxMail => "outbox-mail",
            Self::Post => "post",
            Self::MailEvent => "mail-event",
            Self::LeadEvent => "lead-event",
            Self::SesFirstMail => "ses-first-mail",
            Self::OutboxFirstMail => "outbox-first-mail",
            Self::SesVeteranMail => "ses-mail-after-200",
            Self::OutboxVeteranMail => "outbox-mail-after-200",
            Self::PythonMail => "python-mail",
            Self::PythonPost => "python-post",
            Self::NodeMail => "node-mail",
            Self::NodePost => "node-post",
        }
    }

    /// The work of the Python peer that is nearest to this one. An event is one request that writes, as a post is.
    pub(super) fn beside(self) -> &'static [Self] {
        match self {
            Self::SesMail
            | Self::OutboxMail
            | Self::SesVeteranMail
            | Self::OutboxVeteranMail
            | Self::PythonMail
            | Self::NodeMail => &[Self::PythonMail],
            Self::Post | Self::MailEvent | Self::LeadEvent | Self::PythonPost | Self::NodePost => {
                &[Self::PythonPost]
            }
            Self::SesFirstMail | Self::OutboxFirstMail => &[Self::PythonPost, Self::PythonMail],
        }
    }
}

/// One subject in one round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) subject: Subject,
    /// Milliseconds on the processor, user and system, for each.
    pub(super) milliseconds: f64,
    /// The number that the machine did in a second.
    pub(super) per_second: f64,
}
