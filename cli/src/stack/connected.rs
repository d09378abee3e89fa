//! The search for a stack in an account, and the clients of its parts.

use super::{Names, Stack, StackName};
use crate::language;
use crate::say;
use crate::usage::WrongUsage;
use cadence::send_key::IdentityKey;
use gateway::bus::Bus;
use gateway::eventbridge::EventBridge;
use gateway::queue::Queue;
use gateway::sqs::Sqs;
use gateway::ssm::{self, PlainError};
use operations::{CloudInstallation, DeadLetterQueues, Operations, QueueUrls, Reconciler};
use runtime::clock::Clock;
use runtime::cloud::{self, SdkConfig};
use runtime::entropy::Entropy;
use store::Store;

impl Stack {
    /// The stack of this name in the account and region of the environment. Data of another layout are refused.
    pub async fn find(name: &StackName) -> anyhow::Result<Self> {
        let stack = Self::find_in_any_layout(name).await?;
        stack.store.identity().await?.check_layout()?;
        Ok(stack)
    }

    /// The stack of this name, in whatever layout its data are.
    pub async fn find_in_any_layout(name: &StackName) -> anyhow::Result<Self> {
        Self::find_in(cloud::signed_in().await?, name).await
    }

    /// The stack of this name in the account and region of a configuration.
    pub async fn find_in(aws: SdkConfig, name: &StackName) -> anyhow::Result<Self> {
        let parameter = name.parameter();
        let text = match ssm::plain(&aws, &parameter).await {
            Ok(text) => text,
            Err(PlainError::NotThere(_)) => {
                let region = aws.region().map_or("this region", |region| region.as_ref());
                return Err(WrongUsage(nowhere(name, region)).into());
            }
            Err(error @ (PlainError::Denied { .. } | PlainError::Unavailable { .. })) => {
                let error = anyhow::Error::from(error);
                return Err(error.context(say!(
                    en = "the stack `{name}` cannot be looked up",
                    ja = "スタック `{name}` を調べられません"
                )));
            }
        };
        let names = Names::read(&text).map_err(|reason| {
            anyhow::anyhow!(say!(
                en = "the parameter `{parameter}` does not describe a stack that this program \
                     knows ({reason}); deploy the stack again with the template of this version",
                ja = "パラメーター `{parameter}` が、このプログラムの知るスタックではありません（\
                     {reason}）。このバージョンのテンプレートで、スタックをもう一度デプロイしてく\
                     ださい"
            ))
        })?;
        let store = Store::connect(&aws, &names.table);
        Ok(Self { name: name.clone(), names, store, clock: Clock::real(), aws })
    }

    /// Settles which identity key the data are written with, before anybody can post: the functions that strangers reach may not.
    pub async fn settle_identity(&self) -> anyhow::Result<()> {
        let parameter = &self.names.secrets_parameter;
        let secrets = ssm::secrets(&self.aws, parameter).await?;
        let identity = IdentityKey::new(secrets.identity).map_err(ssm::wrong(parameter))?;
        Ok(self.store.guard_identity(&identity.fingerprint()).await?)
    }

    /// The operations on this stack.
    pub fn operations(&self) -> Operations {
        let installation = CloudInstallation {
            dead_letters: self.dead_letters(),
            aws: self.aws.clone(),
            secrets_parameter: self.names.secrets_parameter.clone(),
        };
        Operations::in_cloud(self.reconciler(), installation, language::chosen())
    }

    /// Its dead letters.
    pub fn dead_letters(&self) -> DeadLetterQueues {
        let names = &self.names;
        let urls = QueueUrls {
            send_queue: &names.send_queue,
            send_dead_letters: &names.send_dead_letters,
            feedback_queue: &names.feedback_queue,
            feedback_dead_letters: &names.feedback_dead_letters,
            sweep_dead_letters: &names.sweep_dead_letters,
            tick_dead_letters: &names.tick_dead_letters,
        };
        DeadLetterQueues::connect(&self.aws, urls)
    }

    /// Decides about unknown mails, as a person says.
    pub fn reconciler(&self) -> Reconciler {
        Reconciler {
            store: self.store.clone(),
            bus: Bus::EventBridge(EventBridge::connect(&self.aws, &self.names.event_bus)),
            sends: Queue::Sqs(Sqs::connect(&self.aws, &self.names.send_queue)),
            clock: self.clock.clone(),
            entropy: Entropy::system(),
        }
    }
}

fn nowhere(name: &StackName, region: &str) -> String {
    say!(
        en = "there is no stack `{name}` of Hikyaku in {region} for these credentials: the \
             parameter `{}` is not there. samconfig.toml says the names and regions that \
             `sam deploy` uses, and `aws cloudformation list-stacks` those that are deployed; \
             choose another region with AWS_REGION. A stack of an older version has to be \
             deployed anew",
        ja = "この認証情報では、{region} に Hikyaku のスタック `{name}` がありません（パラメーター \
             `{}` がありません）。`sam deploy` の名前とリージョンは samconfig.toml に、デプロイし\
             たものは `aws cloudformation list-stacks` で分かります。別のリージョンは AWS_REGION \
             で選びます。古いバージョンのスタックは、デプロイし直してください",
        name.parameter()
    )
}
