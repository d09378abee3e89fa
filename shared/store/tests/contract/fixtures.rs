//! People and passages the promises are tried on.

use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::consent::{Basis, Consent, ConsentState, Given, Proof};
use cadence::enrollment::{Enrollment, Listed, State};
use cadence::facts::MessageName;
use cadence::ids::{AttemptId, EventName, LeadId, RunId, SequenceId, StepId, Version};
use cadence::lead::{Card, Profile};
use cadence::preferences::Preferences;
use cadence::recent::{MailTag, RecentMails};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use cadence::tags::Tags;
use chrono::TimeDelta;
use std::collections::BTreeMap;
use store::{Admission, Admitted, Change, ConsentRecord, Enrolled, Lane, Store, Stored};

/// Minutes after a fixed moment.
pub(crate) fn at(minutes: i64) -> Instant {
    "2026-11-21T00:00:00.123Z".parse::<Instant>().unwrap() + TimeDelta::minutes(minutes)
}

pub(crate) fn attempt(number: u16) -> AttemptId {
    let mut bytes = [7; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    AttemptId::from_random(bytes)
}

pub(crate) fn lead(number: u16) -> LeadId {
    LeadId::parse(attempt(number).as_str()).unwrap()
}

pub(crate) fn run(number: u16) -> RunId {
    RunId::parse(attempt(number).as_str()).unwrap()
}

pub(crate) fn version(number: u16) -> Version {
    Version::parse(attempt(number).as_str()).unwrap()
}

pub(crate) fn send_key(number: u16) -> SendKey {
    SendKey::parse(attempt(number).as_str()).unwrap()
}

pub(crate) fn sequence(name: &str) -> SequenceId {
    SequenceId::parse(name).unwrap()
}

pub(crate) fn step(name: &str) -> StepId {
    StepId::parse(name).unwrap()
}

pub(crate) fn event(name: &str) -> EventName {
    EventName::parse(name).unwrap()
}

pub(crate) fn card(number: u16) -> Card {
    Card {
        id: lead(number),
        address: EmailAddress::parse("taro@example.jp").unwrap(),
        zone: chrono_tz::Asia::Tokyo,
        consent: ConsentState {
            marketing: Some(Consent { basis: Basis::Express, proof: Proof::Posted, obtained_at: at(0) }),
            ..ConsentState::default()
        },
        preferences: Preferences::default(),
        complaint_open: false,
        created_at: at(0),
        erased_at: None,
    }
}

pub(crate) fn profile() -> Profile {
    Profile {
        name: Some("田中".to_owned()),
        attributes: BTreeMap::from([("plan".to_owned(), String::new())]),
        ..Profile::default()
    }
}

pub(crate) fn tags(names: &[&str]) -> Tags {
    names.iter().map(|name| cadence::ids::Tag::parse(name).unwrap()).collect()
}

pub(crate) fn consent() -> ConsentRecord {
    ConsentRecord {
        basis: Basis::Express,
        proof: Proof::InWriting,
        effect: Some(Given::Taken),
        purpose: Purpose::Marketing,
        obtained_at: at(0),
        method: "form".to_owned(),
        form: Some(cadence::ids::FormId::parse("contact").unwrap()),
        text_hash: "abc".to_owned(),
        evidence: BTreeMap::from([("form_version".to_owned(), "1".to_owned())]),
    }
}

pub(crate) fn waiting(due_at: Instant) -> State {
    State::Waiting { step: step("hello"), due_at, listed: Listed::At(due_at) }
}

/// The marketing mails with these tags, all of one moment.
pub(crate) fn remembering(tags: &[u8]) -> RecentMails {
    let mut recent = RecentMails::default();
    for tag in tags {
        recent.note(MailTag([*tag; 4]), at(0));
    }
    recent
}

/// One that remembers a marketing mail. Of a run that is over only its end is kept.
pub(crate) fn enrollment(number: u16, name: &str, state: State) -> Enrollment {
    let ended = match state {
        State::Done { at, .. } => Some(at),
        State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } => None,
    };
    Enrollment {
        lead: lead(number),
        sequence: sequence(name),
        run: run(1),
        version: ended.is_none().then(|| version(1)),
        started_at: at(0),
        previous_at: ended.unwrap_or(at(0)),
        previous: None,
        recent: remembering(&[9]),
        state,
    }
}

/// An enrollment that begins, in the main lane, without entry fields.
pub(crate) fn begins(enrollment: Enrollment) -> Enrolled {
    Enrolled { seen: None, enrollment, lane: Lane::Main, entry: BTreeMap::new() }
}

/// The admission of a lead that is not known yet.
pub(crate) fn newcomer(number: u16, enrollments: Vec<Enrolled>) -> Admission {
    Admission {
        lead: lead(number),
        card: Change::Create(card(number)),
        profile: Some(Change::Create(profile())),
        tags: Some(Change::Create(tags(&["customer", "vip"]))),
        consent: None,
        engagement: None,
        enrollments,
        events: Vec::new(),
        campaign: None,
        mailbox: None,
        question: None,
        list: None,
    }
}

/// Admits a lead that is not known yet.
pub(crate) async fn admit(store: &Store, number: u16, enrollments: Vec<Enrolled>) {
    assert_eq!(store.admit(&newcomer(number, enrollments)).await.unwrap(), Admitted::Done);
}

/// Admits a lead with one enrollment in `welcome`, due at this time.
pub(crate) async fn enrolled(store: &Store, number: u16, due_at: Instant) -> Stored<Enrollment> {
    admit(store, number, vec![begins(enrollment(number, "welcome", waiting(due_at)))]).await;
    store.enrollment(&lead(number), &sequence("welcome")).await.unwrap().unwrap()
}

pub(crate) fn mail(number: u16) -> MessageName {
    MessageName {
        send_key: send_key(number),
        lead: lead(1),
        sequence: sequence("welcome"),
        run: run(1),
        step: step("hello"),
    }
}
