//! The function in the cloud: its clients, its configuration, its secrets, all checked before the first event.

use crate::RecordFeedback;
use cadence::send_key::IdentityKey;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::eventbridge::EventBridge;
use gateway::queue::Queue;
use gateway::sqs::Sqs;
use gateway::ssm;
use runtime::clock::Clock;
use runtime::{cloud, environment};
use store::Store;

impl RecordFeedback {
    /// Reads the environment and the secrets and connects to AWS. An error names what is missing.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        let secrets = ssm::secrets(&aws, &environment::secrets_parameter()?).await?;
        let identity = IdentityKey::new(secrets.identity)?;
        store.guard_identity(&identity.fingerprint()).await?;
        Ok(Self {
            store,
            sends: Queue::Sqs(Sqs::connect(&aws, environment::send_queue()?)),
            bus: Bus::EventBridge(EventBridge::connect(&aws, environment::event_bus()?)),
            clock: Clock::real(),
            identity,
            catalogs: CatalogCache::default(),
            channel: crate::ChannelPulse::default(),
        })
    }
}
