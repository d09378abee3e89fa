//! `L#<lead>` / `message#<send key>`: `sequence`, `run`, `step`, `purpose`, `phase` (`fenced` or `closed`); `attempt` and
//! `fenced_at` of the attempt fenced last; `closed`, the attempts that are shut out; `given_up` and `given_up_at`, the last
//! of those that may have gone out all the same, and when it was fenced; `at_<fact>` for each fact, with a `~` at its end where
//! it is the time of receipt; `proven` and `rejected`, the attempts that events proved sent or not sent. The three collections
//! are sets of texts.

use crate::attributes::{Attributes, Record, millis, parse_instant};
use crate::error::StoreError;
use crate::keys;
use cadence::facts::{Dispatch, Fact, Facts, GivenUp, MessageName, MessageRecord, Reported};
use cadence::ids::{AttemptId, RunId, SequenceId, StepId};
use cadence::sequence::Purpose;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const ATTEMPT: &str = "attempt";
pub(crate) const FENCED_AT: &str = "fenced_at";
pub(crate) const PHASE: &str = "phase";
pub(crate) const FENCED: &str = "fenced";
/// Both the phase and the set of attempts that are shut out.
pub(crate) const CLOSED: &str = "closed";
pub(crate) const GIVEN_UP: &str = "given_up";
pub(crate) const GIVEN_UP_AT: &str = "given_up_at";

/// The mark behind the time of a fact whose report named none. It sorts behind the same time that a report did name.
const OF_RECEIPT: char = '~';

/// The time of a fact as text that sorts like time.
pub(crate) fn fact_time(reported: Reported) -> String {
    let mut text = millis(reported.at);
    if reported.of_receipt {
        text.push(OF_RECEIPT);
    }
    text
}

fn parse_fact_time(text: &str) -> Option<Reported> {
    let (text, of_receipt) = text.strip_suffix(OF_RECEIPT).map_or((text, false), |text| (text, true));
    Some(Reported { at: parse_instant(text)?, of_receipt })
}

/// The attribute of a fact.
pub(crate) fn fact_attribute(fact: Fact) -> String {
    format!("at_{}", fact.name())
}

/// The set that a fact puts its attempt into.
pub(crate) fn proof_attribute(fact: Fact) -> &'static str {
    if fact.proves_sending() { "proven" } else { "rejected" }
}

/// The attempts in one of the sets.
pub(crate) fn attempts(item: &Attributes, set: &str) -> Result<BTreeSet<AttemptId>, StoreError> {
    Record::new("message", item).all(set, |text| AttemptId::parse(text).ok())
}

/// The attempt that holds the fence, if one does.
pub(crate) fn holder(item: &Attributes) -> Result<Option<AttemptId>, StoreError> {
    let record = Record::new("message", item);
    if record.text(PHASE)? == FENCED { read_attempt(&record).map(Some) } else { Ok(None) }
}

pub(crate) fn read(item: &Attributes) -> Result<MessageRecord, StoreError> {
    let record = Record::new("message", item);
    let dispatch = match record.text(PHASE)? {
        FENCED => Dispatch::Fenced { attempt: read_attempt(&record)?, at: record.instant(FENCED_AT)? },
        CLOSED => Dispatch::Closed,
        _ => return Err(record.corrupt(PHASE)),
    };
    let (mut times, mut untimed) = (BTreeMap::new(), BTreeSet::new());
    for fact in Fact::ALL {
        if let Some(reported) = record.maybe_parsed(&fact_attribute(fact), parse_fact_time)? {
            times.insert(fact, reported.at);
            untimed.extend(reported.of_receipt.then_some(fact));
        }
    }
    let (proven, rejected) = (attempts(item, "proven")?, attempts(item, "rejected")?);
    Ok(MessageRecord {
        name: MessageName {
            send_key: record.parsed("sk", keys::parse_message)?,
            lead: record.parsed("pk", keys::parse_lead)?,
            sequence: record.parsed("sequence", |text| SequenceId::parse(text).ok())?,
            run: record.parsed("run", |text| RunId::parse(text).ok())?,
            step: record.parsed("step", |text| StepId::parse(text).ok())?,
        },
        purpose: record.parsed("purpose", parse_purpose)?,
        dispatch,
        given_up: read_given_up(&record)?,
        facts: Facts::from_parts(times, proven, rejected).with_untimed(untimed),
    })
}

fn read_given_up(record: &Record<'_>) -> Result<Option<GivenUp>, StoreError> {
    let Some(at) = record.maybe_instant(GIVEN_UP_AT)? else { return Ok(None) };
    let attempt = record.parsed(GIVEN_UP, |text| AttemptId::parse(text).ok())?;
    Ok(Some(GivenUp { attempt, at }))
}

fn read_attempt(record: &Record<'_>) -> Result<AttemptId, StoreError> {
    record.parsed(ATTEMPT, |text| AttemptId::parse(text).ok())
}

pub(crate) fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Marketing => "marketing",
        Purpose::Transactional => "transactional",
        Purpose::Confirmation => "confirmation",
    }
}

pub(crate) fn parse_purpose(text: &str) -> Option<Purpose> {
    match text {
        "marketing" => Some(Purpose::Marketing),
        "transactional" => Some(Purpose::Transactional),
        "confirmation" => Some(Purpose::Confirmation),
        _ => None,
    }
}
