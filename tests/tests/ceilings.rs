//! What strangers can set off is bounded, and what is not taken as it came is counted where somebody sees it.

use bytes::Bytes;
use hikyaku::control::Operations;
use hikyaku::control::deeds::LookAround;
use hikyaku_tests::world::{Answer, Company, World};
use http::{Method, Request};
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

async fn company() -> World {
    let hello = json!({
        "start": { "form": "signup" }, "purpose": "transactional", "steps": [{ "step": "hello", "send": "hello" }],
    });
    World::of(Company::with("welcome", &hello)).await
}

async fn posts(world: &World, form: &str, fields: &Value) -> Answer {
    let request = Request::post(format!("/f/{form}")).header("content-type", "application/json");
    world.request(request.body(Bytes::from(fields.to_string())).unwrap()).await
}

/// What `status` tells of the last seven days: `2 problems of signup`.
async fn at_the_door(world: &World) -> Vec<String> {
    let standing = Operations::on(world.desk.clone()).look_around(LookAround {}).await.unwrap();
    let lines = standing.at_the_door.into_iter();
    lines
        .map(|line| format!("{} {} of {}", line.posts, line.outcome, line.form.as_deref().unwrap_or("none")))
        .collect()
}

#[tokio::test]
async fn posts_that_are_not_taken_as_they_came_are_counted_for_seven_days() {
    let mut world = company().await;
    posts(&world, "signup", &json!({ "email": TARO })).await;
    assert_eq!(at_the_door(&world).await, [""; 0], "a post that is taken as it came is no news");
    for _ in 0..2 {
        posts(&world, "signup", &json!({ "email": "nobody" })).await;
    }
    posts(&world, "signup", &json!({ "email": { "is": 1 } })).await;
    posts(&world, "signup", &json!({ "email": TARO, "leave_empty": "https://spam.example" })).await;
    posts(&world, "sign-up", &json!({ "email": TARO })).await;
    posts(&world, "customer", &json!({ "email": TARO })).await;
    let request = Request::builder().method(Method::GET).uri("/f/sign-up").body(Bytes::new()).unwrap();
    world.request(request).await;
    let counted = [
        "1 unknown_form of none",
        "1 staff_only of customer",
        "1 unreadable of signup",
        "2 problems of signup",
        "1 honeypot of signup",
    ];
    let mut sorted = at_the_door(&world).await;
    sorted.sort();
    let mut expected = counted.to_vec();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    world.days_pass(7).await;
    assert_eq!(at_the_door(&world).await, [""; 0]);
}
