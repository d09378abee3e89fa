//! People who want less mail and yet some, and people whose finger slipped.

use super::{HANA, TARO, two_mails};
use cadence::consent::{Given, Proof, Standing};
use hikyaku_tests::world::{Company, World};
use http::StatusCode;
use serde_json::json;

async fn welcomed() -> World {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world
}

/// The token of the button that takes the refusal back, as the page shows it.
fn take_back(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"take_back\" value=\"").unwrap();
    format!("take_back={}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn a_pause_puts_marketing_off_to_its_end() {
    let mut world = welcomed().await;
    let page = world.the_person_presses(TARO, "hello", "wish=pause-2-weeks").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("2026年4月20日まで"), "{}", page.body);
    world.days_pass(13).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    world.days_pass(3).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
    assert_eq!(world.news("lead.preferences_changed").len(), 1);
    assert_eq!(world.consent(TARO).await, Standing::Agrees, "a pause is no refusal of everything");
}

#[tokio::test]
async fn a_pause_that_ends_early_lets_what_waited_go_at_its_own_time() {
    let mut world = welcomed().await;
    world.the_person_presses(TARO, "hello", "wish=pause-3-months").await;
    world.days_pass(4).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    world.the_person_presses(TARO, "hello", "wish=end-pause").await;
    world.hours_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
}

#[tokio::test]
async fn what_the_person_asked_for_goes_during_a_pause() {
    let company = Company::with(
        "welcome",
        &json!({
            "start": { "form": "signup" },
            "steps": [
                { "step": "hello", "send": "hello" },
                { "step": "reply", "day": 1, "send": "reply", "purpose": "transactional" },
            ],
        }),
    );
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_presses(TARO, "hello", "wish=pause-6-months").await;
    world.days_pass(2).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "reply"]);
}

#[tokio::test]
async fn fewer_mails_are_one_in_two_weeks_until_the_person_wants_more() {
    let mut world = welcomed().await;
    world.the_person_presses(TARO, "hello", "wish=less-often").await;
    world.days_pass(11).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    world.the_person_presses(TARO, "hello", "wish=as-often").await;
    world.hours_pass(1).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
}

/// A company that tracks by this rule.
async fn tracking(rule: &str) -> World {
    let company = Company::with("welcome", &two_mails("signup")).with_setting("tracking", rule.into());
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world
}

#[tokio::test]
async fn who_wants_no_tracking_is_not_tracked_in_the_next_mail() {
    let mut world = tracking("always").await;
    world.the_person_presses(TARO, "hello", "wish=stop-tracking").await;
    world.days_pass(4).await;
    assert_eq!([world.entry(TARO, "hello").tracking, world.entry(TARO, "tips").tracking], [true, false]);
}

#[tokio::test]
async fn where_people_are_asked_only_who_allows_it_is_tracked() {
    let mut world = tracking("asked").await;
    world.a_lead_posts("signup", HANA).await;
    let page = world.the_person_presses(TARO, "hello", "wish=allow-tracking").await;
    assert!(page.body.contains("stop-tracking"), "{}", page.body);
    world.days_pass(4).await;
    assert_eq!([world.entry(TARO, "hello").tracking, world.entry(TARO, "tips").tracking], [false, true]);
    assert!(!world.entry(HANA, "tips").tracking, "who says nothing allows nothing");
}

#[tokio::test]
async fn where_nobody_is_tracked_nobody_is_asked_about_it() {
    let mut world = tracking("never").await;
    let page = world.the_person_presses(TARO, "hello", "wish=allow-tracking").await;
    assert!(!page.body.contains("-tracking"), "{}", page.body);
    world.days_pass(4).await;
    assert!(!world.entry(TARO, "tips").tracking);
}

#[tokio::test]
async fn a_slip_is_taken_back_and_the_run_goes_on_where_it_stood() {
    let mut world = welcomed().await;
    let stopped = world.the_person_presses(TARO, "hello", "List-Unsubscribe=One-Click").await;
    assert_eq!(world.standing(TARO, "welcome").await, "done: unsubscribed");
    world.minutes_pass(9).await;
    let back = world.the_person_presses(TARO, "hello", &take_back(&stopped.body)).await;
    assert_eq!(back.status, StatusCode::OK);
    assert!(back.body.contains("元に戻しました"), "{}", back.body);
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    assert_eq!(world.grounds(TARO).await.last(), Some(&(Proof::PressedInMail, Some(Given::Taken))));
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips"]);
    assert_eq!(world.news("lead.refusal_taken_back").len(), 1);
}

#[tokio::test]
async fn a_slip_taken_back_twice_is_taken_back_once() {
    let mut world = welcomed().await;
    let stopped = world.the_person_presses(TARO, "hello", "List-Unsubscribe=One-Click").await;
    let token = take_back(&stopped.body);
    world.the_person_presses(TARO, "hello", &token).await;
    let rows = world.rows().await;
    let again = world.the_person_presses(TARO, "hello", &token).await;
    assert!(again.body.contains("元に戻しました"), "{}", again.body);
    assert_eq!(world.rows().await, rows);
}

#[tokio::test]
async fn after_ten_minutes_a_refusal_stands() {
    let mut world = welcomed().await;
    let stopped = world.the_person_presses(TARO, "hello", "List-Unsubscribe=One-Click").await;
    world.minutes_pass(11).await;
    let late = world.the_person_presses(TARO, "hello", &take_back(&stopped.body)).await;
    assert!(late.body.contains("元に戻せませんでした"), "{}", late.body);
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
    assert_eq!(world.consent(TARO).await, Standing::Refused);
}

#[tokio::test]
async fn a_refusal_that_came_since_is_not_undone_with_the_first() {
    let mut world = welcomed().await;
    let first = world.the_person_presses(TARO, "hello", "List-Unsubscribe=One-Click").await;
    world.minutes_pass(2).await;
    let second = world.the_person_presses(TARO, "hello", "List-Unsubscribe=One-Click").await;
    assert!(!second.body.contains("take_back"), "who had refused already has nothing to go back to");
    let late = world.the_person_presses(TARO, "hello", &take_back(&first.body)).await;
    assert!(late.body.contains("元に戻せませんでした"), "{}", late.body);
    assert_eq!(world.consent(TARO).await, Standing::Refused);
}

#[tokio::test]
async fn nobody_takes_back_what_somebody_else_refused() {
    let mut world = welcomed().await;
    world.a_lead_posts("signup", HANA).await;
    let stopped = world.the_person_presses(TARO, "hello", "List-Unsubscribe=One-Click").await;
    let other = world.the_person_presses(HANA, "hello", &take_back(&stopped.body)).await;
    assert!(other.body.contains("元に戻せませんでした"), "{}", other.body);
    assert_eq!(world.consent(TARO).await, Standing::Refused);
}

#[tokio::test]
async fn a_wish_after_a_refusal_says_that_nothing_comes_anyway() {
    let mut world = welcomed().await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let page = world.the_person_presses(TARO, "hello", "wish=less-often").await;
    assert!(page.body.contains("配信を停止しました") && !page.body.contains("take_back"), "{}", page.body);
    assert_eq!(world.consent(TARO).await, Standing::Refused);
}

#[tokio::test]
async fn a_wish_that_nobody_knows_changes_nothing() {
    let mut world = welcomed().await;
    let rows = world.rows().await;
    let page = world.the_person_presses(TARO, "hello", "wish=forever").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("配信を停止しますか"), "{}", page.body);
    assert_eq!(world.rows().await, rows);
}
