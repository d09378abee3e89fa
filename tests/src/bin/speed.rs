//! The benchmark's program: reads the command line and measures.

use clap::Parser as _;
use hikyaku_tests::speed::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    speed::run(&Arguments::parse())
}
