//! People refuse, mailboxes refuse, and machines only look.

use super::{HANA, TARO, two_mails};
use cadence::suppression::SuppressionReason;
use hikyaku_tests::world::{Company, World};
use http::StatusCode;
use serde_json::{Value, json};

/// An answer that was asked for, then marketing.
fn reply_then_tips() -> Value {
    json!({
        "start": { "form": "signup" },
        "start_again": "restart",
        "steps": [
            { "step": "reply", "send": "reply", "purpose": "transactional" },
            { "step": "tips", "day": 3, "at": "10:00", "send": "tips" },
        ],
    })
}

#[tokio::test]
async fn unsubscribing_stops_marketing_at_once() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_posts("signup", HANA).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    assert_eq!(world.standing(TARO, "welcome").await, "done: unsubscribed");
    world.days_pass(30).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.steps_sent_to(HANA), ["hello", "tips"], "nobody else is touched");
    assert_eq!(world.news("lead.unsubscribed").len(), 1);
}

#[tokio::test]
async fn unsubscribing_stops_a_mail_that_is_queued_already() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world.it_becomes("2026-04-09 09:59").await;
    world.minutes_pass(0).await;
    world.clock.tell(hikyaku_tests::world::japan("2026-04-09 10:00"));
    assert_eq!(world.standalone.tick().await.unwrap().enqueued, 1);
    world.the_person_unsubscribes(TARO, "hello").await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
}

#[tokio::test]
async fn a_scanner_that_follows_the_links_unsubscribes_nobody() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    let answers = world.a_scanner_follows_the_links(TARO, "hello").await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!((answer.header("location"), answer.header("set-cookie")), ("", ""));
    }
    assert!(answers[0].body.contains("<form method=\"post\""), "{}", answers[0].body);
    assert!(!world.has_refused(TARO).await);
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
}

#[tokio::test]
async fn pressing_one_click_twice_is_answered_well_both_times() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    let first = world.request(world.one_click(TARO, "hello")).await;
    let rows = world.rows().await;
    let second = world.request(world.one_click(TARO, "hello")).await;
    assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(world.rows().await, rows);
}

#[tokio::test]
async fn an_unsubscribe_link_that_somebody_changed_stops_nobody() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    let mut request = world.one_click(TARO, "hello");
    let changed = format!("{}x", request.uri());
    *request.uri_mut() = changed.parse().unwrap();
    assert_eq!(world.request(request).await.status, StatusCode::NOT_FOUND);
    assert!(!world.has_refused(TARO).await);
}

#[tokio::test]
async fn whoever_unsubscribed_still_gets_the_reply_he_asks_for() {
    let mut world = World::of(Company::with("inquiry", &reply_then_tips())).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(5).await;
    world.the_person_unsubscribes(TARO, "tips").await;
    world.days_pass(5).await;
    world.a_lead_answers("signup", TARO, &[("interest", "usage")]).await;
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["reply", "tips", "reply"]);
    assert_eq!(world.standing(TARO, "inquiry").await, "done: unsubscribed");
}

#[tokio::test]
async fn transactional_mail_offers_no_unsubscribing_and_marketing_always_does() {
    let mut world = World::of(Company::with("inquiry", &reply_then_tips())).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(5).await;
    assert_eq!(world.mail(TARO, "reply").unsubscribe_url, None);
    assert!(world.mail(TARO, "tips").unsubscribe_url.is_some());
    assert!(world.mail(TARO, "tips").head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
}

#[tokio::test]
async fn agreeing_anew_to_staff_after_a_refusal_lets_marketing_start_again() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    world.days_pass(1).await;
    world.a_lead_posts("agreed", TARO).await;
    world.a_lead_answers("signup", TARO, &[("message", "tell me more after all")]).await;
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "hello", "tips"]);
}

#[tokio::test]
async fn an_implied_ground_after_a_refusal_starts_no_marketing() {
    let company = Company::with("welcome", &two_mails("signup")).and("nurture", &two_mails("inquiry"));
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    world.days_pass(1).await;
    world.a_lead_posts("inquiry", TARO).await;
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.standing(TARO, "nurture").await, "done: unsubscribed");
}

#[tokio::test]
async fn a_hard_bounce_suppresses_the_address_and_ends_every_run() {
    let company = Company::with("welcome", &two_mails("signup")).and("inquiry", &reply_then_tips());
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_mail_bounces(TARO, "hello").await;
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
    assert_eq!(world.standing(TARO, "welcome").await, "done: suppressed");
    assert_eq!(world.standing(TARO, "inquiry").await, "done: suppressed");
    world.days_pass(5).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(10).await;
    assert_eq!(world.entries(TARO).len(), 2, "not even a reply goes to an address that bounced");
}

#[tokio::test]
async fn a_complaint_suppresses_the_address_and_ends_every_run() {
    let company = Company::with("welcome", &two_mails("signup")).and("inquiry", &reply_then_tips());
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_complains(TARO, "hello").await;
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::Complaint));
    world.days_pass(5).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(10).await;
    assert_eq!(world.entries(TARO).len(), 2);
    assert_eq!(world.standing(TARO, "inquiry").await, "done: suppressed");
}

#[tokio::test]
async fn a_full_mailbox_suppresses_nobody() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_mailbox_is_full(TARO, "hello").await;
    assert_eq!(world.suppressed(TARO).await, None);
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
}

#[tokio::test]
async fn an_implied_ground_runs_out_and_marketing_ends_with_it() {
    let yearly = json!({
        "start": { "form": "inquiry" },
        "steps": [
            { "step": "soon", "day": 1, "at": "10:00", "send": "soon" },
            { "step": "late", "day": 179, "at": "10:00", "send": "late" },
            { "step": "too-late", "day": 190, "at": "10:00", "send": "too-late" },
        ],
    });
    let mut world = World::of(Company::with("nurture", &yearly)).await;
    world.a_lead_posts("inquiry", TARO).await;
    world.days_pass(220).await;
    assert_eq!(world.steps_sent_to(TARO), ["soon", "late"]);
    assert_eq!(world.standing(TARO, "nurture").await, "done: no_consent");
}
