//! People who want nothing about one topic, and the rest all the same.

use super::{TARO, two_mails};
use cadence::consent::Standing;
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

fn topics() -> Value {
    json!([{ "topic": "seminars", "ja": "セミナーのご案内" }, { "topic": "offers", "ja": "お得なご案内" }])
}

/// Two sequences with a topic each, and one without, all begun by one post.
async fn company() -> World {
    let of = |topic: &str| {
        let mut sequence = two_mails("signup");
        sequence["topic"] = topic.into();
        sequence
    };
    let company = Company::with("seminars", &of("seminars"))
        .and("offers", &of("offers"))
        .and("letters", &two_mails("signup"))
        .with_setting("topics", topics());
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world
}

/// The sequences whose second mail the person got.
fn second_mails(world: &World) -> Vec<String> {
    let tips = world.entries(TARO).into_iter().filter(|entry| entry.step == "tips");
    let mut sequences: Vec<_> = tips.map(|entry| entry.sequence).collect();
    sequences.sort();
    sequences
}

#[tokio::test]
async fn who_refuses_a_topic_gets_the_mails_of_others() {
    let mut world = company().await;
    let page = world.the_person_presses(TARO, "hello", "wish=stop-topic-seminars").await;
    assert!(page.body.contains("「セミナーのご案内」のメールは、お送りしません"), "{}", page.body);
    assert!(page.body.contains("resume-topic-seminars"), "{}", page.body);
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    world.days_pass(5).await;
    assert_eq!(second_mails(&world), ["letters", "offers"]);
    assert_eq!(world.standing(TARO, "seminars").await, "done: finished", "the run goes its way");
    assert_eq!(world.news("lead.preferences_changed").len(), 1);
}

#[tokio::test]
async fn a_topic_that_is_taken_up_again_goes_on_with_its_next_mail() {
    let mut world = company().await;
    for wish in ["stop-topic-seminars", "stop-topic-offers", "resume-topic-seminars"] {
        world.the_person_presses(TARO, "hello", &format!("wish={wish}")).await;
    }
    world.days_pass(5).await;
    assert_eq!(second_mails(&world), ["letters", "seminars"]);
}

#[tokio::test]
async fn what_the_person_asked_for_goes_whatever_its_topic() {
    let sequence = json!({
        "topic": "seminars",
        "start": { "form": "signup" },
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "ticket", "day": 1, "send": "ticket", "purpose": "transactional" },
            { "step": "more", "day": 2, "send": "more" },
        ],
    });
    let company = Company::with("seminars", &sequence).with_setting("topics", topics());
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_presses(TARO, "hello", "wish=stop-topic-seminars").await;
    world.days_pass(4).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "ticket"]);
}

#[tokio::test]
async fn a_topic_that_the_company_does_not_have_changes_nothing() {
    let mut world = company().await;
    let rows = world.rows().await;
    let page = world.the_person_presses(TARO, "hello", "wish=stop-topic-elsewhere").await;
    assert!(page.body.contains("承りました") && !page.body.contains("topic-elsewhere"), "{}", page.body);
    assert_eq!(world.rows().await, rows);
}

#[tokio::test]
async fn a_new_post_does_not_bring_a_refused_topic_back() {
    let mut world = company().await;
    world.the_person_presses(TARO, "hello", "wish=stop-topic-seminars").await;
    world.days_pass(5).await;
    let before = world.entries(TARO).len();
    world.a_lead_answers("signup", TARO, &[("agree", "on"), ("message", "once more")]).await;
    world.days_pass(5).await;
    let again: Vec<_> = world.entries(TARO).into_iter().skip(before).map(|entry| entry.sequence).collect();
    assert!(!again.is_empty() && !again.contains(&"seminars".to_owned()), "{again:?}");
}
