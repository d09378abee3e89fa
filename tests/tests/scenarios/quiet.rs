//! Customers who went quiet are won back, one night at a time.

use super::{HANA, TARO};
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

fn win_back(at_most_per_day: u32) -> Value {
    json!({
        "start": { "sweep": { "quiet_for": "30 days", "only_if": { "tag": "customer" }, "at_most_per_day": at_most_per_day } },
        "start_again": "after 60 days",
        "steps": [
            { "step": "value", "day": 0, "send": "value" },
            { "step": "coupon", "day": 7, "at": "10:00", "send": "coupon" },
        ],
    })
}

/// Customers are registered on the first day.
async fn customers(company: Company, addresses: &[&str]) -> World {
    let mut world = World::of(company).await;
    for address in addresses {
        world.a_lead_posts("customer", address).await;
    }
    world
}

#[tokio::test]
async fn a_quiet_customer_is_enrolled_once_when_he_crosses_the_line() {
    let mut world = customers(Company::with("win-back", &win_back(10)), &[TARO]).await;
    world.days_pass(29).await;
    assert_eq!(world.standing(TARO, "win-back").await, "nowhere");
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["value", "coupon"]);
    assert_eq!(world.news("lead.dormant").len(), 1);
    world.days_pass(70).await;
    assert_eq!(world.steps_sent_to(TARO), ["value", "coupon"], "he is looked at once per crossing");
}

#[tokio::test]
async fn whoever_came_back_and_went_quiet_anew_is_enrolled_anew_after_its_days() {
    let mut world = customers(Company::with("win-back", &win_back(10)), &[TARO]).await;
    world.days_pass(45).await;
    world.the_mail_is_clicked(TARO, "coupon").await;
    world.days_pass(32).await;
    assert_eq!(world.entries(TARO).len(), 2, "60 days have not passed since");
    world.the_mail_is_clicked(TARO, "value").await;
    world.days_pass(45).await;
    assert_eq!(world.steps_sent_to(TARO), ["value", "coupon", "value", "coupon"]);
}

#[tokio::test]
async fn whoever_is_not_a_customer_is_left_alone() {
    let welcome = json!({ "start": { "form": "signup" }, "steps": [{ "step": "hello", "send": "hello" }] });
    let company = Company::with("win-back", &win_back(10)).and("welcome", &welcome);
    let mut world = customers(company, &[TARO]).await;
    world.a_lead_posts("signup", HANA).await;
    world.days_pass(50).await;
    assert_eq!(world.steps_sent_to(TARO), ["value", "coupon"]);
    assert_eq!(world.steps_sent_to(HANA), ["hello"]);
}

#[tokio::test]
async fn a_night_takes_no_more_than_it_may_and_the_rest_comes_the_next_nights() {
    let addresses: Vec<String> = (0..5).map(|number| format!("customer{number}@example.jp")).collect();
    let all: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let mut world = customers(Company::with("win-back", &win_back(2)), &all).await;
    let mut enrolled = Vec::new();
    world.it_becomes("2026-05-06 04:00").await;
    for _ in 0..4 {
        enrolled.push(world.news("lead.dormant").len());
        world.days_pass(1).await;
    }
    assert_eq!(enrolled, [2, 4, 5, 5]);
}

#[tokio::test]
async fn the_sweep_of_a_night_runs_once_however_often_it_is_called() {
    let mut world = customers(Company::with("win-back", &win_back(1)), &[TARO, HANA]).await;
    world.it_becomes("2026-05-06 04:00").await;
    let again = world.the_sweep_runs().await;
    assert_eq!((again.looked_at, again.enrolled), (0, 0));
    assert_eq!(world.news("lead.dormant").len(), 1);
}

#[tokio::test]
async fn people_who_refused_bounced_or_are_in_another_sequence_are_passed_over() {
    let [refused, bounced, busy, quiet] =
        ["akira@example.jp", "botan@example.jp", "chiyo@example.jp", "daichi@example.jp"];
    let greeting =
        json!({ "start": { "form": "customer" }, "steps": [{ "step": "hello", "send": "hello" }] });
    let long = json!({
        "start": { "form": "signup" },
        "steps": [{ "step": "next-year", "after": "300 days", "at": "10:00", "send": "next-year" }],
    });
    let company = Company::with("win-back", &win_back(10)).and("greeting", &greeting).and("long", &long);
    let mut world = customers(company, &[refused, bounced, busy, quiet]).await;
    world.the_person_unsubscribes(refused, "hello").await;
    world.the_mail_bounces(bounced, "hello").await;
    world.a_lead_posts("signup", busy).await;
    world.days_pass(50).await;
    assert_eq!(world.steps_sent_to(quiet), ["hello", "value", "coupon"]);
    for left_alone in [refused, bounced, busy] {
        assert_eq!(world.standing(left_alone, "win-back").await, "nowhere");
    }
}
