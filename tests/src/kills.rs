//! The real program killed for real: `hikyaku up` under load, SIGKILL at chosen and at random moments, again and again.
//!
//! Beside it stand what outlives it: people who post forms, a sink that speaks the API of SES and keeps a ledger, and a
//! courier that brings the sink's events. Afterwards what was acknowledged, what was accepted and what stands in the table
//! are compared ([`compare`]). Nothing here knows how the program works inside; it sees its doors, its log and its table.

pub mod arguments;
mod campaign;
pub mod compare;
mod courier;
mod people;
mod program;
mod report;
mod scenery;
mod sink;
pub mod table;
mod trap;

use arguments::Arguments;
use hikyaku::output::Output;
use kit::verdict;
use std::process::ExitCode;

/// Runs the whole and gives the exit code: 0 all promises held, 1 one was broken or it could not be found out.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut output = Output::standard(arguments.format);
    let machine = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ended = machine.map_err(anyhow::Error::from).and_then(|machine| {
        let report = machine.block_on(campaign::run(arguments))?;
        verdict::print(&mut output, || report.json(), |output| report.print(output))?;
        Ok(report.holds())
    });
    verdict::exit_code(ended)
}
