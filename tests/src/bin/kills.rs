//! Kills the real program again and again and compares what is left.

use clap::Parser as _;
use hikyaku_tests::kills::{self, arguments::Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    kills::run(&Arguments::parse())
}
