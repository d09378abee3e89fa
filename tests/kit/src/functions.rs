//! The six functions, each with the clients that its Lambda makes, at the end of one line.

use crate::aws::configuration;
use crate::company::BASE_URL;
use crate::observer::TABLE;
use aws_smithy_runtime_api::client::http::HttpClient;
use cadence::send_key::IdentityKey;
use cadence_tick::CadenceTick;
use document::CatalogCache;
use embedded_dynamodb::Engine;
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
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use send_email::{SendEmail, TemplateCache};
use std::fmt;
use store::Store;
use sweep_dormant::SweepDormant;

/// The functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FunctionName {
    /// Takes posts.
    IngestLead,
    /// Finds what is due.
    CadenceTick,
    /// Sends.
    SendEmail,
    /// Takes what comes back.
    RecordFeedback,
    /// Finds who went quiet.
    SweepDormant,
    /// Takes refusals.
    ManageSubscription,
}

impl FunctionName {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::IngestLead,
        Self::CadenceTick,
        Self::SendEmail,
        Self::RecordFeedback,
        Self::SweepDormant,
        Self::ManageSubscription,
    ];

    /// Its name, as its folder has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::IngestLead => "ingest-lead",
            Self::CadenceTick => "cadence-tick",
            Self::SendEmail => "send-email",
            Self::RecordFeedback => "record-feedback",
            Self::SweepDormant => "sweep-dormant",
            Self::ManageSubscription => "manage-subscription",
        }
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The keys that all functions share.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The key behind all ids.
    pub identity: IdentityKey,
    /// The keys that sign links.
    pub links: LinkKeys,
}

impl Secrets {
    /// Secrets that are no secret, the same each time.
    #[expect(clippy::expect_used, reason = "the keys below are as long as keys must be")]
    #[expect(clippy::missing_panics_doc, reason = "the keys below are as long as keys must be")]
    pub fn known() -> Self {
        let identity = IdentityKey::new(vec![7; 32]).expect("32 bytes are a key");
        let links = LinkKeys::new(vec![("k1".to_owned(), vec![9; 32])]).expect("32 bytes are a key");
        Self { identity, links }
    }
}

/// The clients of one environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The table.
    pub store: Store,
    /// The queue of send jobs.
    pub sends: Queue,
    /// The bus.
    pub bus: Bus,
    /// The mail service.
    pub mailer: Mailer,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub entropy: Entropy,
    /// The keys.
    pub secrets: Secrets,
}

impl Environment {
    /// Clients whose requests all go down one line.
    pub fn new(
        line: impl HttpClient + Clone + 'static,
        clock: &Clock,
        secrets: &Secrets,
        entropy: Entropy,
    ) -> Self {
        let aws = configuration(line.clone());
        Self {
            store: Store::new(Engine::client_through(line), TABLE),
            sends: Queue::Sqs(Sqs::connect(&aws, "http://seam.invalid/1/sends")),
            bus: Bus::EventBridge(EventBridge::connect(&aws, "hikyaku")),
            mailer: Mailer::Ses(Ses::connect(&aws, "events")),
            clock: clock.clone(),
            entropy,
            secrets: secrets.clone(),
        }
    }

    /// `ingest-lead`.
    pub fn ingest_lead(self) -> IngestLead {
        IngestLead {
            store: self.store,
            sends: self.sends,
            bus: self.bus,
            clock: self.clock,
            entropy: self.entropy,
            identity: self.secrets.identity,
            links: self.secrets.links,
            catalogs: CatalogCache::default(),
            base_url: BASE_URL.to_owned(),
            unlisted: UnlistedOrigins::default(),
            unknown_fields: UnknownFields::default(),
        }
    }

    /// `cadence-tick`.
    pub fn cadence_tick(self) -> CadenceTick {
        let account = self.mailer.account();
        CadenceTick {
            store: self.store,
            sends: self.sends,
            account,
            clock: self.clock,
            entropy: self.entropy,
        }
    }

    /// `send-email`.
    pub fn send_email(self) -> SendEmail {
        SendEmail {
            store: self.store,
            mailer: self.mailer,
            bus: self.bus,
            sends: self.sends,
            clock: self.clock,
            entropy: self.entropy,
            identity: self.secrets.identity,
            links: self.secrets.links,
            base_url: BASE_URL.to_owned(),
            catalogs: CatalogCache::default(),
            templates: TemplateCache::default(),
        }
    }

    /// `record-feedback`.
    pub fn record_feedback(self) -> RecordFeedback {
        let Self { store, sends, bus, clock, entropy, secrets: Secrets { identity, .. }, .. } = self;
        let (catalogs, heartbeat) = (CatalogCache::default(), FeedbackHeartbeat::default());
        RecordFeedback { store, sends, bus, clock, entropy, identity, catalogs, heartbeat }
    }

    /// `sweep-dormant`.
    pub fn sweep_dormant(self) -> SweepDormant {
        let Self { store, sends, bus, clock, entropy, secrets: Secrets { identity, .. }, .. } = self;
        SweepDormant { store, sends, bus, clock, entropy, identity, catalogs: CatalogCache::default() }
    }

    /// `manage-subscription`.
    pub fn manage_subscription(self) -> ManageSubscription {
        let Self { store, bus, clock, entropy, secrets: Secrets { identity, links }, .. } = self;
        let (catalogs, owner) = (CatalogCache::default(), Owner::default());
        ManageSubscription { store, bus, clock, entropy, identity, links, catalogs, owner }
    }
}
