//! Leads that other systems hand over: taken with the key, answered one by one, and never against a refusal.

mod units;

use bytes::Bytes;
use cadence::consent::Standing;
use hikyaku_tests::world::{Answer, Company, World};
use http::Request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";
const HANA: &str = "hana@example.jp";

async fn company() -> World {
    let welcome = json!({
        "start": { "form": "signup" },
        "steps": [{ "step": "hello", "send": "hello" }],
    });
    World::of(Company::with("welcome", &welcome)).await
}

fn ground() -> Value {
    json!({ "kind": "express", "evidence": "order form", "obtained_on": "2026-04-01", "by": "crm" })
}

async fn post(world: &World, authorization: &str, body: impl Into<Bytes>) -> Answer {
    let request = Request::post("/api/leads").header("authorization", authorization);
    world.request(request.body(body.into()).unwrap()).await
}

async fn hand_over(world: &World, body: &Value) -> (u16, Value) {
    let answer = post(world, &format!("Bearer {}", world.standalone.api_key()), body.to_string()).await;
    (answer.status.as_u16(), serde_json::from_str(&answer.body).unwrap())
}

/// The outcomes of a post that was taken.
async fn outcomes(world: &World, body: &Value) -> Vec<String> {
    let (status, answer) = hand_over(world, body).await;
    assert_eq!(status, 200, "{answer}");
    let leads = answer["leads"].as_array().unwrap();
    leads.iter().map(|lead| lead["outcome"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_lead_is_handed_over_with_its_ground() {
    let world = company().await;
    let one = json!({
        "list": "crm", "ground": ground(), "email": " Taro@Example.JP ", "name": "山田 太郎", "language": "ja",
        "tags": ["met"], "fields": { "company": "みどり", "employees": 120, "vip": true, "memo": null }, "key": "crm-1",
    });
    let (status, answer) = hand_over(&world, &one).await;
    let lead = world.lead(TARO);
    let expected = json!({ "status": "ok", "leads": [
        { "key": "crm-1", "lead": lead.as_str(), "outcome": "created", "left_out": 0 },
    ] });
    assert_eq!((status, answer), (200, expected));
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    let profile = world.profile(TARO).await;
    assert_eq!(profile.name.as_deref(), Some("山田 太郎"));
    let told: Vec<String> =
        profile.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(told.join(" "), "company=みどり employees=120 vip=true");
    assert_eq!(world.mails_to(TARO), [""; 0], "a list begins nothing by itself");
}

#[tokio::test]
async fn a_batch_is_answered_lead_by_lead_in_its_order() {
    let world = company().await;
    let batch = json!({ "list": "crm", "ground": "none", "leads": [
        { "email": TARO, "key": "1" }, { "email": "no address", "key": "2" }, { "mail": HANA, "key": "3" },
        { "email": HANA, "tags": "met" }, "hana", { "email": HANA },
    ] });
    let (status, answer) = hand_over(&world, &batch).await;
    assert_eq!(status, 200);
    let leads = answer["leads"].as_array().unwrap();
    let told: Vec<&str> = leads.iter().map(|lead| lead["outcome"].as_str().unwrap()).collect();
    assert_eq!(told, ["created", "rejected", "rejected", "rejected", "rejected", "created"]);
    assert_eq!(leads[1]["key"], "2");
    assert!(leads[2]["message"].as_str().unwrap().contains("did you mean `email`?"), "{}", leads[2]);
    assert_eq!(world.consent(TARO).await, Standing::NoGround);
    let none = json!({ "list": "crm", "ground": "none", "leads": [{ "email": "x" }] });
    assert_eq!(hand_over(&world, &none).await.0, 422, "none of them is a lead");
}

#[tokio::test]
async fn told_again_a_lead_counts_once_and_an_older_state_does_not_come_back() {
    let world = company().await;
    let state = |plan: &str, key: &str| json!({ "list": "crm", "ground": ground(), "email": TARO, "fields": { "plan": plan }, "key": key });
    assert_eq!(outcomes(&world, &state("silver", "crm-1")).await, ["created"]);
    assert_eq!(outcomes(&world, &state("silver", "crm-1")).await, ["unchanged"]);
    assert_eq!(outcomes(&world, &state("gold", "crm-2")).await, ["known"]);
    assert_eq!(outcomes(&world, &state("silver", "crm-1")).await, ["unchanged"], "it came late");
    assert_eq!(world.profile(TARO).await.attributes["plan"], "gold");
    assert_eq!(world.grounds(TARO).await.len(), 1);
}

#[tokio::test]
async fn a_refusal_stands_whatever_another_system_says() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let batch = json!({ "list": "crm", "ground": ground(), "leads": [
        { "email": TARO }, { "email": "taro+crm@example.jp" },
    ] });
    assert_eq!(outcomes(&world, &batch).await, ["refused", "refused"]);
    assert_eq!(world.consent(TARO).await, Standing::Refused);
    assert_eq!(world.consent("taro+crm@example.jp").await, Standing::NoGround);
}

#[tokio::test]
async fn without_the_key_or_its_shape_nothing_is_taken_and_it_is_said_why() {
    let world = company().await;
    let good = json!({ "list": "crm", "ground": ground(), "email": TARO });
    for authorization in ["", "Bearer", "Bearer v1.wrong", "Basic dGFybw=="] {
        assert_eq!(post(&world, authorization, good.to_string()).await.status, 401, "{authorization:?}");
    }
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        body
    };
    let many: Vec<Value> = (0..101).map(|_| json!({ "email": TARO })).collect();
    let wrong = [
        changed(&|body| body["list"] = json!("春")),
        changed(&|body| body["ground"] = Value::Null),
        changed(&|body| body["ground"] = json!("sure")),
        changed(&|body| body["ground"]["kind"] = json!("guess")),
        changed(&|body| body["ground"]["by"] = json!("sato@example.jp")),
        changed(&|body| body["ground"]["more"] = json!(1)),
        changed(&|body| body["leads"] = json!([{ "email": HANA }])),
        json!({ "list": "crm", "ground": "none", "leads": [] }),
        json!({ "list": "crm", "ground": "none", "leads": many }),
        json!({ "list": "crm", "ground": "none", "leads": [{ "email": TARO }], "more": 1 }),
        changed(&|body| body["ground"]["evidence"] = json!("taro@example.jp said so")),
        changed(&|body| body["ground"]["obtained_on"] = json!("2100-01-01")),
        changed(&|body| body["ground"] = json!({ "kind": "express", "by": "crm", "evidence": "form" })),
    ];
    for body in wrong {
        let (status, answer) = hand_over(&world, &body).await;
        assert_eq!(status, 422, "{body} → {answer}");
    }
    let key = format!("Bearer {}", world.standalone.api_key());
    assert_eq!(post(&world, &key, "no JSON").await.status, 400);
    assert_eq!(post(&world, &key, vec![b' '; 600 * 1024]).await.status, 413);
    let looked = Request::get("/api/leads").body(Bytes::new()).unwrap();
    assert_eq!(world.request(looked).await.status, 405);
    assert_eq!(world.leads().await, 0);
}

/// JSON of any shape, often near that of a post.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!(TARO)),
        Just(json!("none")),
        Just(json!("crm")),
    ];
    let name = prop_oneof![
        Just("list".to_owned()),
        Just("ground".to_owned()),
        Just("leads".to_owned()),
        Just("email".to_owned()),
        Just("fields".to_owned()),
        Just("key".to_owned()),
        Just("tags".to_owned()),
        ".{0,6}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[test]
fn whatever_another_system_posts_is_taken_or_refused_with_a_reason() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let world = runtime.block_on(company());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(300) });
    let posts = (anything(), any::<bool>()).prop_map(|(body, near)| match (near, body) {
        (true, Value::Object(mut members)) => {
            members.insert("list".to_owned(), json!("crm"));
            members.insert("ground".to_owned(), json!("none"));
            Value::Object(members)
        }
        (_, body) => body,
    });
    let judged = runner.run(&posts, |body| {
        let (status, answer) = runtime.block_on(hand_over(&world, &body));
        prop_assert!([200, 400, 422].contains(&status), "{} {}", status, answer);
        prop_assert!(answer["message"].is_string() || answer["leads"].is_array(), "{}", answer);
        Ok(())
    });
    judged.unwrap();
}
