//! Messages left lying, and mails left unknown.

use super::play::{Play, shipped};
use crate::happening::{FaultKind, IndexRow};
use cadence::facts::Fact;
use cadence::sequence::IfUnknown;
use chrono::TimeDelta;

/// A lead waits for a step that is due since so many minutes.
fn due_since(minutes: i64, row: IndexRow) -> Vec<&'static str> {
    let mut play = Play::with_a_lead();
    play.pass(TimeDelta::minutes(minutes));
    play.world_ends_with(row);
    play.broken()
}

#[test]
fn a_step_due_for_more_than_two_ticks_is_found_and_a_parked_one_waits() {
    let due = IndexRow::Due(super::play::tokyo(4, 6, 10, 0));
    assert_eq!(due_since(3, due), ["stuck"]);
    assert_eq!(due_since(2, due), [""; 0]);
    assert_eq!(due_since(30, IndexRow::Parked), [""; 0]);
}

#[test]
fn a_step_that_no_tick_will_find_is_found() {
    assert_eq!(due_since(0, IndexRow::Absent), ["stuck"]);
    assert_eq!(due_since(0, IndexRow::Attention), ["stuck"]);
}

#[test]
fn a_lease_that_is_over_for_more_than_two_ticks_and_its_grace_is_found() {
    for (seconds, broken) in [(90 + 30 + 120, &[][..]), (90 + 30 + 121, &["stuck"])] {
        let mut play = Play::with_a_lead();
        play.claims();
        play.pass(TimeDelta::seconds(seconds));
        play.world_ends();
        assert_eq!(play.broken(), broken, "{seconds}");
    }
}

#[test]
fn an_unknown_mail_that_nobody_decided_although_events_came_is_found() {
    for (later_mail, broken) in [(false, &[][..]), (true, &["unknown-left"])] {
        let mut play = Play::with_a_lead();
        let first = play.answer_is_lost();
        if later_mail {
            // Another mail went out after it, and an event came for that one.
            let unknown_mail = play.standing.clone();
            play.standing = None;
            play.enters();
            play.pass(TimeDelta::minutes(1));
            let other = play.mail_goes_out("material", "stocktaking");
            play.event_comes(&other, Fact::Delivered, play.now);
            play.standing = unknown_mail;
            play.pass(TimeDelta::days(1));
        }
        let (since, settle_at) = (play.now, play.now + TimeDelta::minutes(15));
        play.become_(None, super::play::unknown(&first, since - TimeDelta::hours(73), Some(settle_at), None));
        play.world_ends_with(IndexRow::Due(settle_at));
        let found: Vec<_> = play.broken().into_iter().filter(|name| *name == "unknown-left").collect();
        assert_eq!(found, broken, "{later_mail}");
    }
}

#[test]
fn an_unknown_mail_may_wait_for_a_person_only_where_the_sequence_asks() {
    for (if_unknown, broken) in [(IfUnknown::Ask, &[][..]), (IfUnknown::Skip, &["unknown-left"])] {
        let mut rules = shipped();
        for (_, edition) in &mut rules.editions {
            edition.sequences.values_mut().for_each(|sequence| sequence.if_unknown = if_unknown);
        }
        let mut play = Play::under(rules);
        play.lead_comes_in();
        let (by, _) = play.hands_over();
        play.fault(FaultKind::AnswerLost, &by);
        play.becomes_unknown(&by, None);
        play.world_ends_with(IndexRow::Attention);
        assert_eq!(play.broken(), broken);
    }
}

#[test]
fn an_unknown_mail_that_waits_for_a_person_and_stands_in_no_list_is_found() {
    let mut play = Play::with_a_lead();
    let (by, _) = play.hands_over();
    play.fault(FaultKind::AnswerLost, &by);
    play.becomes_unknown(&by, None);
    play.world_ends_with(IndexRow::Absent);
    assert!(play.broken().contains(&"stuck"));
}
