//! An address is suppressed for a reason that some report gave, and then it is: a guess suppresses nobody, soft bounces on
//! three days without a delivery do, and what an operator has lifted stays lifted until something new is reported.

use crate::happening::{AddressReport, FinalState, Happening, RefusalKind, What};
use crate::oracle::record::{Person, Record};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::ids::LeadId;
use cadence::send_key::SendKey;
use chrono::{NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// Days with a soft bounce that suppress.
const DAYS: usize = 3;
/// Days in which they lie.
const SPAN: TimeDelta = TimeDelta::days(29);

/// The reports about all addresses.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    reports: BTreeMap<LeadId, Vec<Reported>>,
    lifted: BTreeMap<LeadId, Instant>,
}

#[derive(Debug, Clone)]
struct Reported {
    says: AddressReport,
    send_key: SendKey,
    at: Instant,
    recorded: bool,
}

impl Addresses {
    pub(super) fn take(&mut self, happening: &Happening) {
        if let What::AddressReported { lead, says, send_key, at, recorded } = &happening.what {
            let reported = Reported { says: *says, send_key: send_key.clone(), at: *at, recorded: *recorded };
            self.reports.entry(lead.clone()).or_default().push(reported);
        }
        if let What::Lifted { lead, up_to } = &happening.what {
            self.lifted.insert(lead.clone(), *up_to);
        }
    }

    pub(super) fn finish(&self, record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
        for lead in &left.suppressed {
            let reports = self.reports.get(lead).map_or(&[][..], Vec::as_slice);
            let lifted = self.lifted.get(lead).copied();
            if is_cause(reports, lifted) {
                continue;
            }
            let (promise, why) = if lifted.is_some() && is_cause(reports, None) {
                (Promise::LiftedReturned, "nothing was reported since its suppression was lifted")
            } else {
                (Promise::SuppressedWithoutCause, "nothing was reported that suppresses")
            };
            found.push(promise.broken(left.now, format!("{lead} is suppressed, and {why}")));
        }
        for (lead, reports) in &self.reports {
            let erased = record.person(lead).is_some_and(Person::was_ever_erased);
            let answered_for = erased || self.lifted.contains_key(lead) || left.suppressed.contains(lead);
            if !answered_for && must_suppress(reports) {
                let sentence = format!("mails to {lead} came back on {DAYS} days, and it is not suppressed");
                found.push(Promise::SoftBouncesUncounted.broken(left.now, sentence));
            }
        }
    }
}

/// Whether something that was reported may have suppressed the address, after what was lifted.
fn is_cause(reports: &[Reported], lifted: Option<Instant>) -> bool {
    let is_new = |report: &&Reported| lifted.is_none_or(|lifted| report.at > lifted);
    let refuses = reports.iter().any(|report| match report.says {
        AddressReport::Refuses(RefusalKind::Complaint | RefusalKind::Unsubscribed) => true,
        AddressReport::Refuses(
            RefusalKind::HardBounce | RefusalKind::Listed | RefusalKind::RefusedForGood,
        ) => is_new(&report),
        AddressReport::Nothing | AddressReport::Delivered | AddressReport::SoftBounce => false,
    });
    let soft = reports.iter().filter(|report| report.says == AddressReport::SoftBounce).filter(is_new);
    refuses || days(soft).len() >= DAYS
}

/// Whether soft bounces that were acknowledged have to have suppressed the address, whatever order they came in: all lie
/// within the span, and nothing was delivered since the first of them.
fn must_suppress(reports: &[Reported]) -> bool {
    let soft = || reports.iter().filter(|report| report.says == AddressReport::SoftBounce);
    let (Some(first), Some(last)) = (soft().map(|it| it.at).min(), soft().map(|it| it.at).max()) else {
        return false;
    };
    let delivered = reports
        .iter()
        .any(|it| it.says == AddressReport::Delivered && it.at >= first && !came_back(reports, it));
    !delivered && last - first < SPAN && days(soft().filter(|report| report.recorded)).len() >= DAYS
}

/// Whether the mail of a report came back, by what was acknowledged.
fn came_back(reports: &[Reported], of: &Reported) -> bool {
    reports.iter().any(|it| it.recorded && it.send_key == of.send_key && it.says == AddressReport::SoftBounce)
}

/// The days in Japan, where the company is.
fn days<'a>(reports: impl Iterator<Item = &'a Reported>) -> BTreeSet<NaiveDate> {
    reports.map(|report| (report.at + TimeDelta::hours(9)).date_naive()).collect()
}
