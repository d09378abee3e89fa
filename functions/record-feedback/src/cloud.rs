//! The function in the cloud: its clients, its configuration, its secrets, all checked before the first event.

use crate::RecordFeedback;
use cadence::send_key::IdentityKey;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::queue::Queue;
use gateway::ssm;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::{cloud, environment};
use store::Store;

impl RecordFeedback {
    /// Reads the environment and the secrets and connects to AWS. An error names what is missing or wrong.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        let sends = Queue::sqs(&aws, environment::send_queue()?);
        let bus = Bus::event_bridge(&aws, environment::event_bus()?);
        let parameter = environment::secrets_parameter()?;
        let (secrets, standing) = cloud::both(ssm::secrets(&aws, &parameter), store.identity()).await?;
        let identity = IdentityKey::new(secrets.identity).map_err(ssm::wrong(&parameter))?;
        store.guard_identity_against(standing, &identity.fingerprint()).await?;
        Ok(Self {
            store,
            sends,
            bus,
            clock: Clock::real(),
            entropy: Entropy::system(),
            identity,
            catalogs: CatalogCache::default(),
            heartbeat: crate::FeedbackHeartbeat::default(),
        })
    }
}
