//! Cold starts: each function's program from its execution to its first question for an event, beside a program that holds
//! nothing but Lambda's runtime, turn and turn about.
//!
//! The Runtime API and the services asked at the start are on loopback, without TLS; what is measured is the program's own work,
//! and the ratio to the empty one says more than the milliseconds of a machine that does other things besides.

mod arguments;
mod loopback;
mod measure;
mod report;
mod subjects;

pub use arguments::Arguments;

use hikyaku::output::Output;
use kit::verdict;
use loopback::{Cloud, RuntimeApi};
use measure::Measured;
use report::Report;
use std::process::ExitCode;
use subjects::Subjects;

/// Measures and gives the exit code: 0 all start as they should, 1 one does not or it could not be found out.
pub fn run(arguments: &Arguments) -> ExitCode {
    let ended = measure(arguments).and_then(|report| {
        let mut output = Output::standard(arguments.format);
        verdict::print(&mut output, || report.json(), |output| report.print(output))?;
        Ok(report.holds())
    });
    verdict::exit_code(ended)
}

fn measure(arguments: &Arguments) -> anyhow::Result<Report> {
    let subjects = Subjects::find(arguments.bootstraps.as_deref())?;
    let machine = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (runtime, cloud) =
        machine.block_on(async { anyhow::Ok((RuntimeApi::open().await?, Cloud::open().await?)) })?;
    let survives_a_panic = measure::survives_a_panic(&subjects.empty, &runtime, &cloud)?;
    let mut empty = Measured::of(&subjects.empty)?;
    let mut functions = subjects.functions.iter().map(Measured::of).collect::<anyhow::Result<Vec<_>>>()?;
    // The first round warms the machine's own caches and is not counted.
    for round in 0..=arguments.runs {
        for measured in [&mut empty].into_iter().chain(&mut functions) {
            measured.start(&runtime, &cloud, round > 0)?;
        }
    }
    Ok(Report { empty, functions, survives_a_panic })
}
