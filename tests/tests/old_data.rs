//! A data folder that an earlier version wrote is refused with its remedy, carried over, and goes on where it stopped.
//!
//! `tests/fixtures/layout_1` was written by the version at commit 946a37f: its own `World::in_folder`, which opens a folder as its
//! `hikyaku up` did, with the templates of [`company`]. On 2026-04-06 at 09:01 taro, hanako, jiro, sabu (example.jp) and shiro
//! (example.com) posted, shiro without consent. jiro's first mail bounced for good and taro's came back from a full mailbox. Four
//! days later hanako unsubscribed and sabu complained, `held` was paused by hand, and goro asked something.

use cadence::consent::{Given, Proof, Standing};
use cadence::send_key::text_hash;
use cadence::suppression::SuppressionReason;
use hikyaku::standalone::Standalone;
use hikyaku_tests::world::{Company, World, japan};
use kit::folder;
use operations::requests::Resume;
use runtime::clock::Clock;
use serde_json::json;
use std::path::Path;

const TARO: &str = "taro@example.jp";
const HANAKO: &str = "hanako@example.jp";
const JIRO: &str = "jiro@example.jp";
const SABU: &str = "sabu@example.jp";
const SHIRO: &str = "shiro@example.com";
const GORO: &str = "goro@example.jp";
/// The words to which people agreed at the forms.
const AGREED: &str = "案内のメールを受け取ることに同意します。";
const ASKED: &str = "お問い合わせにより、関連する案内を送ります。";
/// Some minutes after the version before was stopped.
const STARTED_AGAIN: &str = "2026-04-10 09:15";

fn company() -> Company {
    let welcome = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "hello", "send": "hello", "purpose": "transactional" },
            { "step": "mark", "tag": "guided" },
            { "step": "tips", "day": 3, "at": "10:00", "send": "tips" },
            { "step": "offer", "day": 7, "at": "10:00", "send": "offer" },
            { "step": "last", "day": 10, "at": "10:00", "send": "last" },
        ],
    });
    let news = json!({ "start": { "event": "purchase" }, "steps": [{ "step": "news", "send": "news" }] });
    let held = json!({ "start": { "form": "inquiry" }, "steps": [{ "step": "answer", "send": "answer" }] });
    let company = Company::with("welcome", &welcome).and("news", &news).and("held", &held);
    company.with_setting("caps", json!([{ "mails": 2, "days": 7 }]))
}

/// The folder as the version before left it.
fn left() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    folder::copy(&folder::fixtures().join("layout_1"), data.path()).unwrap();
    data
}

async fn opened(data: &Path) -> anyhow::Result<World> {
    World::in_folder(company(), data, Clock::told(japan(STARTED_AGAIN)), 8).await
}

/// The steps of `hikyaku migrate --data`, in one process.
async fn carried_over(data: &Path) -> store::Migrated {
    let store = Standalone::table_in(data).unwrap();
    store.migrate(japan(STARTED_AGAIN), |_| ()).await.unwrap()
}

async fn opened_after_migration() -> (tempfile::TempDir, World) {
    let data = left();
    carried_over(data.path()).await;
    let world = opened(data.path()).await.unwrap();
    (data, world)
}

#[tokio::test]
async fn an_old_folder_is_refused_with_its_remedy_until_it_is_carried_over() {
    let data = left();
    for _ in 0..2 {
        let refused = format!("{:#}", opened(data.path()).await.err().unwrap());
        assert!(refused.contains("hikyaku migrate"), "{refused}");
    }
    let migrated = carried_over(data.path()).await;
    assert_eq!(
        (migrated.leads, migrated.suppressions, migrated.enrollments, migrated.in_flight),
        (6, 3, 6, 0),
        "taro's suppression is a soft bounce alone"
    );
    let world = opened(data.path()).await.unwrap();
    assert_eq!(world.leads().await, 6);
    drop(world);
    assert_eq!(carried_over(data.path()).await, store::Migrated::default());
}

