//! The figures as people read them, and the limits they have to keep.

use super::Counted;
use hikyaku::cost::bill::{self, Month};
use hikyaku::cost::prices::Prices;
use hikyaku::cost::standing::Standing;
use hikyaku::cost::units::Use;
use hikyaku::output::{Format, Output, Table, Tone};
use serde::Serialize;
use serde_json::json;
use std::io;

/// Write units of a mail, of one event, of an event on average; read units of a tick; bytes of an enrollment.
const MAIL_WRITE_UNITS_MAX: f64 = 5.0;
const SENT_WRITE_UNITS_MAX: f64 = 1.0;
const EVENT_WRITE_UNITS_MAX: f64 = 2.0;
const TICK_READ_UNITS_MAX: f64 = 8.0;
const ENROLLMENT_BYTES_MAX: u32 = 1024;
/// Dollars of a million mails beside SES in us-east-1, without and with what comes back; of an idle month.
const SENDING_USD_MAX: f64 = 5.0;
const FEEDBACK_USD_MAX: f64 = 8.0;
const IDLE_USD_MAX: f64 = 3.0;
/// Where the limits in dollars hold.
const LIMITED_REGION: &str = "us-east-1";

/// A figure that has a limit.
#[derive(Debug, Serialize)]
pub(super) struct Limit {
    name: String,
    figure: f64,
    at_most: f64,
    pub(super) holds: bool,
}

fn limit(name: impl Into<String>, figure: f64, at_most: f64) -> Limit {
    Limit { name: name.into(), figure, at_most, holds: figure <= at_most + 1e-9 }
}

/// All limits with what was counted.
pub(super) fn limits(counted: &Counted) -> anyhow::Result<Vec<Limit>> {
    let table = &counted.table;
    let mut limits = Vec::new();
    for (sequence, mail) in &table.mail {
        limits.push(limit(
            format!("write units of a mail of {sequence}"),
            mail.write_units,
            MAIL_WRITE_UNITS_MAX,
        ));
    }
    for kind in ["send", "delivery"] {
        let most = table.feedback.get(kind).map_or(f64::INFINITY, |reaction| reaction.most_write_units);
        limits.push(limit(format!("write units of the event {kind}, at most"), most, SENT_WRITE_UNITS_MAX));
    }
    limits.push(limit(
        "write units of an event, on average",
        table.write_units_per_event(),
        EVENT_WRITE_UNITS_MAX,
    ));
    limits.push(limit("read units of a tick at rest", counted.tick.read_units, TICK_READ_UNITS_MAX));
    let bytes = f64::from(table.largest_enrollment_bytes);
    limits.push(limit("bytes of the largest enrollment", bytes, f64::from(ENROLLMENT_BYTES_MAX)));
    let prices = Prices::dated()?;
    for (name, region) in prices.regions.iter().filter(|(name, _)| *name == LIMITED_REGION) {
        for (sequence, mail) in &table.mail {
            let (sending, feedback) = bill::over_ses(table, *mail, region, &prices)?;
            let of = format!("USD of a million mails of {sequence} over SES, {name}");
            limits.push(limit(format!("{of}, sending"), sending, SENDING_USD_MAX));
            limits.push(limit(format!("{of}, with feedback"), feedback, FEEDBACK_USD_MAX));
        }
        // The key is a choice of the stack's owner (EncryptFeedbackTopic), and costs the same however little happens.
        let idle = Month { keys: 0.0, ..Month::idle(table, Standing::deployed()) };
        let usd = bill::total(&bill::lines(&idle, region, &prices, false)?);
        limits.push(limit(
            format!("USD of an idle month, {name}, nothing free, without a key"),
            usd,
            IDLE_USD_MAX,
        ));
    }
    Ok(limits)
}

/// Prints everything.
pub(super) fn print(counted: &Counted, limits: &[Limit], output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        let tick = counted.tick.rounded();
        output.json(&json!({ "limits": limits, "table": counted.table, "tick_at_rest": tick }))?;
        return Ok(());
    }
    plays(counted, output)?;
    uses(counted, output)?;
    feedback(counted, output)?;
    dollars(counted, output)?;
    heading(output, "Limits")?;
    let mut table = Table::new(["", "figure", "counted", "at most"]);
    for limit in limits {
        let holds = if limit.holds { "holds" } else { "MISSED" };
        table.row([holds, &limit.name, &format!("{:.3}", limit.figure), &format!("{}", limit.at_most)]);
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
            played.mails, played.refused, played.gate_refusals, played.ticks, played.feedback_writes
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
