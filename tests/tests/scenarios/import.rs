//! A list comes in: people get what was said for them, and nobody who refused or was erased comes back.

use super::{HANA, TARO, two_mails};
use cadence::consent::{Given, Proof, Standing};
use cadence::suppression::SuppressionReason;
use hikyaku_tests::world::{Company, World};
use operations::Failure;
use operations::answers::{RowImported, RowResult};
use operations::requests::{
    BeginImport, ErasePerson, ImportLeads, LeadRow, SaidGround, ShowPerson, TermsOfImport, Who,
};
use serde_json::json;
use std::collections::BTreeMap;

const KEN: &str = "ken@example.jp";

async fn welcomed() -> World {
    World::of(Company::with("welcome", &two_mails("signup"))).await
}

fn terms(kind: Option<&str>) -> TermsOfImport {
    let ground = kind.map(|kind| SaidGround {
        kind: kind.to_owned(),
        evidence: Some("cards of the March fair".to_owned()),
        obtained_on: Some("2026-03-20".to_owned()),
        by: "sato".to_owned(),
    });
    TermsOfImport { list: "fair".to_owned(), ground }
}

fn row(address: &str, company: &str) -> LeadRow {
    LeadRow {
        address: Who(address.to_owned()),
        name: Some("山田 太郎".to_owned()),
        language: Some("ja".to_owned()),
        tags: vec!["met".to_owned()],
        attributes: BTreeMap::from([("company".to_owned(), company.to_owned())]),
        obtained_on: None,
        evidence: None,
    }
}

async fn asked(world: &World, terms: TermsOfImport, plan: bool, rows: Vec<LeadRow>) -> Vec<RowImported> {
    world.standalone.operations().import_leads(ImportLeads { terms, plan, rows }).await.unwrap().rows
}

/// Imports rows with a ground, and gives their results.
async fn imported(world: &World, kind: Option<&str>, addresses: &[&str]) -> Vec<RowResult> {
    let rows = addresses.iter().map(|address| row(address, "みどり")).collect();
    asked(world, terms(kind), false, rows).await.into_iter().map(|row| row.result).collect()
}

/// Everything in the table, sorted.
async fn table(world: &World) -> Vec<String> {
    let mut lines = Vec::new();
    world.standalone.store.export_lines(|line| lines.push(line)).await.unwrap();
    lines.sort();
    lines
}

#[tokio::test]
async fn an_imported_lead_has_values_a_ground_and_a_list_and_gets_no_mail() {
    let mut world = welcomed().await;
    assert_eq!(imported(&world, Some("business-card"), &[TARO]).await, [RowResult::Created]);
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
    assert_eq!(world.grounds(TARO).await, [(Proof::BusinessCard, Some(Given::Taken))]);
    let who = Who(TARO.to_owned());
    let shown = world.standalone.operations().show_person(ShowPerson { who }).await.unwrap();
    assert!(shown.grounds[0].by.starts_with("import:fair:"));
    let known = shown.known.unwrap();
    assert_eq!((known.lists.join(" "), known.tags.join(" ")), ("fair".to_owned(), "met".to_owned()));
    assert_eq!((known.name.as_deref(), known.attributes["company"].as_str()), (Some("山田 太郎"), "みどり"));
    world.days_pass(10).await;
    assert_eq!(world.mails_to(TARO), [""; 0], "a list begins nothing by itself");
    world.a_lead_posts("signup", TARO).await;
    assert_eq!(world.steps_sent_to(TARO), ["hello"]);
}

#[tokio::test]
async fn a_lead_without_a_ground_exists_and_gets_no_marketing() {
    let mut world = welcomed().await;
    assert_eq!(imported(&world, None, &[TARO]).await, [RowResult::Created]);
    assert_eq!(world.consent(TARO).await, Standing::NoGround);
    assert_eq!(world.grounds(TARO).await, []);
    world.days_pass(5).await;
    assert_eq!(world.mails_to(TARO), [""; 0]);
}

