//! The consequences of an event for an address: guesses, lists, the server's own word, soft bounces; and the way an operator lifts
//! them.

use super::{by_sns, company, event, further_facts};
use cadence::facts::Fact;
use cadence::reputation::Tally;
use cadence::suppression::SuppressionReason;
use gateway::local::outbox::OutboxEntry;
use hikyaku_tests::world::World;
use operations::Failure;
use operations::requests::{LiftSuppression, ShowAddress, Who};
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

/// The mail of an entry came back.
fn bounce(entry: &OutboxEntry, class: &str, subtype: &str, recipient: &Value) -> Value {
    let mut event = event("bounce", entry, TARO);
    event["bounce"]["bounceType"] = class.into();
    event["bounce"]["bounceSubType"] = subtype.into();
    event["bounce"]["bouncedRecipients"] = json!([recipient]);
    event
}

async fn taro_asks() -> (World, OutboxEntry) {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let entry = world.entry(TARO, "hello");
    (world, entry)
}

async fn counted(world: &World) -> Tally {
    let today = world.clock.now().date_naive();
    let tallies = world.standalone.store.tallies(today).await.unwrap();
    tallies.into_iter().fold(Tally::default(), |all, (_, tally)| all.plus(tally.all))
}

fn lift(who: &str) -> LiftSuppression {
    let by = "sato".to_owned();
    LiftSuppression { who: Who(who.to_owned()), by, reason: "their server is mended".to_owned() }
}

#[tokio::test]
async fn what_was_not_tried_is_a_fact_of_its_own_and_counts_in_no_rate() {
    let table = [
        ("EmailValidationSuppressed", "not_tried_guess", None),
        ("OnAccountSuppressionList", "not_tried_listed", Some(SuppressionReason::Listed)),
        ("OnTenantSuppressionList", "not_tried_listed", Some(SuppressionReason::Listed)),
        ("Suppressed", "not_tried_global", Some(SuppressionReason::Listed)),
    ];
    for (subtype, fact, suppressed) in table {
        let (world, entry) = taro_asks().await;
        let recipient = json!({ "emailAddress": TARO, "action": "failed", "status": "5.1.1" });
        let event = bounce(&entry, "Permanent", subtype, &recipient);
        assert!(world.standalone.take_feedback(by_sns(&event).to_string()).await);
        assert_eq!(further_facts(&world, TARO).await, [fact], "{subtype}");
        assert_eq!(world.suppressed(TARO).await, suppressed, "{subtype}");
        assert_eq!(counted(&world).await, Tally { sent: 1, ..Tally::default() }, "{subtype}");
        let goes_on = world.standing(TARO, "welcome").await.starts_with("waiting");
        assert_eq!(goes_on, suppressed.is_none(), "{subtype}");
    }
}

#[tokio::test]
async fn a_mail_marked_as_no_spam_takes_nothing_away_and_gives_nothing() {
    let (world, entry) = taro_asks().await;
    let before = world.rows_of(TARO).await.len();
    let mut complaint = event("complaint", &entry, TARO);
    complaint["complaint"]["complaintFeedbackType"] = "not-spam".into();
    assert!(world.standalone.take_feedback(complaint.to_string()).await);
    assert_eq!(further_facts(&world, TARO).await, ["marked_not_spam"]);
    assert_eq!((world.suppressed(TARO).await, world.rows_of(TARO).await.len()), (None, before));
    assert_eq!(counted(&world).await, Tally { sent: 1, ..Tally::default() });
    complaint["complaint"]["complaintFeedbackType"] = "abuse".into();
    assert!(world.standalone.take_feedback(complaint.to_string()).await);
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::Complaint));
}

