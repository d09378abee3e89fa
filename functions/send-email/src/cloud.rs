//! The function in the cloud: its clients, its configuration, its secrets, all checked before the first event.

use crate::SendEmail;
use cadence::send_key::IdentityKey;
use document::CatalogCache;
use gateway::bus::Bus;
use gateway::eventbridge::EventBridge;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use gateway::ses::Ses;
use gateway::sqs::Sqs;
use gateway::ssm;
use links::LinkKeys;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::{cloud, environment};
use store::Store;

impl SendEmail {
    /// Reads the environment and the secrets and connects to AWS. An error names what is missing.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        let secrets = ssm::secrets(&aws, &environment::secrets_parameter()?).await?;
        let identity = IdentityKey::new(secrets.identity)?;
        store.guard_identity(&identity.fingerprint()).await?;
        let one_attempt = cloud::without_retries(&aws, crate::ANSWER_WITHIN);
        let ses = Ses::connect(&one_attempt, environment::configuration_set()?);
        Ok(Self {
            store,
            mailer: Mailer::Ses(ses),
            sends: Queue::Sqs(Sqs::connect(&aws, environment::send_queue()?)),
            bus: Bus::EventBridge(EventBridge::connect(&aws, environment::event_bus()?)),
            clock: Clock::real(),
            entropy: Entropy::system(),
            identity,
            links: LinkKeys::new(secrets.links)?,
            base_url: environment::base_url()?,
            catalogs: CatalogCache::default(),
            prepared: crate::PreparedMails::default(),
        })
    }
}
