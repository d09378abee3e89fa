//! Mails of which nobody knows whether they went out, and what a person decides about them.

use super::TARO;
use cadence::Instant;
use cadence::enrollment::State;
use cadence::facts::Fact;
use cadence::ids::{AttemptId, SequenceId};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use cadence::settle::UnknownMail;
use cadence::suppression::SuppressionReason;
use chrono::TimeDelta;
use hikyaku_tests::world::{Company, World};
use operations::answers::{Next, Outcome};
use operations::requests::{
    ListUnknownMails, LookAround, OperatorDecision, Pause, Resume, SettleUnknownMail,
};
use operations::{Failure, Operations};
use serde_json::{Value, json};
use store::{Lane, Saved};

fn three_mails(if_unknown: &str) -> Value {
    json!({
        "start": { "form": "signup" },
        "if_unknown": if_unknown,
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "tips", "day": 3, "at": "10:00", "send": "tips" },
            { "step": "offer", "day": 7, "at": "10:00", "send": "offer" },
        ],
    })
}

/// The attempt that is unknown.
pub(super) fn the_first() -> AttemptId {
    AttemptId::from_random([7; 16])
}

/// Somebody's second mail is unknown: a sender had fenced it and was not heard of again, and no event has come. A person
/// is to decide where `recheck` is not said.
pub(super) async fn a_mail_is_unknown(
    if_unknown: &str,
    recheck: Option<TimeDelta>,
) -> (World, Operations, String) {
    let mut world = World::of(Company::with("welcome", &three_mails(if_unknown))).await;
    world.a_lead_posts("signup", TARO).await;
    world.it_becomes("2026-04-09 09:59").await;
    let (store, now) = (&world.standalone.store, world.clock.now());
    let sequence = SequenceId::parse("welcome").unwrap();
    let standing = store.enrollment(&world.lead(TARO), &sequence).await.unwrap().unwrap();
    let mut next = standing.value.clone();
    let step = next.step().unwrap().clone();
    assert_eq!(step.as_str(), "tips");
    let attempt = the_first();
    let settle_at = recheck.map(|span| now + span);
    let send_key = world.standalone.identity().send_key(&next.lead, &next.sequence, &next.run, &step);
    let counts_as = Some(send_key.tag());
    next.state =
        State::Unknown { step, attempt: attempt.clone(), since: now, settle_at, counts_as, then: None };
    let name = world.standalone.message_name(&next).unwrap();
    store.fence(&name, Purpose::Marketing, &attempt, now).await.unwrap();
    let send_key = name.send_key.as_str().to_owned();
    store.note_unknown_mail(&UnknownMail { name, attempt, since: now, decided: None }).await.unwrap();
    let saved = store.save_enrollment(&standing, &next, Lane::Main).await.unwrap();
    assert!(matches!(saved, Saved::Yes(_)));
    let operations = world.standalone.operations();
    (world, operations, send_key)
}

pub(super) fn settle(send_key: &str, decision: OperatorDecision) -> SettleUnknownMail {
    SettleUnknownMail { send_key: send_key.to_owned(), decision }
}

pub(super) async fn outcomes(operations: &Operations, all: bool) -> Vec<Outcome> {
    let unknown_mails =
        operations.list_unknown_mails(ListUnknownMails { all, limit: 50 }).await.unwrap().unknown_mails;
    unknown_mails.into_iter().map(|unknown_mail| unknown_mail.outcome).collect()
}

#[tokio::test]
async fn an_unknown_mail_waits_for_a_person_and_goes_on_as_the_person_says() {
    for (decision, then, mails) in [
        (OperatorDecision::Sent, "offer", ["hello", "offer"].as_slice()),
        (OperatorDecision::NotSent, "offer", &["hello", "offer"]),
        (OperatorDecision::SendAgain, "tips", &["hello", "tips", "offer"]),
    ] {
        let (mut world, operations, send_key) = a_mail_is_unknown("ask", None).await;
        world.days_pass(2).await;
        assert_eq!(world.steps_sent_to(TARO), ["hello"], "nobody decides by itself");
        let standing = operations.look_around(LookAround {}).await.unwrap();
        assert!(standing.waits_for_somebody() && standing.for_a_person.counted == 1);
        assert_eq!(outcomes(&operations, false).await, [Outcome::ForAPerson]);

        let settled = operations.settle_unknown_mail(settle(&send_key, decision)).await.unwrap();
        let Next::Step { step, .. } = settled.next else { panic!("the run goes on: {settled:?}") };
        assert_eq!(step, then, "{decision:?}");
        world.days_pass(14).await;
        assert_eq!(world.steps_sent_to(TARO), mails, "{decision:?}");
        assert_eq!(outcomes(&operations, false).await, []);
        let [Outcome::Decided { because, .. }] = &outcomes(&operations, true).await[..] else {
            panic!("what was decided is kept")
        };
        assert_eq!(because, "person");
        assert!(!operations.look_around(LookAround {}).await.unwrap().waits_for_somebody());
    }
}