#[tokio::test]
async fn a_transient_bounce_with_a_5_status_ends_the_runs_and_can_be_lifted() {
    let (mut world, entry) = taro_asks().await;
    let recipient = json!({ "emailAddress": TARO, "action": "failed", "status": "5.3.0", "diagnosticCode": "smtp; 550 denied" });
    let event = bounce(&entry, "Transient", "General", &recipient);
    assert!(world.standalone.take_feedback(event.to_string()).await);
    assert_eq!(further_facts(&world, TARO).await, ["bounced_soft"]);
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::RefusedForGood));
    assert_eq!(world.standing(TARO, "welcome").await, "done: suppressed");
    let operations = world.standalone.operations();
    let lifted = operations.lift_suppression(lift(TARO)).await.unwrap();
    assert_eq!((lifted.was.reason.as_str(), lifted.standing.suppressed), ("refused_for_good", None));
    let lifted = lifted.standing.lifted.unwrap();
    assert_eq!((lifted.by.as_str(), lifted.because.as_str()), ("sato", "their server is mended"));
    world.minutes_pass(1).await;
    assert!(world.standalone.take_feedback(event.to_string()).await, "the same event comes again");
    assert_eq!(world.suppressed(TARO).await, None, "what is lifted is not made anew by an old event");
}

#[tokio::test]
async fn what_the_person_said_is_never_lifted() {
    let (world, entry) = taro_asks().await;
    assert!(world.standalone.take_feedback(event("bounce", &entry, TARO).to_string()).await);
    assert!(world.standalone.take_feedback(event("complaint", &entry, TARO).to_string()).await);
    let operations = world.standalone.operations();
    let Err(Failure::Refused(why)) = operations.lift_suppression(lift(TARO)).await else { panic!() };
    let why = why.english();
    assert!(why.contains("own word") && !why.contains("taro"), "{why}");
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::Complaint));
    let id = world.lead(TARO);
    let shown = operations.show_address(ShowAddress { who: Who(id.as_str().to_owned()) }).await.unwrap();
    assert_eq!(shown.suppressed.map(|it| it.can_be_lifted), Some(false), "an id names the address as well");
    let nobody = operations.lift_suppression(lift("nobody@example.jp")).await;
    assert!(matches!(nobody, Err(Failure::Refused(why)) if why.english().contains("not suppressed")));
    let wrong = operations.lift_suppression(lift("nobody")).await;
    assert!(matches!(wrong, Err(Failure::NotThere(_))));
}

/// One soft bounce a day, each of another mail.
async fn soft_bounces(world: &mut World, days: u32, subtype: &str, recipient: &Value) -> Vec<Value> {
    let mut events = Vec::new();
    for _ in 0..days {
        let entry = world.entry(TARO, "hello");
        let mut event = bounce(&entry, "Transient", subtype, recipient);
        let at = world.clock.now().to_rfc3339();
        event["bounce"]["timestamp"] = at.into();
        event["mail"]["tags"]["send_key"] = json!(["a".repeat(26)]);
        assert!(world.standalone.take_feedback(event.to_string()).await);
        events.push(event);
        world.days_pass(1).await;
    }
    events
}

fn full() -> Value {
    json!({ "emailAddress": TARO, "action": "failed", "status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 full" })
}

#[tokio::test]
async fn soft_bounces_on_three_days_suppress_and_say_so() {
    let (mut world, _) = taro_asks().await;
    world.minutes_pass(5).await;
    soft_bounces(&mut world, 2, "MailboxFull", &full()).await;
    assert_eq!(world.suppressed(TARO).await, None);
    let events = soft_bounces(&mut world, 1, "MailboxFull", &full()).await;
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::SoftBounces));
    assert_eq!(world.standing(TARO, "welcome").await, "done: suppressed");
    let operations = world.standalone.operations();
    let shown = operations.show_address(ShowAddress { who: Who(TARO.to_owned()) }).await.unwrap();
    assert_eq!(shown.soft_bounces.len(), 3);
    operations.lift_suppression(lift(TARO)).await.unwrap();
    for event in events {
        assert!(world.standalone.take_feedback(event.to_string()).await);
    }
    assert_eq!(world.suppressed(TARO).await, None);
    soft_bounces(&mut world, 2, "MailboxFull", &full()).await;
    assert_eq!(world.suppressed(TARO).await, None, "after a lifting the count begins anew");
}

