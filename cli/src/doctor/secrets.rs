//! The secrets: whether they are there, and are those the table was written with.

use super::finding::Finding;
use crate::language::said;
use crate::say;
use cadence::send_key::IdentityKey;
use cadence::wording::Words;
use cadence::words;
use gateway::secrets::Secrets;
use gateway::ssm::ParameterError;
use gateway::unread::Unread;
use store::{Store, StoreError};

const CHECK: &str = "secrets";
const RESTORE: Words = words!(
    en = "restore the parameter from its backup; new secrets would make a stranger of every lead",
    ja = "パラメーターを控えから戻してください。新しい鍵では、どのリードも別の人になります"
);

pub(super) async fn examine(store: &Store, name: &str, secrets: Result<Secrets, ParameterError>) -> Finding {
    let secrets = match secrets {
        Ok(secrets) => secrets,
        Err(ParameterError::Unreadable { reason, .. }) => {
            let restore = said(RESTORE);
            let absent = say!(
                en = "{restore}. In an empty account make it first; docs/deployment.md says how",
                ja = "{restore}。空のアカウントでは、先に作ります（docs/deployment.md）"
            );
            return Finding::unread(
                CHECK,
                &Unread::of(reason),
                "ssm:GetParameter (with kms:Decrypt)",
                &absent,
            );
        }
        Err(error @ ParameterError::Wrong { .. }) => {
            return Finding::broken(CHECK, error.to_string(), said(RESTORE));
        }
    };
    let key = match IdentityKey::new(secrets.identity) {
        Ok(key) => key,
        Err(error) => {
            return Finding::broken(
                CHECK,
                say!(en = "{name}: {error}", ja = "{name}：{error}"),
                said(RESTORE),
            );
        }
    };
    match store.knows_identity(&key.fingerprint()).await {
        Ok(true) => Finding::ok(
            CHECK,
            say!(
                en = "{name} holds the key that the table was written with",
                ja = "{name} に、テーブルを書いた鍵があります"
            ),
        ),
        Ok(false) => Finding::ok(
            CHECK,
            say!(
                en = "{name} is there; `hikyaku publish --apply` settles its key",
                ja = "{name} があります。鍵は `hikyaku publish --apply` で決まります"
            ),
        ),
        Err(error @ StoreError::IdentityMismatch { .. }) => Finding::broken(
            CHECK,
            say!(en = "{error}; no function starts", ja = "{error}。どの関数も始まりません"),
            said(RESTORE),
        ),
        Err(error) => Finding::untold(CHECK, &error),
    }
}
