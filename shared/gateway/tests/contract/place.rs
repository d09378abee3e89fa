//! The place where the promises are tried: in this process, or at an emulator on this machine.

use crate::answerer::{Answered, Answerer, Asked};
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use std::net::SocketAddr;
use std::time::Duration;

/// Names an emulator of SQS, EventBridge and SSM: `http://127.0.0.1:<port>`.
const ENDPOINT: &str = "HIKYAKU_CONTRACT_ENDPOINT";
/// Names an emulator of SES.
const SES_ENDPOINT: &str = "HIKYAKU_CONTRACT_SES_ENDPOINT";
/// The longest wait for an answer. Long enough for a slow machine; what is never answered takes this long to find out.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The place where a promise is tried.
pub(crate) enum Place {
    /// Here, with what was asked in view.
    Here(Answerer),
    /// There, where only what arrived can be looked at.
    There(String),
}

impl Place {
    /// The emulator of queues, buses and parameters, or an answerer.
    pub(crate) async fn of_cloud(answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static) -> Self {
        Self::named(ENDPOINT, answer).await
    }

    /// The emulator of the mail service, or an answerer.
    pub(crate) async fn of_mail(answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static) -> Self {
        Self::named(SES_ENDPOINT, answer).await
    }

    #[expect(clippy::disallowed_methods, reason = "a test that is told where to look")]
    async fn named(variable: &str, answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static) -> Self {
        let Ok(url) = std::env::var(variable) else { return Self::Here(Answerer::start(answer).await) };
        let address = url.strip_prefix("http://").and_then(|rest| rest.parse::<SocketAddr>().ok());
        assert!(
            address.is_some_and(|address| address.ip().is_loopback()),
            "{variable} is {url:?}; give an address of this machine as http://127.0.0.1:<port>"
        );
        Self::There(url)
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Here(answerer) => &answerer.url,
            Self::There(url) => url,
        }
    }
}

/// A name that no other test uses, in other runs neither.
pub(crate) fn name(test: &str) -> String {
    format!("{test}-{}", std::process::id())
}

macro_rules! configurations {
    ($($service:ident: $sdk:ident)*) => {
        $(/// A client's configuration that goes nowhere but to this address, with one attempt.
        pub(crate) fn $service(url: &str) -> $sdk::Config {
            let limits = $sdk::config::timeout::TimeoutConfig::builder()
                .connect_timeout(ANSWER_WITHIN)
                .read_timeout(ANSWER_WITHIN)
                .build();
            $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::from_static("us-east-1"))
                .credentials_provider(Credentials::new("test", "test", None, None, "the emulators'"))
                .endpoint_url(url)
                .http_client(aws_smithy_http_client::Builder::new().build_http())
                .retry_config($sdk::config::retry::RetryConfig::disabled())
                .timeout_config(limits)
                .build()
        })*
    };
}

configurations! {
    ses: aws_sdk_sesv2
    sqs: aws_sdk_sqs
    eventbridge: aws_sdk_eventbridge
    ssm: aws_sdk_ssm
}
