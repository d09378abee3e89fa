//! Causes, proofs and silence.

use super::once::resending;
use super::play::{Play, shipped};
use crate::happening::{CallAnswer, FaultKind, What};
use crate::oracle::{Cause, UnknownMailEnd};
use cadence::facts::Fact;
use chrono::TimeDelta;

#[test]
fn an_unknown_mail_without_a_cause_is_found_and_one_with_a_cause_is_not() {
    for (cause, broken) in [
        (None, &["unexplained-unknown"][..]),
        (Some(FaultKind::FeedbackLate), &["unexplained-unknown"]),
        (Some(FaultKind::AcceptedLate), &[]),
        (Some(FaultKind::ProcessStalled), &[]),
    ] {
        let mut play = Play::with_a_lead();
        let (by, call) = play.hands_over();
        if let Some(cause) = cause {
            play.fault(cause, &by);
        }
        play.answers(call, CallAnswer::NothingHeard);
        play.becomes_unknown(&by, Some(play.now + TimeDelta::minutes(15)));
        assert_eq!(play.broken(), broken, "{cause:?}");
    }
}

#[test]
fn a_cause_that_hit_another_sender_explains_nothing() {
    let mut play = Play::with_a_lead();
    let earlier = play.mail_goes_out("material", "stocktaking");
    let (by, _) = play.hands_over();
    play.fault(FaultKind::AnswerLost, &earlier);
    play.becomes_unknown(&by, None);
    assert_eq!(play.broken(), ["unexplained-unknown"]);
}

#[test]
fn one_cause_does_not_explain_two_unknown_mails() {
    let mut play = Play::with_a_lead();
    let first = play.answer_is_lost();
    play.pass(TimeDelta::minutes(20));
    play.event_comes(&first, Fact::Sent, play.now);
    play.goes_on(None, "stocktaking");
    let mut second = play.claims();
    play.fences(&second);
    second.invocation = first.invocation;
    play.becomes_unknown(&second, None);
    assert_eq!(play.broken(), ["unexplained-unknown"]);
}

#[test]
fn an_unknown_mail_about_an_attempt_that_was_never_fenced_is_found() {
    let mut play = Play::with_a_lead();
    play.mail_goes_out("material", "stocktaking");
    let by = play.claims();
    play.dies(&by);
    play.becomes_unknown(&by, None);
    assert_eq!(play.broken(), ["unexplained-unknown"]);
}

#[test]
fn a_death_explains_an_unknown_mail_and_is_told_with_it() {
    let mut play = Play::with_a_lead();
    let (by, _) = play.hands_over();
    play.dies(&by);
    play.becomes_unknown(&by, None);
    assert_eq!(play.broken(), [""; 0]);
    let unknown_mails = play.oracle.unknown_mails();
    assert!(
        matches!(&unknown_mails[0].cause, Some(Cause::Died(point)) if point.to_string() == "send-email after `hand-over`")
    );
    assert_eq!(unknown_mails[0].end, None);
}

#[test]
fn where_nothing_fails_every_unknown_mail_is_found() {
    for (faultless, broken) in [(true, &["unknown-without-fault"][..]), (false, &[])] {
        let mut rules = shipped();
        rules.faultless = faultless;
        let mut play = Play::under(rules);
        play.lead_comes_in();
        play.answer_is_lost();
        assert_eq!(play.broken(), broken);
    }
}

#[test]
fn a_proof_that_does_not_end_the_unknown_mail_as_sent_is_found() {
    for (again, broken) in [(true, &["proof-ignored"][..]), (false, &[])] {
        let mut play = Play::under(resending());
        play.lead_comes_in();
        let by = play.answer_is_lost();
        play.pass(TimeDelta::minutes(20));
        play.event_comes(&by, Fact::Delivered, play.now);
        if again {
            play.waits_again(None);
        } else {
            play.goes_on(None, "stocktaking");
        }
        assert_eq!(play.broken(), broken);
        assert_eq!(play.oracle.unknown_mails()[0].end, Some(UnknownMailEnd::Evidence));
    }
}

#[test]
fn an_unknown_mail_that_stays_although_it_was_proved_is_found() {
    let mut play = Play::with_a_lead();
    let by = play.answer_is_lost();
    play.event_comes(&by, Fact::Delivered, play.now);
    play.world_ends();
    assert_eq!(play.broken(), ["proof-ignored"]);
}

#[test]
fn a_mail_sent_again_is_found_unless_its_proof_came_after_the_claim() {
    for (before_claim, broken) in [(true, &["proof-ignored"][..]), (false, &[])] {
        let mut play = Play::under(resending());
        play.lead_comes_in();
        let first = play.answer_is_lost();
        play.pass(TimeDelta::minutes(20));
        play.waits_again(None);
        if before_claim {
            play.event_comes(&first, Fact::Delivered, play.now);
        }
        let second = play.claims();
        play.fences(&second);
        play.reads(&second);
        if !before_claim {
            play.event_comes(&first, Fact::Delivered, play.now);
        }
        play.calls(&second);
        let found: Vec<_> = play.broken().into_iter().filter(|name| *name == "proof-ignored").collect();
        assert_eq!(found, broken, "{before_claim}");
    }
}

#[test]
fn silence_decides_after_15_minutes_and_not_before() {
    for (minutes, broken) in [(14, &["silence-decided"][..]), (15, &[])] {
        let mut play = Play::with_a_lead();
        play.answer_is_lost();
        play.pass(TimeDelta::minutes(minutes));
        play.goes_on(None, "stocktaking");
        assert_eq!(play.broken(), broken, "{minutes}");
        assert_eq!(play.oracle.unknown_mails()[0].end, Some(UnknownMailEnd::TakenAsSent));
    }
}

#[test]
fn silence_decides_nothing_while_no_event_has_come_for_a_later_mail() {
    let mut play = Play::with_a_lead();
    let earlier = play.mail_goes_out("material", "stocktaking");
    play.answer_is_lost();
    play.pass(TimeDelta::minutes(20));
    // It proves that the channel lived before, and says nothing of the time since.
    play.event_comes(&earlier, Fact::Delivered, play.now);
    play.goes_on(None, "pricing");
    assert_eq!(play.broken(), ["silence-decided"]);
}

#[test]
fn a_sender_that_comes_back_may_settle_its_own_attempt_at_once() {
    let mut play = Play::with_a_lead();
    let (by, call) = play.hands_over();
    play.accepts(call);
    play.fault(FaultKind::ProcessStalled, &by);
    play.pass(TimeDelta::minutes(3));
    play.becomes_unknown(&by, None);
    play.pass(TimeDelta::minutes(1));
    play.answers(call, CallAnswer::Accepted);
    play.goes_on(Some(by.invocation), "stocktaking");
    assert_eq!(play.broken(), [""; 0]);
    assert_eq!(play.oracle.unknown_mails()[0].end, Some(UnknownMailEnd::KnownByItsSender));
}

#[test]
fn a_persons_word_decides_at_once() {
    let mut play = Play::with_a_lead();
    let by = play.answer_is_lost();
    play.tell(What::Reconciled { attempt: by.attempt, sent: true });
    play.goes_on(None, "stocktaking");
    assert_eq!(play.broken(), [""; 0]);
}
