//! A sequence is edited while people are in it.

use super::{HANA, TARO};
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

fn welcome(steps: &Value) -> Value {
    json!({ "start": { "form": "signup" }, "steps": steps })
}

fn hello() -> Value {
    json!({ "step": "hello", "send": "hello" })
}

/// A step on some day at ten.
fn on(day: u32, name: &str) -> Value {
    json!({ "step": name, "day": day, "at": "10:00", "send": name })
}

/// Taro is in the welcome sequence and has got the first mail.
async fn taro_has_been_greeted(steps: &Value) -> World {
    let mut world = World::of(Company::with("welcome", &welcome(steps))).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    world
}

async fn published(world: &mut World, steps: &Value) {
    world
        .the_marketer_publishes(|company| {
            company.remove_sequence("welcome");
            company.sequence("welcome", &welcome(steps));
        })
        .await;
}

#[tokio::test]
async fn a_step_moved_later_is_retimed_for_those_who_wait_for_it() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips")])).await;
    published(&mut world, &json!([hello(), on(8, "tips")])).await;
    world.days_pass(20).await;
    assert_eq!(world.mails_to(TARO), ["hello 04-06 10:00", "tips 04-14 10:00"]);
}

#[tokio::test]
async fn those_who_wait_for_a_step_that_is_removed_go_on_to_the_next() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips"), on(7, "offer")])).await;
    published(&mut world, &json!([hello(), on(7, "offer")])).await;
    world.days_pass(20).await;
    assert_eq!(world.mails_to(TARO), ["hello 04-06 10:00", "offer 04-13 10:00"]);
}

#[tokio::test]
async fn those_who_wait_for_the_last_step_when_it_is_removed_are_done() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips")])).await;
    published(&mut world, &json!([hello()])).await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.standing(TARO, "welcome").await, "done: finished");
}

#[tokio::test]
async fn a_step_that_was_sent_and_is_renamed_is_not_sent_again() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips")])).await;
    let renamed = json!({ "step": "greeting", "was": "hello", "send": "greeting" });
    published(&mut world, &json!([renamed, on(3, "tips")])).await;
    world.a_lead_posts("signup", HANA).await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
    assert_eq!(world.steps_sent_to(HANA), ["greeting", "tips"]);
}

#[tokio::test]
async fn a_step_that_is_renamed_while_somebody_waits_for_it_is_sent_once() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips"), on(5, "offer")])).await;
    let renamed = json!({ "step": "advice", "was": "tips", "day": 3, "at": "10:00", "send": "advice" });
    published(&mut world, &json!([hello(), renamed, on(5, "offer")])).await;
    world.days_pass(20).await;
    assert_eq!(world.mails_to(TARO)[..2], ["hello 04-06 10:00", "advice 04-09 10:00"]);
    assert_eq!(world.steps_sent_to(TARO), ["hello", "advice", "offer"]);
}

#[tokio::test]
async fn a_step_put_in_before_where_somebody_stands_is_not_made_up_for() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips"), on(7, "offer")])).await;
    world.days_pass(3).await;
    published(&mut world, &json!([hello(), on(2, "early"), on(3, "tips"), on(7, "offer")])).await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer"]);
}

#[tokio::test]
async fn a_step_appended_while_somebody_is_inside_is_sent_to_him() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips")])).await;
    published(&mut world, &json!([hello(), on(3, "tips"), on(7, "offer")])).await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer"]);
}

#[tokio::test]
async fn a_step_appended_after_somebody_is_done_is_not_sent_to_him() {
    let mut world = taro_has_been_greeted(&json!([hello()])).await;
    published(&mut world, &json!([hello(), on(7, "offer")])).await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
}

#[tokio::test]
async fn a_mail_that_is_rewritten_goes_out_in_its_new_words() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips")])).await;
    world
        .the_marketer_publishes(|company| company.write("emails/welcome/tips/subject.txt", "New words"))
        .await;
    world.days_pass(5).await;
    assert!(world.mail(TARO, "tips").head.contains("Subject: New words\n"));
}

#[tokio::test]
async fn a_sequence_that_is_taken_away_ends_for_those_inside() {
    let mut world = taro_has_been_greeted(&json!([hello(), on(3, "tips")])).await;
    world.the_marketer_publishes(|company| company.remove_sequence("welcome")).await;
    world.days_pass(5).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.standing(TARO, "welcome").await, "done: sequence_removed");
}
