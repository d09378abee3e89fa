//! The function in the cloud: its clients, its configuration, its secrets, all checked before the first event.

use crate::SendEmail;
use cadence::send_key::IdentityKey;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use gateway::ses::Ses;
use gateway::ssm;
use links::LinkKeys;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::{cloud, environment};
use store::Store;

impl SendEmail {
    /// Reads the environment and the secrets and connects to AWS. An error names what is missing or wrong.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        let sends = Queue::sqs(&aws, environment::send_queue()?);
        let bus = Bus::event_bridge(&aws, environment::event_bus()?);
        let base_url = environment::base_url()?;
        let one_attempt = cloud::without_retries(&aws, crate::ANSWER_WITHIN);
        let ses = Ses::connect(&one_attempt, environment::configuration_set()?);
        let parameter = environment::secrets_parameter()?;
        let (secrets, standing) = cloud::both(ssm::secrets(&aws, &parameter), store.identity()).await?;
        let identity = IdentityKey::new(secrets.identity).map_err(ssm::wrong(&parameter))?;
        store.guard_identity_against(standing, &identity.fingerprint()).await?;
        Ok(Self {
            store,
            mailer: Mailer::Ses(ses),
            sends,
            bus,
            clock: Clock::real(),
            entropy: Entropy::system(),
            identity,
            links: LinkKeys::new(secrets.links).map_err(ssm::wrong(&parameter))?,
            base_url,
            catalogs: CatalogCache::default(),
            templates: crate::TemplateCache::default(),
        })
    }
}
