//! Speed of the real program: processor time for a mail, a form post and an event, with the store and its durability, beside
//! senders written by hand in Python and Node (`tests/peers`), turn and turn about in one run.
//!
//! `hikyaku up` runs as a process of its own on fresh data and is measured from outside, by what the system says of its
//! processor time. The mail service is this benchmark's own process, so its time is in no figure. Ratios of one run say more than
//! milliseconds of a machine that does other things besides. Nothing here fails because it is slow; a mail too few or too many
//! is a failure.

mod arguments;
mod company;
mod data;
mod ground;
mod meter;
mod peers;
mod play;
mod posts;
mod report;
mod service;
mod subject;
mod text;
mod veterans;

pub use arguments::Arguments;

use data::Way;
use ground::Ground;
use hikyaku::output::Output;
use kit::verdict::{self, tell};
use report::Report;
use std::process::ExitCode;

/// Measures and gives the exit code: 0 everything was measured, 1 something was not.
pub fn run(arguments: &Arguments) -> ExitCode {
    let ended = measure(arguments).and_then(|report| {
        let mut output = Output::standard(arguments.format);
        verdict::print(&mut output, || report.json(), |output| report.print(output))?;
        Ok(true)
    });
    verdict::exit_code(ended)
}

fn measure(arguments: &Arguments) -> anyhow::Result<Report> {
    let machine = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    machine.block_on(async {
        let mut ground = Ground::prepare(arguments).await?;
        for way in [Way::Ses, Way::Outbox] {
            tell(&format!(
                "making {} people who got {} mails ({way:?})",
                ground.veterans,
                company::PAST_MAILS
            ));
            let past = veterans::make(&ground, way).await?;
            ground.pasts.push(past);
        }
        let load_before = meter::load();
        let mut rounds = Vec::new();
        for round in 1..=arguments.rounds {
            tell(&format!("round {round} of {}", arguments.rounds));
            rounds.push(play::round(&ground).await?);
        }
        Ok(Report::new(arguments, &ground, rounds, (load_before, meter::load())))
    })
}
