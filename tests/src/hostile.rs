//! The hostile hour: strangers post in other people's names, at one honest domain and at many, from one caller and from a
//! thousand, and press spam in what they got; among them honest people post the same forms.
//!
//! A plan (`plan`) says who posts what, by a seed; somebody plays it and writes down what was seen (`seen`): this program against
//! the real `hikyaku up` (`play`), or `tests/cloud` against a deployed stack. The judge (`judge`) knows the plan and what was
//! seen, and nothing of how the product works inside.

pub mod arguments;
mod company;
mod judge;
mod people;
mod plan;
mod play;
mod report;
mod seen;
mod sink;
mod wire;

use anyhow::Context as _;
use arguments::{Arguments, Part};
use hikyaku::output::Output;
use kit::verdict;
use plan::Plan;
use report::Report;
use seen::Seen;
use std::process::ExitCode;

/// Runs the part that is asked for and gives the exit code: 0 all promises held, 1 one was broken or it could not be found out.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut output = Output::standard(arguments.format);
    verdict::exit_code(ended(arguments, &mut output))
}

fn ended(arguments: &Arguments, output: &mut Output) -> anyhow::Result<bool> {
    let seen = match &arguments.part {
        Some(Part::Plan { rest }) => {
            let plan = Plan::of(arguments.seed, arguments.size);
            output
                .line(serde_json::json!({ "plan": plan, "templates": company::texts(rest)? }).to_string())?;
            return Ok(true);
        }
        Some(Part::Judge { seen }) => {
            let text = std::fs::read(seen).with_context(|| format!("{} cannot be read", seen.display()))?;
            serde_json::from_slice(&text)?
        }
        None => {
            let machine = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            machine.block_on(play::run(arguments))?
        }
    };
    judged(&seen, output)
}

fn judged(seen: &Seen, output: &mut Output) -> anyhow::Result<bool> {
    let plan = Plan::of(seen.seed, seen.size);
    let report = Report { seen, plan: &plan, judged: judge::judge(&plan, seen) };
    verdict::print(output, || report.json(), |output| report.print(output))?;
    Ok(report.holds())
}
