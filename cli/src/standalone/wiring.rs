//! The functions of a standalone program, each made as its Lambda would be.

use cadence::send_key::IdentityKey;
use cadence_tick::CadenceTick;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use ingest_lead::{IngestLead, UnknownFields, UnlistedOrigins};
use links::LinkKeys;
use manage_subscription::{ManageSubscription, Owner};
use operations::Reconciler;
use record_feedback::{FeedbackHeartbeat, RecordFeedback};
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use send_email::{SendEmail, TemplateCache};
use store::Store;
use sweep_dormant::SweepDormant;

/// All six functions.
#[derive(Debug)]
pub(super) struct Functions {
    pub(super) ingest: IngestLead,
    pub(super) tick: CadenceTick,
    pub(super) send: SendEmail,
    pub(super) record: RecordFeedback,
    pub(super) sweep: SweepDormant,
    pub(super) reconciler: Reconciler,
    pub(super) subscription: ManageSubscription,
    /// Queues are worked through by one at a time, as one sender with a pace of its own.
    pub(super) working: tokio::sync::Mutex<()>,
}

/// The parts that the functions are made of.
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) sends: Queue,
    pub(super) bus: Bus,
    pub(super) mailer: Mailer,
    pub(super) clock: Clock,
    pub(super) entropy: Entropy,
    pub(super) identity: IdentityKey,
    pub(super) links: LinkKeys,
    pub(super) base_url: String,
}

impl Parts {
    /// Each function gets its own of everything, as in the cloud.
    pub(super) fn functions(self) -> Functions {
        Functions {
            reconciler: self.reconciler(),
            ingest: self.ingest(),
            tick: self.tick(),
            record: self.record(),
            sweep: self.sweep(),
            subscription: self.subscription(),
            send: self.send(),
            working: tokio::sync::Mutex::new(()),
        }
    }

    fn reconciler(&self) -> Reconciler {
        Reconciler {
            store: self.store.clone(),
            bus: self.bus.clone(),
            sends: self.sends.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
        }
    }

    fn ingest(&self) -> IngestLead {
        IngestLead {
            store: self.store.clone(),
            sends: self.sends.clone(),
            bus: self.bus.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            identity: self.identity.clone(),
            links: self.links.clone(),
            catalogs: CatalogCache::default(),
            base_url: self.base_url.clone(),
            unlisted: UnlistedOrigins::default(),
            unknown_fields: UnknownFields::default(),
        }
    }

    fn tick(&self) -> CadenceTick {
        CadenceTick {
            store: self.store.clone(),
            sends: self.sends.clone(),
            account: self.mailer.account(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
        }
    }

    fn record(&self) -> RecordFeedback {
        RecordFeedback {
            store: self.store.clone(),
            sends: self.sends.clone(),
            bus: self.bus.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            identity: self.identity.clone(),
            catalogs: CatalogCache::default(),
            heartbeat: FeedbackHeartbeat::default(),
        }
    }

    fn sweep(&self) -> SweepDormant {
        SweepDormant {
            store: self.store.clone(),
            sends: self.sends.clone(),
            bus: self.bus.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            identity: self.identity.clone(),
            catalogs: CatalogCache::default(),
        }
    }

    fn subscription(&self) -> ManageSubscription {
        ManageSubscription {
            store: self.store.clone(),
            bus: self.bus.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            identity: self.identity.clone(),
            links: self.links.clone(),
            catalogs: CatalogCache::default(),
            owner: Owner::default(),
        }
    }

    fn send(self) -> SendEmail {
        SendEmail {
            store: self.store,
            mailer: self.mailer,
            bus: self.bus,
            sends: self.sends,
            clock: self.clock,
            entropy: self.entropy,
            identity: self.identity,
            links: self.links,
            base_url: self.base_url,
            catalogs: CatalogCache::default(),
            templates: TemplateCache::default(),
        }
    }
}
