//! The sending company: what the law wants to see in every mail.

use crate::address::EmailAddress;

/// The company behind the mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The registered name.
    pub legal_name: String,
    /// The name people know, where it differs.
    pub trade_name: Option<String>,
    /// The address for its letters.
    pub postal_address: String,
    /// An address for questions and complaints.
    pub contact_email: Option<EmailAddress>,
    /// A telephone number for the same.
    pub contact_phone: Option<String>,
    /// A page for the same.
    pub contact_url: Option<String>,
    /// Its privacy notice.
    pub privacy_url: Option<String>,
}

/// The sender whose name stands in From.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The display name.
    pub name: String,
    /// The address mail comes from.
    pub address: EmailAddress,
    /// The address for answers, where that is another one.
    pub reply_to: Option<EmailAddress>,
}
