//! The way to the data of a standalone program, or to a stack in AWS, for an operator's operations.
//!
//! One process has the data of a standalone program at a time. So an operation is carried out here when nobody runs, and by the
//! running `hikyaku up`, asked over loopback, when it does. A stack may be worked on by many at once, so its operations are always
//! carried out here. An operation knows nothing of which.

mod client;
mod control_file;
mod router;
mod status;
#[cfg(test)]
mod tests;

pub use client::Client;
pub use router::Control;

use crate::arguments::PORT;
use crate::operator;
use crate::say;
#[cfg(feature = "aws")]
use crate::stack::Stack;
use crate::stack::StackName;
use crate::standalone::clock_file::ClockFile;
use crate::standalone::{Place, Standalone, StandaloneOptions, full};
use crate::usage::WrongUsage;
use anyhow::{Context as _, bail};
use control_file::ControlFile;
use embedded_dynamodb::EngineError;
use operations::{Failure, Operation, Operations};
use runtime::entropy::Entropy;
use std::path::Path;
use std::time::Duration;

/// The longest wait for data that another command has for a moment.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection to the data of a folder or to a stack. Another place for the data is another variant.
#[derive(Debug)]
pub enum Connection {
    /// This process: nobody else has the data.
    Here(Box<Operations>),
    /// A running `hikyaku up`.
    Running(Client),
    /// This process, on a stack in AWS, beside its functions.
    OnStack(StackName, Box<Operations>),
}

/// The party that gave an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnsweredBy {
    /// Data that nobody works on.
    Data,
    /// A running `hikyaku up`.
    Running,
    /// A stack in AWS.
    Stack(StackName),
}

impl Connection {
    /// Connects to a stack.
    #[cfg(feature = "aws")]
    pub async fn of_stack(name: &StackName) -> anyhow::Result<Self> {
        let stack = Stack::find(name).await?;
        Ok(Self::OnStack(name.clone(), Box::new(stack.operations().asked_by(operator::signed_in()))))
    }

    /// Says how to build a program that can ask a stack.
    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_async, reason = "the build for AWS waits for answers here")]
    pub async fn of_stack(name: &StackName) -> anyhow::Result<Self> {
        Err(crate::stack::built_without_aws(&format!("… --stack {name}")).into())
    }

    /// Connects to the program that has the data of a folder, or opens them. Data of a program that cannot be asked are waited for,
    /// no longer than `patience`.
    pub async fn of(data: &Path, patience: Duration) -> anyhow::Result<Self> {
        if !Place::has_data(data)? {
            let reason = say!(
                en = "there is no data in {}; name the folder of `hikyaku up` with --data, or \
                     start `hikyaku up` first",
                ja = "{} にはデータがありません。--data で `hikyaku up` のフォルダーを指定するか、\
                     先に `hikyaku up` を始めてください",
                data.display()
            );
            return Err(WrongUsage(reason).into());
        }
        let mut left = patience;
        loop {
            let Some(asked) = Self::now_of(data).await? else {
                if left.is_zero() {
                    bail!(
                        "the data in {} are in use by a program that cannot be asked: `control.json` there is missing \
                         or out of date; stop that program (a `hikyaku up`, or a command that hangs) and try again",
                        data.display()
                    );
                }
                runtime::clock::pause(PAUSE).await;
                left = left.saturating_sub(PAUSE);
                continue;
            };
            return Ok(asked);
        }
    }

    /// Connects at this moment; `None` if a program has the data and cannot be asked.
    async fn now_of(data: &Path) -> anyhow::Result<Option<Self>> {
        match open(data).await {
            Ok(standalone) => {
                Ok(Some(Self::Here(Box::new(standalone.operations().asked_by(operator::signed_in())))))
            }
            Err(error) if is_taken(&error) => {
                let Some(control_file) = ControlFile::read(data)? else { return Ok(None) };
                Ok(Client::reach(&control_file).await?.map(Self::Running))
            }
            Err(error) => Err(full::explained(data, error))
                .with_context(|| format!("the data in {} cannot be opened", data.display())),
        }
    }

    /// Carries an operation out, here or there.
    pub async fn carry_out<D: Operation>(&self, operation: D) -> Result<D::Answer, Failure> {
        match self {
            Self::Here(operations) | Self::OnStack(_, operations) => operation.carry_out(operations).await,
            Self::Running(client) => client.ask(&operation).await,
        }
    }

    /// The party that answers.
    pub fn answered_by(&self) -> AnsweredBy {
        match self {
            Self::Here(_) => AnsweredBy::Data,
            Self::Running(_) => AnsweredBy::Running,
            Self::OnStack(name, _) => AnsweredBy::Stack(name.clone()),
        }
    }
}

/// The address of the `hikyaku up` that has the data of a folder, if one runs.
pub async fn running_on(data: &Path) -> anyhow::Result<Option<String>> {
    let Some(control_file) = ControlFile::read(data)? else { return Ok(None) };
    Ok(Client::reach(&control_file).await?.map(|_| control_file.url))
}

/// Opens the standalone program as `hikyaku up` would, at the time at which it stands.
async fn open(data: &Path) -> anyhow::Result<Standalone> {
    let options = StandaloneOptions {
        place: Place::Folder(data.to_owned()),
        base_url: format!("http://127.0.0.1:{PORT}"),
        clock: ClockFile::in_folder(data).clock(1.0)?,
        entropy: Entropy::system(),
        ledger: None,
    };
    Standalone::open(options).await
}

fn is_taken(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(EngineError::AlreadyOpen { .. }))
}
