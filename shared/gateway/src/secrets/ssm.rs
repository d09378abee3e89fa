//! The SSM parameter store: the secrets, and parameters that anybody in the account may read.

use super::Secrets;
use crate::aws::code_of;
use crate::aws::unread::Unread;
use std::fmt::Display;

/// The failure to get the secrets.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ParameterError {
    /// The parameter was not given.
    #[error(
        "the parameter `{name}` could not be read: {reason}; check its name and the function's permission"
    )]
    Unreadable {
        /// Its name.
        name: String,
        /// The answer of SSM.
        reason: String,
    },
    /// Its text does not hold the secrets.
    #[error("the parameter `{name}` does not hold the secrets as they should be: {reason}")]
    Wrong {
        /// Its name.
        name: String,
        /// The problem.
        reason: String,
    },
}

/// Reads the secrets from one `SecureString` parameter.
pub async fn secrets(
    configuration: impl Into<aws_sdk_ssm::Config>,
    name: &str,
) -> Result<Secrets, ParameterError> {
    let client = aws_sdk_ssm::Client::from_conf(configuration.into());
    let unreadable = |reason: String| ParameterError::Unreadable { name: name.to_owned(), reason };
    let answer = client.get_parameter().name(name).with_decryption(true).send().await;
    let answer = answer.map_err(|error| unreadable(code_of(&error)))?;
    let text = answer.parameter().and_then(|parameter| parameter.value());
    let text = text.ok_or_else(|| unreadable("it is empty".to_owned()))?;
    Secrets::read(text).map_err(wrong(name))
}

/// Makes an error about what stands in this parameter out of one that does not know where it stands.
pub fn wrong<E: Display>(name: &str) -> impl Fn(E) -> ParameterError {
    move |error| ParameterError::Wrong { name: name.to_owned(), reason: error.to_string() }
}

/// The failure to get a parameter without secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlainError {
    /// There is no parameter of this name in the account and region.
    #[error("there is no parameter `{0}` in this account and region")]
    NotThere(String),
    /// Those who ask may not have it.
    #[error(
        "the parameter `{name}` was refused ({code}); the credentials have to be valid and to allow ssm:GetParameter on it"
    )]
    Denied {
        /// Its name.
        name: String,
        /// The answer of SSM.
        code: String,
    },
    /// Nothing came back that can be used.
    #[error("the parameter `{name}` could not be read ({reason}); check the network and try again")]
    Unavailable {
        /// Its name.
        name: String,
        /// The thing that happened.
        reason: String,
    },
}

/// Reads a parameter that holds no secret.
pub async fn plain(configuration: impl Into<aws_sdk_ssm::Config>, name: &str) -> Result<String, PlainError> {
    let client = aws_sdk_ssm::Client::from_conf(configuration.into());
    let owned = || name.to_owned();
    let answer = client.get_parameter().name(name).send().await.map_err(|error| {
        match Unread::of(code_of(&error)) {
            Unread::NotThere => PlainError::NotThere(owned()),
            Unread::Denied(code) => PlainError::Denied { name: owned(), code },
            Unread::Unavailable(reason) => PlainError::Unavailable { name: owned(), reason },
        }
    })?;
    let text = answer.parameter().and_then(|parameter| parameter.value());
    text.map(str::to_owned)
        .ok_or_else(|| PlainError::Unavailable { name: owned(), reason: "it is empty".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_about_the_secrets_names_the_parameter_and_repeats_no_secret() {
        let text = r#"{"identity":"not base64, but secret","links":[]}"#;
        let said = Secrets::read(text).map_err(wrong("/hikyaku/secrets")).unwrap_err().to_string();
        assert!(said.starts_with("the parameter `/hikyaku/secrets` does not hold the secrets"), "{said}");
        assert!(said.contains("`identity` is not base64") && !said.contains("but secret"), "{said}");
    }
}
