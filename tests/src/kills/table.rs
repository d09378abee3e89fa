//! The table as it was left, read from its export: rows of plain attributes, none of the program's own types.

use cadence::Instant;
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The first byte of a run that came to its regular end.
const FINISHED: u8 = 1;

/// The content of the table, as far as promises speak of it.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Leads by their addresses.
    pub leads: BTreeMap<String, String>,
    /// The standing of everybody.
    pub runs: Vec<Run>,
    /// The record of each mail, by send key.
    pub records: BTreeMap<String, Record>,
    /// Since when an attempt at a mail was recorded as unknown, by the scenario's time; by send key and attempt.
    pub unknown_mails: BTreeMap<(String, String), Instant>,
}

/// One lead in one sequence.
#[derive(Debug, Clone)]
pub struct Run {
    /// The lead.
    pub lead: String,
    /// In what.
    pub sequence: String,
    /// The standing.
    pub standing: Standing,
}

/// The standing of a run, with the time at which something has to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A step is due then, by the scenario's time.
    Waiting(Instant),
    /// A sender has it until then, by the real time.
    Sending(Instant),
    /// Nobody knows whether a mail went out; looked at then, by the scenario's time, or by a person.
    Unknown(Option<Instant>),
    /// Paused by somebody or something until that is lifted.
    Paused,
    /// It came to its regular end.
    Finished,
    /// It ended otherwise.
    Ended,
}

/// The record of one mail.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// To whom.
    pub lead: String,
    /// Of which sequence.
    pub sequence: String,
    /// The step.
    pub step: String,
    /// The attempt that may have gone out, if one may.
    pub fenced: Option<String>,
    /// Attempts that are recorded as not gone out.
    pub closed: BTreeSet<String>,
    /// Attempts that an event proved.
    pub proven: BTreeSet<String>,
}

impl Table {
    /// Reads an export. Items of other kinds are passed over; an item that cannot be read is an error.
    pub fn read(lines: &[String]) -> anyhow::Result<Self> {
        let mut table = Self::default();
        for line in lines {
            let item: Value = serde_json::from_str(line)?;
            let (pk, sk) = (text(&item, "pk").unwrap_or_default(), text(&item, "sk").unwrap_or_default());
            if pk == "doubts" {
                let unknown_mail = unknown_mail(sk)
                    .ok_or_else(|| anyhow::anyhow!("an unknown mail cannot be read: {sk}"))?;
                table.unknown_mails.extend([unknown_mail]);
            } else if let Some(lead) = pk.strip_prefix("L#") {
                let read = table.take(lead, sk, &item);
                read.ok_or_else(|| anyhow::anyhow!("an item of the table cannot be read: {sk} of {lead}"))?;
            }
        }
        Ok(table)
    }

    fn take(&mut self, lead: &str, sk: &str, item: &Value) -> Option<()> {
        if sk == "now#card" {
            self.leads.insert(text(item, "address")?.to_owned(), lead.to_owned());
        } else if let Some(sequence) = sk.strip_prefix("now#enrollment#") {
            let (lead, sequence) = (lead.to_owned(), sequence.to_owned());
            self.runs.push(Run { lead, sequence, standing: standing(item)? });
        } else if let Some(key) = sk.strip_prefix("message#") {
            let fenced = (text(item, "phase")? == "fenced").then(|| text(item, "attempt")).flatten();
            let record = Record {
                lead: lead.to_owned(),
                sequence: text(item, "sequence")?.to_owned(),
                step: text(item, "step")?.to_owned(),
                fenced: fenced.map(str::to_owned),
                closed: texts(item, "closed"),
                proven: texts(item, "proven"),
            };
            self.records.insert(key.to_owned(), record);
        }
        Some(())
    }
}

fn standing(item: &Value) -> Option<Standing> {
    if let Some(over) = item["over"]["B"].as_str() {
        let ending = *BASE64.decode(over.as_bytes()).ok()?.first()?;
        return Some(if ending == FINISHED { Standing::Finished } else { Standing::Ended });
    }
    Some(match text(item, "state")? {
        // Listed elsewhere than among what is due: paused until somebody lets it go.
        "waiting" if text(item, "due_pk").is_some_and(|list| !list.starts_with("due#")) => Standing::Paused,
        "waiting" => Standing::Waiting(instant(item, "due_at")?),
        "sending" => Standing::Sending(instant(item, "lease_until")?),
        "unknown" => Standing::Unknown(instant(item, "settle_at")),
        _ => return None,
    })
}

/// `<since>#<send key>#<attempt>`.
fn unknown_mail(sk: &str) -> Option<((String, String), Instant)> {
    let mut parts = sk.split('#');
    let since = DateTime::parse_from_rfc3339(parts.next()?).ok()?.with_timezone(&Utc);
    Some(((parts.next()?.to_owned(), parts.next()?.to_owned()), since))
}

fn text<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    item[name]["S"].as_str()
}

fn texts(item: &Value, name: &str) -> BTreeSet<String> {
    let list = item[name]["SS"].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn instant(item: &Value, name: &str) -> Option<Instant> {
    Some(DateTime::parse_from_rfc3339(text(item, name)?).ok()?.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_an_export_are_read_and_others_passed_over() {
        let lines = [
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#card"},"address":{"S":"x@example.jp"}}"#,
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#enrollment#w"},"state":{"S":"waiting"},"due_at":{"S":"2026-11-22T00:00:00.000Z"}}"#,
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#enrollment#v"},"state":{"S":"waiting"},"due_pk":{"S":"parked#v"},"due_at":{"S":"2026-11-22T00:00:00.000Z"}}"#,
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#enrollment#u"},"over":{"B":"AQAA"}}"#,
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#enrollment#t"},"over":{"B":"BQAA"}}"#,
            r#"{"pk":{"S":"L#a"},"sk":{"S":"message#k"},"sequence":{"S":"w"},"step":{"S":"s"},"phase":{"S":"fenced"},"attempt":{"S":"t"},"proven":{"SS":["t"]}}"#,
            r#"{"pk":{"S":"doubts"},"sk":{"S":"2026-11-22T00:00:00.000Z#k#t"}}"#,
            r#"{"pk":{"S":"live"},"sk":{"S":"head"}}"#,
        ];
        let table = Table::read(&lines.map(str::to_owned)).unwrap();
        assert_eq!(table.leads["x@example.jp"], "a");
        assert!(matches!(table.runs[0].standing, Standing::Waiting(_)));
        assert_eq!(table.runs[1].standing, Standing::Paused);
        assert_eq!(table.runs[2].standing, Standing::Finished);
        assert_eq!(table.runs[3].standing, Standing::Ended);
        assert_eq!(table.records["k"].fenced.as_deref(), Some("t"));
        assert_eq!(table.records["k"].proven.len(), 1);
        let since = table.unknown_mails[&("k".to_owned(), "t".to_owned())];
        assert_eq!(since.to_rfc3339(), "2026-11-22T00:00:00+00:00");
    }

    #[test]
    fn a_row_that_cannot_be_read_is_not_passed_over() {
        for line in [
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#enrollment#w"},"state":{"S":"waiting"}}"#,
            r#"{"pk":{"S":"L#a"},"sk":{"S":"now#enrollment#w"},"state":{"S":"something new"}}"#,
            r#"{"pk":{"S":"doubts"},"sk":{"S":"yesterday#k#t"}}"#,
        ] {
            assert!(Table::read(&[line.to_owned()]).is_err(), "{line}");
        }
    }
}