#[tokio::test]
async fn what_is_not_unknown_is_not_settled_and_it_is_said_why() {
    let (mut world, operations, send_key) = a_mail_is_unknown("ask", None).await;
    operations.settle_unknown_mail(settle(&send_key, OperatorDecision::SendAgain)).await.unwrap();
    let rows = world.rows().await;
    let again =
        operations.settle_unknown_mail(settle(&send_key, OperatorDecision::NotSent)).await.unwrap_err();
    assert!(
        matches!(&again, Failure::Refused(said) if said.english().contains("send_again by person")),
        "{again}"
    );
    assert_eq!(world.rows().await, rows);
    world.hours_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
    let hello = world.entry(TARO, "hello").send_key;
    for never in [hello.as_str(), "nonsense"] {
        let refused =
            operations.settle_unknown_mail(settle(never, OperatorDecision::SendAgain)).await.unwrap_err();
        assert!(matches!(refused, Failure::NotThere(_)), "{refused}");
    }
    world.days_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
}

#[tokio::test]
async fn an_unknown_mail_that_is_looked_at_again_can_be_settled_by_hand_before() {
    let (mut world, operations, send_key) = a_mail_is_unknown("resend", Some(TimeDelta::hours(6))).await;
    let [Outcome::Open { look_at, if_unknown }] = &outcomes(&operations, false).await[..] else {
        panic!("it is open")
    };
    assert_eq!((look_at.to_string().as_str(), if_unknown.as_str()), ("2026-04-09 15:59", "resend"));
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert_eq!((standing.unknown.counted, standing.waits_for_somebody()), (1, false));
    operations.settle_unknown_mail(settle(&send_key, OperatorDecision::Sent)).await.unwrap();
    world.days_pass(14).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "offer"]);
}

#[tokio::test]
async fn a_mail_awaiting_a_second_sending_is_not_sent_if_it_turns_out_sent() {
    for (fact, steps) in
        [(Fact::Delivered, &["hello", "offer"][..]), (Fact::Rejected, &["hello", "tips", "offer"])]
    {
        let (mut world, operations, send_key) = a_mail_is_unknown("ask", None).await;
        operations.pause(Pause { sequence: None, reason: None }).await.unwrap();
        operations.settle_unknown_mail(settle(&send_key, OperatorDecision::SendAgain)).await.unwrap();
        world.hours_pass(1).await;
        assert_eq!(world.steps_sent_to(TARO), ["hello"], "everything is paused");
        let (lead, key) = (world.lead(TARO), SendKey::parse(&send_key).unwrap());
        let (store, now) = (&world.standalone.store, world.clock.now());
        store.note_fact(&lead, &key, fact, now, Some(&the_first())).await.unwrap().unwrap();
        operations.resume(Resume { sequence: None }).await.unwrap();
        world.days_pass(14).await;
        assert_eq!(world.steps_sent_to(TARO), steps);
    }
}

#[tokio::test]
async fn a_mail_to_be_sent_again_counts_for_caps_meanwhile() {
    for (decision, counts) in [
        (OperatorDecision::Sent, true),
        (OperatorDecision::NotSent, false),
        (OperatorDecision::SendAgain, true),
    ] {
        let (world, operations, send_key) = a_mail_is_unknown("ask", None).await;
        let fenced = world.clock.now();
        operations.pause(Pause { sequence: None, reason: None }).await.unwrap();
        operations.settle_unknown_mail(settle(&send_key, decision)).await.unwrap();
        assert_eq!(counts_at(&world, &send_key).await, counts.then_some(fenced), "{decision:?}");
    }
    // The decision falls at night, and the next mail may go out in the morning only.
    let (mut world, operations, send_key) = a_mail_is_unknown("resend", Some(TimeDelta::hours(12))).await;
    let fenced = world.clock.now();
    world.standalone.store.feedback_seen(fenced + TimeDelta::hours(11)).await.unwrap();
    world.hours_pass(13).await;
    let decided = outcomes(&operations, true).await;
    assert!(
        matches!(&decided[..], [Outcome::Decided { because, .. }] if because == "silence"),
        "{decided:?}"
    );
    assert_eq!(counts_at(&world, &send_key).await, Some(fenced));
}

async fn counts_at(world: &World, send_key: &str) -> Option<Instant> {
    let (lead, key) = (world.lead(TARO), SendKey::parse(send_key).unwrap());
    world.standalone.store.message(&lead, &key).await.unwrap().unwrap().counts_at()
}

#[tokio::test]
async fn settling_brings_back_nobody_who_unsubscribed_or_bounced_meanwhile() {
    let (mut world, operations, send_key) = a_mail_is_unknown("ask", None).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let settled =
        operations.settle_unknown_mail(settle(&send_key, OperatorDecision::SendAgain)).await.unwrap();
    assert_eq!(settled.next, Next::Over { ending: "unsubscribed".to_owned() });

    let (mut other, operations, send_key) = a_mail_is_unknown("ask", None).await;
    other.the_mail_bounces(TARO, "hello").await;
    operations.settle_unknown_mail(settle(&send_key, OperatorDecision::SendAgain)).await.unwrap();
    for world in [&mut world, &mut other] {
        world.days_pass(14).await;
        assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    }
    assert_eq!(other.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
}
