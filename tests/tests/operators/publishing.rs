//! Templates are published into a table in use: the plan says what the functions then do.

use super::{TARO, people};
use hikyaku::commands::Outcome;
use hikyaku::commands::publish::{self, Destination};
use hikyaku::output::{Format, Output};
use hikyaku_tests::world::{BASE_URL, Company, World};
use operations::publish::Candidate;
use serde_json::{Value, json};
use store::Store;

fn target(world: &World) -> Destination<'_> {
    Destination {
        name: "hikyaku-prod",
        store: &world.standalone.store,
        base_url: BASE_URL,
        now: world.clock.now(),
    }
}

async fn published(world: &World, apply: bool, format: Format) -> String {
    let candidate = Candidate::read(world.company.folder()).unwrap().unwrap();
    let (mut output, text) = Output::in_memory(format);
    let target = target(world);
    let ended = if apply {
        publish::apply(&candidate, &target, &mut output).await
    } else {
        publish::plan(&candidate, &target, &mut output).await
    };
    assert_eq!(ended.unwrap(), Outcome::Well);
    text.lock().unwrap().clone()
}

async fn planned(world: &World) -> String {
    published(world, false, Format::Text).await
}

async fn applied(world: &World) -> String {
    published(world, true, Format::Text).await
}

/// The plan's counts of those inside a sequence, and the first of them.
async fn inside(world: &World, sequence: &str) -> Value {
    let plan: Value = serde_json::from_str(&published(world, false, Format::Json).await).unwrap();
    plan["inside"]["sequences"][sequence].clone()
}

fn step(name: &str, day: u32) -> Value {
    json!({ "step": name, "day": day, "at": "10:00", "send": name })
}

fn welcome(steps: &[Value]) -> Value {
    let hello = json!({ "step": "hello", "send": "hello" });
    let steps = [&[hello], steps].concat();
    json!({ "start": { "form": "signup" }, "purpose": "transactional", "steps": steps })
}

/// Six people have got `hello` and wait for `tips`, which is due at ten on the third day.
async fn six_are_inside() -> World {
    let mut world = World::of(Company::with("welcome", &welcome(&[step("tips", 3), step("offer", 5)]))).await;
    for address in people() {
        world.a_lead_posts("signup", &address).await;
    }
    world.hours_pass(1).await;
    world
}

/// The text of a plan without what depends on versions and sizes.
fn steady(plan: &str) -> String {
    let mut lines = Vec::new();
    for line in plan.lines() {
        let line = line.split(" as version ").next().unwrap();
        lines.push(line.split(", from ").next().unwrap());
    }
    lines.join("\n")
}

