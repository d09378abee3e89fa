//! The figures as people read them.

use super::figures::{Figures, Waits};
use hikyaku::output::{Format, Output, Table, Tone};
use std::io;

/// Prints the figures.
pub(super) fn print(figures: &Figures, output: &mut Output) -> io::Result<()> {
    if output.format == Format::Json {
        return output.json(figures);
    }
    output.line(output.paint(Tone::Strong, &heading(figures)))?;
    for line in table(figures).lines() {
        output.line(line)?;
    }
    output.line("")?;
    let mut checks = Table::new(["", "check", "found"]);
    for check in &figures.checks {
        checks.row([if check.holds { "ok" } else { "FAILED" }, check.name, &check.found]);
    }
    checks.lines().into_iter().try_for_each(|line| output.line(line))
}

fn heading(figures: &Figures) -> String {
    format!(
        "{} mails due at 09:00, {} a second, a queue in {} order, seed {}",
        figures.due, figures.rate, figures.queue, figures.seed
    )
}

fn table(figures: &Figures) -> Table {
    let mut table = Table::new(["", ""]);
    let minutes = figures.drained_seconds / 60.0;
    let slowest = figures.slowest_minute.map_or_else(|| "-".to_owned(), |slowest| format!("{slowest:.1}"));
    let ticks = &figures.ticks;
    table.row([
        "drained".to_owned(),
        format!("{minutes:.1} min after nine, {:.1} mails/s", figures.mails_per_second),
    ]);
    table.row(["slowest minute of the backlog".to_owned(), format!("{slowest} mails/s")]);
    table.row(["fastest ten seconds".to_owned(), format!("{:.1} mails/s", figures.fastest_ten_seconds)]);
    let shards: Vec<_> = figures.shards.iter().map(|seconds| format!("{:.1}", seconds / 60.0)).collect();
    table.row(["shards, on average".to_owned(), format!("{} min after nine", shards.join(", "))]);
    table.row(["new leads, form to mail service".to_owned(), waits(&figures.waits)]);
    table.row(["those whose job got lost".to_owned(), waits(&figures.waits_after_loss)]);
    table.row([
        "jobs".to_owned(),
        format!("{} by ticks, {} direct", figures.orders_by_tick, figures.orders_direct),
    ]);
    table.row([
        "jobs lost on purpose".to_owned(),
        format!("{}, {} found again", figures.orders_lost, figures.orders_found_again),
    ]);
    table.row([
        "jobs for nothing".to_owned(),
        format!("{} while one was in flight, {} after the mail", figures.orders_doubled, figures.orders_idle),
    ]);
    table.row([
        "jobs that failed".to_owned(),
        format!(
            "{}, {} of their rows enqueued again before they came again",
            figures.orders_failed, figures.orders_after_failure
        ),
    ]);
    for failure in &figures.failures {
        table.row(["", failure]);
    }
    table.row(["queue at its deepest".to_owned(), figures.queue_deepest.to_string()]);
    table.row([
        "ticks".to_owned(),
        format!(
            "{}, {:.0} pages of the index each, at most {}; the longest took {:.1} s",
            ticks.count, ticks.pages_mean, ticks.pages_most, ticks.longest_seconds
        ),
    ]);
    table
}

fn waits(waits: &Waits) -> String {
    let Waits { count, median, p99, longest } = waits;
    format!("{count}: median {median:.2} s, p99 {p99:.2} s, longest {longest:.2} s")
}
