//! Double opt-in: who agrees by a form is asked once more in the mailbox, and until then no marketing goes.

use super::erasure::erased;
use super::{HANA, TARO, two_mails};
use cadence::consent::{Given, Proof, Standing};
use hikyaku_tests::world::{Company, World};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const YES: Option<&str> = Some("answer=yes");
const NEVER: Option<&str> = Some("answer=never");

/// The form `signup` with this word about confirmations, and what may follow a post of it.
fn company(confirm: &str) -> Company {
    let company = Company::with(
        "welcome",
        &json!({
            "start": { "form": "signup" },
            "start_again": "restart",
            "steps": [
                { "step": "reply", "send": "reply", "purpose": "transactional" },
                { "step": "hello", "after": "10 minutes", "send": "hello" },
                { "step": "tips", "day": 3, "at": "10:00", "send": "tips" },
            ],
        }),
    );
    confirming(&company, confirm);
    company
}

fn confirming(company: &Company, confirm: &str) {
    let path = company.folder().join("forms/signup.json");
    let mut form: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    form["confirm"] = confirm.into();
    company.write("forms/signup.json", &form.to_string());
}

async fn posts(world: &mut World, address: &str, message: &str) {
    let answers = [("agree", "on"), ("name", "太郎"), ("company", "棚"), ("message", message)];
    world.a_lead_answers("signup", address, &answers).await;
    world.minutes_pass(20).await;
}

#[tokio::test]
async fn marketing_waits_for_the_press_and_goes_on_from_there() {
    let mut world = World::of(company("always")).await;
    posts(&mut world, TARO, "a").await;
    world.hours_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "ask"], "what was asked for goes, and the question");
    assert_eq!(world.consent(TARO).await, Standing::NoGround);
    assert_eq!(world.grounds(TARO).await, [(Proof::Posted, Some(Given::ToBeConfirmed))]);
    world.hours_pass(20).await;
    let link = world.confirm_path(TARO, "ask");
    let page = world.a_page_is_asked(&link, None).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("案内のメールを受け取ることに同意します。"), "{}", page.body);
    assert_eq!(world.consent(TARO).await, Standing::NoGround, "looking changes nothing");
    let pressed = world.a_page_is_asked(&link, YES).await;
    assert!(pressed.body.contains("確認しました"), "{}", pressed.body);
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    let confirmed = (Proof::ConfirmedByMail, Some(Given::Taken));
    assert_eq!(world.grounds(TARO).await.last(), Some(&confirmed));
    world.hours_pass(6).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "ask", "hello"]);
    world.days_pass(20).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "ask", "hello", "tips"], "and nobody is asked again");
    assert_eq!(world.news("lead.confirmed").len(), 1);
    let rows = world.rows().await;
    let again = world.a_page_is_asked(&link, YES).await;
    assert!(again.body.contains("確認しました"), "{}", again.body);
    assert_eq!(world.rows().await, rows, "a second press changes nothing");
}

#[tokio::test]
async fn who_never_presses_is_asked_twice_and_gets_no_marketing() {
    let mut world = World::of(company("always")).await;
    posts(&mut world, TARO, "a").await;
    world.days_pass(3).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "ask", "ask-again"]);
    let late = world.confirm_path(TARO, "ask-again");
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "ask", "ask-again"]);
    assert_eq!(world.standing(TARO, "welcome").await, "done: no_consent");
    let over = world.a_page_is_asked(&late, YES).await;
    assert!(over.body.contains("期限は過ぎています"), "{}", over.body);
    assert_eq!(world.consent(TARO).await, Standing::NoGround);
    posts(&mut world, TARO, "b").await;
    world.days_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO)[3..], ["reply", "ask"], "whoever asks anew is asked anew");
}