#[tokio::test]
async fn the_first_publication_opens_the_forms_and_the_second_writes_nothing() {
    let mut world = World::of(Company::with("welcome", &welcome(&[step("tips", 3)]))).await;
    // A table nobody has published into.
    let engine = embedded_dynamodb::Engine::in_memory().unwrap();
    world.standalone.store = Store::new(engine.client(), "hikyaku");
    world.standalone.store.create_table(1).await.unwrap();
    let plan = planned(&world).await;
    assert!(plan.contains("Nothing is live in hikyaku-prod yet"), "{plan}");
    assert_eq!(world.standalone.store.head().await.unwrap(), None, "a plan writes nothing");
    insta::assert_snapshot!(steady(&applied(&world).await), @r"
    change  kind      name
    new     settings
    new     sequence  welcome
    new     form      agreed
    new     form      customer
    new     form      inquiry
    new     form      seminar
    new     form      signup
    7 of 7 documents differ from what is live.

    Published to hikyaku-prod
    Functions take it over with their next work; leads inside as soon as their step comes up. The same command may be given again.
    Open forms:
      https://mail.example.co.jp/f/agreed  for staff; opens with its key only
      https://mail.example.co.jp/f/customer  for staff; opens with its key only
      https://mail.example.co.jp/f/inquiry
      https://mail.example.co.jp/f/seminar
      https://mail.example.co.jp/f/signup
    ");
    let before = engine.counts();
    assert_eq!(
        applied(&world).await,
        "Nothing differs from what is live in hikyaku-prod. Nothing was written.\n"
    );
    assert_eq!(planned(&world).await, "Nothing differs from what is live in hikyaku-prod.\n");
    let after = engine.counts();
    assert_eq!(before.get("PutItem"), after.get("PutItem"));
    assert_eq!(after.get("Scan"), None, "where nothing is another, nobody walks the table");
}

#[tokio::test]
async fn a_plan_names_each_change_and_what_it_does_to_the_leads_inside() {
    let world = six_are_inside().await;
    world.company.sequence("other", &welcome(&[]));
    let advice = json!({ "step": "advice", "was": "offer", "day": 6, "at": "10:00", "send": "advice" });
    world.company.write("emails/welcome/tips/subject.txt", "New words");
    world.company.sequence("welcome", &welcome(&[step("tips", 4), advice, step("more", 9)]));
    std::fs::remove_dir_all(world.company.folder().join("emails/welcome/offer")).unwrap();
    std::fs::remove_file(world.company.folder().join("forms/seminar.json")).unwrap();
    insta::assert_snapshot!(steady(&planned(&world).await), @r"
    What publishing to hikyaku-prod would change
    change   kind      name
    new      sequence  other
    changed  sequence  welcome
    removed  form      seminar
    3 of 8 documents differ from what is live.

    welcome: its own file, its mails
      moved     tips: day 3 10:00 → day 4 10:00
      renamed   offer → advice
      moved     advice: day 5 10:00 → day 6 10:00
      altered   advice: send “offer” → send “advice”
      added     more
      mail      advice: new
      mail      more: new
      mail      tips: its text is another
      mail      offer: removed

    Leads inside
      other: 0 inside
      welcome: 6 inside
              6 get their step later
                the first of those for whom something is another comes up 2026-04-09 10:00

    Nothing was written; `--apply` publishes.
    ");
    let head = world.standalone.store.head().await.unwrap().unwrap();
    assert_ne!(&head.version, Candidate::read(world.company.folder()).unwrap().unwrap().head());
}

/// Publishes an edit after its plan was made, lets the time come, and gives what was planned and what was done.
async fn planned_and_done(steps: &[Value]) -> (Value, Vec<String>) {
    let mut world = six_are_inside().await;
    world.company.remove_sequence("welcome");
    world.company.sequence("welcome", &welcome(steps));
    let plan = inside(&world, "welcome").await;
    applied(&world).await;
    world.days_pass(20).await;
    (plan, world.mails_to(&people()[0]))
}

#[tokio::test]
async fn what_is_planned_for_the_leads_inside_is_what_the_functions_do() {
    let first = "2026-04-09T10:00:00+09:00";
    let (plan, mails) = planned_and_done(&[step("tips", 8), step("offer", 10)]).await;
    assert_eq!((&plan["later"], &plan["inside"], &plan["first"]), (&json!(6), &json!(6), &json!(first)));
    assert_eq!(mails[1], "tips 04-14 10:00");

    let (plan, mails) = planned_and_done(&[step("tips", 1), step("offer", 5)]).await;
    assert_eq!((&plan["keep_their_time"], &plan["first"]), (&json!(6), &json!(null)));
    assert_eq!(mails[1], "tips 04-09 10:00");

    let (plan, mails) = planned_and_done(&[step("offer", 5)]).await;
    assert_eq!(plan["go_on_to"], json!({ "offer": 6 }));
    assert_eq!(mails[1..], ["offer 04-11 10:00"]);

    let (plan, mails) = planned_and_done(&[]).await;
    assert_eq!(plan["end"], json!(6));
    assert_eq!(mails.len(), 1);
}

#[tokio::test]
async fn a_removed_sequence_ends_for_all_and_republished_does_not_begin_again() {
    let mut world = six_are_inside().await;
    world.days_pass(30).await;
    world.a_lead_posts("signup", TARO).await;
    world.hours_pass(1).await;
    world.company.remove_sequence("welcome");
    let plan = inside(&world, "welcome").await;
    assert_eq!((&plan["inside"], &plan["end"], &plan["over"]), (&json!(1), &json!(1), &json!(6)));
    let said = applied(&world).await;
    assert!(said.contains("removed  sequence  welcome"), "{said}");
    world.days_pass(5).await;
    assert_eq!(world.standing(TARO, "welcome").await, "done: sequence_removed");
}

#[tokio::test]
async fn a_publication_that_was_broken_off_is_finished_by_the_next() {
    let world = six_are_inside().await;
    world.company.sequence("welcome", &welcome(&[step("tips", 4), step("offer", 5)]));
    let candidate = Candidate::read(world.company.folder()).unwrap().unwrap();
    let store = &world.standalone.store;
    let old = store.head().await.unwrap().unwrap().version;
    candidate.apply(store).await.unwrap();
    // The documents were written, the head was not.
    let documents = store.publications().await.unwrap();
    store.publish(&old, &documents, &[]).await.unwrap();
    let plan = planned(&world).await;
    assert!(plan.contains("An earlier publication was broken off"), "{plan}");
    assert!(applied(&world).await.contains("Published to hikyaku-prod"));
    assert_eq!(&store.head().await.unwrap().unwrap().version, candidate.head());
}
