//! The bounds of what strangers can set off; a post that is not taken as it came is counted where somebody sees it.

mod human_check;

use bytes::Bytes;
use hikyaku_tests::world::{Answer, Company, World};
use http::{Method, Request, StatusCode};
use runtime::peer::Peer;
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

async fn company() -> World {
    let hello = json!({
        "start": { "form": "signup" }, "purpose": "transactional", "steps": [{ "step": "hello", "send": "hello" }],
    });
    World::of(Company::with("welcome", &hello)).await
}

/// A company with the usual ceilings, whose sequence begins anew with each post.
async fn usual() -> World {
    usual_with(json!({}), json!([])).await
}

async fn usual_with(ceilings: Value, proxies: Value) -> World {
    let hello = |form: &str| {
        json!({
            "start": { "form": form }, "start_again": "restart", "purpose": "transactional",
            "steps": [{ "step": "hello", "send": "hello" }],
        })
    };
    let company = Company::with("welcome", &hello("signup")).and("inquiry", &hello("inquiry"));
    let company = company.and("bought", &hello("customer"));
    World::of(company.with_setting("ceilings", ceilings).with_setting("trusted_proxies", proxies)).await
}

/// A post through a socket: from this peer, with this `X-Forwarded-For`.
async fn posts_from(world: &World, address: &str, peer: &str, forwarded: &str) -> Answer {
    let request = Request::post("/f/signup").header("content-type", "application/json");
    let request = request.header("x-forwarded-for", forwarded);
    let mut request = request.body(Bytes::from(json!({ "email": address }).to_string())).unwrap();
    request.extensions_mut().insert(Peer(peer.parse().unwrap()));
    world.request(request).await
}

/// The number of mails that went out in all.
fn mails(world: &World) -> usize {
    world.standalone.outbox.entries().unwrap().len()
}

async fn posts(world: &World, form: &str, fields: &Value) -> Answer {
    let request = Request::post(format!("/f/{form}")).header("content-type", "application/json");
    world.request(request.body(Bytes::from(fields.to_string())).unwrap()).await
}

#[tokio::test]
async fn posts_that_are_not_taken_as_they_came_are_counted_for_seven_days() {
    let mut world = company().await;
    posts(&world, "signup", &json!({ "email": TARO })).await;
    assert_eq!(world.at_the_door().await, [""; 0], "a post that is taken as it came is no news");
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
    let mut sorted = world.at_the_door().await;
    sorted.sort();
    let mut expected = counted.to_vec();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    world.days_pass(7).await;
    assert_eq!(world.at_the_door().await, [""; 0]);
}

#[tokio::test]
async fn sixty_posts_for_one_address_set_off_five_mails_a_day() {
    let mut world = usual().await;
    let first = posts(&world, "signup", &json!({ "email": TARO, "message": "0" })).await;
    for minute in 1..60 {
        world.minutes_pass(1).await;
        for form in ["signup", "inquiry"] {
            let answer = posts(&world, form, &json!({ "email": TARO, "message": minute.to_string() })).await;
            assert_eq!(answer, first, "a stranger learns nothing");
        }
        world.standalone.drain().await;
    }
    assert_eq!(mails(&world), 2, "a sequence begins anew once an hour");
    for hour in 0..21 {
        world.hours_pass(1).await;
        world.a_lead_answers("signup", TARO, &[("message", &format!("hour {hour}"))]).await;
    }
    assert_eq!(mails(&world), 5);
    let lines = world.at_the_door().await;
    let others = ["claim", "unknown_fields"];
    let of_ceilings: Vec<_> =
        lines.iter().filter(|line| !others.iter().any(|other| line.contains(other))).collect();
    assert_eq!(of_ceilings, ["18 address_ceiling of signup", "59 restart_too_soon of signup"]);
}

