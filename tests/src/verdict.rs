//! How the programs of the proofs end: 0 all holds, 1 something does not or could not be found out.

use hikyaku::output;
use std::process::ExitCode;

/// The exit code of a proof; a failure is told.
pub(crate) fn exit_code(ended: anyhow::Result<bool>) -> ExitCode {
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::from(1)
        }
    }
}
