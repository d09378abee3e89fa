//! A sequence is removed while a mail of it may have gone out.

use super::TARO;
use super::unknown_mails::{a_mail_is_unknown, outcomes, settle, the_first};
use cadence::enrollment::{Enrollment, State};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use gateway::local::outbox::{OutboxEntry, ses_event};
use hikyaku_tests::world::World;
use operations::answers::{Next, Outcome};
use operations::requests::OperatorDecision;
use operations::{Failure, Operations};
use serde_json::json;
use store::{Fence, Lane};

const OVER: &str = "done: sequence_removed";

/// A mail of the sequence waits for a person, and the sequence is removed.
async fn removed_while_somebody_is_asked() -> (World, Operations, String) {
    let (mut world, operations, send_key) = a_mail_is_unknown("ask", None).await;
    world.the_marketer_publishes(|company| company.remove_sequence("welcome")).await;
    (world, operations, send_key)
}

async fn standing(world: &World) -> Enrollment {
    world.enrollment(TARO, "welcome").await.unwrap()
}

/// Whether the caps count the mail.
async fn counts(world: &World, send_key: &str) -> bool {
    standing(world).await.recent.at(SendKey::parse(send_key).unwrap().tag()).is_some()
}

/// The mail service reports about the first attempt at the mail.
async fn it_is_reported(world: &World, send_key: &str, kind: &str) {
    let (hello, attempt) = (world.entry(TARO, "hello"), the_first().as_str().to_owned());
    let entry = OutboxEntry { send_key: send_key.to_owned(), step: "tips".to_owned(), attempt, ..hello };
    assert!(world.standalone.take_feedback(ses_event(&entry, kind, world.clock.now(), json!({}))).await);
}

#[tokio::test]
async fn a_person_settles_a_mail_whose_sequence_was_removed() {
    for (decision, counted) in [(OperatorDecision::Sent, true), (OperatorDecision::NotSent, false)] {
        let (mut world, operations, send_key) = removed_while_somebody_is_asked().await;
        world.days_pass(2).await;
        assert_eq!(outcomes(&operations, false).await, [Outcome::ForAPerson], "no tick ends it");
        let again =
            operations.settle_unknown_mail(settle(&send_key, OperatorDecision::SendAgain)).await.unwrap_err();
        assert!(matches!(&again, Failure::Refused(said) if said.english().contains("`--sent`")), "{again}");
        let settled = operations.settle_unknown_mail(settle(&send_key, decision)).await.unwrap();
        assert_eq!(settled.next, Next::Over { ending: "sequence_removed".to_owned() });
        assert_eq!(counts(&world, &send_key).await, counted, "{decision:?}");
        assert!(
            matches!(&outcomes(&operations, true).await[..], [Outcome::Decided { because, .. }] if because == "person")
        );
        assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    }
}

#[tokio::test]
async fn an_event_settles_a_mail_whose_sequence_was_removed() {
    for (kind, counted) in [("Delivery", true), ("Reject", false)] {
        let (world, operations, send_key) = removed_while_somebody_is_asked().await;
        it_is_reported(&world, &send_key, kind).await;
        assert_eq!(world.standing(TARO, "welcome").await, OVER);
        assert_eq!(counts(&world, &send_key).await, counted, "{kind}");
        assert!(
            matches!(&outcomes(&operations, true).await[..], [Outcome::Decided { because, .. }] if because == "evidence")
        );
    }
}

#[tokio::test]
async fn a_proof_that_comes_after_the_end_of_a_removed_run_puts_caps_right() {
    let (mut world, operations, send_key) = a_mail_is_unknown("skip", Some(TimeDelta::hours(1))).await;
    world.the_marketer_publishes(|company| company.remove_sequence("welcome")).await;
    world.hours_pass(2).await;
    assert_eq!(world.standing(TARO, "welcome").await, OVER);
    assert!(counts(&world, &send_key).await, "what may have gone out counts");
    assert!(
        matches!(&outcomes(&operations, true).await[..], [Outcome::Decided { because, .. }] if because == "silence")
    );
    it_is_reported(&world, &send_key, "Reject").await;
    assert!(!counts(&world, &send_key).await);
}

#[tokio::test]
async fn a_sender_that_died_before_its_fence_is_shut_out_by_a_removal() {
    let (mut world, _, send_key) = a_mail_is_unknown("skip", None).await;
    let (store, now) = (world.standalone.store.clone(), world.clock.now());
    let seen = store.enrollment(&world.lead(TARO), &standing(&world).await.sequence).await.unwrap().unwrap();
    let mut next = seen.value.clone();
    let attempt = cadence::ids::AttemptId::from_random([8; 16]);
    next.state = State::Sending {
        step: next.step().unwrap().clone(),
        due_at: now,
        listed_at: now,
        attempt: attempt.clone(),
        lease_until: now + TimeDelta::seconds(90),
        counts_as: next.counts_as(),
        then: None,
    };
    let name = world.standalone.message_name(&next).unwrap();
    store.close(&name, &the_first()).await.unwrap();
    store.save_enrollment(&seen, &next, Lane::Main).await.unwrap();
    world.the_marketer_publishes(|company| company.remove_sequence("welcome")).await;
    world.minutes_pass(1).await;
    assert!(matches!(standing(&world).await.state, State::Sending { .. }), "its sender has the lease");
    world.minutes_pass(4).await;
    assert_eq!(world.standing(TARO, "welcome").await, OVER);
    assert!(!counts(&world, &send_key).await, "a mail that never went counts for no cap");
    let fence = store.fence(&name, Purpose::Marketing, &attempt, world.clock.now()).await.unwrap();
    assert!(matches!(fence, Fence::Taken(_)), "the sender that wakes up is shut out");
}
