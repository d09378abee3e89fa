//! The committed table: no figure may grow unseen, and one that shrank much is to be lowered there.

use super::mails::FIGURES;
use anyhow::Context as _;
use hikyaku::cost::units::{AMOUNTS, Table, Use};
use kit::folder::checkout;
use std::path::PathBuf;

/// A figure has grown when it is larger by more than rounding.
const ROUNDING: f64 = 2e-6;
/// A figure is to be lowered in the table when it is smaller by more than this part.
const MUCH: f64 = 0.02;

fn place() -> PathBuf {
    checkout().join("tests/golden/units.json")
}

pub(super) fn write(table: &Table) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(table)?;
    std::fs::write(place(), text + "\n").context("tests/golden/units.json cannot be written")
}

/// Whether nothing grew. What differs is told on standard error.
pub(super) fn check(table: &Table) -> anyhow::Result<bool> {
    let text = std::fs::read_to_string(place())
        .context("tests/golden/units.json cannot be read; make it with --write")?;
    let golden: Table = serde_json::from_str(&text)
        .context("tests/golden/units.json cannot be read; make it anew with --write")?;
    let differences = compare(&golden, table);
    for difference in &differences.grown {
        hikyaku::output::complain(&format!(
            "{difference}; find out why, or commit the table that --write makes"
        ));
    }
    for difference in &differences.shrunk {
        hikyaku::output::complain(&format!(
            "{difference}; commit the table that --write makes, so that it stays so"
        ));
    }
    Ok(differences.grown.is_empty())
}

#[derive(Debug, Default)]
struct Differences {
    grown: Vec<String>,
    shrunk: Vec<String>,
}

impl Differences {
    fn figure(&mut self, name: &str, golden: f64, counted: f64) {
        if counted > golden + ROUNDING {
            self.grown.push(format!("{name} has grown from {golden} to {counted}"));
        } else if counted < golden * (1.0 - MUCH) - ROUNDING {
            self.shrunk.push(format!("{name} has shrunk from {golden} to {counted}"));
        }
    }

    fn all(&mut self, name: &str, golden: Option<&Use>, counted: &Use) {
        let Some(golden) = golden else {
            self.grown.push(format!("{name} is not in the table"));
            return;
        };
        for ((amount, golden), counted) in AMOUNTS.iter().zip(golden.amounts()).zip(counted.amounts()) {
            // A larger part of mails is no harm.
            if *amount != "mails" {
                self.figure(&format!("{name}: {amount}"), golden, counted);
            }
        }
    }
}

fn compare(golden: &Table, counted: &Table) -> Differences {
    let mut differences = Differences::default();
    for (name, used) in &counted.mail {
        differences.all(&format!("a mail of {name}"), golden.mail.get(name), used);
    }
    for (name, both) in &counted.history {
        let golden = golden.history.get(name).copied().unwrap_or_default();
        for (of, golden, counted) in
            [("without", golden.without, both.without), ("with", golden.with, both.with)]
        {
            for (amount, figure) in FIGURES {
                let name = format!("a mail of {name} {of} a long history: {amount}");
                differences.figure(&name, figure(&golden), figure(&counted));
            }
        }
    }
    for (name, used) in &counted.lead {
        differences.all(&format!("a lead of {name}"), golden.lead.get(name), used);
    }
    for (name, reaction) in &counted.feedback {
        let known = golden.feedback.get(name);
        differences.all(name, known.map(|known| &known.each), &reaction.each);
        let most = known.map_or(0.0, |known| known.most_write_units);
        differences.figure(&format!("{name}: write units at most"), most, reaction.most_write_units);
    }
    for (name, used) in &counted.door {
        differences.all(&format!("a {name}"), golden.door.get(name), used);
    }
    differences.all("an idle day", Some(&golden.idle_day), &counted.idle_day);
    let bytes = [golden, counted].map(|table| f64::from(table.largest_enrollment_bytes));
    differences.figure("bytes of the largest enrollment", bytes[0], bytes[1]);
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_grew_is_told_and_one_that_shrank_much_too() {
        let golden = Table::counted().unwrap();
        assert!(compare(&golden, &golden).grown.is_empty() && compare(&golden, &golden).shrunk.is_empty());
        let mut counted = golden.clone();
        counted.idle_day.write_units += 0.001;
        counted.mail.values_mut().for_each(|mail| mail.read_units *= 0.9);
        let found = compare(&golden, &counted);
        assert_eq!((found.grown.len(), found.shrunk.len()), (1, 4), "{found:?}");
        counted.history.values_mut().for_each(|both| both.with.table_requests += 0.001);
        assert_eq!(compare(&golden, &counted).grown.len(), 1 + golden.history.len());
        counted.history.clone_from(&golden.history);
        counted.mail.insert("another".to_owned(), Use::default());
        assert_eq!(compare(&golden, &counted).grown.len(), 2);
    }
}
