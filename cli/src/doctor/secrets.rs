//! The secrets: whether they are there, and are those the table was written with.

use super::finding::Finding;
use cadence::send_key::IdentityKey;
use gateway::secrets::Secrets;
use gateway::ssm::ParameterError;
use gateway::unread::Unread;
use store::{Store, StoreError};

const CHECK: &str = "secrets";
const RESTORE: &str =
    "restore the parameter from its backup; new secrets would make a stranger of every lead";

pub(super) async fn examine(store: &Store, name: &str, secrets: Result<Secrets, ParameterError>) -> Finding {
    let secrets = match secrets {
        Ok(secrets) => secrets,
        Err(ParameterError::Unreadable { reason, .. }) => {
            let absent = format!("{RESTORE}. In an empty account make it first; docs/deployment.md says how");
            return Finding::unread(
                CHECK,
                &Unread::of(reason),
                "ssm:GetParameter (with kms:Decrypt)",
                &absent,
            );
        }
        Err(error @ ParameterError::Wrong { .. }) => {
            return Finding::broken(CHECK, error.to_string(), RESTORE);
        }
    };
    let key = match IdentityKey::new(secrets.identity) {
        Ok(key) => key,
        Err(error) => return Finding::broken(CHECK, format!("{name}: {error}"), RESTORE),
    };
    match store.knows_identity(&key.fingerprint()).await {
        Ok(true) => Finding::ok(CHECK, format!("{name} holds the key that the table was written with")),
        Ok(false) => {
            Finding::ok(CHECK, format!("{name} is there; `hikyaku publish --apply` settles its key"))
        }
        Err(error @ StoreError::IdentityMismatch { .. }) => {
            Finding::broken(CHECK, format!("{error}; no function starts"), RESTORE)
        }
        Err(error) => Finding::untold(CHECK, &error),
    }
}
