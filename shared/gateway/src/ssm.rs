//! Secrets from the SSM parameter store.

use crate::secrets::Secrets;

/// Why the secrets could not be had.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ParameterError {
    /// The parameter was not given.
    #[error(
        "the parameter `{name}` could not be read: {reason}; check its name and the function's permission"
    )]
    Unreadable {
        /// Its name.
        name: String,
        /// What SSM said.
        reason: String,
    },
    /// Its text does not hold the secrets.
    #[error("the parameter `{name}` does not hold the secrets: {reason}")]
    Wrong {
        /// Its name.
        name: String,
        /// What is wrong.
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
    let answer = answer.map_err(|error| unreadable(crate::ses::code_of(&error)))?;
    let text = answer.parameter().and_then(|parameter| parameter.value());
    let text = text.ok_or_else(|| unreadable("it is empty".to_owned()))?;
    Secrets::read(text)
        .map_err(|error| ParameterError::Wrong { name: name.to_owned(), reason: error.to_string() })
}
