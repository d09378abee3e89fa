//! Somebody posts a form with another person's address: what that person refused stays refused, and what is known of the person
//! stays as it is. The answers serve the run that the post began.

use super::{HANA, TARO, two_mails};
use cadence::consent::{Given, Proof, Standing};
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

/// Mails that say in their subject whom they greet, by the profile and by the answers of the run.
const GREETING: &str = "{{ lead.name | default(\"-\") }} of {{ lead.company | default(\"-\") }}, {{ event.name | default(\"-\") }} of {{ event.company | default(\"-\") }}";

async fn greeting_company() -> World {
    let company = Company::with("welcome", &two_mails("signup"));
    company.write("emails/welcome/hello/subject.txt", GREETING);
    company.write("emails/welcome/tips/subject.txt", GREETING);
    let monthly = json!({
        "start": { "form": "agreed" }, "start_again": "restart",
        "steps": [{ "step": "month", "day": 20, "at": "10:00", "send": "month" }],
    });
    company.sequence("monthly", &monthly);
    company.write("emails/monthly/month/subject.txt", GREETING);
    World::of(company).await
}

#[tokio::test]
async fn a_strangers_post_undoes_no_refusal_and_a_staff_form_does() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    for day in 0..5 {
        world.days_pass(1).await;
        let message = format!("agree for him, day {day}");
        world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("message", &message)]).await;
        assert_eq!(world.consent(TARO).await, Standing::Refused);
    }
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"], "no marketing after the refusal");
    assert_eq!(world.standing(TARO, "welcome").await, "done: unsubscribed");
    let grounds = world.grounds(TARO).await;
    assert_eq!(grounds[0], (Proof::Posted, Some(Given::Taken)));
    assert!(
        grounds[1..].iter().all(|ground| *ground == (Proof::Posted, Some(Given::AfterRefusal))),
        "{grounds:?}"
    );
    assert_eq!(grounds.len(), 6);

    world.a_lead_posts("agreed", TARO).await;
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    assert_eq!(world.grounds(TARO).await[6], (Proof::InWriting, Some(Given::Taken)));
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("message", "now he does")]).await;
    assert_eq!(world.grounds(TARO).await[7], (Proof::Posted, Some(Given::BetterStands)));
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "hello", "tips"]);
}

/// The same mailbox under other spellings of its address; whether each is known to reach it.
const SPELLINGS: [(&str, bool); 8] = [
    ("Taro@example.jp", true),
    ("taro+news@example.jp", true),
    ("ｔａｒｏ＋Ｘ@example.jp", true),
    ("taro+@example.jp", true),
    ("ta.ro@example.jp", false),
    ("+taro@example.jp", false),
    ("taro@example.co.jp", false),
    ("hanako@example.jp", false),
];

#[tokio::test]
async fn a_refusal_holds_in_every_spelling_of_the_mailbox() {
    for complains in [false, true] {
        let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
        world.a_lead_posts("signup", TARO).await;
        if complains {
            world.the_person_complains(TARO, "hello").await;
        } else {
            world.the_person_unsubscribes(TARO, "hello").await;
        }
        for (spelling, reaches) in SPELLINGS {
            world.days_pass(1).await;
            world.a_lead_answers("signup", spelling, &[("agree", "yes"), ("message", spelling)]).await;
            if !spelling.eq_ignore_ascii_case(TARO) {
                let expected = if reaches { Standing::NoGround } else { Standing::Agrees };
                assert_eq!(world.consent(spelling).await, expected, "{spelling}, complains: {complains}");
            }
        }
        world.days_pass(10).await;
        for (spelling, _) in SPELLINGS.into_iter().filter(|(_, reaches)| *reaches) {
            assert_eq!(
                world.steps_sent_to(spelling).iter().filter(|step| *step == "tips").count(),
                0,
                "{spelling}"
            );
        }
        let gmail = ["taro.yamada@gmail.com", "taroyamada@gmail.com", "t.aroyamada+x@googlemail.com"];
        world.a_lead_posts("signup", gmail[0]).await;
        world.the_person_unsubscribes(gmail[0], "hello").await;
        for spelling in &gmail[1..] {
            world.a_lead_posts("signup", spelling).await;
            assert_eq!(world.consent(spelling).await, Standing::NoGround, "{spelling}");
        }
        world.a_lead_posts("agreed", gmail[1]).await;
        assert_eq!(world.consent(gmail[1]).await, Standing::Agrees, "staff has it from the person");
    }
}

#[tokio::test]
async fn a_ground_without_effect_is_counted_where_an_operator_looks() {
    let mut world = World::of(Company::with("welcome", &two_mails("signup"))).await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("message", "x")]).await;
    world.a_lead_answers("signup", HANA, &[("agree", "undefined")]).await;
    for (number, no) in ["いいえ", "n", "null", "0"].into_iter().enumerate() {
        world.a_lead_answers("signup", HANA, &[("agree", no), ("message", &number.to_string())]).await;
    }
    assert_eq!(
        world.at_the_door().await,
        [
            "1 consent_unclear of signup",
            "4 consent_declined of signup",
            "1 consent_after_refusal of signup",
            "5 claim_kept_apart of signup"
        ]
    );
    assert_eq!(world.consent(HANA).await, Standing::NoGround);
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(HANA), [""; 0]);
}

