//! The plans for a lead at each kind of step, in time, late, and after the sequence was edited.

mod urgency;

use super::*;
use crate::calendar::Calendar;
use crate::condition::{Condition, StepFacts};
use crate::enrollment::Passed;
use crate::fixtures::{context, enrollment, mail, mine, minute, sequence, start, step, tree, waiting};
use crate::ids::{EventName, Tag, Version};
use crate::sequence::{IfLate, StepTree, SweepRule};
use crate::span::Span;
use chrono::TimeDelta;

const DAY: i64 = 24 * 60;
const MARKETING: Purpose = Purpose::Marketing;

/// A sequence of one step that is due an hour after the start.
fn one(verb: Verb) -> Sequence {
    sequence(vec![tree("one", Span::Hours(1), verb)])
}

fn hello() -> Sequence {
    one(mail("hello", Purpose::Transactional))
}

fn edited(sequence: Sequence) -> Sequence {
    Sequence { version: Version::from_digest(&[2; 16]), ..sequence }
}

fn standing_at(name: &str, due_at: i64) -> Enrollment {
    enrollment(waiting(step(name), minute(due_at)))
}

/// Returns the plan for somebody who stands at `one`, due at minute 60.
fn planned(sequence: &Sequence, inputs: &ConditionInputs, now: i64) -> String {
    planned_for(&standing_at("one", 60), sequence, inputs, now)
}

fn planned_for(standing: &Enrollment, sequence: &Sequence, asked: &ConditionInputs, now: i64) -> String {
    let calendar = Calendar::plain();
    match plan(standing, asked, &context(sequence, &calendar, minute(now))) {
        Plan::WaitUntil(at) => format!("wait until {}", minutes(at)),
        Plan::Over => "over".to_owned(),
        Plan::InFlight { lease_until, .. } => format!("in flight until {}", minutes(lease_until)),
        Plan::Unknown { since, settle_at, .. } => {
            format!("unknown since {}, settled at {:?}", minutes(since), settle_at.map(minutes))
        }
        Plan::Retime { step, due_at } => format!("{step} at {}", minutes(due_at)),
        Plan::LeaveOut { step, late_by } => format!("leave out {step}, {} late", late_by.num_minutes()),
        Plan::Send { step, mail, .. } => format!("{step}: send {mail}"),
        Plan::Go { step, way } => format!("{step}: go {way:?}"),
        Plan::Notify { step, channel } => format!("{step}: notify {channel}"),
        Plan::Tag { step, add, remove } => format!("{step}: tag +{} -{}", add.len(), remove.len()),
        Plan::End(ending) => format!("end {}", ending.name()),
    }
}

fn minutes(at: Instant) -> i64 {
    (at - start()).num_minutes()
}

fn nothing() -> ConditionInputs {
    ConditionInputs::default()
}

fn tag(name: &str) -> Tag {
    Tag::parse(name).unwrap()
}

#[test]
fn a_step_is_carried_out_when_it_is_due_and_not_before() {
    assert_eq!(planned(&hello(), &nothing(), 59), "wait until 60");
    assert_eq!(planned(&hello(), &nothing(), 60), "one: send hello");
    assert_eq!(planned(&hello(), &nothing(), 61), "one: send hello");
}

#[test]
fn each_kind_of_step_is_carried_out_in_its_way() {
    let carried_out = |verb| planned(&one(verb), &nothing(), 60);
    assert_eq!(carried_out(Verb::Wait), "one: go Onward");
    assert_eq!(carried_out(Verb::Notify { channel: Channel::parse("sales").unwrap() }), "one: notify sales");
    let tags = Verb::Tag { add: vec![tag("a"), tag("b")], remove: vec![tag("c")] };
    assert_eq!(carried_out(tags), "one: tag +2 -1");
    assert_eq!(carried_out(Verb::Stop { reason: "enough".to_owned() }), "end stopped");
    assert_eq!(carried_out(Verb::Choose { condition: Condition::All(vec![]) }), "one: go Then");
    assert_eq!(carried_out(Verb::Choose { condition: Condition::Any(vec![]) }), "one: go Otherwise");
}

#[test]
fn a_mail_that_is_too_late_is_left_out_where_the_sequence_says_so() {
    let late = |then, now| {
        let by = Span::Days(3);
        planned(&Sequence { if_late: IfLate { by, then }, ..hello() }, &nothing(), now)
    };
    assert_eq!(late(LateAction::Skip, 60 + 3 * DAY), "one: send hello");
    assert_eq!(late(LateAction::Skip, 61 + 3 * DAY), "leave out one, 4321 late");
    assert_eq!(late(LateAction::Send, 61 + 3 * DAY), "one: send hello");
    assert_eq!(late(LateAction::Respace, 61 + 3 * DAY), "one: send hello");
    assert_eq!(planned(&one(Verb::Wait), &nothing(), 61 + 3 * DAY), "one: go Onward", "sends nothing");
}

