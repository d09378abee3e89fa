//! The way of a run.

use super::play::{Play, Try, id, sending, shipped, unknown, waiting};
use crate::happening::{CallAnswer, FaultKind, Invocation, What};
use cadence::enrollment::{Ending, State, Then};
use cadence::facts::Fact;
use cadence::ids::{AttemptId, RunId};
use chrono::TimeDelta;

/// A lead of whom a sender has the first step in its hands; events are told in this world.
fn in_flight() -> (Play, Try) {
    let mut play = Play::with_a_lead();
    let earlier = play.mail_goes_out("material", "stocktaking");
    play.event_comes(&earlier, Fact::Sent, play.now);
    let by = play.claims();
    (play, by)
}

#[test]
fn another_attempt_that_takes_the_place_of_one_in_flight_is_found() {
    let (mut play, _) = in_flight();
    let other = AttemptId::from_random([77; 16]);
    play.become_(None, sending("stocktaking", &other, play.now, None));
    assert_eq!(play.broken(), ["overtaken"]);
}

#[test]
fn a_note_on_a_mail_in_flight_overtakes_nothing() {
    let (mut play, by) = in_flight();
    let then = Some(Then::End(Ending::GoalReached));
    play.become_(None, sending("stocktaking", &by.attempt, play.now, then));
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn an_end_over_a_mail_in_flight_is_found_while_the_lease_runs() {
    for (seconds, broken) in [(30, &["overtaken"][..]), (120, &[])] {
        let (mut play, _) = in_flight();
        play.pass(TimeDelta::seconds(seconds));
        play.finishes(None);
        assert_eq!(play.broken(), broken, "{seconds}");
    }
}

#[test]
fn evidence_and_the_sender_itself_take_a_mail_out_of_flight_at_any_time() {
    let (mut play, by) = in_flight();
    play.waits_again(Some(by.invocation));
    assert_eq!(play.broken(), [""; 0]);
    let (mut play, by) = in_flight();
    play.event_comes(&by, Fact::Sent, play.now);
    play.finishes(None);
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_step_that_was_taken_and_dropped_for_no_reason_is_found() {
    type Befalls = fn(&mut Play, &Try);
    let befalls: [(Befalls, &[&str]); 5] = [
        (|_, _| {}, &["unanswered-step"]),
        (|play, by| play.fault(FaultKind::BusFailed, by), &["unanswered-step"]),
        (|play, by| play.fault(FaultKind::TableThrottled, by), &[]),
        (|play, by| play.dies(by), &[]),
        (
            |play, by| {
                let then = Some(Then::End(Ending::GoalReached));
                play.become_(None, sending("stocktaking", &by.attempt, play.now, then));
            },
            &[],
        ),
    ];
    for (befall, broken) in befalls {
        let (mut play, by) = in_flight();
        befall(&mut play, &by);
        play.pass(TimeDelta::minutes(3));
        play.waits_again(Some(Invocation(77)));
        assert_eq!(play.broken(), broken);
    }
}

#[test]
fn an_end_that_protects_the_person_is_not_undone() {
    for (state, broken) in [
        (waiting("stocktaking", super::play::tokyo(4, 9, 10, 0)), &["overtaken"][..]),
        (State::Done { ending: Ending::Unsubscribed, at: super::play::tokyo(4, 9, 10, 0) }, &[]),
    ] {
        let (mut play, by) = in_flight();
        let then = Some(Then::End(Ending::Unsubscribed));
        play.become_(None, sending("stocktaking", &by.attempt, play.now, then));
        play.become_(Some(by.invocation), state);
        assert_eq!(play.broken(), broken);
    }
}

#[test]
fn a_run_that_is_over_and_goes_on_is_found_and_a_new_one_is_not() {
    let (mut play, by) = in_flight();
    play.finishes(Some(by.invocation));
    let over = play.standing.clone();
    play.become_(None, waiting("pricing", play.now));
    assert_eq!(play.broken(), ["overtaken"]);
    let (mut play, by) = in_flight();
    play.finishes(Some(by.invocation));
    let mut anew = over.unwrap();
    (anew.run, anew.state) = (RunId::parse(&id(241)).unwrap(), waiting("material", play.now));
    play.write(None, Some(anew));
    assert_eq!(play.broken(), [""; 0]);
}

#[test]
fn a_new_run_over_a_mail_in_flight_is_found_unless_it_was_noted() {
    let run = RunId::parse(&id(241)).unwrap();
    for (noted, broken) in [(false, &["overtaken"][..]), (true, &[])] {
        let (mut play, by) = in_flight();
        if noted {
            let then = Some(Then::Restart { run: run.clone(), at: play.now });
            play.become_(None, sending("stocktaking", &by.attempt, play.now, then));
        }
        let mut anew = play.standing.clone().unwrap();
        (anew.run, anew.state, anew.previous) = (run.clone(), waiting("material", play.now), None);
        play.write(Some(by.invocation), Some(anew));
        assert_eq!(play.broken(), broken);
    }
}

#[test]
fn a_step_taken_before_it_is_due_and_an_unknown_mail_taken_are_found() {
    let (mut play, by) = in_flight();
    play.become_(Some(by.invocation), waiting("stocktaking", play.now + TimeDelta::minutes(1)));
    play.claims();
    assert_eq!(play.broken(), ["overtaken"]);
    let (mut play, by) = in_flight();
    play.fault(FaultKind::ProcessStalled, &by);
    play.fences(&by);
    play.become_(None, unknown(&by, play.now, None, None));
    let other = AttemptId::from_random([77; 16]);
    play.become_(None, sending("stocktaking", &other, play.now, None));
    assert!(play.broken().contains(&"overtaken"));
}

#[test]
fn a_mail_accepted_after_a_later_one_of_its_run_is_found() {
    for (second, broken) in [("material", &["out-of-order"][..]), ("wrap-up", &[])] {
        let mut play = Play::with_a_lead();
        play.become_(None, waiting("pricing", play.now));
        play.mail_goes_out("pricing", second);
        play.mail_goes_out(second, "mark-guided");
        assert_eq!(play.broken(), broken, "{second}");
    }
}

#[test]
fn after_an_edit_the_order_of_the_steps_may_have_changed() {
    let mut play = Play::new();
    play.tell(What::Published { head: "shipped".to_owned() });
    play.lead_comes_in();
    play.become_(None, waiting("pricing", play.now));
    play.mail_goes_out("pricing", "material");
    play.tell(What::Published { head: "shipped".to_owned() });
    play.mail_goes_out("material", "mark-guided");
    assert_eq!(play.broken(), [""; 0]);
}

/// A step is taken, its call ends with this answer, and the run goes on from it.
fn went_on_after(answer: Option<CallAnswer>) -> Vec<&'static str> {
    let (mut play, by) = in_flight();
    play.fences(&by);
    play.reads(&by);
    if let Some(answer) = answer {
        let call = play.calls(&by);
        if answer == CallAnswer::Accepted {
            play.accepts(call);
        }
        play.answers(call, answer);
    }
    play.goes_on(Some(by.invocation), "pricing");
    play.broken()
}

#[test]
fn a_step_passed_over_without_a_mail_or_a_refusal_for_good_is_found() {
    let refused = |code: &str| Some(CallAnswer::Refused(code.to_owned()));
    assert_eq!(went_on_after(None), ["step-skipped"]);
    assert_eq!(went_on_after(refused("TooManyRequestsException")), ["step-skipped"]);
    assert_eq!(went_on_after(refused("MessageRejected")), [""; 0]);
    assert_eq!(went_on_after(Some(CallAnswer::Accepted)), [""; 0]);
}

#[test]
fn a_step_left_out_before_it_is_too_late_is_found() {
    for (hours, broken) in [(1, &["step-skipped"][..]), (73, &[])] {
        let mut play = Play::with_a_lead();
        play.pass(TimeDelta::hours(hours));
        play.goes_on(None, "stocktaking");
        assert_eq!(play.broken(), broken, "{hours}");
    }
}

#[test]
fn where_nothing_fails_a_step_that_was_taken_and_never_answered_is_found() {
    for (answered, broken) in [(false, &["unanswered-step"][..]), (true, &[])] {
        let mut rules = shipped();
        rules.faultless = true;
        let mut play = Play::under(rules);
        play.lead_comes_in();
        let by = play.claims();
        if answered {
            play.waits_again(Some(by.invocation));
        }
        play.world_ends();
        assert_eq!(play.broken(), broken);
    }
}
