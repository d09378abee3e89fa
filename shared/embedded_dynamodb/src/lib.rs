//! The embedded engine: a DynamoDB-compatible database inside this process, reached through the ordinary SDK client.
//!
//! It owns the engine's limits and habits (the sync of its log, the lock on its file, what it must not be asked) and the seam between
//! the SDK's HTTP and the engine. It must not know what is stored: tables, keys and items belong to `store`.

mod commits;
mod connector;
mod database;
mod error;
mod file_lock;
mod headers;
mod operation;

pub use error::EngineError;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::HttpClient;
use connector::Connector;
use database::Handle;
use headers::NoHeadersForAws;
use std::collections::BTreeMap;
use std::path::Path;

/// Result of opening an engine.
pub type Result<T> = std::result::Result<T, EngineError>;

/// One open database. Clones share it; the file is released when the last clone and the last client are gone.
#[derive(Clone, Debug)]
pub struct Engine {
    connector: Connector,
}

impl Engine {
    /// A database that lives as long as its engine.
    pub fn in_memory() -> Result<Self> {
        Ok(Self { connector: Connector::new(Handle::in_memory()?) })
    }

    /// The database in this file, made where there is none. One process at a time: a second one is refused with
    /// [`EngineError::AlreadyOpen`]. Beside the file stand its write-ahead log and a `.lock` file.
    pub fn in_file(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self { connector: Connector::new(Handle::in_file(path.as_ref())?) })
    }

    /// Writes everything that is in the database into a file that is not there yet.
    pub fn copy_to(&self, path: impl AsRef<Path>) -> Result<()> {
        self.connector.copy_to(path.as_ref())
    }

    /// A client that talks to this engine: no socket, no credentials, no retries.
    pub fn client(&self) -> aws_sdk_dynamodb::Client {
        Self::client_through(self.connector.clone())
    }

    /// A client like [`Engine::client`] whose requests go through `http`: what stands between a client and an engine may
    /// lose, delay or refuse them, and hands those that are to be carried out to [`Engine::answer`].
    pub fn client_through(http: impl HttpClient + 'static) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("local"))
            .endpoint_url("http://engine.invalid")
            .http_client(http)
            .allow_no_auth()
            .idempotency_token_provider(operation::GENERATED_TOKEN)
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .interceptor(NoHeadersForAws)
            .build();
        aws_sdk_dynamodb::Client::from_conf(config)
    }

    /// Carries out one request at once, on the thread that asks: the operation's name and its body in, the status and the
    /// body of the answer out. No thread, no runtime, no waiting for a turn.
    pub fn answer(&self, operation: &str, body: &[u8]) -> (u16, String) {
        let answer = self.connector.answer(operation, body);
        (answer.status, answer.body)
    }

    /// Counts the requests of each operation since the engine was opened; operations not asked for are left out.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.connector.counts()
    }
}
