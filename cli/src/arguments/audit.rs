//! The words of `hikyaku audit`.

use super::operating::Data;
use super::time::limit;
use clap::Args;

/// Days that are shown where nothing is said.
const DAYS: u32 = 30;

/// `hikyaku audit`
#[derive(Debug, Args)]
pub struct AuditArguments {
    /// The number of days to look back
    #[arg(long, value_name = "N", default_value_t = DAYS, value_parser = limit)]
    pub days: u32,
    /// The folder.
    #[command(flatten)]
    pub data: Data,
}
