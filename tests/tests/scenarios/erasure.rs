//! Somebody asks to be erased: nothing comes back by itself, and nobody is kept from beginning anew.

use super::{HANA, TARO, two_mails};
use cadence::consent::{Given, Proof, Standing};
use hikyaku_tests::world::{Company, World};
use http::StatusCode;
use kit::company::erasure_wish;
use operations::answers::{ErasureOutcome, PersonErased};
use operations::requests::{ErasePerson, ExportPerson, ShowPerson, Who};
use serde_json::json;
use std::path::Path;

/// A name that stands in no other text.
const NAME: &str = "消える 太郎";

async fn welcomed() -> World {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    for address in [TARO, HANA] {
        world.a_lead_answers("signup", address, &[("agree", "yes"), ("name", NAME)]).await;
    }
    world
}

pub(super) async fn erased(world: &World, who: &str) -> PersonErased {
    let (who, by, reason) = (Who(who.to_owned()), "sato".to_owned(), "by telephone".to_owned());
    let wish = ErasePerson { who, wished_at: None, by, reason };
    world.standalone.operations().erase_person(wish).await.unwrap()
}

/// The kinds of everything that is kept about somebody.
async fn kept(world: &World, address: &str) -> Vec<String> {
    let all = world.standalone.store.everything_about(&world.lead(address)).await;
    all.unwrap().into_keys().collect()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The places in which a text stands: items of the table, and files of the data folder.
async fn found(world: &World, text: &str) -> Vec<String> {
    let mut places = Vec::new();
    let in_line = |line: String| {
        if line.contains(text) {
            places.push(line);
        }
    };
    world.standalone.store.export_lines(in_line).await.unwrap();
    for file in files(world.data()) {
        let bytes = std::fs::read(&file).unwrap();
        if bytes.windows(text.len()).any(|part| part == text.as_bytes()) {
            places.push(file.display().to_string());
        }
    }
    places
}

#[tokio::test]
async fn nothing_that_names_the_person_is_left_anywhere() {
    let mut world = welcomed().await;
    world.the_mail_is_clicked(TARO, "hello").await;
    world.it_is_reported(TARO, "purchase").await;
    assert!(found(&world, TARO).await.len() >= 2, "the address is looked for in the right places");
    let answer = erased(&world, TARO).await;
    assert_eq!((answer.outcome, answer.outbox), (ErasureOutcome::Erased, 1));
    assert!(answer.items >= 6, "{answer:?}");
    assert_eq!(found(&world, TARO).await, [""; 0]);
    assert_eq!(kept(&world, TARO).await, ["card", "grounds"]);
    assert_eq!(world.news("lead.erased").len(), 1);
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(HANA), ["hello", "tips"], "others go on");
    assert_eq!(world.mails_to(TARO), [""; 0]);
    let log = world.standalone.store.operations_on(world.clock.now().date_naive()).await;
    assert!(log.is_ok());
}

#[tokio::test]
async fn nothing_that_comes_later_brings_the_person_back() {
    let mut world = welcomed().await;
    let (entry, link) = (world.entry(TARO, "hello"), world.one_click(TARO, "hello"));
    let before = kept(&world, TARO).await.len();
    erased(&world, TARO).await;
    let left = kept(&world, TARO).await;
    assert!(left.len() < before);
    for (kind, payload) in [
        ("Delivery", json!({ "smtpResponse": "250 ok" })),
        ("Open", json!({})),
        ("Click", json!({ "link": "https://www.example.co.jp/hello" })),
    ] {
        let event = gateway::local::outbox::ses_event(&entry, kind, world.clock.now(), payload);
        world.standalone.feedback.send([event]);
        world.standalone.drain().await;
    }
    world.it_is_reported(TARO, "purchase").await;
    assert_eq!(world.request(link).await.status, StatusCode::OK);
    world.days_pass(10).await;
    assert_eq!(kept(&world, TARO).await, left);
}

