//! The figures as people read them, and the limits they have to keep.

mod history;
mod limits;

pub(super) use limits::{Limit, limits};

use super::Counted;
use hikyaku::cost::bill::{self, Month};
use hikyaku::cost::prices::Prices;
use hikyaku::cost::standing::Standing;
use hikyaku::cost::units::Use;
use hikyaku::output::{Format, Output, Table, Tone};
use serde_json::json;
use std::io;

/// Prints everything.
pub(super) fn print(counted: &Counted, limits: &[Limit], output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        let tick = counted.tick.rounded();
        let dearest = history::dearest(counted);
        let dearest: Vec<_> =
            dearest.iter().map(|it| json!({ "most": it.most, "of": it.play, "mail": it.mail })).collect();
        output.json(&json!({ "limits": limits, "table": counted.table, "tick_at_rest": tick, "dearest_mails": dearest }))?;
        return Ok(());
    }
    plays(counted, output)?;
    uses(counted, output)?;
    history::print(counted, output)?;
    feedback(counted, output)?;
    dollars(counted, output)?;
    heading(output, "Limits")?;
    let mut table = Table::new(["", "figure", "counted", "at most"]);
    for limit in limits {
        let at_most = limit.at_most.map_or_else(|| "-".to_owned(), |at_most| at_most.to_string());
        table.row([limit.verdict(), &limit.name, &format!("{:.3}", limit.figure), &at_most]);
    }
    Ok(lines(&table, output)?)
}

fn heading(output: &mut Output, text: &str) -> io::Result<()> {
    let text = output.paint(Tone::Strong, text);
    output.line(text)
}

fn lines(table: &Table, output: &mut Output) -> io::Result<()> {
    table.lines().into_iter().try_for_each(|line| output.line(line))?;
    output.line("")
}

fn plays(counted: &Counted, output: &mut Output) -> io::Result<()> {
    heading(output, "Units of a mail, by what is written and read")?;
    for (sequence, played) in &counted.plays {
        let total: f64 = played.writes.iter().map(|(_, units)| units).sum();
        output.line(format!(
            "{sequence}: {} mails, {} refused by the mail service, {} by the gate; {total:.3} write units each with all of {:.3} \
             ticks, and {:.3} for what came back",
            played.mails, played.refused, played.gate_denials, played.ticks, played.feedback_writes
        ))?;
        for (what, units) in played.writes.iter().filter(|(_, units)| *units >= 0.0005) {
            output.line(format!("  {units:.3}  {what}"))?;
        }
        output.line("  and read units:")?;
        for (what, units) in played.reads.iter().filter(|(_, units)| *units >= 0.0005) {
            output.line(format!("  {units:.3}  {what}"))?;
        }
    }
    output.line("")
}

fn uses(counted: &Counted, output: &mut Output) -> io::Result<()> {
    heading(output, "What is used")?;
    let mut table =
        Table::new(["", "writes", "reads", "table calls", "SQS", "bus", "invocations", "GB-s", "log bytes"]);
    let mut row = |name: String, used: &Use| {
        let figures = [
            used.write_units,
            used.read_units,
            used.table_requests,
            used.queue_requests,
            used.bus_events,
            used.invocations,
            used.gigabyte_seconds,
            used.log_bytes,
        ];
        table.row([name].into_iter().chain(figures.map(|figure| format!("{figure:.3}"))));
    };
    for (sequence, mail) in &counted.table.mail {
        row(format!("a mail of {sequence}"), mail);
    }
    for (sequence, lead) in &counted.table.lead {
        row(format!("a lead of {sequence}"), lead);
    }
    row("feedback of a mail".to_owned(), &counted.table.feedback_per_mail());
    row("a tick at rest".to_owned(), &counted.tick);
    row("an idle day".to_owned(), &counted.table.idle_day);
    lines(&table, output)
}

fn feedback(counted: &Counted, output: &mut Output) -> io::Result<()> {
    heading(output, "Events, one by one, and how many a mail brings (the stated mix)")?;
    let mut table = Table::new(["event", "a mail", "writes", "at most", "reads"]);
    for (kind, reaction) in &counted.table.feedback {
        table.row([
            kind.clone(),
            format!("{:.3}", reaction.per_mail),
            format!("{:.3}", reaction.each.write_units),
            format!("{:.0}", reaction.most_write_units),
            format!("{:.3}", reaction.each.read_units),
        ]);
    }
    lines(&table, output)
}

fn dollars(counted: &Counted, output: &mut Output) -> anyhow::Result<()> {
    let prices = Prices::dated()?;
    heading(output, &format!("USD, prices of {}", prices.date))?;
    let mut table = Table::new(["", "region", "sending", "with feedback"]);
    for (name, region) in &prices.regions {
        for (sequence, mail) in &counted.table.mail {
            let (sending, feedback) = bill::over_ses(&counted.table, *mail, region, &prices)?;
            let what = format!("a million mails of {sequence} over SES");
            table.row([what, name.clone(), format!("{sending:.2}"), format!("{feedback:.2}")]);
        }
    }
    lines(&table, output)?;
    let mut table = Table::new(["", "region", "nothing free", "free amounts off"]);
    let idle = Month::idle(&counted.table, Standing::deployed());
    for (name, region) in &prices.regions {
        let usd =
            |free| anyhow::Ok(format!("{:.2}", bill::total(&bill::lines(&idle, region, &prices, free)?)));
        table.row(["an idle month".to_owned(), name.clone(), usd(false)?, usd(true)?]);
    }
    Ok(lines(&table, output)?)
}
