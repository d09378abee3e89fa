//! Configuration of AWS clients: the process's region and credentials, one TLS stack, time limits.

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls;
use std::time::Duration;

/// Time to make a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Time to read an answer of any service but SES.
const READ: Duration = Duration::from_secs(5);

/// The configuration for every client but the SES one.
pub async fn configuration() -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
        .build_https();
    let limits = TimeoutConfig::builder().connect_timeout(CONNECT).read_timeout(READ).build();
    aws_config::defaults(BehaviorVersion::latest()).http_client(http).timeout_config(limits).load().await
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
