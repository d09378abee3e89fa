//! Records and what was reported.

use super::play::{Play, Try, id, send_key};
use crate::happening::What;
use cadence::facts::{Fact, Facts};
use cadence::ids::{AttemptId, RunId};
use chrono::TimeDelta;

/// One mail goes out and is opened twice; the reports come in the wrong order.
fn opened_twice() -> (Play, Try) {
    let mut play = Play::with_a_lead();
    let by = play.mail_goes_out("material", "stocktaking");
    let (first, second) = (play.now - TimeDelta::hours(5), play.now - TimeDelta::hours(1));
    play.event_comes(&by, Fact::Opened, second);
    play.event_comes(&by, Fact::Opened, first);
    (play, by)
}

#[test]
fn a_record_that_keeps_the_earliest_time_of_each_report_is_right() {
    let (mut play, _) = opened_twice();
    play.world_ends();
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_record_in_which_the_order_of_reports_shows_is_found() {
    let (mut play, by) = opened_twice();
    let mut facts = Facts::default();
    facts.note(Fact::Opened, play.now - TimeDelta::hours(1), Some(&by.attempt));
    play.left.messages[0].facts = facts;
    play.world_ends();
    assert_eq!(play.broken(), ["facts-do-not-add-up"]);
}

#[test]
fn a_record_without_an_acknowledged_report_or_its_attempt_is_found() {
    let (mut play, _) = opened_twice();
    play.left.messages[0].facts = Facts::default();
    play.world_ends();
    assert_eq!(play.broken(), ["facts-do-not-add-up"]);
    let (mut play, _) = opened_twice();
    let at = play.now - TimeDelta::hours(5);
    let mut facts = Facts::default();
    facts.note(Fact::Opened, at, None);
    play.left.messages[0].facts = facts;
    play.world_ends();
    assert_eq!(play.broken(), ["facts-do-not-add-up"]);
}

#[test]
fn a_record_that_says_what_nobody_reported_is_found() {
    let (mut play, by) = opened_twice();
    play.left.messages[0].facts.note(Fact::Clicked, play.now, Some(&by.attempt));
    play.world_ends();
    assert_eq!(play.broken(), ["facts-do-not-add-up"]);
    let (mut play, _) = opened_twice();
    let other = AttemptId::from_random([99; 16]);
    let at = play.now - TimeDelta::hours(5);
    play.left.messages[0].facts.note(Fact::Opened, at, Some(&other));
    play.world_ends();
    assert_eq!(play.broken(), ["facts-do-not-add-up"]);
}

#[test]
fn a_report_taken_and_never_acknowledged_may_be_in_the_record_or_not() {
    for kept in [true, false] {
        let (mut play, by) = opened_twice();
        let (at, attempt) = (play.now, Some(by.attempt.clone()));
        let key = send_key(&RunId::parse(&id(240)).unwrap(), &by.step);
        play.tell(What::EventTaken { send_key: key, attempt: attempt.clone(), fact: Fact::Clicked, at });
        if kept {
            play.left.messages[0].facts.note(Fact::Clicked, at, attempt.as_ref());
        }
        play.world_ends();
        assert_eq!(play.broken(), [""; 0]);
    }
}

#[test]
fn an_accepted_mail_without_a_record_is_found_unless_its_lead_was_erased() {
    let (mut play, _) = opened_twice();
    play.left.messages.clear();
    play.world_ends();
    assert_eq!(play.broken(), ["mail-without-record"]);
    let (mut play, _) = opened_twice();
    play.is_erased();
    play.world_ends();
    assert_eq!(play.broken(), [""; 0]);
}
