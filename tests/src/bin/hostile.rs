//! Plays an hour of hostile posts against the real program and says which promises held.

use clap::Parser as _;
use hikyaku_tests::hostile::{self, arguments::Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    hostile::run(&Arguments::parse())
}
