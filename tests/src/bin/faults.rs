//! The simulation's program: reads the command line and plays the worlds it asks for.

use clap::Parser as _;
use hikyaku_tests::faults::command::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    command::run(&Arguments::parse())
}
