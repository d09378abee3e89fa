//! The error of a command line that asks for something that is not there. Rooms below the commands give it as well.

/// The command line asks for something that is not there.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUsage(pub String);
