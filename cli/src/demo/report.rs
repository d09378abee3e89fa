//! The report of a demo, for people and for programs.

use super::invariants::Invariant;
use super::local;
use super::scores::Scores;
use super::tally::Counted;
use cadence::Instant;
use cadence::facts::Fact;
use serde::Serialize;
use std::collections::BTreeMap;

/// The fate of the mails of one step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StepCount {
    /// Mails accepted.
    pub sent: usize,
    /// Of these, delivered.
    pub delivered: usize,
    /// Opened by a person.
    pub opened: usize,
    /// Clicked by a person.
    pub clicked: usize,
}

/// Everything that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// First and last day of the month.
    pub from: String,
    /// The last day of the month.
    pub to: String,
    /// People who are leads, customers of last autumn included.
    pub leads: usize,
    /// Mails the outbox accepted.
    pub mails_sent: usize,
    /// Mails that reached their server.
    pub delivered: usize,
    /// Mails that a person opened.
    pub opens_human: usize,
    /// Mails that only or also a machine opened.
    pub opens_machine: usize,
    /// Mails in which a person clicked.
    pub clicks_human: usize,
    /// Mails in which a machine followed links.
    pub clicks_machine: usize,
    /// Mails that came back.
    pub bounces: usize,
    /// Mails marked as spam.
    pub complaints: usize,
    /// People who unsubscribed.
    pub unsubscribes: usize,
    /// Leads handed over as hot.
    pub hot_leads: usize,
    /// Quiet customers who entered the win-back sequence.
    pub dormant_enrolled: usize,
    /// Runs that reached their goal.
    pub goals_reached: usize,
    /// Notices to people of the company.
    pub notices: usize,
    /// Mails of which nobody knows whether they went out.
    pub unknown: usize,
    /// Promises that were broken, added up.
    pub violations: usize,
    /// Scores at the end of the month.
    pub scores: Scores,
    /// Mails by sequence and step.
    pub sequences: BTreeMap<String, BTreeMap<String, StepCount>>,
    /// Each promise.
    pub invariants: Vec<Invariant>,
}

/// Puts the report together.
pub(super) fn report(
    seed: u64,
    counted: &Counted,
    scores: Scores,
    invariants: Vec<Invariant>,
    (from, to): (Instant, Instant),
) -> Report {
    let mut sequences: BTreeMap<String, BTreeMap<String, StepCount>> = BTreeMap::new();
    for entry in &counted.ledger {
        let steps = sequences.entry(entry.sequence.clone()).or_default();
        let step = steps.entry(entry.step.clone()).or_default();
        let facts = counted.messages.get(&entry.send_key).map(|message| &message.facts);
        let has = |fact| usize::from(facts.is_some_and(|facts| facts.contains_key(&fact)));
        step.sent += 1;
        step.delivered += has(Fact::Delivered);
        step.opened += has(Fact::Opened);
        step.clicked += has(Fact::Clicked);
    }
    let day = |at: Instant| local(at).date_naive().to_string();
    let events = |name: &str| counted.events.get(name).map_or(0, Vec::len);
    let bounced = |facts: &BTreeMap<Fact, String>| {
        facts.contains_key(&Fact::BouncedHard) || facts.contains_key(&Fact::BouncedSoft)
    };
    Report {
        seed,
        from: day(from),
        to: day(to - chrono::TimeDelta::minutes(1)),
        leads: counted.leads.len(),
        mails_sent: counted.ledger.len(),
        delivered: counted.with(Fact::Delivered),
        opens_human: counted.with(Fact::Opened),
        opens_machine: counted.with(Fact::OpenedByMachine),
        clicks_human: counted.with(Fact::Clicked),
        clicks_machine: counted.with(Fact::ClickedByMachine),
        bounces: counted.messages.values().filter(|message| bounced(&message.facts)).count(),
        complaints: counted.with(Fact::Complained),
        unsubscribes: counted.refusals().len(),
        hot_leads: counted.leads_of("lead.hot"),
        dormant_enrolled: events("lead.dormant"),
        goals_reached: events("goal.reached"),
        notices: events("sequence.notify"),
        unknown: counted.enrollments.iter().filter(|(_, state, _)| state == "unknown").count(),
        violations: invariants.iter().map(|invariant| invariant.broken).sum(),
        scores,
        sequences,
        invariants,
    }
}
