//! The installation that operations are carried out on: one machine, or a stack in AWS.

#[cfg(feature = "aws")]
use crate::DeadLetterQueues;
use cadence::send_key::IdentityKey;
use gateway::local::dead_letters::{DeadLetter, DeadLetters};
use gateway::local::outbox::Outbox;
use links::LinkKeys;
#[cfg(feature = "aws")]
use runtime::cloud::SdkConfig;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Work that has begun and is waited for.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The functions of a standalone program, as far as operations hand work back to them. A trait, since this room does not name
/// functions.
pub trait LocalFunctions: Debug + Send + Sync {
    /// Hands a dead letter to the function of its queue once more. It leaves the folder only if it was handled; otherwise the
    /// folder keeps it with the new reason, which is given back.
    fn handle_again<'a>(
        &'a self,
        letter: &'a DeadLetter,
        body: String,
    ) -> Pending<'a, anyhow::Result<Option<String>>>;

    /// Works through the queues.
    fn drain(&self) -> Pending<'_, ()>;

    /// Whether the disk took nothing when it was last tried.
    fn is_out_of_room(&self) -> bool;
}

/// A standalone program: its data are at hand.
#[derive(Debug, Clone)]
pub struct LocalInstallation {
    /// The key behind the ids of leads.
    pub identity: IdentityKey,
    /// The keys of signed links.
    pub links: LinkKeys,
    /// The address in front of forms and events.
    pub base_url: String,
    /// The folder of dead letters.
    pub dead_letters: DeadLetters,
    /// The folder of mails.
    pub outbox: Outbox,
    /// The functions that handle dead letters again.
    pub functions: Arc<dyn LocalFunctions>,
}

/// A stack in AWS: its secrets are read when they are needed, and its functions handle dead letters again.
#[cfg(feature = "aws")]
#[derive(Debug, Clone)]
pub struct CloudInstallation {
    /// The queues of dead letters.
    pub dead_letters: DeadLetterQueues,
    /// The account and region it is in.
    pub aws: SdkConfig,
    /// The parameter with the secrets.
    pub secrets_parameter: String,
}

/// The installation behind the operations.
#[derive(Debug, Clone)]
pub(crate) enum Installation {
    Local(Box<LocalInstallation>),
    #[cfg(feature = "aws")]
    Cloud(Box<CloudInstallation>),
}
