//! The limits of the figures. Three of the four shipped sequences keep the stricter one; the dearest has its own, or none and says
//! which line of its bill carries it.

use crate::units::Counted;
use crate::units::mails::FIGURES;
use hikyaku::cost::bill::{self, Month};
use hikyaku::cost::prices::{Prices, Region};
use hikyaku::cost::standing::Standing;
use hikyaku::cost::units::{Table, TableUse, Use};
use serde::Serialize;

/// Table requests, read units and write units of a mail; the last in all sequences but one, and in that one.
const TABLE_REQUESTS_MAX: f64 = 9.5;
const READ_UNITS_MAX: f64 = 5.5;
const WRITE_UNITS_MAX: f64 = 7.0;
const WRITE_UNITS_OF_ONE_MAX: f64 = 8.0;
/// Per cent by which a long history may change any of these.
const HISTORY_PERCENT_MAX: f64 = 2.0;
/// Write units of one event, of an event on average; read units of a tick; bytes of an enrollment.
const SENT_WRITE_UNITS_MAX: f64 = 1.0;
const EVENT_WRITE_UNITS_MAX: f64 = 2.0;
const TICK_READ_UNITS_MAX: f64 = 8.0;
const ENROLLMENT_BYTES_MAX: u32 = 1024;
/// Dollars of a million mails beside SES, in all sequences but one, without and with what comes back; of an idle month.
const SENDING_USD_MAX: f64 = 7.5;
const FEEDBACK_USD_MAX: f64 = 15.0;
const IDLE_USD_MAX: f64 = 3.0;
/// The region in which the limits in dollars hold.
const LIMITED_REGION: &str = "us-east-1";

/// A figure that has a limit, or is told beside those that have one.
#[derive(Debug, Serialize)]
pub(in crate::units) struct Limit {
    pub(super) name: String,
    pub(super) figure: f64,
    pub(super) at_most: Option<f64>,
    pub(in crate::units) holds: bool,
}

impl Limit {
    fn new(name: impl Into<String>, figure: f64, at_most: f64) -> Self {
        Self { name: name.into(), figure, at_most: Some(at_most), holds: figure <= at_most + 1e-9 }
    }

    fn told(name: String, figure: f64) -> Self {
        Self { name, figure, at_most: None, holds: true }
    }

    pub(super) fn verdict(&self) -> &'static str {
        match (self.at_most, self.holds) {
            (None, _) => "told",
            (Some(_), true) => "holds",
            (Some(_), false) => "MISSED",
        }
    }
}

/// All limits with what was counted.
pub(in crate::units) fn limits(counted: &Counted) -> anyhow::Result<Vec<Limit>> {
    let table = &counted.table;
    let mut limits = of_mails(table);
    for kind in ["send", "delivery"] {
        let most = table.feedback.get(kind).map_or(f64::INFINITY, |reaction| reaction.most_write_units);
        limits.push(Limit::new(
            format!("write units of the event {kind}, at most"),
            most,
            SENT_WRITE_UNITS_MAX,
        ));
    }
    let average = table.write_units_per_event();
    limits.push(Limit::new("write units of an event, on average", average, EVENT_WRITE_UNITS_MAX));
    limits.push(Limit::new("read units of a tick at rest", counted.tick.read_units, TICK_READ_UNITS_MAX));
    let bytes = f64::from(table.largest_enrollment_bytes);
    limits.push(Limit::new("bytes of the largest enrollment", bytes, f64::from(ENROLLMENT_BYTES_MAX)));
    let prices = Prices::dated()?;
    for (name, region) in prices.regions.iter().filter(|(name, _)| *name == LIMITED_REGION) {
        limits.extend(dollars(table, name, region, &prices)?);
    }
    Ok(limits)
}

fn of_mails(table: &Table) -> Vec<Limit> {
    let mut limits = Vec::new();
    let most = dearest(table.mail.iter().map(|(sequence, mail)| (sequence.as_str(), mail.write_units)));
    for (sequence, mail) in &table.mail {
        let of = format!("of a mail of {sequence}");
        limits.push(Limit::new(format!("table requests {of}"), mail.table_requests, TABLE_REQUESTS_MAX));
        limits.push(Limit::new(format!("read units {of}"), mail.read_units, READ_UNITS_MAX));
        limits.push(if sequence == most {
            let name = format!("write units {of}, which writes most");
            Limit::new(name, mail.write_units, WRITE_UNITS_OF_ONE_MAX)
        } else {
            Limit::new(format!("write units {of}"), mail.write_units, WRITE_UNITS_MAX)
        });
    }
    for (sequence, history) in &table.history {
        let (figure, percent) = change(&history.without, &history.with);
        let name = format!("per cent by which a long history changes the {figure} of a mail of {sequence}");
        limits.push(Limit::new(name, percent, HISTORY_PERCENT_MAX));
    }
    limits
}

