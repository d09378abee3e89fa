//! The finding about one thing, how bad it is, and what to do.

use crate::say;
use gateway::unread::Unread;
use serde::Serialize;
use store::StoreError;

/// The state of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It is as it should be.
    Ok,
    /// A person should look: it works, but not as well as it could, or it could not be told.
    Look,
    /// It does not work.
    Broken,
}

impl Health {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Look => "look",
            Self::Broken => "broken",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The kind.
    pub check: &'static str,
    /// Its state.
    pub health: Health,
    /// The finding in words.
    pub found: String,
    /// The remedy; none where all is well.
    pub remedy: Option<String>,
}

impl Finding {
    /// It is as it should be.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, health: Health::Ok, found: found.into(), remedy: None }
    }

    /// A person should look.
    pub fn look(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, health: Health::Look, found: found.into(), remedy: Some(remedy.into()) }
    }

    /// It does not work.
    pub fn broken(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { health: Health::Broken, ..Self::look(check, found, remedy) }
    }

    /// It could not be told, because nobody answered what `action` asks. `absent` is what to do where it is not there.
    pub(super) fn unread(check: &'static str, error: &Unread, action: &str, absent: &str) -> Self {
        match error {
            Unread::NotThere => Self::broken(check, say!(en = "it is not there", ja = "ありません"), absent),
            Unread::Denied(code) => {
                let remedy = say!(
                    en = "sign in again, or allow your role the action {action}",
                    ja = "サインインし直すか、あなたのロールに {action} を許してください"
                );
                Self::look(
                    check,
                    say!(
                        en = "unknown: it was refused ({code})",
                        ja = "分かりません。断られました（{code}）"
                    ),
                    remedy,
                )
            }
            Unread::Unavailable(reason) => {
                let remedy = say!(
                    en = "try again; if it stays, look at the network and at {action}",
                    ja = "もう一度実行してください。続くなら、ネットワークと {action} を見てください"
                );
                Self::look(
                    check,
                    say!(
                        en = "unknown: no answer ({reason})",
                        ja = "分かりません。答えがありません（{reason}）"
                    ),
                    remedy,
                )
            }
        }
    }

    /// It could not be told, because the table did not say.
    pub(super) fn untold(check: &'static str, error: &StoreError) -> Self {
        let remedy = say!(
            en = "try again; your role needs dynamodb:GetItem and dynamodb:Query on the table",
            ja = "もう一度実行してください。ロールには、テーブルの dynamodb:GetItem と \
                 dynamodb:Query が要ります"
        );
        Self::look(check, say!(en = "unknown: {error}", ja = "分かりません：{error}"), remedy)
    }
}