#[tokio::test]
async fn every_spelling_of_a_mailbox_counts_for_one_ceiling() {
    let world = usual().await;
    for number in 0..60 {
        posts(&world, "signup", &json!({ "email": format!("taro+{number}@example.jp") })).await;
    }
    for dots in (0..128_u32).step_by(3) {
        let letters = "hanakoya".char_indices().map(|(at, letter)| {
            if at < 7 && dots >> at & 1 == 1 { format!("{letter}.") } else { letter.to_string() }
        });
        let domain = if dots % 2 == 0 { "gmail.com" } else { "GoogleMail.com" };
        posts(&world, "signup", &json!({ "email": format!("{}@{domain}", letters.collect::<String>()) }))
            .await;
    }
    world.standalone.drain().await;
    assert_eq!(mails(&world), 10);
    assert_eq!(world.leads().await, 60 + 43, "every post is recorded");
    assert_eq!(world.at_the_door().await, ["93 address_ceiling of signup"]);
}

#[tokio::test]
async fn who_was_kept_from_a_reply_gets_it_the_day_after_and_staff_at_once() {
    let mut world = usual().await;
    for day in 0..6 {
        for number in 0..9 {
            posts(&world, "signup", &json!({ "email": format!("taro+{day}-{number}@example.jp") })).await;
        }
        world.days_pass(1).await;
    }
    assert_eq!(mails(&world), 15 + 3, "fifteen in the month, and then one a day");
    posts(&world, "signup", &json!({ "email": "taro+again@example.jp" })).await;
    world.a_lead_answers("inquiry", TARO, &[("message", "見積もりをください")]).await;
    assert_eq!(world.steps_sent_to(TARO), [""; 0], "somebody else was faster");
    world.a_lead_posts("customer", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"], "staff have no ceiling");
    world.days_pass(1).await;
    world.a_lead_answers("inquiry", TARO, &[("message", "見積もりをください")]).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "hello"]);
}

#[tokio::test]
async fn one_caller_cannot_take_the_last_place_of_an_address() {
    let world = usual().await;
    for number in 0..20 {
        posts_from(&world, &format!("taro+{number}@example.jp"), "203.0.113.7", "").await;
    }
    posts_from(&world, TARO, "198.51.100.1", "").await;
    world.standalone.drain().await;
    assert_eq!((mails(&world), world.steps_sent_to(TARO).len()), (5, 1));
}

