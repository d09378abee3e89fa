//! Activity makes people interesting, and somebody is told once.

use super::TARO;
use hikyaku_tests::world::{Company, World};
use kit::company::hello_and_tips;

fn welcome() -> Company {
    Company::with("welcome", &hello_and_tips(1))
}

#[tokio::test]
async fn what_a_person_does_counts_once_and_fades() {
    let mut world = World::of(welcome()).await;
    world.a_lead_posts("signup", TARO).await;
    assert!((world.score(TARO).await - 20.0).abs() < 0.1);
    for _ in 0..3 {
        world.the_mail_is_opened(TARO, "hello").await;
        world.the_mail_is_clicked(TARO, "hello").await;
    }
    assert!((world.score(TARO).await - 26.0).abs() < 0.1);
    world.a_machine_clicks(TARO, "hello").await;
    assert!((world.score(TARO).await - 26.0).abs() < 0.1);
    world.days_pass(30).await;
    assert!((world.score(TARO).await - 13.0).abs() < 0.1);
}

#[tokio::test]
async fn a_lead_that_turns_hot_is_handed_over_once() {
    let mut world = World::of(welcome()).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_mail_is_clicked(TARO, "hello").await;
    assert!(world.news("lead.hot").is_empty());
    let report = world.lead_event(TARO, "trial_started");
    for _ in 0..2 {
        assert!(world.standalone.take_feedback(report.clone()).await);
    }
    world.days_pass(2).await;
    world.the_mail_is_clicked(TARO, "tips").await;
    let hot = world.news("lead.hot");
    assert_eq!(hot.len(), 1);
    assert!(hot[0]["detail"]["because"].as_array().is_some_and(|story| story.len() == 3), "{}", hot[0]);
    assert!(!hot[0].to_string().contains('@'));
}

#[tokio::test]
async fn a_lead_that_cooled_down_can_turn_hot_again() {
    let mut world = World::of(welcome()).await;
    world.a_lead_posts("signup", TARO).await;
    world.it_is_reported(TARO, "trial_started").await;
    assert_eq!(world.news("lead.hot").len(), 1);
    world.days_pass(90).await;
    world.it_is_reported(TARO, "trial_started").await;
    assert_eq!(world.news("lead.hot").len(), 1, "31 points are not enough");
    world.it_is_reported(TARO, "trial_started").await;
    assert_eq!(world.news("lead.hot").len(), 1, "the same report again");
    world.hours_pass(1).await;
    world.it_is_reported(TARO, "trial_started").await;
    assert_eq!(world.news("lead.hot").len(), 2);
}
