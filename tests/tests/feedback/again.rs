//! Every event comes twice: each of the six functions is run again with the same event, and nothing more happens.

use super::{KINDS, company, event};
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

/// The rows, the number of mails, and the events told.
async fn everything(world: &World) -> (Vec<Value>, usize, String) {
    let mails = world.standalone.outbox.entries().unwrap().len();
    (world.rows().await, mails, std::fs::read_to_string(world.data().join("events.jsonl")).unwrap())
}

#[tokio::test]
async fn the_same_post_again_writes_nothing_and_sends_nothing() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let (rows, mails, _) = everything(&world).await;
    world.clock.tell(world.clock.now());
    world.a_lead_posts("signup", TARO).await;
    let (rows_again, mails_again, _) = everything(&world).await;
    assert_eq!(mails_again, mails);
    assert_eq!(without_times(rows_again), without_times(rows));
}

/// Agreeing again is agreeing later: the time of the ground moves, and nothing else.
fn without_times(rows: Vec<Value>) -> Vec<Value> {
    let consent = |row: &Value| row["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with("consent#"));
    let mut rows: Vec<Value> = rows.into_iter().filter(|row| !consent(row)).collect();
    for row in &mut rows {
        if row["sk"]["S"] == "now#card" {
            row.as_object_mut().unwrap().retain(|name, _| !name.contains("obtained_at"));
        }
    }
    rows
}

#[tokio::test]
async fn the_same_tick_again_sends_nothing_more() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    world.it_becomes("2026-04-13 09:59").await;
    world.clock.tell(hikyaku_tests::world::japan("2026-04-13 10:00"));
    assert_eq!(world.standalone.tick().await.unwrap().enqueued, 1);
    assert_eq!(world.standalone.tick().await.unwrap().enqueued, 0, "the step is in flight");
    world.clock.tell(hikyaku_tests::world::japan("2026-04-13 10:03"));
    let report = world.standalone.tick().await.unwrap();
    assert_eq!(
        (report.enqueued, report.again),
        (1, 1),
        "nobody has taken it for minutes: its job may be lost"
    );
    world.standalone.drain().await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
    assert_eq!(world.standalone.tick().await.unwrap().enqueued, 0);
}

#[tokio::test]
async fn the_same_order_again_sends_nothing_more() {
    let mut world = company().await;
    world.a_post_is_taken("signup", TARO).await;
    let jobs = world.standalone.sends.take(10);
    world.standalone.sends.settle(&jobs, &[]);
    let again = || jobs.iter().map(|job| job.body.clone());
    world.standalone.sends.send(again());
    world.standalone.drain().await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    let before = everything(&world).await;
    world.standalone.sends.send(again().chain(again()));
    world.standalone.drain().await;
    world.minutes_pass(5).await;
    assert_eq!(everything(&world).await, before);
}

#[tokio::test]
async fn the_same_report_again_changes_nothing() {
    for kind in KINDS {
        let mut world = company().await;
        world.a_lead_posts("signup", TARO).await;
        let event = event(kind, &world.entry(TARO, "hello"), TARO).to_string();
        assert!(world.standalone.take_feedback(event.clone()).await);
        let before = everything(&world).await;
        assert!(world.standalone.take_feedback(event.clone()).await);
        world.standalone.drain().await;
        assert_eq!(everything(&world).await, before, "{kind}");
    }
}

#[tokio::test]
async fn the_same_event_of_a_lead_again_changes_nothing() {
    let trial =
        json!({ "start": { "event": "trial_started" }, "steps": [{ "step": "guide", "send": "guide" }] });
    let mut world = World::of(Company::with("trial", &trial)).await;
    world.a_lead_posts("signup", TARO).await;
    let event = world.lead_event(TARO, "trial_started");
    assert!(world.standalone.take_feedback(event.clone()).await);
    world.standalone.drain().await;
    assert_eq!(world.steps_sent_to(TARO), ["guide"]);
    let before = everything(&world).await;
    assert!(world.standalone.take_feedback(event).await);
    world.standalone.drain().await;
    assert_eq!(everything(&world).await, before);
}

#[tokio::test]
async fn the_same_night_again_enrols_nobody() {
    let sequence = json!({
        "start": { "sweep": { "quiet_for": "10 days", "only_if": { "tag": "customer" } } },
        "start_again": "after 30 days",
        "steps": [{ "step": "value", "send": "value" }],
    });
    let mut world = World::of(Company::with("win-back", &sequence)).await;
    world.a_lead_posts("customer", TARO).await;
    world.days_pass(11).await;
    assert_eq!(world.steps_sent_to(TARO), ["value"]);
    let before = everything(&world).await;
    world.the_sweep_runs().await;
    assert_eq!(everything(&world).await, before);
}

#[tokio::test]
async fn the_same_refusal_again_changes_nothing() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let rows = world.rows().await;
    world.minutes_pass(1).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    assert_eq!(without_refusal(world.rows().await), without_refusal(rows));
}

/// Refusing again is refusing later.
fn without_refusal(mut rows: Vec<Value>) -> Vec<Value> {
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("refused_at");
    }
    rows
}
