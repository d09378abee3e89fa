//! The report and the end of a proof's program: marks before each promise, lines of progress, and the exit code: 0 all holds,
//! 1 something does not or could not be found out.

use hikyaku::output::{self, Format, Output, Tone};
use serde_json::Value;
use std::io::Write as _;
use std::process::ExitCode;

/// The finding about one promise, aim or limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It holds.
    Holds,
    /// An aim is not reached; aims are told, not demanded.
    Missed,
    /// It is broken.
    Broken,
    /// Nothing could have broken it.
    NotTried,
}

impl Mark {
    /// The mark of something that must be.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Broken }
    }

    /// The mark of something that should be.
    pub fn of_an_aim(reached: bool) -> Self {
        if reached { Self::Holds } else { Self::Missed }
    }

    /// The mark as it stands before its line, always as wide.
    pub fn shown(self, output: &Output) -> String {
        match self {
            Self::Holds => output.paint(Tone::Good, "holds    "),
            Self::Missed => output.paint(Tone::Warning, "missed   "),
            Self::Broken => output.paint(Tone::Bad, "BROKEN   "),
            Self::NotTried => output.paint(Tone::Bad, "NOT TRIED"),
        }
    }
}

/// Prints a report: for programs as one line of JSON, for people as it prints itself.
pub fn print(
    output: &mut Output,
    json: impl FnOnce() -> Value,
    text: impl FnOnce(&mut Output) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    match output.format {
        Format::Json => output.line(json().to_string())?,
        Format::Text => text(output)?,
    }
    Ok(())
}

/// A line of progress, for people who wait.
pub fn tell(line: &str) {
    drop(writeln!(std::io::stderr(), "{line}"));
}

/// The exit code of a proof; a failure is told.
pub fn exit_code(ended: anyhow::Result<bool>) -> ExitCode {
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::from(1)
        }
    }
}
