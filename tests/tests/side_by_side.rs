//! One machine works several batches at once, and that changes nothing of what is sent.

use hikyaku_tests::world::{Company, World};
use serde_json::json;
use std::cell::Cell;

const LEADS: usize = 40;

async fn company_with_posts() -> World {
    let hello = json!({
        "start": { "form": "signup" }, "purpose": "transactional", "steps": [{ "step": "hello", "send": "hello" }],
    });
    let world = World::of(Company::with("welcome", &hello)).await;
    for number in 0..LEADS {
        let post = world.post_of("signup", &format!("lead-{number}@{number}.example.jp"), &[("agree", "on")]);
        assert!(world.request(post).await.status.is_success());
    }
    assert_eq!(world.standalone.sends.len(), LEADS);
    world
}

#[tokio::test]
async fn batches_side_by_side_send_each_mail_once() {
    let world = company_with_posts().await;
    world.standalone.drain_while(8, || true).await;
    let mut leads: Vec<_> =
        world.standalone.outbox.entries().unwrap().into_iter().map(|it| it.lead).collect();
    assert_eq!(leads.len(), LEADS);
    leads.sort_unstable();
    leads.dedup();
    assert_eq!(leads.len(), LEADS, "somebody got two");
    assert!(world.standalone.sends.is_empty() && world.standalone.feedback.is_empty());
}

#[tokio::test]
async fn a_stop_lets_batches_under_way_end_and_leaves_the_others_in_the_queue() {
    let world = company_with_posts().await;
    let begun = Cell::new(0);
    let five = || begun.replace(begun.get() + 1) < 5;
    world.standalone.drain_while(8, five).await;
    let sent = world.standalone.outbox.entries().unwrap().len();
    assert!((1..=5).contains(&sent), "{sent}");
    assert_eq!(world.standalone.sends.len(), LEADS - sent);
    world.standalone.drain().await;
    assert_eq!(world.standalone.outbox.entries().unwrap().len(), LEADS);
}