#[tokio::test]
async fn a_strangers_words_stand_in_the_mails_of_his_run_only() {
    let mut world = greeting_company().await;
    world.a_lead_answers("agreed", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    world.days_pass(4).await;
    assert_eq!(world.subject(TARO, "tips"), "Taro of Midori, Taro of Midori");
    let known = world.profile(TARO).await;

    let words = [("agree", "yes"), ("name", "Buy now"), ("company", "Spam"), ("interest", "price")];
    world.a_lead_answers("signup", TARO, &words).await;
    assert_eq!(world.subject(TARO, "hello"), "Taro of Midori, Buy now of Spam");
    assert_eq!(world.profile(TARO).await, known, "name, answers and tags stay");
    world.days_pass(20).await;
    assert_eq!(world.subject(TARO, "tips"), "Taro of Midori, Buy now of Spam");
    assert_eq!(
        world.subject(TARO, "month"),
        "Taro of Midori, Taro of Midori",
        "another run knows nothing of it"
    );
}

#[tokio::test]
async fn staff_renames_a_known_lead() {
    let mut world = greeting_company().await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    world.a_lead_answers("agreed", TARO, &[("name", "Taro Yamada"), ("company", "Aoba")]).await;
    world.days_pass(5).await;
    assert_eq!(world.subject(TARO, "tips"), "Taro Yamada of Aoba, Taro of Midori");
    assert_eq!(world.tags(TARO).await, ["agreed-again"].map(str::to_owned).into());
}

#[tokio::test]
async fn a_run_without_answers_shows_none_of_an_earlier_run() {
    let mut world = greeting_company().await;
    world.a_lead_answers("agreed", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    world.days_pass(31).await;
    world.a_lead_answers("agreed", TARO, &[]).await;
    world.days_pass(31).await;
    assert_eq!(world.subject(TARO, "month"), "Taro of Midori, - of -");
}

/// A way by what was answered, a week after.
fn by_interest(form: &str) -> Value {
    json!({
        "start": { "form": form },
        "start_again": "restart",
        "steps": [
            { "step": "rest", "wait": "7 days" },
            {
                "step": "by-interest", "choose": { "attribute": "interest", "equals": "price" },
                "then": [{ "step": "prices", "send": "prices" }],
                "else": [{ "step": "manual", "send": "manual" }],
            },
        ],
    })
}

#[tokio::test]
async fn a_run_chooses_by_its_own_answers_and_no_other_run_sees_them() {
    let company = Company::with("welcome", &by_interest("signup")).and("nurture", &by_interest("inquiry"));
    let mut world = World::of(company).await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("interest", "usage")]).await;
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["manual"]);
    world.a_lead_posts("inquiry", TARO).await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("interest", "price")]).await;
    world.days_pass(10).await;
    let mut steps: Vec<(String, String)> =
        world.entries(TARO)[1..].iter().map(|entry| (entry.sequence.clone(), entry.step.clone())).collect();
    steps.sort();
    let expected = [("nurture", "manual"), ("welcome", "prices")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(steps, expected);
}

#[tokio::test]
async fn a_strangers_posts_score_once_a_day_and_announce_no_hot_lead() {
    let company = Company::with("welcome", &two_mails("signup")).and("nurture", &two_mails("inquiry"));
    let hot = json!({
        "half_life": "30 days", "form": 20, "click": 5, "open": 1,
        "hot": { "engagement": 40, "fit": 0, "again_below": 20, "quiet": "30 days" },
    });
    let mut world = World::of(company.with_setting("score", hot)).await;
    world.a_lead_posts("signup", TARO).await;
    for number in 0..10 {
        world.a_lead_answers("signup", TARO, &[("message", &format!("{number}"))]).await;
    }
    assert!((world.score(TARO).await - 20.0).abs() < 0.1, "once a day and form");
    world.a_lead_posts("inquiry", TARO).await;
    assert!(world.score(TARO).await > 39.0);
    world.days_pass(1).await;
    world.a_lead_answers("signup", TARO, &[("message", "and again")]).await;
    assert!(world.score(TARO).await > 55.0);
    assert_eq!(world.news("lead.hot").len(), 0, "a stranger makes nobody hot");
    world.a_lead_posts("agreed", TARO).await;
    assert_eq!(world.news("lead.hot").len(), 1, "staff does");
}

/// Until somebody proves to be the person, the first post is all that is known.
#[tokio::test]
async fn whoever_posts_first_is_taken_for_the_person_until_staff_corrects_it() {
    let mut world = greeting_company().await;
    world.a_lead_answers("signup", TARO, &[("name", "Stranger"), ("company", "Spam")]).await;
    world.hours_pass(1).await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    world.days_pass(4).await;
    assert_eq!(world.subject(TARO, "tips"), "Stranger of Spam, Taro of Midori");
    world.a_lead_answers("agreed", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    world.days_pass(21).await;
    assert_eq!(world.subject(TARO, "month"), "Taro of Midori, Taro of Midori");
}

#[tokio::test]
async fn a_value_that_the_profile_lacks_is_taken_from_the_answers_of_the_run() {
    let company = Company::with("welcome", &two_mails("signup")).and("nurture", &two_mails("inquiry"));
    company.write("emails/welcome/hello/subject.txt", "{{ lead.name }} of {{ lead.company }}");
    let mut world = World::of(company).await;
    world.a_lead_posts("inquiry", TARO).await;
    world.a_lead_answers("signup", TARO, &[("agree", "yes"), ("name", "Taro"), ("company", "Midori")]).await;
    assert_eq!(world.subject(TARO, "hello"), "Taro of Midori");
    assert_eq!(world.profile(TARO).await.name, None, "and only there");
}
