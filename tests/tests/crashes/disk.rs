//! An outbox whose folder cannot be written: the mail waits, and goes out when the disk is well again.

use chrono::TimeDelta;
use gateway::local::local_queue::LocalQueue;
use gateway::local::outbox::Outbox;
use gateway::mailer::Mailer;
use hikyaku_tests::world::{Company, World};
use send_email::SendEmail;
use serde_json::json;
use std::path::Path;

const TARO: &str = "taro@example.jp";

/// A sender beside the standalone program's own, with an outbox in another folder.
fn sender(world: &World, folder: &Path) -> (SendEmail, Outbox) {
    let outbox = Outbox::open(folder, LocalQueue::new("feedback", None), None).unwrap();
    let sender = world.sender(Mailer::Outbox(outbox.clone()));
    (sender, outbox)
}

#[tokio::test]
async fn a_mail_the_disk_does_not_take_waits_and_goes_out_once_when_it_does() {
    let sequence = json!({ "start": { "form": "signup" }, "steps": [{ "step": "hello", "send": "hello" }] });
    let world = World::of(Company::with("welcome", &sequence)).await;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("outbox");
    let (sender, outbox) = sender(&world, &place);
    world.a_post_is_taken("signup", TARO).await;
    std::fs::remove_dir_all(&place).unwrap();
    for _ in 0..3 {
        world.standalone.tick().await.unwrap();
        let failed = Box::pin(sender.handle(world.standalone.sends.take(10))).await;
        assert_eq!(failed, Vec::<String>::new(), "the mail waits in the table, not in the queue");
        assert!(world.standing(TARO, "welcome").await.starts_with("waiting for hello"));
        world.clock.tell(world.clock.now() + TimeDelta::minutes(2));
    }
    std::fs::create_dir_all(&place).unwrap();
    world.standalone.tick().await.unwrap();
    Box::pin(sender.handle(world.standalone.sends.take(10))).await;
    assert_eq!(outbox.entries().unwrap().len(), 1);
    assert_eq!(world.standing(TARO, "welcome").await, "done: finished");
}
