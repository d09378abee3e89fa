//! Forms that require a human check: a post without a fresh token is refused, and machines do not use up the places of people.

use super::{TARO, mails, posts, usual};
use cadence::ids::FormId;
use chrono::TimeDelta;
use hikyaku_tests::world::World;
use http::StatusCode;
use links::LinkKeys;
use serde_json::{Value, json};

async fn require_a_human_check(world: &mut World) {
    world
        .the_marketer_publishes(|company| {
            let path = company.folder().join("forms/signup.json");
            let mut form: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            form["human_check"] = json!(true);
            company.write("forms/signup.json", &form.to_string());
        })
        .await;
}

fn token(world: &World, form: &str, minutes: i64) -> String {
    let links = LinkKeys::new(world.secrets().links).unwrap();
    let expiry = world.clock.now() + TimeDelta::minutes(minutes);
    links.human_check_token(&FormId::parse(form).unwrap(), expiry, "0123456789abcdef")
}

#[tokio::test]
async fn a_form_that_requires_a_human_check_takes_no_post_without_its_token() {
    let mut world = usual().await;
    require_a_human_check(&mut world).await;
    let fresh = token(&world, "signup", 10);
    let (of_another, too_long) = (token(&world, "inquiry", 10), token(&world, "signup", 31));
    let fields = |token: &str| json!({ "email": TARO, "human_check": token });
    for refused in ["", "yes", &of_another, &too_long] {
        let answer = posts(&world, "signup", &fields(refused)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{refused}");
        assert!(answer.body.contains("確認"), "{}", answer.body);
    }
    assert_eq!(world.leads().await, 0);
    assert_eq!(posts(&world, "signup", &fields(&fresh)).await.status, StatusCode::OK);
    world.minutes_pass(10).await;
    assert_eq!(
        posts(&world, "signup", &fields(&fresh)).await.status,
        StatusCode::FORBIDDEN,
        "it has expired"
    );
    assert_eq!(world.at_the_door().await, ["5 human_check_failed of signup"]);
}

#[tokio::test]
async fn machines_cannot_use_up_the_places_of_those_who_passed_a_human_check() {
    let mut world = usual().await;
    for number in 0..20 {
        posts(&world, "inquiry", &json!({ "email": format!("taro+{number}@example.jp"), "message": "x" }))
            .await;
    }
    require_a_human_check(&mut world).await;
    let token = token(&world, "signup", 9);
    posts(&world, "signup", &json!({ "email": TARO, "human_check": token })).await;
    world.standalone.drain().await;
    assert_eq!((mails(&world), world.steps_sent_to(TARO).len()), (6, 1));
}