#[tokio::test]
async fn an_old_folder_keeps_grounds_refusals_suppressions_and_tags() {
    let (_data, world) = opened_after_migration().await;
    let posted = [(Proof::Posted, Some(Given::Taken))];
    for (address, standing, tags) in [
        (TARO, Standing::Agrees, &["guided"][..]),
        (HANAKO, Standing::Refused, &["guided"]),
        (JIRO, Standing::Agrees, &["guided"]),
        (SABU, Standing::Agrees, &["guided"]),
        (GORO, Standing::Agrees, &[]),
    ] {
        assert_eq!(world.grounds(address).await, posted, "{address}");
        assert_eq!(world.consent(address).await, standing, "{address}");
        assert_eq!(world.tags(address).await, tags.iter().map(|&tag| tag.to_owned()).collect(), "{address}");
        let records = world.standalone.store.consents_of(&world.lead(address)).await.unwrap();
        let [ground] = records.as_slice() else { panic!("{address} gave one ground: {records:?}") };
        let (form, words) = if address == GORO { ("inquiry", ASKED) } else { ("signup", AGREED) };
        assert_eq!(ground.form.as_ref().unwrap().as_str(), form, "{address}");
        assert_eq!(ground.text_hash, text_hash(words), "{address}");
    }
    assert_eq!((world.grounds(SHIRO).await, world.consent(SHIRO).await), (vec![], Standing::NoGround));
    assert!(world.has_refused(HANAKO).await && !world.has_refused(TARO).await);
    assert_eq!(world.suppressed(JIRO).await, Some(SuppressionReason::HardBounce));
    assert_eq!(world.suppressed(SABU).await, Some(SuppressionReason::Complaint));
    assert_eq!(world.suppressed(TARO).await, None);
    assert!((world.score(TARO).await - 46.0).abs() < 0.5);
}

#[tokio::test]
async fn nobody_of_an_old_folder_who_is_protected_gets_marketing() {
    let (_data, mut world) = opened_after_migration().await;
    for address in [TARO, HANAKO, JIRO, SABU, SHIRO] {
        world.it_is_reported(address, "purchase").await;
        world.a_lead_answers("signup", address, &[("agree", "on")]).await;
    }
    world.days_pass(14).await;
    assert_eq!(world.steps_sent_to(JIRO), ["hello"], "a suppressed address gets nothing at all");
    assert_eq!(world.steps_sent_to(SABU), ["hello", "tips"]);
    let marketing = |address: &str| {
        let steps = world.steps_sent_to(address).into_iter();
        steps.filter(|step| step != "hello").collect::<Vec<_>>()
    };
    assert_eq!(marketing(HANAKO), ["tips"], "what went out before the refusal, and nothing after it");
    assert!(marketing(TARO).contains(&"news".to_owned()), "whoever may be mailed is");
}

#[tokio::test]
async fn runs_and_pauses_of_an_old_folder_go_on_and_its_mails_count() {
    let (_data, mut world) = opened_after_migration().await;
    assert_eq!(world.standing(TARO, "welcome").await, "waiting for offer until 04-13 10:00");
    assert_eq!(world.standing(HANAKO, "welcome").await, "done: unsubscribed");
    assert_eq!(world.standing(SHIRO, "welcome").await, "done: no_consent");
    world.it_is_reported(TARO, "purchase").await;
    world.hours_pass(2).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "news"]);
    assert_eq!(world.steps_sent_to(GORO), [""; 0], "the pause holds");
    let sequence = Some("held".to_owned());
    world.standalone.operations().resume(Resume { sequence }).await.unwrap();
    world.the_tick_runs().await;
    world.days_pass(4).await;
    assert_eq!(world.steps_sent_to(GORO), ["answer"]);
    assert_eq!(
        world.steps_sent_to(TARO),
        ["hello", "tips", "news"],
        "a third mail in seven days has to wait"
    );
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello", "tips", "news", "offer", "last"]);
}
