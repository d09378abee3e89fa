//! The words of the command line.

use clap::Parser;
use hikyaku::output::Format;
use std::path::PathBuf;

/// Measure the processor time of mails, form posts and events beside senders written by hand, and tell the ratios
#[derive(Debug, Clone, Parser)]
#[command(name = "speed")]
pub struct Arguments {
    /// Rounds; in each one every subject has its turn
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Mails, posts and events of each kind in a round
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub count: u32,
    /// People in a round who got 200 mails before [default: a quarter of --count]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub veterans: Option<u32>,
    /// The program, built with `--features aws` [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    pub hikyaku: Option<PathBuf>,
    /// A folder on the disk that is measured; data lie in it while this runs [default: beside this program]
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Arguments {
    /// People who got 200 mails before.
    pub(super) fn veterans(&self) -> u32 {
        self.veterans.unwrap_or(self.count.div_ceil(4))
    }
}