#[tokio::test]
async fn a_post_while_a_question_is_open_asks_no_second_one() {
    let mut world = World::of(company("always")).await;
    for message in ["a", "b", "c"] {
        posts(&mut world, TARO, message).await;
        world.hours_pass(2).await;
    }
    let asked = |world: &World| world.steps_sent_to(TARO).iter().filter(|step| *step == "ask").count();
    assert_eq!(asked(&world), 1);
    let link = world.confirm_path(TARO, "ask");
    world.a_page_is_asked(&link, YES).await;
    posts(&mut world, TARO, "d").await;
    assert_eq!(asked(&world), 1, "who has confirmed is not asked");
    assert_eq!(world.grounds(TARO).await.last(), Some(&(Proof::Posted, Some(Given::BetterStands))));
}

#[tokio::test]
async fn who_refused_is_asked_once_in_half_a_year() {
    let mut world = World::of(company("after a refusal")).await;
    posts(&mut world, TARO, "a").await;
    world.hours_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "hello"], "a first agreement counts at once");
    world.the_person_unsubscribes(TARO, "hello").await;
    let mut asked = Vec::new();
    for day in 0..12 {
        world.days_pass(16).await;
        posts(&mut world, TARO, &format!("post {day}")).await;
        world.days_pass(4).await;
        asked.push(world.steps_sent_to(TARO).iter().filter(|step| step.starts_with("ask")).count());
    }
    assert_eq!(asked, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2], "no reminder, and nothing for 180 days");
    assert_eq!(world.consent(TARO).await, Standing::Refused);
    assert!(!world.steps_sent_to(TARO).contains(&"tips".to_owned()));
}

#[tokio::test]
async fn a_press_after_a_refusal_brings_the_marketing_back() {
    let mut world = World::of(company("after a refusal")).await;
    posts(&mut world, TARO, "a").await;
    world.the_person_unsubscribes(TARO, "hello").await;
    world.days_pass(1).await;
    posts(&mut world, TARO, "b").await;
    assert_eq!(world.consent(TARO).await, Standing::Refused);
    let link = world.confirm_path(TARO, "ask");
    world.a_page_is_asked(&link, YES).await;
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    world.days_pass(7).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "hello", "reply", "ask", "hello", "tips"]);
    world.the_person_unsubscribes(TARO, "tips").await;
    let stale = world.a_page_is_asked(&link, YES).await;
    assert!(!stale.body.contains("確認しました"), "{}", stale.body);
    assert_eq!(world.consent(TARO).await, Standing::Refused, "the old link brings nothing back");
}

#[tokio::test]
async fn who_wants_no_question_gets_none_under_any_spelling() {
    let mut world = World::of(company("after a refusal")).await;
    posts(&mut world, TARO, "a").await;
    world.the_person_unsubscribes(TARO, "hello").await;
    world.days_pass(1).await;
    posts(&mut world, TARO, "b").await;
    let link = world.confirm_path(TARO, "ask");
    let never = world.a_page_is_asked(&link, NEVER).await;
    assert!(never.body.contains("お送りしません"), "{}", never.body);
    let over = world.a_page_is_asked(&link, YES).await;
    assert!(!over.body.contains("確認しました"), "{}", over.body);
    for (days, spelling) in [(1, TARO), (200, TARO), (1, "taro+x@example.jp"), (200, "taro+y@example.jp")] {
        world.days_pass(days).await;
        posts(&mut world, spelling, spelling).await;
        world.days_pass(1).await;
        let asked = world.steps_sent_to(spelling).iter().filter(|step| *step == "ask").count();
        assert_eq!(asked, usize::from(spelling == TARO), "{spelling}");
        assert_ne!(world.consent(spelling).await, Standing::Agrees, "{spelling}");
    }
}

#[tokio::test]
async fn another_spelling_of_a_mailbox_that_refused_is_asked_once_too() {
    let mut world = World::of(company("always")).await;
    posts(&mut world, TARO, "a").await;
    let link = world.confirm_path(TARO, "ask");
    world.a_page_is_asked(&link, YES).await;
    world.hours_pass(1).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let spellings = ["taro+1@example.jp", "taro+2@example.jp", "taro+3@example.jp"];
    for spelling in spellings {
        world.days_pass(1).await;
        posts(&mut world, spelling, spelling).await;
        world.days_pass(4).await;
    }
    let asked =
        spellings.map(|it| world.steps_sent_to(it).iter().filter(|step| step.starts_with("ask")).count());
    assert_eq!(asked, [1, 0, 0]);
}

