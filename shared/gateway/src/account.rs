//! The quota of an account: SES says it, the outbox of one machine allows always the same.

#[cfg(feature = "cloud")]
pub mod ses;
#[cfg(feature = "cloud")]
pub mod settings;

/// The quota of an account, as the mail service says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AccountQuota {
    /// Mails per second.
    pub per_second: f64,
    /// Mails in any 24 hours; -1 without a limit.
    pub per_day: f64,
    /// Mails in the last 24 hours.
    pub sent_in_day: f64,
}

/// The quota of the outbox; a disk that is slower than this makes senders wait, it does not refuse.
pub const OUTBOX_QUOTA: AccountQuota = AccountQuota { per_second: 200.0, per_day: -1.0, sent_in_day: 0.0 };

/// The source of the quota. It cannot send.
#[derive(Debug, Clone)]
pub enum Account {
    /// Amazon SES.
    #[cfg(feature = "cloud")]
    Ses(ses::SesAccount),
    /// A folder on this machine.
    Outbox,
}

impl Account {
    /// The account's own SES.
    #[cfg(feature = "cloud")]
    pub fn ses(configuration: impl Into<aws_sdk_sesv2::Config>) -> Self {
        Self::Ses(ses::SesAccount::connect(configuration))
    }

    /// Reads the quota. The error is a code, never an address.
    pub async fn quota(&self) -> Result<AccountQuota, String> {
        match self {
            #[cfg(feature = "cloud")]
            Self::Ses(account) => account.quota().await,
            Self::Outbox => Ok(OUTBOX_QUOTA),
        }
    }
}
