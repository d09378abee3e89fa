//! The author of a pause, as keys of pauses name it.

/// The one who sets a pause: each has one of its own on the same sequence, so that no reason hides another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SetBy {
    /// A person.
    Hand,
    /// A refusal of the mail service.
    MailService,
    /// Rates of bounces and complaints.
    Rates,
}

impl SetBy {
    /// Everybody who sets pauses.
    pub const ALL: [Self; 3] = [Self::Hand, Self::MailService, Self::Rates];

    /// The name in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::MailService => "mail-service",
            Self::Rates => "rates",
        }
    }
}