#[tokio::test]
async fn the_same_list_again_writes_nothing_and_a_later_one_what_it_names() {
    let world = welcomed().await;
    let people = [TARO, HANA];
    imported(&world, Some("express"), &people).await;
    let before = table(&world).await;
    assert_eq!(imported(&world, Some("express"), &people).await, [RowResult::Unchanged; 2]);
    assert_eq!(table(&world).await, before);
    let changed = asked(&world, terms(Some("express")), false, vec![row(TARO, "あおば")]).await;
    assert_eq!(changed[0].result, RowResult::Known);
    let profile = world.profile(TARO).await;
    assert_eq!((profile.attributes["company"].as_str(), world.grounds(TARO).await.len()), ("あおば", 1));
}

#[tokio::test]
async fn a_plan_tells_what_an_import_does_and_writes_nothing() {
    let mut world = welcomed().await;
    world.a_lead_posts("signup", HANA).await;
    let mut rows: Vec<LeadRow> = [TARO, HANA, KEN].map(|address| row(address, "みどり")).to_vec();
    rows.push(row("no address", "みどり"));
    let before = table(&world).await;
    let planned = asked(&world, terms(Some("existing-business")), true, rows.clone()).await;
    assert_eq!(table(&world).await, before);
    assert_eq!(asked(&world, terms(Some("existing-business")), false, rows).await, planned);
    let results: Vec<_> = planned.iter().map(|row| row.result).collect();
    let (created, known, rejected) = (RowResult::Created, RowResult::Known, RowResult::Rejected);
    assert_eq!(results, [created, known, created, rejected]);
    assert!(planned[3].reason().unwrap().english().contains("address"));
}

#[tokio::test]
async fn no_ground_of_a_list_undoes_a_refusal_in_any_spelling() {
    let mut world = welcomed().await;
    world.a_lead_posts("signup", TARO).await;
    world.the_person_unsubscribes(TARO, "hello").await;
    let other = "taro+list@example.jp";
    for kind in ["business-card", "existing-business", "express"] {
        assert_eq!(imported(&world, Some(kind), &[TARO, other]).await, [RowResult::Refused; 2], "{kind}");
        assert_eq!(world.consent(TARO).await, Standing::Refused);
        assert_eq!(world.consent(other).await, Standing::NoGround);
    }
    assert_eq!(world.profile(TARO).await.attributes["company"], "みどり", "values are kept");
    world.days_pass(10).await;
    assert_eq!((world.mails_to(TARO).len(), world.mails_to(other).len()), (1, 0));
}

#[tokio::test]
async fn an_erased_person_does_not_come_back_with_a_list() {
    let world = welcomed().await;
    imported(&world, Some("express"), &[TARO]).await;
    let wish = ErasePerson {
        who: Who(TARO.to_owned()),
        wished_at: None,
        by: "sato".to_owned(),
        reason: "by telephone".to_owned(),
    };
    world.standalone.operations().erase_person(wish).await.unwrap();
    let before = table(&world).await;
    assert!(!before.iter().any(|line| line.contains(TARO) || line.contains("山田")));
    assert_eq!(imported(&world, Some("express"), &[TARO]).await, [RowResult::Erased]);
    assert_eq!(table(&world).await, before);
}

#[tokio::test]
async fn a_lead_who_came_back_after_an_erasure_is_left_alone() {
    let mut world = welcomed().await;
    world.a_lead_posts("signup", TARO).await;
    let (who, by, reason) = (Who(TARO.to_owned()), "sato".to_owned(), "by telephone".to_owned());
    let wish = ErasePerson { who, wished_at: None, by, reason };
    world.standalone.operations().erase_person(wish).await.unwrap();
    world.days_pass(1).await;
    world.a_lead_posts("agreed", TARO).await;
    assert_eq!(imported(&world, Some("express"), &[TARO]).await, [RowResult::Erased]);
    assert!(!world.profile(TARO).await.attributes.contains_key("company"));
}

