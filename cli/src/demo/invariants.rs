//! What must hold whatever the people do, checked from what is left behind.

use super::stage::Stage;
use super::tally::Counted;
use authoring::publish;
use cadence::Instant;
use cadence::ids::SequenceId;
use cadence::schedule::{self, Rules};
use document::Catalog;
use gateway::local::outbox::OutboxEntry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One promise, and how often it was broken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Invariant {
    /// What must hold.
    pub holds: &'static str,
    /// How often it does not.
    pub broken: usize,
}

/// Checks every promise.
pub(super) fn check(
    counted: &Counted,
    stage: &Stage,
    templates: &Path,
    end: Instant,
) -> anyhow::Result<Vec<Invariant>> {
    let published = publish::read(templates).map_err(|report| anyhow::anyhow!("{report}"))?;
    let catalog = Catalog::read(published.publications)?;
    let keys: BTreeSet<&str> = counted.ledger.iter().map(|entry| entry.send_key.as_str()).collect();
    let fenced: BTreeSet<&str> =
        counted.messages.iter().filter(|(_, message)| message.fenced).map(|(key, _)| key.as_str()).collect();
    let outbox: BTreeSet<&str> = counted.outbox.iter().map(String::as_str).collect();
    let overdue = counted.enrollments.iter().filter(|(_, state, due)| {
        state != "done" && due.as_deref().and_then(parsed).is_none_or(|due| due < end)
    });
    let unknown = counted.enrollments.iter().filter(|(_, state, _)| state == "unknown");
    let refused_leads = counted.leads.values().filter(|refused| refused.is_some()).count();
    let promise = |holds, broken| Invariant { holds, broken };
    Ok(vec![
        promise("no mail was accepted twice", counted.ledger.len() - keys.len()),
        promise("accepted mails, mails in the outbox and records are the same", {
            keys.symmetric_difference(&outbox).count() + keys.symmetric_difference(&fenced).count()
        }),
        promise("nobody got marketing after refusing it", after(counted, &counted.refusals(), true)),
        promise("nobody got anything after a hard bounce or a complaint", {
            let since = counted.suppressed.iter().map(|(lead, at)| (lead.clone(), at.clone()));
            after(counted, &since.collect(), false)
        }),
        promise("marketing went out in its hours and on its days only", outside_window(counted, &catalog)),
        promise("no frequency cap was broken", over_caps(counted, &catalog)),
        promise("every enrollment has ended or waits for a time to come", overdue.count()),
        promise("of every mail it is known whether it went out", unknown.count()),
        promise("people who unsubscribed are those who pressed the button; no scanner did", {
            refused_leads.abs_diff(stage.refused_leads())
        }),
        promise(
            "every post of the same person is the same lead",
            stage.posted.len().abs_diff(counted.leads.len()),
        ),
        promise("nothing was answered with an error or ended as a dead letter", {
            stage.surprises.len() + counted.dead_letters
        }),
    ])
}

fn parsed(text: &str) -> Option<Instant> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

fn is_marketing(counted: &Counted, entry: &OutboxEntry) -> bool {
    counted.messages.get(&entry.send_key).is_none_or(|message| message.marketing)
}

/// Mails accepted after the time given for their lead.
fn after(counted: &Counted, since: &BTreeMap<String, String>, marketing_only: bool) -> usize {
    let late = |entry: &&OutboxEntry| {
        let since = since.get(&entry.lead).and_then(|since| parsed(since));
        let at = parsed(&entry.at);
        since.zip(at).is_some_and(|(since, at)| at > since)
            && (!marketing_only || is_marketing(counted, entry))
    };
    counted.ledger.iter().filter(late).count()
}

fn outside_window(counted: &Counted, catalog: &Catalog) -> usize {
    let outside = |entry: &&OutboxEntry| {
        let sequence = SequenceId::parse(&entry.sequence).ok().and_then(|id| catalog.sequence(&id));
        let (Some(sequence), Some(at)) = (sequence, parsed(&entry.at)) else { return true };
        let rules = Rules {
            zone: catalog.policy().zone,
            calendar: catalog.calendar_of(sequence),
            window: Some(sequence.window),
            quiet_hours: catalog.policy().quiet_hours,
            spread: 0,
        };
        is_marketing(counted, entry) && schedule::open(at, &rules).at != at
    };
    counted.ledger.iter().filter(outside).count()
}

fn over_caps(counted: &Counted, catalog: &Catalog) -> usize {
    let mut by_lead: BTreeMap<&str, Vec<Instant>> = BTreeMap::new();
    for entry in counted.ledger.iter().filter(|entry| is_marketing(counted, entry)) {
        by_lead.entry(&entry.lead).or_default().extend(parsed(&entry.at));
    }
    let mut broken = 0;
    for times in by_lead.values() {
        for cap in &catalog.policy().caps {
            let span = chrono::TimeDelta::days(i64::from(cap.days));
            let crowded =
                |end: &Instant| times.iter().filter(|at| **at <= *end && *end - **at < span).count();
            broken += times.iter().filter(|end| crowded(end) > cap.mails as usize).count();
        }
    }
    broken
}
