//! The function in the cloud: its clients, its configuration, its secrets, all checked before the first event.

use crate::{ManageSubscription, Owner};
use cadence::send_key::IdentityKey;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::ssm;
use links::LinkKeys;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::{cloud, environment};
use store::Store;

impl ManageSubscription {
    /// Reads the environment and the secrets and connects to AWS. An error names what is missing or wrong.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        let bus = Bus::event_bridge(&aws, environment::event_bus()?);
        let parameter = environment::secrets_parameter()?;
        let (secrets, standing) = cloud::both(ssm::secrets(&aws, &parameter), store.identity()).await?;
        let identity = IdentityKey::new(secrets.identity).map_err(ssm::wrong(&parameter))?;
        standing.check(&identity.fingerprint())?;
        Ok(Self {
            store,
            bus,
            clock: Clock::real(),
            entropy: Entropy::system(),
            identity,
            links: LinkKeys::new(secrets.links).map_err(ssm::wrong(&parameter))?,
            catalogs: CatalogCache::default(),
            owner: Owner::default(),
        })
    }
}
