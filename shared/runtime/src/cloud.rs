//! Configuration of AWS clients: the process's region and credentials, one TLS stack, time limits.

pub use aws_config::SdkConfig;

use crate::boxed::Boxed;
use aws_config::BehaviorVersion;
use aws_config::timeout::TimeoutConfig;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::error::Error;
use std::time::Duration;

/// Time to make a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Time to read an answer of any service but SES.
const READ: Duration = Duration::from_secs(5);

/// The reason a person's environment leads into no account.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// No region is named.
    #[error(
        "no AWS region is set; set AWS_REGION, such as ap-northeast-1, or choose a profile with AWS_PROFILE"
    )]
    NoRegion,
    /// No credentials could be had.
    #[error(
        "no AWS credentials could be read ({0}); set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. After \
         `aws sso login` or `aws login`, this hands them over: eval \"$(aws configure export-credentials --format env)\""
    )]
    NoCredentials(String),
}

/// The configuration for a program that a person runs: with a region and credentials, or saying what is missing.
pub fn signed_in() -> Boxed<'static, Result<SdkConfig, NotSignedIn>> {
    Box::pin(find_signed_in())
}

async fn find_signed_in() -> Result<SdkConfig, NotSignedIn> {
    let found = configuration().await;
    if found.region().is_none() {
        return Err(NotSignedIn::NoRegion);
    }
    let provider = found.credentials_provider();
    let provider = provider.ok_or_else(|| NotSignedIn::NoCredentials("none are configured".to_owned()))?;
    match provider.provide_credentials().await {
        Ok(_) => Ok(found),
        Err(error) => Err(NotSignedIn::NoCredentials(innermost(&error))),
    }
}

/// The reason at the bottom of a failure, without the list of all that was tried; what stands above it says only that there
/// is one.
fn innermost(error: &CredentialsError) -> String {
    let mut reason: &dyn Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    let reason = reason.to_string();
    let first = reason.lines().next().unwrap_or_default();
    first.trim_end_matches("Attempted:").trim_end_matches([' ', '.']).to_owned()
}

/// The configuration for every client but the SES one.
pub fn configuration() -> Boxed<'static, SdkConfig> {
    Box::pin(find_configuration())
}

async fn find_configuration() -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    let limits = TimeoutConfig::builder().connect_timeout(CONNECT).read_timeout(READ).build();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(Unhurried(http))
        .timeout_config(limits)
        .load()
        .await
}

/// Reads the system's root certificates when the first connection is made. The client below it would read all of them again for
/// every AWS client that is built with it, which takes longer than everything else at the start.
#[derive(Debug)]
struct Unhurried(SharedHttpClient);

impl HttpClient for Unhurried {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

/// Two calls side by side: what a function asks when it starts is asked while somebody waits for it.
pub fn both<A, B, E, F>(
    one: impl Future<Output = Result<A, E>>,
    other: impl Future<Output = Result<B, F>>,
) -> impl Future<Output = anyhow::Result<(A, B)>>
where
    E: Into<anyhow::Error>,
    F: Into<anyhow::Error>,
{
    let (one, other) = (Box::pin(one), Box::pin(other));
    async {
        tokio::try_join!(async { one.await.map_err(Into::into) }, async { other.await.map_err(Into::into) })
    }
}

/// The same configuration for services that answer under another address than their usual one.
pub fn at(configuration: &SdkConfig, endpoint: &str) -> SdkConfig {
    configuration.clone().into_builder().endpoint_url(endpoint).build()
}

/// The configuration for the SES client: one attempt, and its own time limit for the answer.
pub fn without_retries(configuration: &SdkConfig, answer_within: Duration) -> SdkConfig {
    let limits = TimeoutConfig::builder().connect_timeout(CONNECT).read_timeout(answer_within).build();
    configuration
        .clone()
        .into_builder()
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .timeout_config(limits)
        .build()
}
