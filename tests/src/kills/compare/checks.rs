//! One function for each promise.

use super::{Accepted, Observed, Violation};
use crate::kills::table::{Run, Standing};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// The most that two senders' clocks may differ; a lease counts as over only then.
const GRACE: TimeDelta = TimeDelta::seconds(30);
/// Dates of mails are in whole seconds.
const DATED_WITHIN: TimeDelta = TimeDelta::seconds(1);
/// Two ticks of the scenario.
const TWO_TICKS: TimeDelta = TimeDelta::minutes(2);

pub(super) fn lost_leads(observed: &Observed) -> Vec<Violation> {
    let runs: BTreeSet<(&str, &str)> =
        observed.table.runs.iter().map(|run| (run.lead.as_str(), run.sequence.as_str())).collect();
    let missing = |address: &String| {
        let Some(lead) = observed.table.leads.get(address) else { return Some("card".to_owned()) };
        let without =
            observed.mails.keys().find(|sequence| !runs.contains(&(lead.as_str(), sequence.as_str())));
        without.map(|sequence| format!("run in {sequence}"))
    };
    let lost = observed.acknowledged.iter().filter_map(|address| Some((address, missing(address)?)));
    lost.map(|(address, missing)| Violation::LeadLost { address: address.clone(), missing }).collect()
}

pub(super) fn doubled_mails(observed: &Observed) -> Vec<Violation> {
    let mut by_mail: BTreeMap<&str, Vec<&Accepted>> = BTreeMap::new();
    let mut violations = Vec::new();
    for mail in &observed.accepted {
        let attempts = by_mail.entry(&mail.send_key).or_default();
        if attempts.iter().any(|earlier| earlier.attempt == mail.attempt) {
            violations.push(Violation::AttemptRepeated { attempt: mail.attempt.clone() });
        } else {
            attempts.push(mail);
        }
    }
    let doubled = by_mail.values().flat_map(|attempts| attempts.windows(2));
    let unexcused = doubled.filter(|pair| {
        let unknown_mail =
            observed.table.unknown_mails.get(&(pair[0].send_key.clone(), pair[0].attempt.clone()));
        unknown_mail.is_none_or(|since| *since > pair[1].dated + DATED_WITHIN)
    });
    violations.extend(unexcused.map(|pair| Violation::MailDoubled {
        send_key: pair[0].send_key.clone(),
        first: pair[0].attempt.clone(),
        second: pair[1].attempt.clone(),
    }));
    violations
}

/// A mail may be recorded as not gone out only where it is on record as unknown.
pub(super) fn unrecorded_mails(observed: &Observed) -> Vec<Violation> {
    let unrecorded = |mail: &&Accepted| {
        if observed.table.unknown_mails.contains_key(&(mail.send_key.clone(), mail.attempt.clone())) {
            return false;
        }
        let record = observed.table.records.get(&mail.send_key);
        record.is_none_or(|record| {
            let may_have_gone =
                record.fenced.as_ref() == Some(&mail.attempt) || record.proven.contains(&mail.attempt);
            !may_have_gone || record.closed.contains(&mail.attempt)
        })
    };
    let mails = observed.accepted.iter().filter(unrecorded);
    mails
        .map(|mail| Violation::MailUnrecorded {
            send_key: mail.send_key.clone(),
            attempt: mail.attempt.clone(),
        })
        .collect()
}

pub(super) fn missing_mails(observed: &Observed) -> Vec<Violation> {
    let accepted = observed.accepted.iter().map(|mail| (&*mail.lead, &*mail.sequence, &*mail.step));
    // A fence that no event confirmed says of itself that nobody knows.
    let unknown = observed
        .table
        .records
        .values()
        .filter(|record| record.fenced.as_ref().is_some_and(|attempt| !record.proven.contains(attempt)));
    let unknown = unknown.map(|record| (&*record.lead, &*record.sequence, &*record.step));
    let accounted: BTreeSet<(&str, &str, &str)> = accepted.chain(unknown).collect();
    let ended = observed.table.runs.iter().filter(|run| run.standing == Standing::Finished);
    let mails = |run: &Run| observed.mails.get(&run.sequence).cloned().unwrap_or_default();
    let missing = |run: &Run| {
        let steps =
            mails(run).into_iter().filter(|step| !accounted.contains(&(&*run.lead, &*run.sequence, &**step)));
        let (lead, sequence) = (run.lead.clone(), run.sequence.clone());
        steps
            .map(|step| Violation::MailMissing { lead: lead.clone(), sequence: sequence.clone(), step })
            .collect::<Vec<_>>()
    };
    ended.flat_map(missing).collect()
}

pub(super) fn lost_events(observed: &Observed) -> Vec<Violation> {
    let recorded = |(send_key, attempt): &&(String, String)| {
        observed.table.records.get(send_key).is_some_and(|record| record.proven.contains(attempt))
    };
    let lost = observed.events.iter().filter(|event| !recorded(event));
    lost.map(|(send_key, attempt)| Violation::EventLost {
        send_key: send_key.clone(),
        attempt: attempt.clone(),
    })
    .collect()
}

pub(super) fn stuck_runs(observed: &Observed) -> Vec<Violation> {
    let real_ticks = TWO_TICKS / i32::try_from(observed.speed.max(1)).unwrap_or(i32::MAX);
    let how = |standing: Standing| match standing {
        Standing::Waiting(due) if due + TWO_TICKS < observed.now => Some(format!("was due at {due}")),
        Standing::Sending(lease) if lease + GRACE + real_ticks < observed.lease_now => {
            Some(format!("is being sent since a lease that ended at {lease}"))
        }
        Standing::Unknown(Some(settle)) if settle + TWO_TICKS < observed.now => {
            Some(format!("is unknown and was to be looked at by {settle}"))
        }
        Standing::Waiting(_)
        | Standing::Sending(_)
        | Standing::Unknown(_)
        | Standing::Paused
        | Standing::Finished
        | Standing::Ended => None,
    };
    let stuck = observed.table.runs.iter().filter_map(|run| Some((run, how(run.standing)?)));
    stuck
        .map(|(run, how)| Violation::Stuck { lead: run.lead.clone(), sequence: run.sequence.clone(), how })
        .collect()
}
