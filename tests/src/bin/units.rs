//! The counter's program: reads the command line and counts what mails, leads, events and idle days use.

use clap::Parser as _;
use hikyaku_tests::units::{self, Arguments};
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// The engine makes and drops small things all the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    units::run(&Arguments::parse())
}
