//! The sending quota, as the mail service tells it when a standalone program opens.

use crate::say;
use anyhow::bail;
use gateway::account::{Account, AccountQuota};
use runtime::clock::Clock;
use store::{Quota, Store};

/// Asks what may be sent. A mail service that is away for a moment does not keep a standalone program closed that has asked before.
pub(super) async fn ask(account: &Account, store: &Store, clock: &Clock) -> anyhow::Result<()> {
    match account.quota().await {
        Ok(AccountQuota { per_second, per_day, sent_in_day }) => {
            let quota = Quota { per_second, per_day, sent_in_day, read_at: clock.now() };
            Ok(store.save_quota(&quota).await?)
        }
        Err(reason) if store.quota().await?.is_some() => {
            tracing::warn!(
                reason,
                "the mail service did not say what may be sent; what it said last is used"
            );
            Ok(())
        }
        Err(reason) => bail!(say!(
            en = "the mail service did not say what may be sent: {reason}; check region and \
                 credentials, and that they allow ses:GetAccount and ses:SendEmail",
            ja = "メール送信サービスから、送れる数を教えてもらえません：{reason}。リージョンと認証\
                 情報、ses:GetAccount と ses:SendEmail の許可を見てください"
        )),
    }
}
