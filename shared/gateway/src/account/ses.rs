//! The quota of the account, as Amazon SES says it.

use super::AccountQuota;
use crate::aws::code_of;

/// The account as SES describes it.
#[derive(Debug, Clone)]
pub struct SesAccount {
    client: aws_sdk_sesv2::Client,
}

impl SesAccount {
    /// The account of this configuration. Its calls may be repeated, so retries may be on.
    pub fn connect(configuration: impl Into<aws_sdk_sesv2::Config>) -> Self {
        Self { client: aws_sdk_sesv2::Client::from_conf(configuration.into()) }
    }

    /// The account that this client speaks for.
    pub(crate) fn of(client: aws_sdk_sesv2::Client) -> Self {
        Self { client }
    }

    /// Reads the account's quota. SES allows one such call a second for the whole account.
    pub(crate) async fn quota(&self) -> Result<AccountQuota, String> {
        let account = self.client.get_account().send().await.map_err(|error| code_of(&error))?;
        let quota = account.send_quota().ok_or("the account has no quota")?;
        Ok(AccountQuota {
            per_second: quota.max_send_rate(),
            per_day: quota.max24_hour_send(),
            sent_in_day: quota.sent_last24_hours(),
        })
    }
}
