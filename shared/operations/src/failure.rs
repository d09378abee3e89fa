//! The reasons why an operation was not done, in both languages.

use cadence::sequence::Language;
use cadence::text;
use cadence::wording::Text;
use std::fmt;

/// The reason why an operation was not done. Each says what to do. `Display` is English, as logs and developers read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The thing that was named is not there.
    NotThere(Text),
    /// It is there, and this cannot be done with it as it stands.
    Refused(Text),
    /// Something did not work.
    Broken(Text),
}

impl Failure {
    /// The reason in one language.
    pub fn in_language(&self, language: Language) -> &str {
        self.text().in_language(language)
    }

    fn text(&self) -> &Text {
        match self {
            Self::NotThere(text) | Self::Refused(text) | Self::Broken(text) => text,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().english())
    }
}

impl std::error::Error for Failure {}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(Text::same(format!("{error:#}")))
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
        Self::Broken(text!(
            en = "the queues of dead letters: {error}",
            ja = "処理できなかったもののキュー：{error}"
        ))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(text!(
            en = "the folder of dead letters cannot be read or written: {error}",
            ja = "処理できなかったもののフォルダーを読み書きできません：{error}"
        ))
    }
}
