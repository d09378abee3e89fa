//! A stack in AWS: what it is made of, as the one parameter says that its template writes, and the table connected.
//!
//! It owns how a command finds a stack from its name; it must not know what the command does there. Region, credentials and
//! another endpoint come from the usual AWS environment. Programs built without the feature `aws` say how to build it.

mod names;

pub use names::{Names, StackName};

use crate::commands::WrongUsage;
use runtime::clock::Clock;
use store::Store;

#[cfg(feature = "aws")]
use gateway::ssm::{self, PlainError};
#[cfg(feature = "aws")]
use runtime::cloud::{self, SdkConfig};

/// A stack, connected.
#[derive(Debug, Clone)]
pub struct Stack {
    /// What CloudFormation calls it.
    pub name: StackName,
    /// What its parts are called.
    pub names: Names,
    /// Its table.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The account and region it is in, for clients of its other parts.
    #[cfg(feature = "aws")]
    pub aws: SdkConfig,
}

impl Stack {
    /// The stack of this name in the account and region of the environment.
    #[cfg(feature = "aws")]
    pub async fn find(name: &StackName) -> anyhow::Result<Self> {
        Self::find_in(cloud::signed_in().await?, name).await
    }

    /// Says how to build a program that can find it.
    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_async, reason = "the build for AWS waits for answers here")]
    pub async fn find(_name: &StackName) -> anyhow::Result<Self> {
        Err(built_without_aws("… --stack NAME").into())
    }

    /// The stack of this name in the account and region of a configuration.
    #[cfg(feature = "aws")]
    pub async fn find_in(aws: SdkConfig, name: &StackName) -> anyhow::Result<Self> {
        let parameter = name.parameter();
        let text = match ssm::plain(&aws, &parameter).await {
            Ok(text) => text,
            Err(PlainError::NotThere(_)) => {
                let region = aws.region().map_or("this region", |region| region.as_ref());
                return Err(WrongUsage(nowhere(name, region)).into());
            }
            Err(error @ (PlainError::Denied { .. } | PlainError::Unavailable { .. })) => {
                return Err(
                    anyhow::Error::from(error).context(format!("the stack `{name}` cannot be looked up"))
                );
            }
        };
        let names = Names::read(&text).map_err(|reason| {
            anyhow::anyhow!(
                "the parameter `{parameter}` does not describe a stack that this program knows ({reason}); deploy the \
                 stack again with the template of this version"
            )
        })?;
        let store = Store::connect(&aws, &names.table);
        Ok(Self { name: name.clone(), names, store, clock: Clock::real(), aws })
    }
}

/// What a program says that was built without the clients of AWS; `rest` is the rest of the command line.
pub fn built_without_aws(rest: &str) -> WrongUsage {
    WrongUsage(format!(
        "this program was built without the clients of AWS; build it with: cargo run --release --features aws -- {rest}"
    ))
}

#[cfg(feature = "aws")]
fn nowhere(name: &StackName, region: &str) -> String {
    format!(
        "there is no stack `{name}` of Hikyaku in {region} for these credentials: the parameter `{}` is not there. \
         samconfig.toml says the names and regions that `sam deploy` uses, and `aws cloudformation list-stacks` those \
         that are deployed; choose another region with AWS_REGION. A stack of an older version has to be deployed anew",
        name.parameter()
    )
}
