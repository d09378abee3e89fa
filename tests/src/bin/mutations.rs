//! The program of random changes: reads the command line and changes folders, posts and events.

use clap::Parser as _;
use hikyaku_tests::mutations::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    mutations::run(&Arguments::parse())
}