#[tokio::test]
async fn a_refusal_while_a_question_is_open_closes_it() {
    let company = company("always").and("news", &two_mails("agreed"));
    let mut world = World::of(company).await;
    world.a_lead_posts("agreed", TARO).await;
    posts(&mut world, TARO, "a").await;
    world.hours_pass(1).await;
    assert!(!world.steps_sent_to(TARO).contains(&"ask".to_owned()), "staff noted the agreement before");
    posts(&mut world, HANA, "a").await;
    world.hours_pass(1).await;
    let link = world.confirm_path(HANA, "ask");
    world.a_page_is_asked(&link, NEVER).await;
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(HANA), ["reply", "ask"]);
    assert_eq!(world.consent(HANA).await, Standing::Refused);
}

#[tokio::test]
async fn the_words_of_a_post_stand_for_the_person_once_they_are_confirmed() {
    let mut world = World::of(company("after a refusal")).await;
    posts(&mut world, TARO, "a").await;
    world.the_person_unsubscribes(TARO, "hello").await;
    world.days_pass(1).await;
    let other = [("agree", "on"), ("name", "次郎"), ("company", "新しい会社")];
    world.a_lead_answers("signup", TARO, &other).await;
    let company_of = async |world: &World| {
        let profile = world.standalone.store.profile(&world.lead(TARO)).await.unwrap().unwrap().value;
        (profile.name.unwrap(), profile.attributes["company"].clone())
    };
    let before = company_of(&world).await;
    assert_eq!(before, ("太郎".to_owned(), "棚".to_owned()), "a stranger may have posted it");
    let link = world.confirm_path(TARO, "ask");
    world.a_page_is_asked(&link, YES).await;
    assert_eq!(company_of(&world).await, ("次郎".to_owned(), "新しい会社".to_owned()));
}

#[tokio::test]
async fn nobody_is_asked_whose_address_is_dead_or_who_was_erased() {
    let mut world = World::of(company("after a refusal")).await;
    for address in [TARO, HANA] {
        posts(&mut world, address, "a").await;
        world.the_person_unsubscribes(address, "hello").await;
    }
    world.the_mail_bounces(TARO, "hello").await;
    erased(&world, HANA).await;
    world.days_pass(1).await;
    for address in [TARO, HANA] {
        posts(&mut world, address, "b").await;
        world.days_pass(4).await;
        assert!(!world.steps_sent_to(address).contains(&"ask".to_owned()), "{address}");
        assert_eq!(world.consent(address).await, Standing::Refused, "{address}");
    }
    let spelling = "hana+x@example.jp";
    posts(&mut world, spelling, "c").await;
    assert!(!world.steps_sent_to(spelling).contains(&"ask".to_owned()), "an erasure holds in every spelling");
}

#[tokio::test]
async fn looking_at_the_page_and_odd_requests_change_nothing() {
    let mut world = World::of(company("always")).await;
    posts(&mut world, TARO, "a").await;
    let link = world.confirm_path(TARO, "ask");
    let rows = world.rows().await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE] {
        let request = Request::builder().method(method).uri(&link).body("answer=yes".into()).unwrap();
        world.request(request).await;
        assert_eq!(world.rows().await, rows);
    }
    for body in ["", "answer=maybe", "List-Unsubscribe=One-Click", "answer=yes&answer=yes"] {
        let answer = world.a_page_is_asked(&link, Some(body)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(world.rows().await, rows, "{body}");
    }
    let cut = world.a_page_is_asked(&link[..link.len() - 1], YES).await;
    assert_eq!(cut.status, StatusCode::NOT_FOUND);
    assert_eq!(world.rows().await, rows);
}

#[tokio::test]
async fn an_answer_to_a_post_does_not_tell_whether_somebody_is_asked() {
    let mut world = World::of(company("after a refusal")).await;
    posts(&mut world, TARO, "a").await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let answers = [("agree", "on"), ("message", "x")];
    let known = world.request(world.post_of("signup", TARO, &answers)).await;
    let unknown = world.request(world.post_of("signup", HANA, &answers)).await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
}
