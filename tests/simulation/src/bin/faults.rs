//! The simulation's program: reads the command line and plays the worlds it asks for.

use clap::Parser as _;
use mimalloc::MiMalloc;
use simulation::command::{self, Arguments};
use std::process::ExitCode;

/// Worlds make and drop small things all the time; this takes a sixth off their time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    command::run(&Arguments::parse())
}
