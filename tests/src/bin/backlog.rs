//! The backlog's program: reads the command line and plays the morning on which everything is due.

use clap::Parser as _;
use hikyaku_tests::backlog::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    backlog::run(&Arguments::parse())
}
