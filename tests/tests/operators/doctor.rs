//! A stack is looked at from outside: what AWS and the table say, and what an operator is told to do.

use super::stack::{DEAD_SENDS, connected, described, name};
use super::{everybody_asks, minutes_of_ticks};
use chrono::TimeDelta;
use hikyaku::commands::Outcome;
use hikyaku::commands::doctor::print;
use hikyaku::doctor::{self, Finding, Templates, Verdict};
use hikyaku::output::{Format, Output};
use hikyaku::stack::Stack;
use hikyaku_tests::account::Account;
use hikyaku_tests::world::World;
use serde_json::{Value, json};
use std::time::Duration;

const SET: &str = "configuration-sets/hikyaku-prod";
const DESTINATIONS: &str = "configuration-sets/hikyaku-prod/event-destinations";
const IDENTITY: &str = "identities/example.co.jp";
/// Seven minutes and ten o'clock in Tokyo, when [`ticking`] stops.
const DATE: &str = "Mon, 06 Apr 2026 02:02:00 GMT";

/// Answers in the shapes of the Amazon SES API Reference v2.
fn account_settings() -> Value {
    json!({
        "DedicatedIpAutoWarmupEnabled": true,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": true,
        "SendQuota": { "Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 1200.0 },
        "SendingEnabled": true,
        "SuppressionAttributes": { "SuppressedReasons": ["BOUNCE", "COMPLAINT"] },
        "PricingAttributes": { "CurrentPlan": "NONE" },
    })
}

fn identity() -> Value {
    json!({
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": true,
        "VerifiedForSendingStatus": true,
        "VerificationStatus": "SUCCESS",
        "DkimAttributes": {
            "SigningEnabled": true, "Status": "SUCCESS", "Tokens": ["a", "b", "c"],
            "SigningAttributesOrigin": "AWS_SES",
        },
        "MailFromAttributes": {
            "MailFromDomain": "bounce.example.co.jp", "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
        "Policies": {},
        "Tags": [],
    })
}

fn destinations(events: &[&str]) -> Value {
    let topic = "arn:aws:sns:ap-northeast-1:123456789012:hikyaku-prod-feedback";
    json!({ "EventDestinations": [{
        "Name": "feedback", "Enabled": true, "MatchingEventTypes": events, "SnsDestination": { "TopicArn": topic },
    }] })
}

const ALL: [&str; 10] = [
    "SEND",
    "REJECT",
    "BOUNCE",
    "COMPLAINT",
    "DELIVERY",
    "OPEN",
    "CLICK",
    "RENDERING_FAILURE",
    "DELIVERY_DELAY",
    "SUBSCRIPTION",
];

/// A world in which the tick runs, in an account where all is well.
async fn ticking() -> (World, Account, Stack) {
    let mut world = everybody_asks().await;
    minutes_of_ticks(&mut world, 2).await;
    let account = Account::default();
    account.set_settings("account", Some(account_settings()));
    account.set_settings(IDENTITY, Some(identity()));
    let set = json!({
        "ConfigurationSetName": "hikyaku-prod",
        "SendingOptions": { "SendingEnabled": true },
        "SuppressionOptions": { "SuppressedReasons": ["BOUNCE", "COMPLAINT"] },
    });
    account.set_settings(SET, Some(set));
    account.set_settings(DESTINATIONS, Some(destinations(&ALL)));
    account.set_parameter("/hikyaku/secrets", &world.secrets().text());
    account.set_date(DATE);
    let stack = connected(&world, &account);
    (world, account, stack)
}

async fn findings(world: &World, stack: &Stack) -> Vec<Finding> {
    let templates = Templates::look(world.company.folder()).unwrap();
    doctor::examine(stack, &templates, Duration::ZERO).await
}

fn printed(findings: &[Finding], format: Format) -> (Outcome, String) {
    let (mut output, text) = Output::in_memory(format);
    let outcome = print("hikyaku-prod", findings, &mut output).unwrap();
    let text = text.lock().unwrap().clone();
    (outcome, text)
}

/// What is not well, in one line each: verdict, check, what was found.
async fn unwell(world: &World, stack: &Stack) -> Vec<String> {
    let found = findings(world, stack).await;
    let unwell = found.iter().filter(|it| it.verdict != Verdict::Ok && it.check != "DMARC");
    unwell.map(|it| format!("{} {}: {}", it.verdict.name(), it.check, it.found)).collect()
}

#[tokio::test]
async fn where_all_is_well_each_check_says_so_and_only_dmarc_is_left_to_look_up() {
    let (world, account, stack) = ticking().await;
    let found = findings(&world, &stack).await;
    let (outcome, text) = printed(&found, Format::Text);
    assert_eq!(outcome, Outcome::Well);
    let head = world.desk.store.head().await.unwrap().unwrap();
    insta::assert_snapshot!(text.replace(head.as_str(), "VERSION"), @"");
    let (_, told) = printed(&found, Format::Json);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["broken"], &told["findings"][0]["verdict"]), (&json!(0), &json!("ok")));
    let calls = account.calls();
    let writes = calls.iter().filter(|call| !call.starts_with("Get")).count();
    assert_eq!((calls.len(), writes), (9, 0), "{calls:?}");
}