#[tokio::test]
async fn an_address_that_gets_no_mail_is_left_alone() {
    let mut world = welcomed().await;
    world.a_lead_posts("signup", TARO).await;
    world.the_mail_bounces(TARO, "hello").await;
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
    let before = table(&world).await;
    assert_eq!(imported(&world, Some("express"), &[TARO]).await, [RowResult::Suppressed]);
    assert_eq!(table(&world).await, before);
}

#[tokio::test]
async fn a_better_ground_stands_and_a_weaker_one_gives_way_to_a_list() {
    let mut world = welcomed().await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_posts("agreed", HANA).await;
    imported(&world, Some("business-card"), &[TARO, HANA]).await;
    let last =
        |grounds: Vec<(Proof, Option<Given>)>| grounds.into_iter().find(|it| it.0 == Proof::BusinessCard);
    assert_eq!(last(world.grounds(HANA).await), Some((Proof::BusinessCard, Some(Given::BetterStands))));
    assert_eq!(world.consent(HANA).await, Standing::Agrees);
    assert_eq!(world.consent(TARO).await, Standing::Agrees);
}

#[tokio::test]
async fn a_customer_of_a_list_who_stays_quiet_is_won_back() {
    let win_back = json!({
        "start": { "sweep": { "quiet_for": "30 days", "only_if": { "tag": "met" }, "at_most_per_day": 10 } },
        "steps": [{ "step": "value", "day": 0, "send": "value" }],
    });
    let mut world = World::of(Company::with("win-back", &win_back)).await;
    imported(&world, Some("existing-business"), &[TARO]).await;
    world.days_pass(29).await;
    assert_eq!(world.mails_to(TARO), [""; 0]);
    world.days_pass(10).await;
    assert_eq!(world.steps_sent_to(TARO), ["value"]);
}

#[tokio::test]
async fn an_import_is_noted_once_and_names_nobody_who_is_mailed() {
    let world = welcomed().await;
    let begin = |plan| BeginImport { terms: terms(Some("express")), by: "sato".to_owned(), plan };
    world.standalone.operations().begin_import(begin(true)).await.unwrap();
    let noted = async || world.standalone.store.operations_on(world.clock.now().date_naive()).await.unwrap();
    assert_eq!(noted().await, []);
    world.standalone.operations().begin_import(begin(false)).await.unwrap();
    imported(&world, Some("express"), &[TARO, HANA]).await;
    let lines = noted().await;
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].operation.as_str(), lines[0].by.as_str()), ("import-leads", "sato"));
    assert_eq!((lines[0].about.as_deref(), lines[0].because.as_deref()), (Some("fair"), Some("express")));
}

#[tokio::test]
async fn terms_that_are_none_are_refused_before_anything_is_written() {
    let world = welcomed().await;
    let before = table(&world).await;
    let ask = async |terms: TermsOfImport| {
        let begin = BeginImport { terms, by: "sato".to_owned(), plan: false };
        world.standalone.operations().begin_import(begin).await.unwrap_err()
    };
    let other_list = TermsOfImport { list: "春の展示会".to_owned(), ..terms(None) };
    assert!(matches!(ask(other_list).await, Failure::NotThere(_)));
    assert!(matches!(ask(terms(Some("guess"))).await, Failure::NotThere(_)));
    let mut naming = terms(Some("express"));
    naming.ground.as_mut().unwrap().evidence = Some("taro@example.jp said so".to_owned());
    assert!(matches!(ask(naming).await, Failure::Refused(_)));
    let mut odd_day = terms(Some("express"));
    odd_day.ground.as_mut().unwrap().obtained_on = Some("4/1".to_owned());
    assert!(matches!(ask(odd_day).await, Failure::NotThere(_)));
    assert_eq!(table(&world).await, before);
    let rows = vec![row(TARO, "みどり"); 101];
    let many = ImportLeads { terms: terms(None), plan: false, rows };
    assert!(matches!(world.standalone.operations().import_leads(many).await, Err(Failure::Refused(_))));
}