#[tokio::test]
async fn a_caller_who_posts_too_many_is_asked_to_come_later_and_nothing_is_kept() {
    let ceilings = json!({ "caller": { "posts_per_hour": 3, "posts_per_day": 5 } });
    let mut world = usual_with(ceilings, json!([])).await;
    let mut number = 0;
    let mut post = async |world: &World, peer: &str, forwarded: &str| {
        number += 1;
        posts_from(world, &format!("lead-{number}@example.jp"), peer, forwarded).await
    };
    for forwarded in ["", "198.51.100.1", "198.51.100.2, 10.0.0.1"] {
        assert_eq!(post(&world, "203.0.113.7", forwarded).await.status, StatusCode::OK);
    }
    world.minutes_pass(15).await;
    let refused = post(&world, "203.0.113.7", "198.51.100.3").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "2700"));
    assert!(refused.body.contains("上限"), "{}", refused.body);
    assert_eq!(post(&world, "203.0.113.8", "").await.status, StatusCode::OK, "a neighbour is another caller");
    assert_eq!(world.leads().await, 4);
    world.hours_pass(1).await;
    for expected in [StatusCode::OK, StatusCode::OK, StatusCode::TOO_MANY_REQUESTS] {
        assert_eq!(post(&world, "203.0.113.7", "").await.status, expected);
    }
    let lines = world.at_the_door().await;
    assert_eq!(lines, ["2 caller_ceiling of signup"]);
    world.days_pass(1).await;
    assert_eq!(post(&world, "203.0.113.7", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn networks_of_ipv6_are_callers_and_trusted_proxies_are_none() {
    let ceilings = json!({ "caller": { "posts_per_hour": 1, "posts_per_day": 1 } });
    let world = usual_with(ceilings, json!(["127.0.0.1", "10.0.0.0/8"])).await;
    let (ok, many) = (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS);
    let table = [
        ("2001:db8:1:2::1", "", ok),
        ("2001:db8:1:2:ffff::9", "", many),
        ("2001:db8:1:3::1", "", ok),
        ("127.0.0.1", "198.51.100.7", ok),
        ("127.0.0.1", "203.0.113.99, 198.51.100.7", many),
        ("127.0.0.1", "198.51.100.7, 198.51.100.8, 10.1.2.3", ok),
        ("198.51.100.8", "127.0.0.1", many),
    ];
    for (number, (peer, forwarded, expected)) in table.into_iter().enumerate() {
        let answer = posts_from(&world, &format!("lead-{number}@example.jp"), peer, forwarded).await;
        assert_eq!(answer.status, expected, "{peer} {forwarded}");
    }
}

#[tokio::test]
async fn people_of_one_company_are_answered_slowly_and_of_large_providers_not() {
    let ceilings = json!({ "domain": { "at_once": 10, "per_day": 24 } });
    let mut world = usual_with(ceilings, json!([])).await;
    for number in 0..90 {
        posts(&world, "signup", &json!({ "email": format!("staff-{number}@victim.example.jp") })).await;
        posts(&world, "signup", &json!({ "email": format!("person-{number}@gmail.com") })).await;
    }
    world.standalone.drain().await;
    assert_eq!(mails(&world), 10 + 90);
    world.hours_pass(3).await;
    assert_eq!(mails(&world), 10 + 90 + 3, "then one an hour");
    world.days_pass(10).await;
    assert_eq!(mails(&world), 10 + 90 + 72, "what would wait longer than three days did not begin");
    assert_eq!(world.leads().await, 180);
}

#[tokio::test]
async fn a_flood_of_one_sequence_leaves_the_others_their_first_mails() {
    let ceilings = json!({ "everybody": { "at_once": 5, "per_day": 24 } });
    let mut world = usual_with(ceilings, json!([])).await;
    let lead = |number: usize| json!({ "email": format!("lead@company-{number}.example.jp") });
    for number in 0..8 {
        posts(&world, "signup", &lead(number)).await;
    }
    world.standalone.drain().await;
    assert_eq!(mails(&world), 2, "half of what goes at once");
    for number in 8..10 {
        posts(&world, "inquiry", &lead(number)).await;
    }
    world.a_lead_posts("customer", TARO).await;
    assert_eq!(mails(&world), 2 + 2 + 1, "another form answers at once, and staff wait for nobody");
    world.hours_pass(4).await;
    assert_eq!(mails(&world), 5 + 2, "the flood waits for half of the day");
    world.hours_pass(8).await;
    assert_eq!(mails(&world), 5 + 6);
    assert_eq!(world.at_the_door().await, ["1 unknown_fields of customer", "6 everybody_ceiling of signup"]);
}

#[tokio::test]
async fn a_flood_of_one_domain_takes_no_places_of_others() {
    let ceilings =
        json!({ "domain": { "at_once": 1, "per_day": 24 }, "everybody": { "at_once": 8, "per_day": 48 } });
    let world = usual_with(ceilings, json!([])).await;
    for number in 0..20 {
        posts(&world, "signup", &json!({ "email": format!("staff-{number}@victim.example.jp") })).await;
    }
    for number in 0..3 {
        posts(&world, "signup", &json!({ "email": format!("lead@company-{number}.example.jp") })).await;
    }
    world.standalone.drain().await;
    assert_eq!(mails(&world), 1 + 3);
}

#[tokio::test]
async fn the_only_sequence_has_all_that_goes_at_once() {
    let hello = json!({
        "start": { "form": "signup" }, "purpose": "transactional", "steps": [{ "step": "hello", "send": "hello" }],
    });
    let company = Company::with("welcome", &hello);
    let everybody = json!({ "everybody": { "at_once": 5, "per_day": 24 } });
    let mut world = World::of(company.with_setting("ceilings", everybody)).await;
    for number in 0..8 {
        posts(&world, "signup", &json!({ "email": format!("lead@company-{number}.example.jp") })).await;
    }
    world.standalone.drain().await;
    assert_eq!(mails(&world), 5);
    world.hours_pass(4).await;
    assert_eq!(mails(&world), 7);
}

#[tokio::test]
async fn posts_of_one_address_at_the_same_moment_are_all_taken() {
    let world = usual().await;
    let post = async |number: usize| {
        let fields = json!({ "email": TARO, "message": number.to_string() });
        posts(&world, ["signup", "inquiry"][number % 2], &fields).await.status
    };
    let (a, b, c, d) = tokio::join!(post(0), post(1), post(2), post(3));
    assert_eq!([a, b, c, d], [StatusCode::OK; 4]);
    world.standalone.drain().await;
    assert_eq!(mails(&world), 2);
}
