//! The words of the command line.

use clap::{Parser, ValueEnum};
use hikyaku::output::Format;

/// Let very many mails be due at nine o'clock, on a simulated clock, and see how they are sent and who waits meanwhile
#[derive(Debug, Clone, Parser)]
#[command(name = "backlog")]
pub struct Arguments {
    /// Mails due at 09:00:00
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub due: u32,
    /// Mails that the mail service takes in a second
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub rate: u32,
    /// New leads in a second, on average
    #[arg(long, value_name = "N", default_value_t = 2.0)]
    pub arrivals_per_second: f64,
    /// Senders at work at once
    #[arg(long, value_name = "N", default_value_t = 24)]
    pub senders: u32,
    /// In which order the queue gives its messages
    #[arg(long, value_enum, default_value_t = Order::Fair)]
    pub queue: Order,
    /// Latencies, arrivals and losses follow from this number
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// In which order messages come out of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// As a fair queue of SQS does: a group with few messages does not stand behind one with many
    Fair,
    /// First come, first served, as a queue does that knows no groups
    Arrival,
}
