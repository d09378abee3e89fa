//! The function in the cloud: its clients, its configuration, its secrets, all checked before the first event.

use crate::CadenceTick;
use gateway::mailer::Mailer;
use gateway::queue::Queue;
use gateway::ses::Ses;
use gateway::sqs::Sqs;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::{cloud, environment};
use store::Store;

impl CadenceTick {
    /// Reads the environment and the secrets and connects to AWS. An error names what is missing.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        // Only the account is asked about here; nothing is sent, so no configuration set is named.
        let ses = Ses::connect(&aws, "");
        Ok(Self {
            store,
            mailer: Mailer::Ses(ses),
            sends: Queue::Sqs(Sqs::connect(&aws, environment::send_queue()?)),
            clock: Clock::real(),
            entropy: Entropy::system(),
        })
    }
}
