//! The program: reads the command line and runs what it says.

use clap::Parser as _;
use hikyaku::arguments::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    hikyaku::commands::run(&Arguments::parse())
}
