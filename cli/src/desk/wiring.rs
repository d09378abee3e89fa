//! The functions of a desk, each made as its Lambda would be.

use cadence::send_key::IdentityKey;
use cadence_tick::CadenceTick;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use ingest_lead::{IngestLead, UnknownFields, UnlistedOrigins};
use links::LinkKeys;
use manage_subscription::{ManageSubscription, Owner};
use record_feedback::{ChannelPulse, RecordFeedback};
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use send_email::{PreparedMails, Reconciler, SendEmail};
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

/// What the functions are made of.
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
        let Self { store, sends, bus, mailer, clock, entropy, identity, links, base_url } = self;
        let catalogs = CatalogCache::default;
        let reconciler =
            Reconciler { store: store.clone(), bus: bus.clone(), sends: sends.clone(), clock: clock.clone() };
        Functions {
            reconciler,
            ingest: IngestLead {
                store: store.clone(),
                sends: sends.clone(),
                bus: bus.clone(),
                clock: clock.clone(),
                entropy: entropy.clone(),
                identity: identity.clone(),
                links: links.clone(),
                catalogs: catalogs(),
                base_url: base_url.clone(),
                unlisted: UnlistedOrigins::default(),
                unknown_fields: UnknownFields::default(),
            },
            tick: CadenceTick {
                store: store.clone(),
                sends: sends.clone(),
                account: mailer.account(),
                clock: clock.clone(),
                entropy: entropy.clone(),
            },
            send: SendEmail {
                store: store.clone(),
                mailer,
                bus: bus.clone(),
                sends: sends.clone(),
                clock: clock.clone(),
                entropy,
                identity: identity.clone(),
                links: links.clone(),
                base_url,
                catalogs: catalogs(),
                prepared: PreparedMails::default(),
            },
            record: RecordFeedback {
                store: store.clone(),
                sends: sends.clone(),
                bus: bus.clone(),
                clock: clock.clone(),
                identity: identity.clone(),
                catalogs: catalogs(),
                channel: ChannelPulse::default(),
            },
            sweep: SweepDormant {
                store: store.clone(),
                sends,
                bus: bus.clone(),
                clock: clock.clone(),
                identity: identity.clone(),
                catalogs: catalogs(),
            },
            subscription: ManageSubscription {
                store: store.clone(),
                bus,
                clock: clock.clone(),
                identity,
                links,
                catalogs: catalogs(),
                owner: Owner::default(),
            },
            working: tokio::sync::Mutex::new(()),
        }
    }
}
