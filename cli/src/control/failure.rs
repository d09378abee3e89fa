//! The reasons why an operation was not done, in a form that travels from a running `up` to the command that asked.

use crate::say;
use crate::usage::WrongUsage;
use http::StatusCode;

/// The reason why an operation was not done. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// What was named is not there.
    #[error("{0}")]
    NotThere(String),
    /// It is there, and this cannot be done with it as it stands.
    #[error("{0}")]
    Refused(String),
    /// Something did not work.
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    /// The status by which it travels.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotThere(_) => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The failure that travelled by a status.
    pub(super) fn of(status: StatusCode, text: String) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotThere(text),
            StatusCode::CONFLICT => Self::Refused(text),
            _ => Self::Broken(text),
        }
    }

    /// The failure as a command's error: naming what is not there is wrong usage.
    pub fn into_error(self) -> anyhow::Error {
        match self {
            Self::NotThere(text) => WrongUsage(text).into(),
            other @ (Self::Refused(_) | Self::Broken(_)) => other.into(),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(format!("{error:#}"))
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        anyhow::Error::from(error).into()
    }
}

#[cfg(feature = "aws")]
impl From<gateway::sqs::DeadLettersError> for Failure {
    fn from(error: gateway::sqs::DeadLettersError) -> Self {
        Self::Broken(say!(
            en = "the queues of dead letters: {error}",
            ja = "処理できなかったもののキュー：{error}"
        ))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(say!(
            en = "the folder of dead letters cannot be read or written: {error}",
            ja = "処理できなかったもののフォルダーを読み書きできません：{error}"
        ))
    }
}
