//! The words of the command line.

use clap::Parser;
use hikyaku::output::Format;
use std::path::PathBuf;

/// Kill `hikyaku up` under load, again and again, and compare what was acknowledged, accepted and recorded
#[derive(Debug, Parser)]
#[command(name = "kills")]
pub struct Arguments {
    /// The number of times it is killed
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub count: usize,
    /// Moments, people and the sink's moods follow from this number; where exactly a kill falls is the machine's chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The program, built with `--features aws` [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    pub hikyaku: Option<PathBuf>,
    /// Bring every event of the sink, so that no mail stays unknown for long and none is sent again
    #[arg(long)]
    pub every_event: bool,
    /// Keep the data folder and the program's log in this empty folder
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}
