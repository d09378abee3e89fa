//! The table requests of each mail, and the mails that used the most.
//!
//! A sender works through a batch one job after the other, so its requests fall into visits: those that name the lead of the same
//! job in a row. A mail bears the visit in which it went and the visits to its run before it that sent nothing: steps that send
//! nothing, and mails put off or refused. Requests that a batch shares (documents, slots, tallies) name no lead and belong to no
//! mail.

use super::capacity::Consumed;
use super::requests;
use gateway::queue::SendJob;
use hikyaku::cost::units::TableUse;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};

/// The beginning of a lead's partition.
const LEAD: &str = "L#";

/// The requests of one mail.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct MailRequests {
    pub(super) sequence: String,
    pub(super) step: String,
    /// Visits before it that sent nothing.
    pub(super) visits_before: u32,
    pub(super) used: TableUse,
    /// The requests by name, with how often each was made.
    pub(super) requests: BTreeMap<String, u32>,
}

/// A lead and a sequence.
type Run = (String, String);

/// A visit of a sender to a run.
#[derive(Debug, Clone)]
struct Visit {
    run: Run,
    /// The step whose mail went out.
    step: Option<String>,
    used: TableUse,
    requests: BTreeMap<String, u32>,
}

/// A batch that a sender works through.
#[derive(Debug, Clone)]
struct Batch {
    ahead: VecDeque<Run>,
    visit: Option<Visit>,
}

/// All mails so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Mails {
    /// The batch of each sender.
    batches: BTreeMap<usize, Batch>,
    /// Visits that sent nothing since the latest mail.
    before: BTreeMap<Run, MailRequests>,
    /// The mail with the most requests, read units and write units.
    most: [MailRequests; 3],
}