#[test]
fn an_edit_moves_a_step_away_or_renames_it_and_never_hurries_it() {
    let later = sequence(vec![tree("one", Span::Hours(3), mail("hello", MARKETING))]);
    assert_eq!(planned(&edited(later.clone()), &nothing(), 60), "one at 180");
    assert_eq!(planned(&later, &nothing(), 60), "one: send hello", "timed by this version already");
    assert_eq!(planned(&edited(later), &nothing(), 180), "one: send hello");
    assert_eq!(planned(&edited(hello()), &nothing(), 59), "wait until 60");
    let sooner = sequence(vec![tree("one", Span::NONE, mail("hello", MARKETING))]);
    assert_eq!(planned(&edited(sooner), &nothing(), 60), "one: send hello");
    let was = |name| StepTree {
        was: Some(step(name)),
        ..tree("new", Span::Hours(1), mail("hello", Purpose::Transactional))
    };
    assert_eq!(planned(&edited(sequence(vec![was("one")])), &nothing(), 70), "new at 60");
    assert_eq!(planned(&sequence(vec![was("one")]), &nothing(), 70), "new at 60");
}

#[test]
fn a_removed_step_is_followed_by_the_next_one_and_at_the_end_by_nothing() {
    let passed = Passed { step: step("one"), way: Way::Onward };
    let gone = Enrollment { previous: Some(passed), ..standing_at("gone", 60) };
    assert_eq!(planned_for(&gone, &hello(), &nothing(), 60), "end finished");
    let longer = sequence(vec![
        tree("one", Span::NONE, Verb::Wait),
        tree("two", Span::Hours(1), mail("hello", MARKETING)),
    ]);
    assert_eq!(planned_for(&gone, &longer, &nothing(), 60), "two at 60");
    assert_eq!(planned_for(&standing_at("gone", 60), &longer, &nothing(), 60), "one at 60");
}

#[test]
fn what_is_in_flight_unknown_or_over_stays_so() {
    let planned = |state| planned_for(&enrollment(state), &hello(), &nothing(), 60);
    let (step, attempt, then) = (step("one"), mine(), None);
    let (due_at, listed_at, since) = (start(), start(), start());
    let (lease_until, settle_at) = (minute(2), Some(minute(15)));
    let (taken, tried) = (step.clone(), attempt.clone());
    let sending = State::Sending {
        step: taken,
        due_at,
        listed_at,
        attempt: tried,
        lease_until,
        counts_as: None,
        then: None,
    };
    assert_eq!(planned(sending), "in flight until 2");
    let unknown = State::Unknown { step, attempt, since, settle_at, counts_as: None, then };
    assert_eq!(planned(unknown), "unknown since 0, settled at Some(15)");
    assert_eq!(planned(State::Done { ending: Ending::Finished, at: start() }), "over");
}

/// A lead of whom one thing is known.
fn known(facts: StepFacts) -> ConditionInputs {
    ConditionInputs { steps: [(step("mail"), facts)].into(), ..nothing() }
}

fn purchase() -> EventName {
    EventName::parse("purchase").unwrap()
}

fn waits_for_it(awaited: Awaited) -> Sequence {
    one(Verb::WaitFor { awaited, at_most: Span::Hours(1) })
}

#[test]
fn a_waiting_step_goes_on_as_soon_as_it_happened_or_its_time_is_over() {
    let at = Some(minute(5));
    let (clicked, opened, delivered) = (
        StepFacts { clicked_at: at, ..StepFacts::default() },
        StepFacts { opened_at: at, ..StepFacts::default() },
        StepFacts { delivered_at: at, ..StepFacts::default() },
    );
    for (awaited, happened, other) in [
        (Awaited::Clicked(step("mail")), clicked, opened),
        (Awaited::Opened(step("mail")), opened, delivered),
        (Awaited::Delivered(step("mail")), delivered, clicked),
    ] {
        let sequence = waits_for_it(awaited);
        assert_eq!(planned(&sequence, &known(happened), 10), "one: go Then");
        assert_eq!(planned(&sequence, &known(other), 10), "wait until 60");
        assert_eq!(planned(&sequence, &known(other), 60), "one: go Otherwise");
    }
}

