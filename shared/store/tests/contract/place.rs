//! The place where the promises are tried: the embedded engine, or another DynamoDB on this machine.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region, StalledStreamProtectionConfig};
use std::net::SocketAddr;

/// Names the other DynamoDB: `http://127.0.0.1:<port>`.
const ENDPOINT: &str = "HIKYAKU_CONTRACT_ENDPOINT";

/// A client of an engine of its own, or of the DynamoDB that the environment names.
pub(crate) fn client() -> Client {
    match endpoint() {
        None => embedded_dynamodb::Engine::in_memory().unwrap().client(),
        Some(url) => elsewhere(&url),
    }
}

/// The name of a test's table. Tests may share a database, so no two share a name, in later runs neither.
pub(crate) fn table(test: &str) -> String {
    format!("{test}.{}", std::process::id())
}

#[expect(clippy::disallowed_methods, reason = "a test that is told where to look")]
fn endpoint() -> Option<String> {
    std::env::var(ENDPOINT).ok()
}

/// A client without TLS, retries and credentials, which goes nowhere but to this machine.
pub(crate) fn elsewhere(url: &str) -> Client {
    let address = url.strip_prefix("http://").and_then(|rest| rest.parse::<SocketAddr>().ok());
    assert!(
        address.is_some_and(|address| address.ip().is_loopback()),
        "{ENDPOINT} is {url:?}; give an address of this machine as http://127.0.0.1:<port>"
    );
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .allow_no_auth()
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build();
    Client::from_conf(config)
}
