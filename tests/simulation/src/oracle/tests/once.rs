//! No second accepted attempt, and no two at once.

use super::play::{Play, shipped};
use crate::happening::{CallAnswer, What};
use crate::oracle::Rules;
use cadence::facts::Fact;
use cadence::sequence::IfUnknown;
use chrono::TimeDelta;

pub(super) fn resending() -> Rules {
    let mut rules = shipped();
    for (_, edition) in &mut rules.editions {
        edition.sequences.values_mut().for_each(|sequence| sequence.if_unknown = IfUnknown::Resend);
    }
    rules
}

/// An accepted mail of which nobody heard is sent a second time.
fn sent_twice(rules: Rules, rejected: bool) -> Vec<&'static str> {
    let mut play = Play::under(rules);
    play.lead_comes_in();
    let first = play.answer_is_lost();
    play.pass(TimeDelta::minutes(20));
    if rejected {
        play.event_comes(&first, Fact::Rejected, play.now);
    }
    play.waits_again(None);
    let (_, call) = play.hands_over();
    play.accepts(call);
    play.broken()
}

#[test]
fn a_second_accepted_attempt_is_found_where_the_sequence_does_not_resend() {
    assert_eq!(sent_twice(shipped(), false), ["second-accepted-attempt"]);
}

#[test]
fn a_second_attempt_is_allowed_where_the_sequence_resends() {
    assert_eq!(sent_twice(resending(), false), [""; 0]);
}

#[test]
fn a_second_attempt_is_allowed_after_evidence_against_the_first() {
    assert_eq!(sent_twice(shipped(), true), [""; 0]);
}

#[test]
fn resending_needs_the_unknown_mail_to_be_written_down_first() {
    let mut play = Play::under(resending());
    play.lead_comes_in();
    let (by, call) = play.hands_over();
    play.accepts(call);
    play.dies(&by);
    play.pass(TimeDelta::minutes(3));
    play.waits_again(None);
    let (_, call) = play.hands_over();
    play.accepts(call);
    assert_eq!(play.broken(), ["second-accepted-attempt"]);
}

/// A post of the person that brings back somebody who was erased.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Post {
    Before,
    UnderWay,
    After,
}

#[test]
fn an_erased_person_gets_the_mail_again_only_by_a_later_post() {
    let twice = &["second-accepted-attempt"][..];
    for (post, broken) in [(Post::Before, twice), (Post::UnderWay, twice), (Post::After, &[])] {
        let mut play = Play::with_a_lead();
        let (_, call) = play.hands_over();
        play.accepts(call);
        play.answers(call, CallAnswer::Accepted);
        if post == Post::UnderWay {
            play.begins_to_post();
        }
        play.is_erased();
        if post == Post::After {
            play.begins_to_post();
        }
        play.enters();
        let (_, again) = play.hands_over();
        play.accepts(again);
        let found: Vec<_> =
            play.broken().into_iter().filter(|name| *name == "second-accepted-attempt").collect();
        assert_eq!(found, broken);
    }
}

#[test]
fn one_attempt_that_is_accepted_twice_is_found() {
    let mut play = Play::under(resending());
    play.lead_comes_in();
    let (by, call) = play.hands_over();
    play.accepts(call);
    play.answers(call, CallAnswer::NothingHeard);
    let again = play.calls(&by);
    play.accepts(again);
    assert_eq!(play.broken(), ["second-accepted-attempt"]);
}

#[test]
fn two_calls_for_one_mail_at_once_are_found() {
    let mut play = Play::with_a_lead();
    let (by, _) = play.hands_over();
    play.calls(&by);
    assert_eq!(play.broken(), ["two-at-once"]);
}

#[test]
fn a_call_for_an_erased_lead_that_came_again_is_not_at_once_with_the_old() {
    let mut play = Play::with_a_lead();
    play.hands_over();
    play.is_erased();
    play.lead_comes_in();
    let (_, call) = play.hands_over();
    play.accepts(call);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_call_after_one_whose_caller_died_is_not_at_once_with_it() {
    let mut play = Play::with_a_lead();
    let (by, _) = play.hands_over();
    play.dies(&by);
    play.pass(TimeDelta::minutes(3));
    play.becomes_unknown(&by, None);
    play.tell(What::Reconciled { attempt: by.attempt.clone(), sent: false });
    play.waits_again(None);
    let (_, call) = play.hands_over();
    play.accepts(call);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_call_of_an_attempt_that_does_not_hold_the_step_is_found() {
    let mut play = Play::with_a_lead();
    let by = play.claims();
    play.fences(&by);
    play.reads(&by);
    play.pass(TimeDelta::minutes(3));
    play.waits_again(None);
    play.calls(&by);
    assert_eq!(play.broken(), ["two-at-once"]);
}

#[test]
fn a_call_for_somebody_erased_a_moment_ago_is_no_call_of_a_stranger() {
    let mut play = Play::with_a_lead();
    let by = play.claims();
    play.fences(&by);
    play.reads(&by);
    play.is_erased();
    play.calls(&by);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_call_whose_fence_is_not_up_is_found_where_fences_are_told() {
    for (told, broken) in [(true, &["unfenced-call"][..]), (false, &[])] {
        let mut play = Play::with_a_lead();
        if told {
            play.mail_goes_out("material", "stocktaking");
        }
        let by = play.claims();
        play.reads(&by);
        play.calls(&by);
        assert_eq!(play.broken(), broken, "{told}");
    }
}

#[test]
fn a_fence_for_an_attempt_that_lost_its_step_is_found_unless_erased() {
    for (erased, broken) in [(false, &["unfenced-call"][..]), (true, &[])] {
        let mut play = Play::with_a_lead();
        let by = play.claims();
        play.pass(TimeDelta::minutes(3));
        if erased {
            play.is_erased();
        } else {
            play.waits_again(None);
        }
        play.fences(&by);
        assert_eq!(play.broken(), broken, "{erased}");
    }
}
