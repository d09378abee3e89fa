//! A stack is looked at from outside: what AWS and the table say, and what an operator is told to do.

mod settings;

use super::stack::{DEAD_SENDS, described, name, stack_of};
use super::{everybody_asks, minutes_of_ticks};
use chrono::TimeDelta;
use hikyaku::commands::Outcome;
use hikyaku::commands::doctor::print;
use hikyaku::doctor::{self, Finding, Health, Templates};
use hikyaku::output::{Format, Output};
use hikyaku::stack::Stack;
use hikyaku_tests::account::Account;
use hikyaku_tests::world::World;
use serde_json::{Value, json};
use settings::{ALL, account_settings, destinations, identity};

const SET: &str = "configuration-sets/hikyaku-prod";
const DESTINATIONS: &str = "configuration-sets/hikyaku-prod/event-destinations";
const IDENTITY: &str = "identities/example.co.jp";
/// When [`ticking`] stops.
const DATE: &str = "Mon, 06 Apr 2026 02:02:00 GMT";

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
    let stack = stack_of(&world, &account);
    (world, account, stack)
}

async fn findings(world: &World, stack: &Stack) -> Vec<Finding> {
    let templates = Templates::look(world.company.folder()).unwrap();
    doctor::examine(stack, &templates, TimeDelta::zero()).await
}

fn printed(findings: &[Finding], format: Format) -> (Outcome, String) {
    let (mut output, text) = Output::in_memory(format);
    let outcome = print("hikyaku-prod", findings, &mut output).unwrap();
    let text = text.lock().unwrap().clone();
    (outcome, text)
}

/// Unwell findings but DMARC, in one line each: health, check, what was found.
async fn unwell(world: &World, stack: &Stack) -> Vec<String> {
    let found = findings(world, stack).await;
    let unwell = found.iter().filter(|it| it.health != Health::Ok && it.check != "DMARC");
    unwell.map(|it| format!("{} {}: {}", it.health.name(), it.check, it.found)).collect()
}

#[tokio::test]
async fn where_all_is_well_each_check_says_so_and_only_dmarc_is_left_to_look_up() {
    let (world, account, stack) = ticking().await;
    let found = findings(&world, &stack).await;
    let (outcome, text) = printed(&found, Format::Text);
    assert_eq!(outcome, Outcome::Well);
    let head = world.standalone.store.head().await.unwrap().unwrap();
    insta::assert_snapshot!(text.replace(head.version.as_str(), "VERSION"), @r#"
    hikyaku-prod: 0 broken, 1 to look at, 18 ok
      ok      production access  granted: mails go to everybody
      ok      sending            enabled for the account
      ok      standing           healthy
      ok      quota              14 mails a second, 1200 of 50000 in the last 24 hours
      ok      pricing plan       à la carte: 100 USD for a million mails (prices of 2026-07-22)
      ok      identity           the domain example.co.jp is verified
      ok      DKIM               mails are signed, the keys are in DNS
      ok      MAIL FROM          bounce.example.co.jp is set up
      look    DMARC              not looked up here; ask: dig +short TXT _dmarc.example.co.jp
                                 → Gmail and Yahoo want a record there, or at the domain above it. Begin with: _dmarc.example.co.jp TXT "v=DMARC1; p=none; rua=mailto:MAILBOX@example.co.jp", read the reports, then go on to p=quarantine
      ok      configuration set  there, and sends
      ok      events             all ten kinds go to arn:aws:sns:ap-northeast-1:123456789012:hikyaku-prod-feedback
      ok      suppression list   on for bounces and complaints, by the configuration set
      ok      published          version VERSION: 2 sequences, 5 forms
      ok      templates          the folder at hand is what is live
      ok      callers            no proxy is named, and no post was refused for its caller in 7 days
      ok      tick               less than 3 minutes ago
      ok      dead letters       none in any of the four queues
      ok      secrets            /hikyaku/secrets holds the key that the table was written with
      ok      clock              within 30 s of AWS
    "#);
    let (_, told) = printed(&found, Format::Json);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["broken"], &told["findings"][0]["health"]), (&json!(0), &json!("ok")));
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
        assert_eq!(finding.health, Health::Look, "{finding:?}");
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
    insta::assert_snapshot!(found.join("\n"), @r"
    broken identity: it is not there
    broken configuration set: it is not there
    broken events: it is not there
    broken secrets: it is not there
    ");
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
    insta::assert_snapshot!(unwell(&world, &stack).await.join("\n"), @r"
    look production access: the account is in the sandbox: mails go to verified addresses only, 200 a day
    broken sending: paused for the whole account
    broken standing: shut down by AWS (SHUTDOWN)
    look quota: 1 mails a second, 180 of 200 in the last 24 hours
    look pricing plan: Essentials: 160 USD for a million mails (prices of 2026-07-22)
    broken identity: example.co.jp is not verified (PENDING); SES refuses every mail
    broken DKIM: mails are to be signed, but the keys are not found in DNS (FAILED)
    look MAIL FROM: the records of bounce.example.co.jp are not found in DNS (PENDING); SES uses a domain of its own meanwhile
    broken configuration set: paused: SES refuses every mail through it
    broken events: these are not published: DELIVERY_DELAY, SUBSCRIPTION
    look suppression list: off for COMPLAINT, by the account
    broken dead letters: 1 in sends
    broken clock: 600 s ahead of AWS; signatures are refused
    ");
}

#[tokio::test]
async fn what_an_account_does_not_say_is_unknown_and_nothing_fails() {
    let (world, account, stack) = ticking().await;
    account.set_settings("account", Some(json!({})));
    account.set_settings(IDENTITY, Some(json!({ "VerifiedForSendingStatus": true })));
    account.set_settings(SET, Some(json!({})));
    account.set_settings(DESTINATIONS, Some(json!({})));
    insta::assert_snapshot!(unwell(&world, &stack).await.join("\n"), @r"
    look production access: the account is in the sandbox: mails go to verified addresses only, 200 a day
    broken sending: paused for the whole account
    look standing: unknown: SES did not say
    look quota: unknown: SES did not say
    look pricing plan: unknown: SES did not say; accounts that are new since 2026-07-21 begin on Essentials, at 160 USD a million
    look DKIM: unknown: SES did not say
    look MAIL FROM: bounces go to a domain of Amazon, so SPF does not speak for yours; DKIM alone carries DMARC
    broken events: no destination publishes to an SNS topic: nothing comes back
    look suppression list: off for BOUNCE and COMPLAINT, by the account
    ");
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
    insta::assert_snapshot!(of_schedules(&world).await.join("\n"), @r"
    broken tick: last seen at 2026-04-07 11:03; nothing that becomes due is sent
    broken sweep: win-back: last on 2026-04-07; nobody is found who went quiet
    ");
}

#[tokio::test]
async fn an_edited_folder_and_other_secrets_are_told() {
    let (world, account, stack) = ticking().await;
    world.company.setting("caps", json!([{ "mails": 11, "days": 1 }]));
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
    assert!(found[1].found.ends_with("s behind AWS; signatures are refused"), "{found:?}");
    assert!(found.iter().all(|it| it.health == Health::Broken));
}
