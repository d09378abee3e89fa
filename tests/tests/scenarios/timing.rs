//! When mail goes out: caps, nights, holidays, outages.

use super::{HANA, TARO};
use gateway::queue::LEADS_MAX;
use hikyaku_tests::world::{Company, World, japan};
use serde_json::{Value, json};

fn daily(if_late: &Value) -> Value {
    json!({
        "start": { "form": "signup" },
        "if_late": if_late,
        "steps": [
            { "step": "one", "send": "one" },
            { "step": "two", "day": 1, "at": "10:00", "send": "two" },
            { "step": "three", "day": 2, "at": "10:00", "send": "three" },
            { "step": "four", "day": 14, "at": "10:00", "send": "four" },
        ],
    })
}

#[tokio::test]
async fn caps_put_mail_off_and_never_drop_it() {
    let mails = |names: [&str; 2]| {
        json!({
            "start": { "form": "signup" },
            "steps": [
                { "step": names[0], "send": names[0] },
                { "step": names[1], "day": 1, "at": "10:00", "send": names[1] },
            ],
        })
    };
    let company = Company::with("apples", &mails(["apple", "apple-again"]))
        .and("pears", &mails(["pear", "pear-again"]))
        .with_setting("caps", json!([{ "mails": 1, "days": 1 }, { "mails": 3, "days": 7 }]));
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(30).await;
    let mut steps = world.steps_sent_to(TARO);
    let days: Vec<i64> = world.entries(TARO).iter().map(|entry| hours(&entry.at)).collect();
    assert!(days.windows(2).all(|pair| pair[1] - pair[0] >= 24), "{:?}", world.mails_to(TARO));
    assert!(days[3] - days[0] >= 7 * 24, "{:?}", world.mails_to(TARO));
    steps.sort_unstable();
    assert_eq!(steps, ["apple", "apple-again", "pear", "pear-again"]);
}

/// Hours since 1970 of a time on an entry, rounded to the next.
fn hours(at: &str) -> i64 {
    (chrono::DateTime::parse_from_rfc3339(at).unwrap().timestamp() + 1800) / 3600
}

#[tokio::test]
async fn a_reply_counts_for_no_cap_and_meets_none() {
    let company = Company::with(
        "inquiry",
        &json!({
            "start": { "form": "signup" }, "start_again": "restart",
            "steps": [{ "step": "reply", "send": "reply", "purpose": "transactional" }],
        }),
    );
    let mut world = World::of(company.with_setting("caps", json!([{ "mails": 1, "days": 1 }]))).await;
    world.a_lead_posts("signup", TARO).await;
    world.minutes_pass(5).await;
    world.a_lead_answers("signup", TARO, &[("message", "one more question")]).await;
    assert_eq!(world.mails_to(TARO), ["reply 04-06 10:00", "reply 04-06 10:05"]);
}

#[tokio::test]
async fn at_night_a_reply_goes_out_and_marketing_waits_for_the_morning() {
    let company = Company::with(
        "reply",
        &json!({
            "start": { "form": "signup" }, "purpose": "transactional", "steps": [{ "step": "reply", "send": "reply" }],
        }),
    );
    let company = company.and(
        "welcome",
        &json!({ "start": { "form": "signup" }, "steps": [{ "step": "hello", "send": "hello" }] }),
    );
    let mut world = World::beginning(company, "2026-04-07 23:30").await;
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.mails_to(TARO), ["reply 04-07 23:30"]);
    world.days_pass(1).await;
    let hello = &world.mails_to(TARO)[1];
    assert!(hello.starts_with("hello 04-08 09:"), "{hello}");
}

#[tokio::test]
async fn a_mail_that_is_due_in_golden_week_waits_for_the_first_business_day() {
    let company = Company::with(
        "welcome",
        &json!({
            "start": { "form": "signup" }, "steps": [{ "step": "hello", "send": "hello" }],
        }),
    );
    // 2 May is a Saturday; 3 to 6 May are holidays.
    let mut world = World::beginning(company, "2026-05-02 11:00").await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(10).await;
    let mails = world.mails_to(TARO);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].starts_with("hello 05-07 09:"), "{mails:?}");
}

#[tokio::test]
async fn a_month_after_the_end_of_january_is_the_end_of_february() {
    let sequence = json!({
        "start": { "form": "signup" }, "purpose": "transactional",
        "steps": [
            { "step": "one-month", "after": "1 month", "at": "10:00", "send": "one-month" },
            { "step": "another", "after": "1 month", "at": "10:00", "send": "another" },
        ],
    });
    let mut world = World::beginning(Company::with("check-in", &sequence), "2027-01-31 12:00").await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(70).await;
    assert_eq!(world.mails_to(TARO), ["one-month 02-28 10:00", "another 03-28 10:00"]);
}

