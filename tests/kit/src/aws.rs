//! Clients of AWS whose requests end in this process: their configuration, the line that carries each request, and answers as the
//! SDK takes them.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::identity::{
    IdentityFuture, ResolveCachedIdentity, ResolveIdentity, SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::{RetryConfig, StalledStreamProtectionConfig, TimeSource, TimeoutConfig};
use serde_json::{Value, json};
use std::fmt::Debug;
use std::future::Future;
use std::time::{Duration, SystemTime};

/// The answer that comes back over a line.
pub type Reply = Result<HttpResponse, ConnectorError>;

/// The far end of a line. Clones are the same end.
pub trait Answering: Clone + Debug + Send + Sync + 'static {
    /// Answers one request.
    fn answer(self, request: HttpRequest) -> impl Future<Output = Reply> + Send + 'static;
}

/// A line as the clients of AWS take it.
#[derive(Debug, Clone)]
pub struct Line<T>(pub T);

impl<T: Answering> HttpConnector for Line<T> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.0.clone().answer(request))
    }
}

impl<T: Answering> HttpClient for Line<T> {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// The operation that a request asks for.
pub fn operation(request: &HttpRequest) -> &str {
    request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next()).unwrap_or_default()
}

/// An answer as the SDK takes it.
pub fn response(status: u16, body: String) -> Reply {
    let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}

/// The answer of a REST service that refuses, with its code.
pub fn refusal(code: &str, status: u16) -> Reply {
    let mut answer = response(status, json!({ "message": "refused" }).to_string())?;
    answer.headers_mut().insert("x-amzn-errortype", code.to_owned());
    Ok(answer)
}

/// SQS's answer to a batch that it takes; `id` gives each message its id.
pub fn batch_taken(entries: &[Value], id: impl FnMut() -> String) -> Reply {
    let mut id = id;
    let taken = |entry: &Value| json!({ "Id": entry["Id"], "MessageId": id(), "MD5OfMessageBody": "" });
    let taken: Vec<Value> = entries.iter().map(taken).collect();
    response(200, json!({ "Successful": taken, "Failed": [] }).to_string())
}

/// SQS's answer to the question how many messages wait, and how many are being worked on.
pub fn depth(waiting: usize, taken: usize) -> Reply {
    response(200, json!({ "Attributes": depth_attributes(waiting, taken) }).to_string())
}

/// The attributes of a queue that say so.
pub fn depth_attributes(waiting: usize, taken: usize) -> Value {
    json!({
        "ApproximateNumberOfMessages": waiting.to_string(),
        "ApproximateNumberOfMessagesNotVisible": taken.to_string(),
        "ApproximateNumberOfMessagesDelayed": "0",
    })
}

/// EventBridge's answer to events that it takes.
pub fn events_taken() -> Reply {
    response(200, json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "1" }] }).to_string())
}

/// SES's answer about what the account may send.
pub fn quota(per_day: f64, per_second: f64, sent: f64) -> Reply {
    let quota = json!({ "Max24HourSend": per_day, "MaxSendRate": per_second, "SentLast24Hours": sent });
    response(200, json!({ "SendQuota": quota }).to_string())
}

/// Credentials as they are given; nothing is kept and nothing waits.
#[derive(Debug)]
struct Unkept;

impl ResolveCachedIdentity for Unkept {
    fn resolve_cached_identity<'a>(
        &'a self,
        resolver: SharedIdentityResolver,
        components: &'a RuntimeComponents,
        config: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        IdentityFuture::new(async move { resolver.resolve_identity(components, config).await })
    }
}

/// The time that signatures say; nobody checks them.
#[derive(Debug)]
struct Standstill;

impl TimeSource for Standstill {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_hours(500_000)
    }
}

/// The configuration of the clients of one environment: every request goes down its line, once.
pub fn configuration(line: impl HttpClient + 'static) -> SdkConfig {
    let credentials = Credentials::new("seam", "seam", None, None, "seam");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("local"))
        .endpoint_url("http://seam.invalid")
        .http_client(line)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .identity_cache(Unkept)
        .time_source(Standstill)
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build()
}
