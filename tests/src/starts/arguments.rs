//! The words of the command line.

use clap::Parser;
use hikyaku::output::Format;
use std::path::PathBuf;

/// Start each function as Lambda would, and tell how long it takes beside an empty one
#[derive(Debug, Parser)]
#[command(name = "starts")]
pub struct Arguments {
    /// The number of times each is started
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub runs: u32,
    /// The folder of the programs, as cargo, cargo-lambda or sam leave it [default: beside this program]
    #[arg(long, value_name = "DIR")]
    pub bootstraps: Option<PathBuf>,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}
