//! A form is posted, and the first mails go out.

use super::TARO;
use hikyaku_tests::world::{Company, World};
use http::{Request, StatusCode};
use serde_json::{Value, json};

/// Three mails: at once, after a week, and two business days later.
fn welcome(start_again: &str) -> Company {
    let sequence = json!({
        "start": { "form": "signup" },
        "start_again": start_again,
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "tips", "day": 7, "at": "10:00", "send": "tips" },
            { "step": "offer", "after": "2 business days", "at": "14:30", "send": "offer" },
        ],
    });
    Company::with("welcome", &sequence)
}

#[tokio::test]
async fn the_first_mail_goes_out_at_once_and_the_others_at_their_local_times() {
    let mut world = World::of(welcome("never")).await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.mails_to(TARO), ["hello 04-06 10:00"]);
    world.days_pass(30).await;
    assert_eq!(world.mails_to(TARO), ["hello 04-06 10:00", "tips 04-13 10:00", "offer 04-15 14:30"]);
    assert_eq!(world.standing(TARO, "welcome").await, "done: finished");
}

#[tokio::test]
async fn posting_twice_starts_nothing_twice() {
    let mut world = World::of(welcome("never")).await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(1).await;
    world.a_lead_answers("signup", TARO, &[("agree", "on"), ("interest", "price")]).await;
    world.days_pass(30).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer"]);
    assert_eq!(world.leads().await, 1);
}

#[tokio::test]
async fn an_address_in_another_spelling_is_the_same_lead() {
    let mut world = World::of(welcome("never")).await;
    for spelling in [TARO, " taro@EXAMPLE.jp ", "Taro@example.jp", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ"]
    {
        world.a_lead_posts("signup", spelling).await;
    }
    assert_eq!(world.leads().await, 1);
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
}

#[tokio::test]
async fn a_first_step_whose_order_got_lost_is_found_by_the_next_tick() {
    let mut world = World::of(welcome("never")).await;
    let answer = world.request(world.post_of("signup", TARO, &[("agree", "on")])).await;
    assert_eq!(answer.status, StatusCode::OK);
    let lost = world.standalone.sends.take(10);
    world.standalone.sends.settle(&lost, &[]);
    assert_eq!((lost.len(), world.mails_to(TARO).len()), (1, 0));
    world.minutes_pass(1).await;
    assert_eq!(world.mails_to(TARO), ["hello 04-06 10:01"]);
}

#[tokio::test]
async fn whoever_did_not_agree_gets_the_reply_and_no_marketing() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "reply", "send": "reply", "purpose": "transactional" },
            { "step": "tips", "day": 2, "at": "10:00", "send": "tips" },
        ],
    });
    let mut world = World::of(Company::with("welcome", &sequence)).await;
    world.a_lead_answers("signup", TARO, &[]).await;
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply"]);
    assert_eq!(world.standing(TARO, "welcome").await, "done: no_consent");
}

#[tokio::test]
async fn a_staff_form_is_forbidden_without_its_key_and_open_with_it() {
    let sequence =
        json!({ "start": { "form": "customer" }, "steps": [{ "step": "hello", "send": "hello" }] });
    let mut world = World::of(Company::with("onboarding", &sequence)).await;
    let keyed = world.post_of("customer", TARO, &[]);
    let bare = Request::post("/f/customer").header("content-type", "application/json");
    let bare = bare.body(keyed.body().clone()).unwrap();
    assert_eq!(world.request(bare).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.rows().await, Vec::<Value>::new());
    world.a_lead_posts("customer", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
}

#[tokio::test]
async fn a_sequence_that_never_starts_again_stays_over() {
    let mut world = World::of(welcome("never")).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(400).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(30).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer"]);
}

#[tokio::test]
async fn a_sequence_starts_again_after_its_days_and_not_before() {
    let mut world = World::of(welcome("after 30 days")).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(29).await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer"]);
    world.days_pass(2).await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer", "hello"]);
    world.days_pass(30).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer", "hello", "tips", "offer"]);
}

#[tokio::test]
async fn a_sequence_that_restarts_begins_anew_in_the_middle_of_a_run() {
    let mut world = World::of(welcome("restart")).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(2).await;
    world.a_lead_answers("signup", TARO, &[("agree", "on"), ("message", "something else")]).await;
    world.days_pass(30).await;
    let mails = ["hello 04-06 10:00", "hello 04-08 10:00", "tips 04-15 10:00", "offer 04-17 14:30"];
    assert_eq!(world.mails_to(TARO), mails);
}

#[tokio::test]
async fn the_same_answers_start_nothing_again_until_thirty_days_are_over() {
    let mut world = World::of(welcome("restart")).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(2).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(27).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer"]);
    world.days_pass(2).await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "offer", "hello"]);
}

#[tokio::test]
async fn the_answers_of_a_post_stand_in_the_mails_of_the_run_it_began() {
    let company = welcome("never");
    company
        .write("emails/welcome/hello/subject.txt", "About your {{ event.message | default(\"question\") }}");
    let mut world = World::of(company).await;
    world.a_lead_answers("signup", TARO, &[("agree", "on"), ("message", "stocktaking")]).await;
    let mail = world.mail(TARO, "hello");
    assert!(mail.head.contains("Subject: About your stocktaking\n"), "{}", mail.head);
}

#[tokio::test]
async fn an_event_starts_a_sequence_of_its_own() {
    let sequence =
        json!({ "start": { "event": "trial_started" }, "steps": [{ "step": "guide", "send": "guide" }] });
    let mut world = World::of(welcome("never").and("trial", &sequence)).await;
    world.it_is_reported(TARO, "trial_started").await;
    assert_eq!(world.leads().await, 0, "an event makes no lead");
    world.a_lead_posts("signup", TARO).await;
    world.it_is_reported(TARO, "trial_started").await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "guide"]);
}
