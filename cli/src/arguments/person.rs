//! The words about one person.

use super::operating::Data;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `hikyaku person`
#[derive(Debug, Args)]
pub struct PersonArguments {
    /// The operation.
    #[command(subcommand)]
    pub command: PersonCommand,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}

/// The operations on one person.
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Show in short what is known of a person: agreement, answers, runs, events, mails
    Show {
        /// The address, or the id of its lead
        #[arg(value_name = "ADDRESS")]
        who: String,
    },
    /// Give out everything that is kept about a person, as JSON
    Export {
        /// The address, or the id of its lead
        #[arg(value_name = "ADDRESS")]
        who: String,
        /// Write into this file, readable by you only, instead of printing
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Erase a person for good; without --apply it is only shown who that is
    ///
    /// An erasure is a refusal: a later post of the person's own is answered, and marketing needs a proven agreement. Backups of the table
    /// run out in 35 days. Exit code 1 when a mail to the person was being sent and the command has to be called again.
    Erase {
        /// The address, or the id of its lead
        #[arg(value_name = "ADDRESS")]
        who: String,
        /// The reason, for those who read it later; no addresses
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The name of whoever does it [default: the name of the user]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Do it
        #[arg(long)]
        apply: bool,
    },
}
