//! The words of the command line.

use clap::Parser;
use hikyaku::output::Format;

/// Count what mails, leads, events and idle days use of AWS, by the real functions over the embedded engine
#[derive(Debug, Clone, Parser)]
#[command(name = "units")]
pub struct Arguments {
    /// Leads that enter each shipped sequence
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub leads: u32,
    /// People's reactions, and the mails that are refused, follow from this number
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Fail when a figure is larger than in the committed table
    #[arg(long, conflicts_with = "write")]
    pub check: bool,
    /// Write the table anew, to be committed
    #[arg(long)]
    pub write: bool,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}
