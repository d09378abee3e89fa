//! Operations, each once: pause and resume, look at unknown mails and decide them, handle dead letters again, lift a
//! suppression, publish. The command line, the running `hikyaku up` and a console call the same operations.
//!
//! An operation is a value that may travel ([`requests`]), with an answer that may travel back ([`answers`]). It knows nothing of
//! HTTP, of a terminal, or of who asked.

pub mod answers;
#[cfg(feature = "aws")]
mod dead_letter_queues;
mod failure;
mod installation;
mod local_time;
mod operation;
mod operations;
pub mod publish;
mod reconcile;
pub mod requests;

#[cfg(feature = "aws")]
pub use dead_letter_queues::{DeadLetterQueues, Found, PutBack, QueueUrls};
pub use failure::Failure;
#[cfg(feature = "aws")]
pub use installation::CloudInstallation;
pub use installation::{LocalFunctions, LocalInstallation, Pending};
pub use local_time::LocalTime;
pub use operation::Operation;
pub use operations::{Operations, next_due};
pub use reconcile::{Reconciler, Settled};