#[tokio::test]
async fn a_year_end_is_crossed_on_the_calendar() {
    let sequence = json!({
        "start": { "form": "signup" }, "send_between": { "from": "09:00", "to": "18:00", "on": "business days" },
        "steps": [{ "step": "next", "after": "3 business days", "at": "10:00", "send": "next" }],
    });
    // 1 January 2027 is a holiday and a Friday; the next business days are 30 and 31 December and 4 January.
    let mut world = World::beginning(Company::with("welcome", &sequence), "2026-12-29 15:00").await;
    world.a_lead_posts("signup", TARO).await;
    world.days_pass(14).await;
    assert_eq!(world.mails_to(TARO), ["next 01-04 10:00"]);
}

#[tokio::test]
async fn steps_too_late_after_an_outage_are_skipped_and_the_rest_goes_on() {
    let mut world =
        World::of(Company::with("welcome", &daily(&json!({ "by": "3 days", "then": "skip" })))).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_machine_is_down_for_days(8).await;
    assert_eq!(world.steps_sent_to(TARO), ["one"]);
    world.days_pass(30).await;
    assert_eq!(world.mails_to(TARO), ["one 04-06 10:00", "four 04-20 10:00"]);
}

#[tokio::test]
async fn late_steps_after_an_outage_go_within_the_caps_where_the_sequence_says() {
    let company = Company::with("welcome", &daily(&json!({ "by": "3 days", "then": "send" })))
        .with_setting("caps", json!([{ "mails": 1, "days": 1 }]));
    let mut world = World::of(company).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_machine_is_down_for_days(8).await;
    assert_eq!(world.steps_sent_to(TARO), ["one", "two"], "caps keep it from bursting");
    world.days_pass(30).await;
    assert_eq!(world.steps_sent_to(TARO), ["one", "two", "three", "four"]);
}

#[tokio::test]
async fn after_an_outage_steps_keep_their_distances_where_the_sequence_respaces() {
    let mut world =
        World::of(Company::with("welcome", &daily(&json!({ "by": "3 days", "then": "respace" })))).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_machine_is_down_for_days(8).await;
    // Down until Tuesday 14 April: what was due on the 7th goes out a week late, and so does all that follows.
    assert_eq!(world.mails_to(TARO), ["one 04-06 10:00", "two 04-14 10:00"]);
    world.days_pass(30).await;
    assert_eq!(world.mails_to(TARO)[2..], ["three 04-15 10:00", "four 04-27 10:00"]);
}

#[tokio::test]
async fn after_an_outage_of_days_many_leads_get_one_mail_each_and_no_burst() {
    let mut world =
        World::of(Company::with("welcome", &daily(&json!({ "by": "30 days", "then": "respace" })))).await;
    let leads: Vec<String> = (0..12).map(|number| format!("lead{number}@example.jp")).collect();
    for lead in &leads {
        world.a_lead_posts("signup", lead).await;
    }
    world.the_machine_is_down_for_days(3).await;
    for lead in &leads {
        let steps = world.steps_sent_to(lead);
        assert!(steps.len() <= 3, "{steps:?}");
        assert_eq!(steps[0], "one");
    }
    world.days_pass(40).await;
    for lead in &leads {
        assert_eq!(world.steps_sent_to(lead), ["one", "two", "three", "four"]);
    }
}

#[tokio::test]
async fn hours_are_exact_and_do_not_wait_for_a_round_time() {
    let sequence = json!({
        "start": { "form": "signup" }, "purpose": "transactional",
        "steps": [
            { "step": "soon", "after": "90 minutes", "send": "soon" },
            { "step": "later", "after": "36 hours", "send": "later" },
        ],
    });
    let mut world = World::beginning(Company::with("cart", &sequence), "2026-04-06 22:17").await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_posts("signup", HANA).await;
    world.days_pass(3).await;
    // Counted from the moment the first one went out, which is just after its minute; the next tick finds it.
    assert_eq!(world.mails_to(TARO), ["soon 04-06 23:47", "later 04-08 11:48"]);
    assert_eq!(world.mails_to(HANA).len(), 2);
}

#[tokio::test]
async fn a_form_post_does_not_wait_behind_a_backlog_which_goes_out_after_it() {
    let mut world =
        World::of(Company::with("daily", &daily(&json!({ "by": "3 days", "then": "send" })))).await;
    let others: Vec<String> = (1..=25).map(|number| format!("lead-{number}@example.jp")).collect();
    for address in &others {
        world.a_lead_posts("signup", address).await;
    }
    world.clock.tell(japan("2026-04-07 10:00"));
    world.standalone.tick().await.unwrap();
    assert_eq!(
        world.standalone.sends.len(),
        others.len().div_ceil(LEADS_MAX),
        "all are ordered and none is sent"
    );
    world.a_post_is_taken("signup", TARO).await;
    world.standalone.drain().await;
    let first_of_the_backlog = others.iter().map(|address| world.sent_at(address, "two")).min().unwrap();
    let waited = world.sent_at(TARO, "one");
    assert!(waited <= first_of_the_backlog, "{waited}, and the backlog from {first_of_the_backlog}");
    assert!(others.iter().all(|address| world.steps_sent_to(address) == ["one", "two"]));
}