#[tokio::test]
async fn out_of_office_replies_never_count_against_a_mailbox() {
    let (mut world, _) = taro_asks().await;
    soft_bounces(&mut world, 6, "General", &json!({ "emailAddress": TARO })).await;
    let operations = world.standalone.operations();
    let shown = operations.show_address(ShowAddress { who: Who(TARO.to_owned()) }).await.unwrap();
    assert_eq!((shown.suppressed, shown.soft_bounces.len()), (None, 0));
}

#[tokio::test]
async fn a_delivery_between_soft_bounces_begins_the_count_anew() {
    let (mut world, _) = taro_asks().await;
    world.minutes_pass(5).await;
    soft_bounces(&mut world, 2, "MailboxFull", &full()).await;
    world.it_becomes("2026-04-13 10:00").await;
    world.minutes_pass(5).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
    soft_bounces(&mut world, 2, "MailboxFull", &full()).await;
    assert_eq!(world.suppressed(TARO).await, None);
    soft_bounces(&mut world, 1, "MailboxFull", &full()).await;
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::SoftBounces));
}

#[tokio::test]
async fn an_event_without_a_time_is_a_fact_of_the_time_of_receipt_and_says_so() {
    let (world, entry) = taro_asks().await;
    let mut event = event("bounce", &entry, TARO);
    event["bounce"].as_object_mut().unwrap().remove("timestamp");
    event["mail"].as_object_mut().unwrap().remove("timestamp");
    assert!(world.standalone.take_feedback(event.to_string()).await);
    let message = world.standalone.store.messages_of(&world.lead(TARO)).await.unwrap().remove(0);
    assert!(message.facts.is_time_of_receipt(Fact::BouncedHard));
    assert!(!message.facts.is_time_of_receipt(Fact::Sent));
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
}

#[tokio::test]
async fn the_test_message_of_the_mail_service_becomes_no_dead_letter() {
    let world = company().await;
    let test = "Successfully validated SNS topic for Amazon SES event publishing.";
    let by_topic = json!({ "Type": "Notification", "Message": test });
    world.standalone.feedback.send([test.to_owned(), by_topic.to_string()]);
    world.standalone.drain().await;
    assert_eq!(world.standalone.dead_letters.all().unwrap(), []);
    assert!(world.standalone.feedback.is_empty());
}

#[tokio::test]
async fn a_bounce_that_names_nobody_becomes_a_dead_letter_and_is_not_let_go() {
    let (world, entry) = taro_asks().await;
    let mut event = bounce(&entry, "Permanent", "NoEmail", &json!({ "emailAddress": "unreadable" }));
    event["mail"] = json!({ "timestamp": "2026-04-06T01:00:00.000Z" });
    world.standalone.feedback.send([event.to_string()]);
    world.standalone.drain().await;
    let dead = world.standalone.dead_letters.all().unwrap();
    assert!(dead[0].reason.as_ref().unwrap().contains("names nobody"), "{dead:?}");
}

#[tokio::test]
async fn a_letter_that_is_not_utf_8_keeps_no_other_from_being_handled_again() {
    let (world, entry) = taro_asks().await;
    let folder = world.data().join("dead-letters");
    std::fs::create_dir_all(&folder).unwrap();
    let good = event("bounce", &entry, TARO).to_string();
    std::fs::write(folder.join("feedback-0123456789abcdef.json"), b"\xff\xfe{").unwrap();
    std::fs::write(folder.join("feedback-0123456789abcde0.json"), &good).unwrap();
    let mut latin = event("open", &entry, TARO).to_string().into_bytes();
    let place = latin.windows(6).position(|window| window == b"hikyak").unwrap();
    latin[place] = 0xe9;
    std::fs::write(folder.join("feedback-0123456789abcde1.json"), latin).unwrap();
    let operations = world.standalone.operations();
    let retried =
        operations.retry_dead_letters(operations::requests::RetryDeadLetters { id: None }).await.unwrap();
    assert_eq!(retried.letters.len(), 3);
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
    assert_eq!(further_facts(&world, TARO).await, ["opened", "bounced_hard"]);
    assert_eq!(world.standalone.dead_letters.all().unwrap().len(), 1, "what nobody understands is kept");
    assert_eq!(std::fs::read(folder.join("feedback-0123456789abcdef.json")).unwrap(), b"\xff\xfe{");
}
