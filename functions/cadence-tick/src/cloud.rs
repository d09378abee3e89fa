//! The function in the cloud: its clients and its configuration, all checked before the first event.

use crate::CadenceTick;
use gateway::account::Account;
use gateway::queue::Queue;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use runtime::{cloud, environment};
use store::Store;

impl CadenceTick {
    /// Reads the environment and connects to AWS. An error names what is missing or wrong.
    pub async fn in_cloud() -> anyhow::Result<Self> {
        let aws = cloud::configuration().await;
        let store = Store::connect(&aws, environment::table()?);
        store.identity().await?.check_layout()?;
        Ok(Self {
            store,
            account: Account::ses(&aws),
            sends: Queue::sqs(&aws, environment::send_queue()?),
            clock: Clock::real(),
            entropy: Entropy::system(),
        })
    }
}
