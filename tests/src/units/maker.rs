//! How each function is made with its clients, as its Lambda makes it, at the end of a line that counts.

use super::meter::Function;
use super::shop::BASE_URL;
use super::stage::Stage;
use super::wire::Wire;
use crate::faults::observer::TABLE;
use crate::faults::wiring::configuration;
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
use std::sync::Arc;
use store::Store;
use sweep_dormant::SweepDormant;

/// Makes each function as its Lambda would be.
pub(super) struct Maker {
    pub(super) stage: Arc<Stage>,
    pub(super) identity: IdentityKey,
    pub(super) links: LinkKeys,
    pub(super) seed: u64,
}

/// The clients of one environment.
struct Clients {
    store: Store,
    sends: Queue,
    bus: Bus,
    mailer: Mailer,
    clock: Clock,
}

impl Maker {
    fn clients(&self, function: Function, place: usize) -> Clients {
        let wire = Wire { stage: self.stage.clone(), function, place };
        let aws = configuration(wire.clone());
        Clients {
            store: Store::new(Engine::client_through(wire), TABLE),
            sends: Queue::Sqs(Sqs::connect(&aws, "http://seam.invalid/1/sends")),
            bus: Bus::EventBridge(EventBridge::connect(&aws, "hikyaku")),
            mailer: Mailer::Ses(Ses::connect(&aws, "events")),
            clock: self.stage.clock.clone(),
        }
    }

    pub(super) fn ingest(&self) -> IngestLead {
        let Clients { store, sends, bus, clock, .. } = self.clients(Function::IngestLead, 0);
        let (identity, links) = (self.identity.clone(), self.links.clone());
        IngestLead {
            store,
            sends,
            bus,
            clock,
            entropy: Entropy::seeded(self.seed),
            identity,
            links,
            catalogs: CatalogCache::default(),
            base_url: BASE_URL.to_owned(),
            unlisted: UnlistedOrigins::default(),
            unknown_fields: UnknownFields::default(),
        }
    }

    pub(super) fn tick(&self) -> CadenceTick {
        let Clients { store, sends, mailer, clock, .. } = self.clients(Function::CadenceTick, 0);
        CadenceTick { store, sends, account: mailer.account(), clock, entropy: Entropy::seeded(self.seed) }
    }

    pub(super) fn sender(&self, place: usize) -> SendEmail {
        let Clients { store, sends, bus, mailer, clock } = self.clients(Function::SendEmail, place);
        SendEmail {
            store,
            mailer,
            bus,
            sends,
            clock,
            entropy: Entropy::seeded(self.seed * 1000 + place as u64 + 1),
            identity: self.identity.clone(),
            links: self.links.clone(),
            base_url: BASE_URL.to_owned(),
            catalogs: CatalogCache::default(),
            templates: TemplateCache::default(),
        }
    }

    pub(super) fn recorder(&self, place: usize) -> RecordFeedback {
        let Clients { store, sends, bus, clock, .. } = self.clients(Function::RecordFeedback, place);
        let (identity, heartbeat) = (self.identity.clone(), FeedbackHeartbeat::default());
        let (entropy, catalogs) = (Entropy::seeded(self.seed), CatalogCache::default());
        RecordFeedback { store, sends, bus, clock, entropy, identity, catalogs, heartbeat }
    }

    pub(super) fn sweep(&self) -> SweepDormant {
        let Clients { store, sends, bus, clock, .. } = self.clients(Function::SweepDormant, 0);
        SweepDormant {
            store,
            sends,
            bus,
            clock,
            entropy: Entropy::seeded(self.seed),
            identity: self.identity.clone(),
            catalogs: CatalogCache::default(),
        }
    }

    pub(super) fn manage(&self) -> ManageSubscription {
        let Clients { store, bus, clock, .. } = self.clients(Function::ManageSubscription, 0);
        let (links, catalogs) = (self.links.clone(), CatalogCache::default());
        let (identity, entropy) = (self.identity.clone(), Entropy::seeded(self.seed));
        ManageSubscription { store, bus, clock, entropy, identity, links, catalogs, owner: Owner::default() }
    }
}
