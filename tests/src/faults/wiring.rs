//! How an environment is made: each handler with its clients, as its Lambda makes it, on the seams.

use super::connection::{Connection, Wire};
use super::happening::FunctionName;
use super::observer::TABLE;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::HttpClient;
use aws_smithy_runtime_api::client::identity::{
    IdentityFuture, ResolveCachedIdentity, ResolveIdentity, SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::{RetryConfig, StalledStreamProtectionConfig, TimeSource, TimeoutConfig};
use cadence::send_key::IdentityKey;
use cadence_tick::CadenceTick;
use document::CatalogCache;
use embedded_dynamodb::Engine;
use gateway::account::Account;
use gateway::bus::Bus;
use gateway::eventbridge::EventBridge;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use gateway::ses::Ses;
use gateway::sqs::Sqs;
use ingest_lead::{IngestLead, UnknownFields, UnlistedOrigins};
use links::LinkKeys;
use manage_subscription::{ManageSubscription, Owner};
use record_feedback::{FeedbackHeartbeat, RecordFeedback};
use runtime::entropy::Entropy;
use send_email::{SendEmail, TemplateCache};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use store::Store;
use sweep_dormant::SweepDormant;

/// Where the pages of this company would be; nothing listens there.
pub(super) const BASE_URL: &str = "https://mail.example.co.jp";

/// What all functions of a world share.
#[derive(Debug, Clone)]
pub(super) struct Secrets {
    pub(super) identity: IdentityKey,
    pub(super) links: LinkKeys,
}

/// One function with its clients.
#[derive(Debug)]
pub(super) enum Function {
    Ingest(Box<IngestLead>),
    Tick(Box<CadenceTick>),
    Send(Box<SendEmail>),
    Record(Box<RecordFeedback>),
    Sweep(Box<SweepDormant>),
    Manage(Box<ManageSubscription>),
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

impl Secrets {
    /// The secrets of every world.
    pub(super) fn new() -> Self {
        let identity = IdentityKey::new(vec![7; 32]).expect("32 bytes are a key");
        let links = LinkKeys::new(vec![("k1".to_owned(), vec![9; 32])]).expect("32 bytes are a key");
        Self { identity, links }
    }

    /// Makes the function at the end of a line.
    pub(super) fn wire(&self, connection: &Arc<Connection>) -> Function {
        let aws = configuration(Wire(connection.clone()));
        let store = Store::new(Engine::client_through(Wire(connection.clone())), TABLE);
        let clock = connection.state.clock.clone();
        let sends = Queue::Sqs(Sqs::connect(&aws, "http://seam.invalid/1/sends"));
        let bus = Bus::EventBridge(EventBridge::connect(&aws, "hikyaku"));
        let catalogs = CatalogCache::default();
        let (identity, links) = (self.identity.clone(), self.links.clone());
        let entropy = Entropy::seeded(connection.state.props().chance.seed());
        match connection.function {
            FunctionName::IngestLead => {
                let (base_url, unlisted) = (BASE_URL.to_owned(), UnlistedOrigins::default());
                let unknown_fields = UnknownFields::default();
                let function = IngestLead {
                    store,
                    sends,
                    bus,
                    clock,
                    entropy,
                    identity,
                    links,
                    catalogs,
                    base_url,
                    unlisted,
                    unknown_fields,
                };
                Function::Ingest(Box::new(function))
            }
            FunctionName::CadenceTick => {
                let account = Account::ses(&aws);
                Function::Tick(Box::new(CadenceTick { store, sends, account, clock, entropy }))
            }
            FunctionName::SendEmail => Function::Send(Box::new(SendEmail {
                store,
                mailer: Mailer::Ses(Ses::connect(&aws, "events")),
                bus,
                sends,
                clock,
                entropy,
                identity,
                links,
                base_url: BASE_URL.to_owned(),
                catalogs,
                templates: TemplateCache::default(),
            })),
            FunctionName::RecordFeedback => {
                let heartbeat = FeedbackHeartbeat::default();
                let function =
                    RecordFeedback { store, sends, bus, clock, entropy, identity, catalogs, heartbeat };
                Function::Record(Box::new(function))
            }
            FunctionName::SweepDormant => Function::Sweep(Box::new(SweepDormant {
                store,
                sends,
                bus,
                clock,
                entropy,
                identity,
                catalogs,
            })),
            FunctionName::ManageSubscription => Function::Manage(Box::new(ManageSubscription {
                store,
                bus,
                clock,
                entropy,
                identity,
                links,
                catalogs,
                owner: Owner::default(),
            })),
        }
    }
}
