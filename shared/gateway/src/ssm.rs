//! Secrets from the SSM parameter store.

use crate::secrets::Secrets;
use std::fmt::Display;

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
    #[error("the parameter `{name}` does not hold the secrets as they should be: {reason}")]
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
    Secrets::read(text).map_err(wrong(name))
}

/// Makes an error about what stands in this parameter out of one that does not know where it stands.
pub fn wrong<E: Display>(name: &str) -> impl Fn(E) -> ParameterError {
    move |error| ParameterError::Wrong { name: name.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_about_the_secrets_names_the_parameter_and_repeats_nothing_of_it() {
        let text = r#"{"identity":"not base64, but secret","links":[]}"#;
        let said = Secrets::read(text).map_err(wrong("/hikyaku/secrets")).unwrap_err().to_string();
        assert!(said.starts_with("the parameter `/hikyaku/secrets` does not hold the secrets"), "{said}");
        assert!(said.contains("`identity` is not base64") && !said.contains("but secret"), "{said}");
    }
}
