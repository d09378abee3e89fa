//! Events that other systems tell of a lead by address: taken with the key, recorded without the address, refused with a remedy.

use ::links::LinkKeys;
use bytes::Bytes;
use cadence::ids::FormId;
use hikyaku::commands::links;
use hikyaku::output::{Format, Output};
use hikyaku_tests::world::{Answer, Company, World};
use http::Request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

/// A week of mails that ends with a purchase, which begins a thanks that names the product.
async fn company() -> World {
    let welcome = json!({
        "start": { "form": "signup" }, "goal": { "event": "purchase", "within": "60 days" },
        "steps": [{ "step": "hello", "send": "hello" }, { "step": "tips", "day": 7, "at": "10:00", "send": "tips" }],
    });
    let bought =
        json!({ "start": { "event": "purchase" }, "steps": [{ "step": "thanks", "send": "thanks" }] });
    let company = Company::with("welcome", &welcome).and("bought", &bought);
    company.write("emails/bought/thanks/subject.txt", "Your {{ event.product | default(\"order\") }}");
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world
}

fn purchase() -> Value {
    json!({ "email": " Taro@Example.JP ", "event": "purchase", "key": "order-1", "fields": { "product": "shelf", "count": 3 } })
}

async fn tell(world: &World, authorization: &str, body: impl Into<Bytes>) -> Answer {
    let request = Request::post("/api/events").header("authorization", authorization);
    world.request(request.body(body.into()).unwrap()).await
}

async fn tell_with_key(world: &World, body: &Value) -> Answer {
    tell(world, &format!("Bearer {}", world.standalone.api_key()), body.to_string()).await
}