/// A figure of a use of the table, with its name.
type Figure = (&'static str, fn(&TableUse) -> f64);

/// The figures of which the most is kept.
pub(super) const FIGURES: [Figure; 3] = [
    ("table requests", |used| used.table_requests),
    ("read units", |used| used.read_units),
    ("write units", |used| used.write_units),
];

impl Mails {
    /// A sender takes a batch.
    pub(super) fn begin_batch(&mut self, place: usize, jobs: impl IntoIterator<Item = SendJob>) {
        let runs = jobs.into_iter().flat_map(|SendJob { sequence, leads, .. }| {
            leads.into_iter().map(move |lead| (lead.to_string(), sequence.to_string()))
        });
        self.batches.insert(place, Batch { ahead: runs.collect(), visit: None });
    }

    /// A request of a sender.
    pub(super) fn request(&mut self, place: usize, operation: &str, request: &Value, consumed: Consumed) {
        let Some(lead) = find(request, &|text| text.strip_prefix(LEAD)) else { return };
        let Some(batch) = self.batches.get_mut(&place) else { return };
        let goes_on = batch.visit.as_ref().is_some_and(|visit| visit.run.0 == lead);
        let names_next = batch.ahead.front().is_some_and(|(next, sequence)| {
            next == lead
                && find(request, &|text| text.strip_suffix(sequence.as_str())?.strip_suffix('#')).is_some()
        });
        if !goes_on || names_next {
            let visit = batch.visit.take();
            let next = batch.ahead.iter().position(|run| run.0 == lead);
            let run = next.and_then(|next| batch.ahead.drain(..=next).next_back());
            let empty = |run| Visit { run, step: None, used: TableUse::default(), requests: BTreeMap::new() };
            batch.visit = run.map(empty);
            if let Some(visit) = visit {
                self.end_visit(visit);
            }
        }
        let visit = self.batches.get_mut(&place).and_then(|batch| batch.visit.as_mut());
        let Some(visit) = visit else { return };
        visit.used = visit.used
            + TableUse { table_requests: 1.0, read_units: consumed.read, write_units: consumed.write };
        *visit.requests.entry(requests::name(operation, request)).or_default() += 1;
    }

    /// The mail service took a mail.
    pub(super) fn sent(&mut self, place: usize, step: &str) {
        if let Some(visit) = self.batches.get_mut(&place).and_then(|batch| batch.visit.as_mut()) {
            visit.step = Some(step.to_owned());
        }
    }

    /// A sender has worked through its batch.
    pub(super) fn end_batch(&mut self, place: usize) {
        let visit = self.batches.remove(&place).and_then(|batch| batch.visit);
        if let Some(visit) = visit {
            self.end_visit(visit);
        }
    }

    fn end_visit(&mut self, Visit { run, step, used, requests }: Visit) {
        let mut mail = self.before.remove(&run).unwrap_or_default();
        mail.used = mail.used + used;
        for (name, count) in requests {
            *mail.requests.entry(name).or_default() += count;
        }
        let Some(step) = step else {
            mail.visits_before += 1;
            self.before.insert(run, mail);
            return;
        };
        (mail.sequence, mail.step) = (run.1, step);
        for (most, (_, figure)) in self.most.iter_mut().zip(FIGURES) {
            if figure(&mail.used) > figure(&most.used) {
                most.clone_from(&mail);
            }
        }
    }

    /// The mails that used the most, in the order of [`FIGURES`].
    pub(super) fn most(&self) -> &[MailRequests; 3] {
        &self.most
    }
}

/// The first text of a request of which something is left by this way.
fn find<'a>(request: &'a Value, way: &impl Fn(&'a str) -> Option<&'a str>) -> Option<&'a str> {
    match request {
        Value::String(text) => way(text),
        Value::Array(list) => list.iter().find_map(|value| find(value, way)),
        Value::Object(fields) => fields.values().find_map(|value| find(value, way)),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::{LeadId, SequenceId};
    use serde_json::json;

    fn lead(letter: &str) -> String {
        letter.repeat(26)
    }

    fn job(sequence: &str, letters: &[&str]) -> SendJob {
        let sequence = SequenceId::parse(sequence).unwrap();
        let leads = letters.iter().map(|letter| LeadId::parse(&lead(letter)).unwrap()).collect();
        SendJob { sequence, leads, urgent: false }
    }

    fn ask(mails: &mut Mails, letter: &str, sk: &str, read: f64) {
        let request = json!({ "Key": { "pk": { "S": format!("L#{}", lead(letter)) }, "sk": { "S": sk } } });
        mails.request(0, "GetItem", &request, Consumed { read, write: 0.0 });
    }

    #[test]
    fn a_mail_bears_its_visit_and_those_before_it_that_sent_nothing() {
        let mut mails = Mails::default();
        mails.begin_batch(0, [job("welcome", &["a", "b"]), job("other", &["b"])]);
        for (letter, sk, units) in [
            ("a", "enrollment#welcome", 2.0),
            ("b", "enrollment#welcome", 8.0),
            ("b", "card", 8.0),
            ("b", "enrollment#other", 32.0),
        ] {
            ask(&mut mails, letter, sk, units);
        }
        mails.sent(0, "hello");
        mails.end_batch(0);
        assert_eq!((mails.most()[1].sequence.as_str(), mails.most()[1].used.read_units), ("other", 32.0));
        mails.begin_batch(0, [job("welcome", &["b"])]);
        ask(&mut mails, "b", "enrollment#welcome", 64.0);
        mails.request(0, "GetItem", &json!({ "Key": { "pk": { "S": "pace" } } }), Consumed::default());
        mails.sent(0, "hello");
        mails.end_batch(0);
        let most = &mails.most()[1];
        assert_eq!((most.sequence.as_str(), most.step.as_str(), most.visits_before), ("welcome", "hello", 1));
        assert_eq!(most.used, TableUse { table_requests: 3.0, read_units: 80.0, write_units: 0.0 });
        assert_eq!(
            most.requests,
            [("GetItem card".to_owned(), 1), ("GetItem enrollment".to_owned(), 2)].into()
        );
        assert_eq!(mails.most()[2], MailRequests::default(), "nothing was written");
    }
}
