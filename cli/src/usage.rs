//! The error of a command line that asks for something that is not there. Rooms below the commands give it as well.

use crate::language::said;
use operations::Failure;

/// The command line asks for something that is not there.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUsage(pub String);

/// An operation that was not done, as a command's error: naming what is not there is wrong usage.
pub fn of_operation(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::NotThere(text) => WrongUsage(said(text)).into(),
        Failure::Refused(text) | Failure::Broken(text) => anyhow::Error::msg(said(text)),
    }
}