#[tokio::test]
async fn what_may_not_be_asked_is_a_finding_that_names_the_permission() {
    let (world, account, stack) = ticking().await;
    for operation in [
        "GetAccount",
        "GetEmailIdentity",
        "GetConfigurationSet",
        "GetConfigurationSetEventDestinations",
        "GetParameter",
        "GetQueueAttributes",
    ] {
        account.deny(operation);
    }
    let found = findings(&world, &stack).await;
    for action in [
        "ses:GetAccount",
        "ses:GetEmailIdentity",
        "ses:GetConfigurationSet",
        "ses:GetConfigurationSetEventDestinations",
        "ssm:GetParameter",
        "sqs:GetQueueAttributes",
    ] {
        let remedy = format!("allow your role the action {action}");
        let named = |it: &&Finding| it.remedy.as_ref().is_some_and(|it| it.contains(&remedy));
        let finding = found.iter().find(named).unwrap_or_else(|| panic!("nobody names {action}"));
        assert_eq!(finding.verdict, Verdict::Look, "{finding:?}");
    }
    assert_eq!(printed(&found, Format::Text).0, Outcome::Well, "nobody knows that anything is broken");
}

#[tokio::test]
async fn what_is_not_there_is_broken() {
    let (world, account, stack) = ticking().await;
    for path in [IDENTITY, SET, DESTINATIONS] {
        account.set_settings(path, None);
    }
    let stack = Stack {
        names: hikyaku::stack::Names { secrets_parameter: "/gone".to_owned(), ..stack.names },
        ..stack
    };
    let found = unwell(&world, &stack).await;
    insta::assert_snapshot!(found.join("\n"), @"");
    assert_eq!(printed(&findings(&world, &stack).await, Format::Text).0, Outcome::Found);
}

#[tokio::test]
async fn each_thing_that_is_wrong_in_aws_is_told() {
    let (world, account, stack) = ticking().await;
    let mut said = account_settings();
    said["ProductionAccessEnabled"] = json!(false);
    said["SendingEnabled"] = json!(false);
    said["EnforcementStatus"] = json!("SHUTDOWN");
    said["SendQuota"] = json!({ "Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 180.0 });
    said["SuppressionAttributes"] = json!({ "SuppressedReasons": ["BOUNCE"] });
    said["PricingAttributes"] = json!({ "CurrentPlan": "ESSENTIALS" });
    account.set_settings("account", Some(said));
    let mut said = identity();
    said["VerifiedForSendingStatus"] = json!(false);
    said["VerificationStatus"] = json!("PENDING");
    said["DkimAttributes"]["Status"] = json!("FAILED");
    said["MailFromAttributes"]["MailFromDomainStatus"] = json!("PENDING");
    account.set_settings(IDENTITY, Some(said));
    account.set_settings(SET, Some(json!({ "SendingOptions": { "SendingEnabled": false } })));
    account.set_settings(DESTINATIONS, Some(destinations(&ALL[..8])));
    account.bury(DEAD_SENDS, "{}", None, &[]);
    account.set_date("Mon, 06 Apr 2026 01:52:00 GMT");
    insta::assert_snapshot!(unwell(&world, &stack).await.join("\n"), @"");
}

#[tokio::test]
async fn what_an_account_does_not_say_is_unknown_and_nothing_fails() {
    let (world, account, stack) = ticking().await;
    account.set_settings("account", Some(json!({})));
    account.set_settings(IDENTITY, Some(json!({ "VerifiedForSendingStatus": true })));
    account.set_settings(SET, Some(json!({})));
    account.set_settings(DESTINATIONS, Some(json!({})));
    insta::assert_snapshot!(unwell(&world, &stack).await.join("\n"), @"");
}

#[tokio::test]
async fn schedules_are_judged_by_what_they_leave_in_the_table() {
    let (mut world, _, stack) = ticking().await;
    world.company.sequence(
        "win-back",
        &json!({ "start": { "sweep": { "quiet_for": "180 days" } }, "steps": [{ "step": "hello", "send": "hello" }] }),
    );
    world.publish().await;
    let of_schedules = async |world: &World| {
        let found = unwell(world, &stack).await;
        found.into_iter().filter(|it| it.contains("tick:") || it.contains("sweep:")).collect::<Vec<_>>()
    };
    assert_eq!(of_schedules(&world).await, ["look sweep: none of win-back yet"]);
    world.days_pass(1).await;
    minutes_of_ticks(&mut world, 1).await;
    assert_eq!(of_schedules(&world).await, [""; 0]);
    world.clock.tell(world.clock.now() + TimeDelta::days(2));
    insta::assert_snapshot!(of_schedules(&world).await.join("\n"), @"");
}

#[tokio::test]
async fn an_edited_folder_and_other_secrets_are_told() {
    let (world, account, stack) = ticking().await;
    world.company.setting("caps", json!([{ "mails": 49, "days": 1 }]));
    account.set_parameter("/hikyaku/secrets", &gateway::secrets::Secrets::from_random(&[9; 64]).text());
    let found = unwell(&world, &stack).await;
    assert_eq!(found[0], "look templates: the folder at hand differs from what is live");
    assert!(found[1].starts_with("broken secrets: the table belongs to identity key"), "{}", found[1]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[tokio::test]
async fn where_the_clock_is_so_wrong_that_nothing_can_be_asked_that_is_told() {
    let (world, account, _) = ticking().await;
    account.set_parameter(&name().parameter(), &described());
    account.deny("GetParameter");
    account.deny("GetAccount");
    account.set_date("Mon, 06 Apr 2026 03:02:00 GMT");
    let aws = account.configuration();
    let error = format!("{:#}", Stack::find_in(aws.clone(), &name()).await.unwrap_err());
    let found = doctor::examine_unfound(&aws, &world.clock, &error).await;
    assert_eq!(found.len(), 2);
    assert!(found[0].found.contains("cannot be looked up"), "{found:?}");
    assert_eq!(found[1].found, "3600 s behind AWS; signatures are refused");
}
