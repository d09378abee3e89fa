//! Starts each function as Lambda would and tells how long that takes.

use clap::Parser as _;
use hikyaku_tests::starts::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    starts::run(&Arguments::parse())
}
