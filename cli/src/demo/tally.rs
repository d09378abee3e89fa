//! The remains in the end, counted from the table as exported, the ledger, the outbox and the journal. Anybody with the
//! folder can count the same with a script.

use crate::standalone::Standalone;
use cadence::facts::Fact;
use gateway::local::outbox::OutboxEntry;
use gateway::local::private;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// One message record, as far as it is counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    pub(super) marketing: bool,
    pub(super) fenced: bool,
    pub(super) facts: BTreeMap<Fact, String>,
}

/// Everything that was counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Cards: each lead with when it refused marketing.
    pub(super) leads: BTreeMap<String, Option<String>>,
    /// Suppressions with since when.
    pub(super) suppressed: BTreeMap<String, String>,
    /// Message records by send key.
    pub(super) messages: BTreeMap<String, Message>,
    /// Enrollments: sequence, state, and when the next thing is due.
    pub(super) enrollments: Vec<(String, String, Option<String>)>,
    /// The ledger, in its order.
    pub(super) ledger: Vec<OutboxEntry>,
    /// Names of mails in the outbox.
    pub(super) outbox: BTreeSet<String>,
    /// Domain events by name, with the lead of each.
    pub(super) events: BTreeMap<String, Vec<String>>,
    /// Messages nobody could handle.
    pub(super) dead_letters: usize,
}

impl Counted {
    /// Mails with a fact.
    pub(super) fn with(&self, fact: Fact) -> usize {
        self.messages.values().filter(|message| message.facts.contains_key(&fact)).count()
    }

    /// Leads that refused marketing, with when.
    pub(super) fn refusals(&self) -> BTreeMap<String, String> {
        let refused = self.leads.iter().filter_map(|(lead, at)| Some((lead.clone(), at.clone()?)));
        refused.collect()
    }

    /// Leads of events with a name, each once.
    pub(super) fn leads_of(&self, event: &str) -> usize {
        self.events.get(event).map_or(0, |leads| leads.iter().collect::<BTreeSet<_>>().len())
    }
}

/// Writes the table to `table.jsonl` in the folder and counts.
pub(super) async fn count(standalone: &Standalone, folder: &Path, ledger: &Path) -> anyhow::Result<Counted> {
    let mut counted = Counted::default();
    let mut lines = Vec::new();
    standalone.store.export_lines(|line| lines.push(line)).await?;
    lines.sort_unstable();
    let file = private::options().create(true).truncate(true).write(true).open(folder.join("table.jsonl"))?;
    let mut file = std::io::BufWriter::new(file);
    for line in &lines {
        writeln!(file, "{line}")?;
        take_item(&mut counted, &serde_json::from_str(line)?);
    }
    file.flush()?;
    for line in std::fs::read_to_string(ledger)?.lines() {
        counted.ledger.push(serde_json::from_str(line)?);
    }
    for entry in std::fs::read_dir(standalone.outbox.folder())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "eml") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            counted.outbox.insert(name.into_owned());
        }
    }
    for line in std::fs::read_to_string(folder.join("events.jsonl"))?.lines() {
        let event: Value = serde_json::from_str(line)?;
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        counted.events.entry(text("event")).or_default().push(text("lead"));
    }
    counted.dead_letters = standalone.sends.dead().len() + standalone.feedback.dead().len();
    Ok(counted)
}

fn take_item(counted: &mut Counted, item: &Value) {
    let text = |name: &str| item[name]["S"].as_str();
    let (Some(pk), Some(sk)) = (text("pk"), text("sk")) else { return };
    let Some(lead) = pk.strip_prefix("L#") else { return };
    let owned = |name: &str| text(name).map(str::to_owned);
    if sk == "now#card" {
        counted.leads.insert(lead.to_owned(), owned("refused_at"));
    } else if sk == "now#suppression" {
        // An item without it suppresses nobody: it counts soft bounces, or its suppression was lifted.
        counted.suppressed.extend(owned("since").map(|since| (lead.to_owned(), since)));
    } else if let Some(sequence) = sk.strip_prefix("now#enrollment#") {
        // A run that is over has no state but that.
        let state = owned("state").unwrap_or_else(|| "done".to_owned());
        counted.enrollments.push((sequence.to_owned(), state, owned("due_sk")));
    } else if let Some(key) = sk.strip_prefix("message#") {
        let facts = Fact::ALL
            .into_iter()
            .filter_map(|fact| Some((fact, owned(&format!("at_{}", fact.name()))?)))
            .collect();
        let message = Message {
            marketing: text("purpose") == Some("marketing"),
            fenced: text("phase") == Some("fenced"),
            facts,
        };
        counted.messages.insert(key.to_owned(), message);
    }
}