#[tokio::test]
async fn a_purchase_told_by_address_ends_one_run_and_begins_another() {
    let world = company().await;
    let answer = tell_with_key(&world, &purchase()).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let lead = world.lead(TARO);
    assert_eq!(answer.body, json!({ "lead": lead.as_str(), "status": "ok" }).to_string());
    assert_eq!(
        world.standing(TARO, "welcome").await,
        "done: goal_reached",
        "recorded before it was answered"
    );
    world.standalone.drain().await;
    assert!(world.mails_to(TARO).len() == 2 && world.mail(TARO, "thanks").head.contains("Your shelf"));

    // Told again, by the id that was answered: the same occurrence.
    let again = json!({ "lead": lead.as_str(), "event": "purchase", "key": "order-1", "at": "2026-01-01T09:00:00+09:00" });
    let score = world.score(TARO).await;
    assert_eq!(tell_with_key(&world, &again).await.status, 202);
    world.standalone.drain().await;
    assert_eq!(world.mails_to(TARO).len(), 2);
    assert!((world.score(TARO).await - score).abs() < 0.01);
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_says_what_to_do() {
    let world = company().await;
    let before = world.rows().await;
    let with = |name: &str, value: Value| {
        let mut event = purchase();
        event[name] = value;
        event
    };
    let mut without = purchase();
    without.as_object_mut().unwrap().remove("email");
    let mut both = purchase();
    both["lead"] = "aaaaaaaaaaaaaaaaaaaaaaaaaa".into();
    let refused: Vec<(Value, u16, &str)> = vec![
        (json!([purchase()]), 400, "one JSON object"),
        (without, 422, r#"{"field":"email","message":"write the address of the person"#),
        (both, 422, "give `email` or `lead`, not both"),
        (with("email", json!("nobody")), 422, "correct it"),
        (with("email", json!("hana@example.jp")), 404, "post a form for this person first"),
        (with("event", json!("Bought it")), 422, r#"{"field":"event""#),
        (with("at", json!("yesterday")), 422, "2026-12-01T10:00:00+09:00"),
        (with("key", json!("")), 422, r#"{"field":"key""#),
        (with("key", json!("x".repeat(101))), 422, "at most 100 characters"),
        (with("key", json!("order-\u{fffd}")), 422, "a character was lost"),
        (with("fields", json!({ "item": "棚\u{fffd}" })), 422, "send the text in UTF-8"),
        (with("fields", json!({ "\u{fffd}": "棚板" })), 422, "a character was lost"),
        (with("fields", json!({ "items": ["棚板"] })), 422, r#"{"field":"fields""#),
        (with("fields", json!({ "note": "a\u{0}b" })), 422, r#"{"field":"fields""#),
        (with("keys", json!("a")), 422, "did you mean `key`?"),
        (with("amount", json!(3)), 422, r#"{"field":"amount","message":"it is not known here"#),
        (json!({}), 422, r#"{"field":"key""#),
    ];
    for (body, status, says) in refused {
        let answer = tell_with_key(&world, &body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
        assert!(answer.body.contains(says), "{body} is answered {}, not {says}", answer.body);
    }
    assert_eq!(
        tell_with_key(&world, &json!({ "email": 3, "event": 3 })).await.body.matches("field\":").count(),
        3
    );
    let large = json!({ "email": TARO, "event": "purchase", "key": "x".repeat(65 * 1024) });
    assert_eq!(tell_with_key(&world, &large).await.status, 413);
    assert_eq!(world.rows().await, before);
}

#[tokio::test]
async fn an_event_no_document_mentions_is_recorded_and_answered_with_a_hint() {
    let world = company().await;
    let told = async |event: &str| {
        let body = json!({ "email": TARO, "event": event, "key": format!("key-{event}") });
        let answer = tell_with_key(&world, &body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        body.get("hint").map(|hint| hint.as_str().unwrap().to_owned())
    };
    assert_eq!(told("purchase").await, None);
    assert_eq!(told("complaint_opened").await, None);
    let near = told("purchse").await.unwrap();
    assert!(near.ends_with("mentions `purchse`; did you mean \"purchase\"?"), "{near}");
    let far = told("invoice-paid").await.unwrap();
    assert!(far.contains("recorded, but no sequence") && far.contains("there are: "), "{far}");
    let rows = world.rows().await;
    assert!(rows.iter().any(|row| format!("{row:?}").contains("event#purchse")), "recorded all the same");
}

#[tokio::test]
async fn without_the_key_nothing_is_said_about_anybody() {
    let world = company().await;
    let before = world.rows().await;
    let form = world.standalone.form_path(&FormId::parse("customer").unwrap(), true);
    let of_a_form = form.split_once("key=").map(|(_, key)| format!("Bearer {key}")).unwrap();
    for wrong in ["", "Bearer x", &of_a_form, &format!("Basic {}", world.standalone.api_key())] {
        for email in [TARO, "hana@example.jp", "no address"] {
            let mut event = purchase();
            event["email"] = email.into();
            let answer = tell(&world, wrong, event.to_string()).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("www-authenticate")),
                (401, "Bearer"),
                "{wrong}"
            );
            assert!(answer.body.contains("hikyaku links"), "{}", answer.body);
        }
    }
    let looked = Request::get("/api/events").body(Bytes::new()).unwrap();
    let answer = world.request(looked).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"));
    assert_eq!(world.rows().await, before);
}

#[tokio::test]
async fn the_links_of_a_stack_name_its_forms_and_the_key_that_opens_the_api() {
    let world = company().await;
    let keys = LinkKeys::new(world.secrets().links).unwrap();
    let catalog = world.standalone.catalog().await.unwrap();
    let printed = |format| {
        let (mut output, text) = Output::in_memory(format);
        links::print("https://mail.example.co.jp", &keys, &catalog, &mut output).unwrap();
        text.lock().unwrap().clone()
    };
    let told: Value = serde_json::from_str(&printed(Format::Json)).unwrap();
    assert_eq!(told["events"]["url"], "https://mail.example.co.jp/api/events");
    let key = told["events"]["key"].as_str().unwrap();
    assert_eq!(tell(&world, &format!("Bearer {key}"), purchase().to_string()).await.status, 202);
    let forms = told["forms"].as_array().unwrap();
    let url = |form: &str| {
        let form = forms.iter().find(|shown| shown["form"] == form).unwrap();
        (form["staff_only"].clone(), form["url"].as_str().unwrap().to_owned())
    };
    assert_eq!(url("signup"), (json!(false), "https://mail.example.co.jp/f/signup".to_owned()));
    let (staff_only, customer) = url("customer");
    assert!(staff_only == true && customer.starts_with("https://mail.example.co.jp/f/customer?key=v1."));
    let text = printed(Format::Text);
    for line in ["/f/signup\n", &customer, "for staff", "POST https://mail.example.co.jp/api/events", key] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[test]
fn any_event_of_a_system_is_taken_or_refused_and_everything_is_readable() {
    let value = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!({ "a": "b" })),
        Just(json!("9999-12-31T23:59:59Z")),
        Just(json!("x".repeat(3_000))),
    ];
    let name = prop_oneof!["email|lead|event|at|key|fields".prop_map(String::from), any::<String>()];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(company());
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let changes = proptest::collection::vec((name, value), 0..3);
    let tried = TestRunner::new(config).run(&changes, |changes| {
        let mut event = purchase();
        for (name, value) in changes {
            event[name] = value;
        }
        runtime.block_on(async {
            let status = tell_with_key(&world, &event).await.status.as_u16();
            prop_assert!([202, 404, 422].contains(&status), "{status}");
            world.standalone.drain().await;
            prop_assert!(world.standalone.store.snapshot(&world.lead(TARO), &[]).await.is_ok());
            prop_assert!(world.score(TARO).await.abs() < 1_000.0);
            Ok(())
        })
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}