#[tokio::test]
async fn a_later_post_is_answered_and_marketing_needs_a_proven_word() {
    let company = Company::with("welcome", &two_mails("signup")).and(
        "answer",
        &json!({
            "start": { "form": "signup" }, "purpose": "transactional",
            "steps": [{ "step": "thanks", "send": "thanks" }],
        }),
    );
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    erased(&world, TARO).await;
    world.days_pass(1).await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("message", "me again")]).await;
    assert_eq!(world.steps_sent_to(TARO), ["thanks"]);
    assert_eq!(world.consent(TARO).await, Standing::Refused);
    assert_eq!(world.grounds(TARO).await.last(), Some(&(Proof::Posted, Some(Given::AfterRefusal))));
    world.a_lead_posts("agreed", TARO).await;
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
}

#[tokio::test]
async fn a_stranger_who_posts_the_mailbox_otherwise_gives_no_ground_either() {
    let mut world = welcomed().await;
    erased(&world, TARO).await;
    let other = "taro+x@example.jp";
    world.a_lead_posts("signup", other).await;
    assert_eq!(world.consent(other).await, Standing::NoGround);
}

#[tokio::test]
async fn a_wish_told_twice_takes_nothing_from_somebody_who_came_back() {
    let mut world = welcomed().await;
    let wish = erasure_wish(&world.lead(TARO), world.clock.now());
    world.standalone.feedback.send([wish.clone()]);
    world.standalone.drain().await;
    assert!(!kept(&world, TARO).await.contains(&"profile".to_owned()));
    assert_eq!(world.mails_to(TARO), [""; 0], "the outbox forgets too");
    world.days_pass(1).await;
    world.a_lead_answers("signup", TARO, &[("message", "me again")]).await;
    world.standalone.feedback.send([wish]);
    world.standalone.drain().await;
    assert!(kept(&world, TARO).await.contains(&"profile".to_owned()));
    assert_eq!(erased(&world, TARO).await.outcome, ErasureOutcome::Erased, "a new wish counts");
}

#[tokio::test]
async fn a_person_is_shown_and_given_out_whole() {
    let mut world = welcomed().await;
    world.it_is_reported(TARO, "purchase").await;
    let operations = world.standalone.operations();
    let shown = operations.show_person(ShowPerson { who: Who(TARO.to_owned()) }).await.unwrap();
    let known = shown.known.unwrap();
    assert_eq!(
        (known.address.as_str(), known.name.as_deref(), known.marketing.as_str()),
        (TARO, Some(NAME), "agrees")
    );
    assert_eq!((known.runs.len(), known.mails.len(), known.events.len()), (1, 1, 1));
    let export = operations.export_person(ExportPerson { who: Who(TARO.to_owned()) }).await.unwrap();
    let kinds: Vec<&str> = export.kept.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["card", "engagement", "entries", "events", "grounds", "mails", "profile", "runs"]);
    assert_eq!((export.outbox.len(), export.dead_letters.len()), (1, 0));
    assert!(export.outbox.values().next().unwrap().contains(TARO));
    let nobody =
        operations.show_person(ShowPerson { who: Who("nobody@example.jp".to_owned()) }).await.unwrap();
    assert_eq!((nobody.known, nobody.erased_at, nobody.grounds.len()), (None, None, 0));
    assert_eq!(erased(&world, "nobody@example.jp").await.outcome, ErasureOutcome::Nobody);
}

#[tokio::test]
async fn a_dead_letter_about_the_person_goes_too_and_those_of_others_stay() {
    let world = welcomed().await;
    for address in [TARO, HANA] {
        let letter = json!({ "eventType": "Bounce", "to": address }).to_string();
        let id = gateway::local::dead_letters::DeadLetterId::of("feedback", &letter);
        world.standalone.dead_letters.bury(&id, &letter, world.clock.now(), "not understood").unwrap();
    }
    assert_eq!(erased(&world, TARO).await.dead_letters, 1);
    assert_eq!(world.standalone.dead_letters.all().unwrap().len(), 1);
    assert_eq!(found(&world, TARO).await, [""; 0]);
}
