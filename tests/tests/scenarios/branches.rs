//! Sequences take ways, tell people, put tags on, and end.

use super::{HANA, TARO};
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

/// A coupon, then one of two mails by whether it was clicked within five days.
fn coupon() -> Company {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "coupon", "send": "coupon" },
            {
                "step": "reacted", "wait_for": { "clicked": "coupon" }, "at_most": "5 days",
                "then": [
                    { "step": "tell-sales", "notify": "sales" },
                    { "step": "great", "send": "great" },
                ],
                "else": [{ "step": "reminder", "send": "reminder" }],
            },
            { "step": "closing", "after": "1 day", "at": "10:00", "send": "closing" },
        ],
    });
    Company::with("win", &sequence)
}

#[tokio::test]
async fn a_click_takes_the_one_way_at_once() {
    let mut world = World::of(coupon()).await;
    world.a_lead_posts("signup", TARO).await;
    world.hours_pass(3).await;
    world.the_mail_is_clicked(TARO, "coupon").await;
    assert_eq!(world.mails_to(TARO), ["coupon 04-06 10:00", "great 04-06 13:00"]);
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["coupon", "great", "closing"]);
}

#[tokio::test]
async fn silence_takes_the_other_way_at_the_deadline() {
    let mut world = World::of(coupon()).await;
    world.a_lead_posts("signup", TARO).await;
    // The fifth day is a Saturday; the reminder waits for Monday morning.
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["coupon", "reminder", "closing"]);
    let reminder = &world.mails_to(TARO)[1];
    assert!(reminder.starts_with("reminder 04-13 09:"), "{reminder}");
}

#[tokio::test]
async fn a_click_after_the_deadline_changes_nothing_any_more() {
    let mut world = World::of(coupon()).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(8).await;
    world.the_mail_is_clicked(TARO, "coupon").await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["coupon", "reminder", "closing"]);
}

#[tokio::test]
async fn a_machine_that_clicks_is_not_a_person_that_clicked() {
    let mut world = World::of(coupon()).await;
    world.a_lead_posts("signup", TARO).await;
    world.a_machine_clicks(TARO, "coupon").await;
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["coupon", "reminder", "closing"]);
    assert!(world.news("sequence.notify").is_empty());
}

#[tokio::test]
async fn a_notice_has_one_key_however_often_the_click_is_reported() {
    let mut world = World::of(coupon()).await;
    world.a_lead_posts("signup", TARO).await;
    for _ in 0..3 {
        world.the_mail_is_clicked(TARO, "coupon").await;
    }
    let notices = world.news("sequence.notify");
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["detail"], json!({ "channel": "sales", "sequence": "win", "step": "tell-sales" }));
    let text = notices[0].to_string();
    assert!(!text.contains('@') && !text.contains("taro"), "no address leaves over the bus: {text}");
}

#[tokio::test]
async fn the_way_is_chosen_by_what_the_person_answered() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [{
            "step": "by-interest", "choose": { "attribute": "interest", "equals": "price" },
            "then": [{ "step": "prices", "send": "prices" }],
            "else": [{ "step": "manual", "send": "manual" }],
        }],
    });
    let mut world = World::of(Company::with("welcome", &sequence)).await;
    world.a_lead_answers("signup", TARO, &[("agree", "on"), ("interest", "price")]).await;
    world.a_lead_posts("signup", HANA).await;
    assert_eq!(world.steps_sent_to(TARO), ["prices"]);
    assert_eq!(world.steps_sent_to(HANA), ["manual"]);
}

#[tokio::test]
async fn tags_are_put_on_and_taken_off_and_asked_for() {
    let sequence = json!({
        "start": { "form": "signup" },
        "start_again": "restart",
        "steps": [
            {
                "step": "seen-before", "choose": { "tag": "guided" },
                "then": [{ "step": "enough", "stop": "was guided before" }],
            },
            { "step": "mark", "tag": "guided" },
            { "step": "open", "tag": "in-talks" },
            { "step": "hello", "send": "hello" },
            { "step": "close", "after": "1 day", "untag": "in-talks" },
        ],
    });
    let mut world = World::of(Company::with("welcome", &sequence)).await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.tags(TARO).await, ["guided", "in-talks"].map(str::to_owned).into());
    world.days_pass(3).await;
    assert_eq!(world.tags(TARO).await, ["guided"].map(str::to_owned).into());
    world.a_lead_answers("signup", TARO, &[("agree", "on"), ("message", "once more")]).await;
    assert_eq!(world.standing(TARO, "welcome").await, "done: stopped");
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
}

#[tokio::test]
async fn a_choice_sees_the_tags_that_were_put_on_and_taken_off_right_before_it() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "mark", "tag": "guided" },
            { "step": "open", "tag": "in-talks" },
            { "step": "close", "untag": "in-talks" },
            {
                "step": "which", "choose": { "all": [{ "tag": "guided" }, { "not": { "tag": "in-talks" } }] },
                "then": [{ "step": "guide", "send": "guide" }],
                "else": [{ "step": "other", "send": "other" }],
            },
        ],
    });
    let mut world = World::of(Company::with("welcome", &sequence)).await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["guide"]);
    assert_eq!(world.tags(TARO).await, ["guided"].map(str::to_owned).into());
}

/// A week of mails with a goal and a reason to stop.
fn with_goal() -> Company {
    let sequence: Value = json!({
        "start": { "form": "signup" },
        "goal": { "event": "purchase", "within": "60 days" },
        "stop_if": [{ "event": "complaint_opened" }],
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "offer", "day": 7, "at": "10:00", "send": "offer" },
        ],
    });
    Company::with("welcome", &sequence)
}

#[tokio::test]
async fn reaching_the_goal_ends_the_run_and_is_told() {
    let mut world = World::of(with_goal()).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(2).await;
    world.it_is_reported(TARO, "purchase").await;
    assert_eq!(world.standing(TARO, "welcome").await, "done: goal_reached");
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.news("goal.reached").len(), 1);
}

#[tokio::test]
async fn an_event_that_is_no_goal_stops_the_run_where_the_sequence_says_so() {
    let mut world = World::of(with_goal()).await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_posts("signup", HANA).await;
    world.it_is_reported(TARO, "complaint_opened").await;
    world.it_is_reported(HANA, "looked_around").await;
    world.days_pass(20).await;
    assert_eq!(world.standing(TARO, "welcome").await, "done: stopped_by_event");
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.steps_sent_to(HANA), ["hello", "offer"]);
}

#[tokio::test]
async fn a_step_waiting_for_an_event_goes_on_when_it_comes_and_at_the_deadline() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            {
                "step": "tried", "wait_for": { "event": "trial_started" }, "at_most": "3 days",
                "then": [{ "step": "guide", "send": "guide" }],
                "else": [{ "step": "how-to-try", "send": "how-to-try" }],
            },
        ],
    });
    let mut world = World::of(Company::with("trial", &sequence)).await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_posts("signup", HANA).await;
    world.days_pass(1).await;
    world.it_is_reported(TARO, "trial_started").await;
    world.days_pass(5).await;
    assert_eq!(world.mails_to(TARO), ["guide 04-07 10:00"]);
    assert_eq!(world.mails_to(HANA), ["how-to-try 04-09 10:00"]);
}
