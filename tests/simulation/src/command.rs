//! The command line of the simulation: which worlds, how they are played, and what is said about them.
//!
//! Exit codes: 0 every promise was kept (or every planted mistake was caught), 1 not so, 2 wrong usage or a failure.

use super::mutation_run::{MUTANTS, MutationOutcome, MutationRun, Planted};
use super::report::{Conclusion, Report};
use super::run::Watch;
use super::{Mutant, Options, campaign};
use anyhow::{Context as _, bail};
use clap::{Parser, ValueEnum};
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Play worlds in which everything fails that can fail, and say which promise was broken
#[derive(Debug, Parser)]
#[command(name = "faults")]
pub struct Arguments {
    /// Play seed after seed until so many steps were taken
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// The seed to play, or the first one with --steps and --mutant
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Play a planted mistake by its name, or `all`
    #[arg(long, value_name = "M", conflicts_with_all = ["steps", "trace", "no_faults", "ledger"])]
    mutant: Option<String>,
    /// Write one JSON line for each accepted mail
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show every happening of one seed
    #[arg(long, conflicts_with = "steps")]
    trace: bool,
    /// Worlds played at once; the report does not depend on it
    #[arg(long, value_name = "K", default_value_t = 2)]
    workers: u64,
    /// Play worlds in which nothing fails
    #[arg(long)]
    no_faults: bool,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs what the command line says.
pub fn run(arguments: &Arguments) -> ExitCode {
    let (mut out, mut progress) = (std::io::stdout().lock(), std::io::stderr());
    match carry_out(arguments, &mut out, &mut progress) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            let _ = writeln!(progress, "faults: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(arguments: &Arguments, out: &mut dyn Write, progress: &mut dyn Write) -> anyhow::Result<bool> {
    if let Some(name) = &arguments.mutant {
        return play_mutants(name, arguments, out, progress);
    }
    let intensity = if arguments.no_faults { 0.0 } else { Options::default().intensity };
    let mut watch = Watch::of(Options { intensity, trace: arguments.trace, ..Options::default() })?;
    watch.ledger = arguments.ledger.is_some();
    let report = match arguments.steps {
        None => replay(&watch, arguments, out)?,
        Some(steps) => play(&watch, arguments, steps, progress)?,
    };
    match arguments.format {
        Format::Text => write!(out, "{report}")?,
        Format::Json => writeln!(out, "{}", report.json())?,
    }
    Ok(report.conclusion() == Conclusion::Kept)
}

/// One seed, with all its happenings where they are asked for.
fn replay(watch: &Watch, arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Report> {
    let mut report = Report::new(watch.rules.faultless);
    let world_run = watch.world_run(arguments.seed);
    for line in &world_run.trace {
        writeln!(out, "{line}").context("the trace cannot be written")?;
    }
    report.add(&world_run);
    let mut ledger = Lines::to(arguments)?;
    ledger.write(&world_run.ledger)?;
    Ok(report)
}

/// Seed after seed.
fn play(
    watch: &Watch,
    arguments: &Arguments,
    steps: u64,
    progress: &mut dyn Write,
) -> anyhow::Result<Report> {
    let mut report = Report::new(watch.rules.faultless);
    let mut ledger = Lines::to(arguments)?;
    let (mut written, mut told) = (Ok(()), 0);
    campaign::run(watch, arguments.seed..u64::MAX, arguments.workers, &mut |world_run| {
        report.add(&world_run);
        written = ledger.write(&world_run.ledger);
        for violation in &world_run.violations {
            let _ = writeln!(progress, "seed {}: {violation}", world_run.seed);
        }
        if report.steps() / TELL_EVERY > told {
            told = report.steps() / TELL_EVERY;
            let _ = writeln!(
                progress,
                "{} steps, seed {}, {} violations",
                report.steps(),
                world_run.seed,
                report.violations()
            );
        }
        if report.steps() >= steps || written.is_err() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    written?;
    Ok(report)
}

/// Steps between two lines of progress.
const TELL_EVERY: u64 = 1_000;

/// The ledger's file, where one is asked for.
struct Lines(Option<BufWriter<File>>);

impl Lines {
    fn to(arguments: &Arguments) -> anyhow::Result<Self> {
        let Some(path) = &arguments.ledger else { return Ok(Self(None)) };
        let file =
            File::create(path).with_context(|| format!("the ledger {} cannot be made", path.display()))?;
        Ok(Self(Some(BufWriter::new(file))))
    }

    fn write(&mut self, lines: &[String]) -> anyhow::Result<()> {
        let Some(file) = &mut self.0 else { return Ok(()) };
        for line in lines {
            writeln!(file, "{line}").context("the ledger cannot be written")?;
        }
        file.flush().context("the ledger cannot be written")
    }
}

fn play_mutants(
    name: &str,
    arguments: &Arguments,
    out: &mut dyn Write,
    progress: &mut dyn Write,
) -> anyhow::Result<bool> {
    let wanted: Vec<Planted> =
        MUTANTS.into_iter().filter(|planted| name == "all" || planted.mutant.name() == name).collect();
    if wanted.is_empty() {
        let names: Vec<_> = Mutant::ALL.iter().map(|mutant| mutant.name()).collect();
        bail!("no planted mistake is called `{name}`; there are: all, {}", names.join(", "));
    }
    let mut mutation_run = MutationRun::new(Options::default(), arguments.seed, arguments.workers)?;
    let mut outcomes = Vec::new();
    for planted in wanted {
        let _ = writeln!(progress, "planting {}", planted.mutant.name());
        let result = mutation_run.play(planted)?;
        if arguments.format == Format::Text {
            writeln!(out, "{}", told(&result)).and_then(|()| out.flush())?;
        }
        outcomes.push(result);
    }
    if arguments.format == Format::Json {
        writeln!(out, "{}", json!(outcomes.iter().map(as_json).collect::<Vec<_>>()))?;
    }
    Ok(outcomes.iter().all(MutationOutcome::is_well))
}

fn told(outcome: &MutationOutcome) -> String {
    let name = outcome.planted.mutant.name();
    let others: Vec<_> = outcome.others.iter().copied().collect();
    let others =
        if others.is_empty() { String::new() } else { format!("; also found: {}", others.join(", ")) };
    let caught = match outcome.caught {
        Some((seed, promise)) => format!("caught by {} at seed {seed}", promise.name()),
        None => format!("NOT CAUGHT in {} seeds", outcome.planted.seeds),
    };
    let unclean = match outcome.unclean.first() {
        Some((seed, promise)) => format!("; NOT CLEAN without it: {promise} at seed {seed}"),
        None => String::new(),
    };
    format!("{name:<30}{caught}{others}{unclean}")
}

fn as_json(outcome: &MutationOutcome) -> serde_json::Value {
    let caught = outcome.caught.map(|(seed, promise)| json!({ "seed": seed, "promise": promise.name() }));
    let by: Vec<_> = outcome.planted.caught_by.iter().map(|promise| promise.name()).collect();
    json!({
        "mutant": outcome.planted.mutant.name(),
        "breaks": outcome.planted.breaks,
        "caught_by": by,
        "caught": caught,
        "others": outcome.others,
        "unclean": outcome.unclean,
        "well": outcome.is_well(),
    })
}
