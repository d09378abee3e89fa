//! A stack in AWS: what it is made of, as the one parameter says that its template writes, and the table connected.
//!
//! It owns how a command finds a stack from its name; it must not know what the command does there. Region, credentials and
//! another endpoint come from the usual AWS environment. Programs built without the feature `aws` say how to build it.

#[cfg(feature = "aws")]
mod connected;
mod names;

pub use names::{Names, StackName};

use crate::say;
use crate::usage::WrongUsage;
use runtime::clock::Clock;
use store::Store;

/// A stack, connected.
#[derive(Debug, Clone)]
pub struct Stack {
    /// Its name in CloudFormation.
    pub name: StackName,
    /// The names of its parts.
    pub names: Names,
    /// Its table.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The account and region it is in, for clients of its other parts.
    #[cfg(feature = "aws")]
    pub aws: runtime::cloud::SdkConfig,
    /// No program without the clients of AWS holds a stack.
    #[cfg(not(feature = "aws"))]
    aws: std::convert::Infallible,
}

#[cfg(not(feature = "aws"))]
impl Stack {
    /// Says how to build a program that finds the stack of this name.
    #[expect(clippy::unused_async, reason = "the build for AWS waits for answers here")]
    pub async fn find(name: &StackName) -> anyhow::Result<Self> {
        Err(built_without_aws(&format!("… --stack {name}")).into())
    }

    /// Says how to build a program that finds the stack of this name.
    #[expect(clippy::unused_async, reason = "the build for AWS waits for answers here")]
    pub async fn find_in_any_layout(name: &StackName) -> anyhow::Result<Self> {
        Err(built_without_aws(&format!("migrate --stack {name}")).into())
    }

    /// Settles which identity key the data are written with.
    #[expect(clippy::unused_async, reason = "the build for AWS waits for answers here")]
    pub async fn settle_identity(&self) -> anyhow::Result<()> {
        match self.aws {}
    }
}

/// The error of a program that was built without the clients of AWS; `rest` is the rest of the command line.
pub fn built_without_aws(rest: &str) -> WrongUsage {
    WrongUsage(say!(
        en = "this program was built without the clients of AWS; build it with: cargo run \
             --release --features aws -- {rest}",
        ja = "このプログラムは AWS なしで作られています。次のように作り直してください：cargo run \
             --release --features aws -- {rest}"
    ))
}