#[test]
fn an_event_from_before_the_waiting_began_is_not_the_awaited_one() {
    let sequence = waits_for_it(Awaited::Event(purchase()));
    let happened = |minutes| ConditionInputs { events: [(purchase(), minute(minutes))].into(), ..nothing() };
    assert_eq!(planned(&sequence, &happened(-1), 10), "wait until 60");
    assert_eq!(planned(&sequence, &happened(0), 10), "one: go Then");
    assert_eq!(planned(&sequence, &nothing(), 10), "wait until 60");
}

#[test]
fn a_step_under_its_new_name_is_entered_before_it_looks_at_what_happened() {
    let verb = Verb::WaitFor { awaited: Awaited::Event(purchase()), at_most: Span::Hours(1) };
    let renamed = StepTree { was: Some(step("one")), ..tree("new", Span::NONE, verb) };
    let happened = ConditionInputs { events: [(purchase(), minute(5))].into(), ..nothing() };
    assert_eq!(planned(&edited(sequence(vec![renamed])), &happened, 60), "new at 60");
}

#[test]
fn plans_that_take_the_lead_further_are_known() {
    let over = [
        Plan::WaitUntil(start()),
        Plan::Over,
        Plan::InFlight { lease_until: start(), attempt: mine() },
        Plan::Unknown { attempt: mine(), since: start(), settle_at: None },
    ];
    assert!(over.iter().all(|plan| !plan.moves_on()));
    let (step, late_by, way) = (step("one"), TimeDelta::days(4), Way::Then);
    let further = [
        Plan::Retime { step: step.clone(), due_at: start() },
        Plan::LeaveOut { step: step.clone(), late_by },
        Plan::Go { step, way },
        Plan::End(Ending::Stopped),
    ];
    assert!(further.iter().all(Plan::moves_on));
}

#[test]
fn only_what_a_step_asks_has_to_be_looked_up() {
    let asked = |verb| {
        let (sequence, calendar) = (one(verb), Calendar::plain());
        asks(&standing_at("one", 60), &context(&sequence, &calendar, start()))
    };
    let waits = |awaited| asked(Verb::WaitFor { awaited, at_most: Span::Hours(1) });
    let chooses = |conditions| asked(Verb::Choose { condition: Condition::All(conditions) });
    let nothing = RequiredInputs::default();
    assert_eq!(waits(Awaited::Event(purchase())), RequiredInputs { events: true, ..nothing.clone() });
    for awaited in [Awaited::Clicked, Awaited::Opened, Awaited::Delivered] {
        assert_eq!(waits(awaited(step("mail"))), RequiredInputs::mail(&step("mail")));
    }
    let (tag, score) = (Condition::Tag(Tag::parse("vip").unwrap()), Condition::ScoreAtLeast(10.0));
    let event = Condition::Event { name: purchase(), within_days: None };
    let clicked = Condition::Not(Box::new(Condition::Any(vec![Condition::Clicked(step("mail"))])));
    assert_eq!(chooses(vec![]), nothing);
    assert_eq!(chooses(vec![tag.clone()]), nothing, "every look brings the tags");
    assert_eq!(chooses(vec![score.clone()]), RequiredInputs { score: true, ..nothing.clone() });
    assert_eq!(chooses(vec![score.clone(), tag]), RequiredInputs { score: true, ..nothing.clone() });
    assert_eq!(chooses(vec![event.clone()]), RequiredInputs { events: true, ..nothing.clone() });
    assert_eq!(chooses(vec![clicked.clone()]), RequiredInputs::mail(&step("mail")));
    assert_eq!(
        chooses(vec![score, event, clicked]),
        RequiredInputs { score: true, events: true, ..RequiredInputs::mail(&step("mail")) }
    );
    assert_eq!(asked(mail("hello", MARKETING)), nothing);
    assert_eq!(asked(Verb::Wait), nothing);
    let (sequence, calendar) = (hello(), Calendar::plain());
    assert_eq!(asks(&standing_at("gone", 60), &context(&sequence, &calendar, start())), nothing);
}

#[test]
fn who_waits_for_something_waits_for_nothing_else() {
    let sequence = waits_for_it(Awaited::Clicked(step("mail")));
    let standing = standing_at("one", 60);
    assert!(waits_for(&standing, &sequence, &Awaited::Clicked(step("mail"))));
    for other in [Awaited::Clicked(step("other")), Awaited::Opened(step("mail")), Awaited::Event(purchase())]
    {
        assert!(!waits_for(&standing, &sequence, &other), "{other:?}");
    }
    assert!(!waits_for(&standing_at("gone", 60), &sequence, &Awaited::Clicked(step("mail"))));
}
