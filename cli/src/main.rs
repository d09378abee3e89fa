//! The program: reads the command line and runs what it says.

use hikyaku::arguments::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    hikyaku::commands::run(&Arguments::of_process())
}
