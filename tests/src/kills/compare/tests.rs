//! Made-up ledgers, each of which breaks one promise.

use super::*;
use crate::kills::table::{Record, Run, Standing};
use chrono::{DateTime, TimeDelta};

fn at(seconds: i64) -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn accepted(attempt: &str) -> Accepted {
    let text = str::to_owned;
    Accepted {
        send_key: text("key"),
        attempt: text(attempt),
        lead: text("lead"),
        sequence: text("welcome"),
        run: text("run"),
        step: text("hello"),
        dated: at(50_000),
    }
}

fn pair(key: &str, attempt: &str) -> (String, String) {
    (key.to_owned(), attempt.to_owned())
}

/// One lead who posted, got the one mail, whose event came, and whose run ended.
fn good() -> Observed {
    let record = Record {
        lead: "lead".to_owned(),
        sequence: "welcome".to_owned(),
        step: "hello".to_owned(),
        fenced: Some("one".to_owned()),
        closed: BTreeSet::new(),
        proven: BTreeSet::from(["one".to_owned()]),
    };
    let run = Run { lead: "lead".to_owned(), sequence: "welcome".to_owned(), standing: Standing::Finished };
    Observed {
        acknowledged: BTreeSet::from(["lead1@example.jp".to_owned()]),
        accepted: vec![accepted("one")],
        events: BTreeSet::from([pair("key", "one")]),
        table: Table {
            leads: BTreeMap::from([pair("lead1@example.jp", "lead")]),
            runs: vec![run],
            records: BTreeMap::from([("key".to_owned(), record)]),
            unknown_mails: BTreeMap::new(),
        },
        mails: BTreeMap::from([("welcome".to_owned(), vec!["hello".to_owned()])]),
        now: at(100_000),
        lease_now: at(1_000),
        speed: 60,
    }
}

/// The findings after one thing was changed.
fn found(change: impl FnOnce(&mut Observed)) -> Vec<&'static str> {
    let mut observed = good();
    change(&mut observed);
    compare(&observed).iter().map(Violation::name).collect()
}

fn record(observed: &mut Observed) -> &mut Record {
    observed.table.records.get_mut("key").unwrap()
}

#[test]
fn when_everything_agrees_nothing_is_found() {
    assert_eq!(compare(&good()), []);
}

#[test]
fn an_acknowledged_post_without_its_lead_is_found() {
    assert_eq!(found(|it| it.table.leads.clear()), ["lead-lost"]);
    assert_eq!(found(|it| it.table.runs.clear()), ["lead-lost"]);
    assert_eq!(found(|it| it.acknowledged.extend(["lead2@example.jp".to_owned()])), ["lead-lost"]);
}

#[test]
fn a_second_attempt_is_found_unless_the_first_was_recorded_as_unknown() {
    let again = |it: &mut Observed| {
        it.accepted.push(accepted("two"));
        record(it).fenced = Some("two".to_owned());
        record(it).proven.insert("two".to_owned());
    };
    assert_eq!(found(again), ["mail-doubled"]);
    let unknown_attempts = |unknown_mail: (String, String), since: Instant| {
        found(move |it| {
            again(it);
            it.table.unknown_mails.insert(unknown_mail, since);
        })
    };
    assert_eq!(unknown_attempts(pair("key", "one"), at(49_000)), Vec::<&str>::new());
    assert_eq!(
        unknown_attempts(pair("key", "one"), at(50_002)),
        ["mail-doubled"],
        "it was recorded afterwards"
    );
    assert_eq!(
        unknown_attempts(pair("key", "two"), at(49_000)),
        ["mail-doubled"],
        "the later one's record excuses nothing"
    );
    assert_eq!(unknown_attempts(pair("other", "one"), at(49_000)), ["mail-doubled"]);
}

#[test]
fn one_attempt_accepted_twice_is_found() {
    assert_eq!(found(|it| it.accepted.push(accepted("one"))), ["attempt-repeated"]);
}

#[test]
fn an_accepted_mail_unrecorded_or_recorded_as_not_gone_out_is_found() {
    assert_eq!(found(|it| it.table.records.clear()), ["mail-unrecorded", "event-lost"]);
    assert_eq!(found(|it| record(it).closed.extend(["one".to_owned()])), ["mail-unrecorded"]);
    let never_fenced = |it: &mut Observed| {
        it.events.clear();
        record(it).fenced = None;
        record(it).proven.clear();
    };
    assert_eq!(found(never_fenced), ["mail-unrecorded"]);
}

#[test]
fn a_run_that_ended_without_its_mail_is_found_unless_it_is_unknown() {
    let without = |it: &mut Observed| it.accepted.clear();
    assert_eq!(found(without), ["mail-missing"]);
    let unknown = |it: &mut Observed| {
        it.accepted.clear();
        it.events.clear();
        record(it).proven.clear();
    };
    assert_eq!(found(unknown), Vec::<&str>::new());
}

#[test]
fn an_acknowledged_event_that_is_not_recorded_is_found() {
    assert_eq!(found(|it| record(it).proven.clear()), ["event-lost"]);
}

#[test]
fn what_is_overdue_by_more_than_two_ticks_is_found_by_its_own_clock() {
    let standing = |standing: Standing| found(move |it| it.table.runs[0].standing = standing);
    assert_eq!(standing(Standing::Waiting(at(100_000 - 121))), ["stuck"]);
    assert_eq!(standing(Standing::Waiting(at(100_000 - 119))), Vec::<&str>::new());
    assert_eq!(standing(Standing::Sending(at(1_000 - 33))), ["stuck"]);
    assert_eq!(standing(Standing::Sending(at(1_000 - 31))), Vec::<&str>::new());
    assert_eq!(standing(Standing::Unknown(Some(at(100_000 - 121)))), ["stuck"]);
    assert_eq!(standing(Standing::Unknown(None)), Vec::<&str>::new());
    assert_eq!(standing(Standing::Paused), Vec::<&str>::new());
}

#[test]
fn every_violation_has_its_promise() {
    let names: BTreeSet<&str> = Violation::PROMISES.iter().map(|(name, _)| *name).collect();
    for broken in [
        "lead-lost",
        "mail-doubled",
        "attempt-repeated",
        "mail-unrecorded",
        "mail-missing",
        "event-lost",
        "stuck",
    ] {
        assert!(names.contains(broken), "{broken}");
    }
}
