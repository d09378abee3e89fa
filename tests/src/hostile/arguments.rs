//! The words of the command line.

use clap::{Parser, Subcommand, ValueEnum};
use hikyaku::output::Format;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Play an hour of hostile posts against `hikyaku up`, with honest people among them, and say which promises held
#[derive(Debug, Parser)]
#[command(name = "hostile")]
pub struct Arguments {
    /// Posters, posts and times follow from this number; how fast they are answered is the machine's
    #[arg(long, value_name = "N", default_value_t = 1, global = true)]
    pub seed: u64,
    /// The number of people and posts
    #[arg(long, value_enum, default_value_t = Size::Usual, global = true)]
    pub size: Size,
    /// Into how many real seconds the hour is pressed
    #[arg(long, value_name = "N", default_value_t = 150, value_parser = clap::value_parser!(u32).range(60..=3600))]
    pub seconds: u32,
    /// Let the forms ask whoever refused before to confirm a new agreement
    #[arg(long)]
    pub confirm: bool,
    /// The program, built with `--features aws` [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    pub hikyaku: Option<PathBuf>,
    /// Keep the data folder, the program's log and what was seen in this empty folder [default: in memory, and not kept]
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub format: Format,
    /// One part of it, for whoever plays the hour elsewhere
    #[command(subcommand)]
    pub part: Option<Part>,
}

/// One part.
#[derive(Debug, Subcommand)]
pub enum Part {
    /// Print the plan and the company's templates as JSON
    Plan {
        /// The rest of a run before its second mail
        #[arg(long, value_name = "SPAN", default_value = "1 minutes")]
        rest: String,
    },
    /// Judge what was seen elsewhere while the plan of this seed and size was played
    Judge {
        /// The file of everything that was seen, as JSON
        seen: PathBuf,
    },
}

/// The number of people and posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// More first mails than strangers may set off in all; about 3,600 posts
    Usual,
    /// The same kinds of posts where each costs an emulator a good part of a second; about 1,300 posts
    Small,
}
