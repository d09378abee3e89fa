//! `hikyaku demo`: a month of a small company, played in seconds.

use super::Outcome;
use super::up::shutdown::Signals;
use crate::arguments::DemoArguments;
use crate::demo::{self, DemoOptions, Report};
use crate::output::{Format, Output, Progress, Table, Tone};
use crate::standalone::full;
use crate::template_set;
use anyhow::Context;
use chrono::NaiveDate;

const WORK: &str = "playing a month of a small company";

/// Plays the month and prints what happened. Broken promises are the only way to fail.
pub fn run(arguments: &DemoArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    runtime::logging::plain(crate::output::colours_on_error(), true);
    template_set::folder(&arguments.templates.templates)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Heard before there is a folder to leave behind.
    let mut signals = runtime.block_on(async { Signals::listen() });
    let temporary = tempfile::tempdir()
        .context("a folder for the demo cannot be made; name one with --keep, or make room on the disk")?;
    let folder = match &arguments.keep {
        Some(folder) => emptied(folder)?,
        None => temporary.path().to_owned(),
    };
    let options = DemoOptions {
        seed: arguments.seed,
        leads: arguments.leads,
        templates: arguments.templates.templates.clone(),
        folder,
        keeps: arguments.keep.is_some(),
        ledger: arguments.ledger.clone(),
    };
    let progress = Progress::over(WORK);
    let told = |day: NaiveDate, mails: usize| progress.tell(format!("{WORK}: {day}, {mails} mails so far"));
    let report = runtime.block_on(async {
        tokio::select! {
            biased;
            () = signals.heard() => Err(stopped(arguments)),
            report = demo::play(&options, &told) => report,
        }
    });
    // The folder of a demo that is not kept has a name that tells nobody anything; the one above it is on the same disk.
    let place = arguments.keep.as_deref().or(temporary.path().parent()).unwrap_or(&options.folder);
    let report = report.map_err(|error| full::explained(place, error))?;
    drop(progress);
    match output.format {
        Format::Json => output.json(&report)?,
        Format::Text => tell(&report, arguments, output)?,
    }
    Ok(if report.violations == 0 { Outcome::Well } else { Outcome::Found })
}

/// The words for a demo that somebody stopped; its temporary folder is removed on the way out.
fn stopped(arguments: &DemoArguments) -> anyhow::Error {
    match &arguments.keep {
        Some(folder) => anyhow::anyhow!(
            "the demo was stopped before its end; {} holds a part of it only: delete it, or name another with --keep",
            folder.display()
        ),
        None => anyhow::anyhow!("the demo was stopped before its end; nothing of it is kept"),
    }
}

/// The folder to keep, which must not hold an earlier demo: what is counted afterwards must be this one's.
fn emptied(folder: &std::path::Path) -> anyhow::Result<std::path::PathBuf> {
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    anyhow::ensure!(!taken, "the folder {} is not empty; name another with --keep", folder.display());
    Ok(folder.to_owned())
}

fn tell(report: &Report, arguments: &DemoArguments, output: &mut Output) -> anyhow::Result<()> {
    let heading =
        format!("A month of a small company, {} to {} (seed {})", report.from, report.to, report.seed);
    let heading = output.paint(Tone::Strong, &heading);
    output.line(heading)?;
    output.line(output.paint(Tone::Quiet, "counted when everything begun in it had come to its end"))?;
    output.line(sentences(report).join("\n"))?;
    output.line("")?;
    let mut table = Table::new(["sequence", "step", "sent", "delivered", "opened", "clicked"]);
    for (sequence, steps) in &report.sequences {
        for (step, count) in steps {
            let numbers = [count.sent, count.delivered, count.opened, count.clicked].map(|n| n.to_string());
            table.row([sequence.clone(), step.clone()].into_iter().chain(numbers));
        }
    }
    output.line(table.lines().join("\n"))?;
    output.line("")?;
    output.line(output.paint(Tone::Strong, "What must hold"))?;
    for invariant in &report.invariants {
        let mark = match invariant.broken {
            0 => output.paint(Tone::Good, "holds "),
            _ => output.paint(Tone::Bad, "BROKEN"),
        };
        let times =
            if invariant.broken == 0 { String::new() } else { format!(" ({} times)", invariant.broken) };
        output.line(format!("  {mark} {}{times}", invariant.holds))?;
    }
    output.line("")?;
    match &arguments.keep {
        Some(folder) => {
            let (folder, templates) = (folder.display(), arguments.templates.templates.display());
            let templates = if templates.to_string() == "templates" {
                String::new()
            } else {
                format!(" --templates {templates}")
            };
            output.line(format!("Everything is kept in {folder}. Look at that month: `hikyaku up --data {folder}{templates} --open`."))?;
        }
        None => output.line("Look at the mails: `--keep DIR`. Play it yourself: `hikyaku up`.")?,
    }
    Ok(())
}

fn sentences(report: &Report) -> Vec<String> {
    let line = |name: &str, text: String| format!("  {name:<12} {text}");
    vec![
        line("leads", format!("{} came in, customers of last autumn among them", report.leads)),
        line("mails", format!("{} sent, {} delivered", report.mails_sent, report.delivered)),
        line(
            "opened",
            format!(
                "{} by people ({} fetched by machines, not counted)",
                report.opens_human, report.opens_machine
            ),
        ),
        line(
            "clicked",
            format!("{} by people ({} by scanners, not counted)", report.clicks_human, report.clicks_machine),
        ),
        line("returned", format!("{} bounced, {} marked as spam", report.bounces, report.complaints)),
        line("left", format!("{} people unsubscribed", report.unsubscribes)),
        line(
            "scores",
            format!(
                "{} people above 0 at the end of the month, half of them above {:.1}, the highest {:.1}",
                report.scores.above_zero, report.scores.median, report.scores.highest
            ),
        ),
        line("hot", format!("{} leads handed to sales, {} notices in all", report.hot_leads, report.notices)),
        line("goals", format!("{} runs reached their goal", report.goals_reached)),
        line("dormant", format!("{} quiet customers entered the win-back sequence", report.dormant_enrolled)),
    ]
}