/// The figure that a history changes most, and by how many per cent.
fn change(without: &TableUse, with: &TableUse) -> (&'static str, f64) {
    let changes = FIGURES.map(|(name, figure)| (name, (figure(with) / figure(without) - 1.0).abs() * 100.0));
    let first = changes[0];
    changes.into_iter().fold(first, |most, change| if change.1 > most.1 { change } else { most })
}

fn dollars(table: &Table, name: &str, region: &Region, prices: &Prices) -> anyhow::Result<Vec<Limit>> {
    let mut limits = Vec::new();
    let mut usd = Vec::new();
    for (sequence, mail) in &table.mail {
        usd.push((sequence.as_str(), bill::over_ses(table, *mail, region, prices)?));
    }
    let ways = [
        ("sending", SENDING_USD_MAX, Use::default()),
        ("with feedback", FEEDBACK_USD_MAX, table.feedback_per_mail()),
    ];
    for (place, (way, at_most, besides)) in ways.into_iter().enumerate() {
        let figure = |both: (f64, f64)| if place == 0 { both.0 } else { both.1 };
        let most = dearest(usd.iter().map(|(sequence, both)| (*sequence, figure(*both))));
        for (sequence, both) in &usd {
            let of = format!("USD of a million mails of {sequence} over SES, {name}, {way}");
            limits.push(if *sequence == most {
                let mail = table.mail.get(most).copied().unwrap_or_default();
                let carried = carried_by(mail + besides, region, prices)?;
                Limit::told(format!("{of}, the dearest: {carried}"), figure(*both))
            } else {
                Limit::new(of, figure(*both), at_most)
            });
        }
    }
    // The key is a choice of the stack's owner (EncryptFeedbackTopic), and costs the same however little happens.
    let idle = Month { keys: 0.0, ..Month::idle(table, Standing::deployed()) };
    let usd = bill::total(&bill::lines(&idle, region, prices, false)?);
    let of_idle = format!("USD of an idle month, {name}, nothing free, without a key");
    limits.push(Limit::new(of_idle, usd, IDLE_USD_MAX));
    Ok(limits)
}

/// The line of the bill of a million mails that costs the most.
fn carried_by(mail: Use, region: &Region, prices: &Prices) -> anyhow::Result<String> {
    let lines = bill::lines(&Month::of(mail * 1e6), region, prices, false)?;
    let line = lines.iter().max_by(|one, other| one.usd.total_cmp(&other.usd));
    Ok(line.map_or_else(String::new, |line| format!("{} {} carry {:.2}", line.service, line.what, line.usd)))
}

/// The sequence with the largest figure.
fn dearest<'a>(figures: impl Iterator<Item = (&'a str, f64)>) -> &'a str {
    figures.max_by(|one, other| one.1.total_cmp(&other.1)).map_or("", |(sequence, _)| sequence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hikyaku::cost::units::WithHistory;

    fn table() -> Table {
        let mut table = Table::counted().unwrap();
        for (place, mail) in table.mail.values_mut().enumerate() {
            let write_units = if place == 1 { 8.0 } else { 7.0 };
            *mail = Use { table_requests: 9.5, read_units: 5.5, write_units, ..Use::default() };
        }
        table.feedback.clear();
        let even = TableUse { table_requests: 9.0, read_units: 5.0, write_units: 7.0 };
        let sequences = table.mail.keys().cloned();
        table.history = sequences.map(|of| (of, WithHistory { without: even, with: even })).collect();
        table
    }

    fn missed(table: &Table) -> Vec<String> {
        of_mails(table).into_iter().filter(|limit| !limit.holds).map(|limit| limit.name).collect()
    }

    #[test]
    fn one_sequence_may_write_more_and_none_may_cost_more_with_a_history() {
        let mut table = table();
        assert_eq!(missed(&table), Vec::<String>::new());
        table.mail.get_mut("win-back").unwrap().write_units = 7.5;
        table.mail.get_mut("after-meeting").unwrap().read_units = 5.6;
        table.history.get_mut("after-inquiry").unwrap().with.read_units = 5.2;
        table.history.get_mut("welcome-material").unwrap().with.write_units = 6.8;
        insta::assert_snapshot!(missed(&table).join("\n"), @r"
        read units of a mail of after-meeting
        write units of a mail of win-back
        per cent by which a long history changes the read units of a mail of after-inquiry
        per cent by which a long history changes the write units of a mail of welcome-material
        ");
    }

    #[test]
    fn the_dearest_sequence_is_told_with_the_line_that_carries_it() {
        let prices = Prices::dated().unwrap();
        let limits = dollars(&table(), LIMITED_REGION, &prices.regions[LIMITED_REGION], &prices).unwrap();
        let told: Vec<_> = limits.iter().filter(|limit| limit.at_most.is_none()).collect();
        assert_eq!((limits.len(), told.len()), (9, 2));
        assert!(told.iter().all(|limit| limit.name.contains("after-meeting")), "{told:?}");
        assert!(told.iter().all(|limit| limit.name.ends_with("DynamoDB writes carry 5.00")), "{told:?}");
    }
}
