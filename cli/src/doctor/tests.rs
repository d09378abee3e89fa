//! Answers that the stack of the scenario tests does not give.

use super::{account, callers, events, identity, pricing, server_time};
use crate::doctor::Finding;
use chrono::TimeDelta;
use gateway::account::AccountQuota;
use gateway::ses_settings::{AccountSettings, ConfigurationSet, Destination, Identity, MailFrom};

fn told<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> String {
    let lines = findings.into_iter().map(|it| format!("{:<6} {}: {}", it.health.name(), it.check, it.found));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_pricing_plan_has_its_price_and_an_unknown_one_none() {
    let plans = [Some("NONE"), Some("ESSENTIALS"), Some("PRO"), Some("ENTERPRISE"), Some("FUTURE"), None];
    insta::assert_snapshot!(told(&plans.map(pricing::judge)), @r"
    ok     pricing plan: à la carte: 100 USD for a million mails (prices of 2026-07-22)
    look   pricing plan: Essentials: 160 USD for a million mails (prices of 2026-07-22)
    look   pricing plan: Pro: 220 USD for a million mails and 105 USD a month (prices of 2026-07-22)
    look   pricing plan: Enterprise: 230 USD for a million mails and 500 USD a month (prices of 2026-07-22)
    look   pricing plan: FUTURE, whose price this version does not know
    look   pricing plan: unknown: SES did not say; accounts that are new since 2026-07-21 begin on Essentials, at 160 USD a million
    ");
}

#[test]
fn posts_refused_for_their_caller_are_worth_a_look_without_named_proxies() {
    let all = [(0, 0), (0, 340), (2, 0), (1, 5)].map(|(proxies, refused)| callers::judge(proxies, refused));
    insta::assert_snapshot!(told(&all), @r"
    ok     callers: no proxy is named, and no post was refused for its caller in 7 days
    look   callers: 340 posts were refused in 7 days because one caller sent too many, and no proxy is named
    ok     callers: networks of proxies named: 2; posts refused for their caller in 7 days: 0
    ok     callers: networks of proxies named: 1; posts refused for their caller in 7 days: 5
    ");
    assert!(all[1].remedy.as_deref().is_some_and(|remedy| remedy.contains("trusted_proxies")));
}

#[test]
fn the_clock_is_well_within_half_a_minute_and_broken_beyond_five() {
    let judged = |seconds| server_time::judge(Some(TimeDelta::seconds(seconds)));
    let all = [0, 30, -30, 31, 300, -301].map(judged);
    insta::assert_snapshot!(told(all.iter().chain([&server_time::judge(None)])), @r"
    ok     clock: within 30 s of AWS
    ok     clock: within 30 s of AWS
    ok     clock: within 30 s of AWS
    look   clock: 31 s ahead of AWS
    look   clock: 300 s ahead of AWS
    broken clock: 301 s behind AWS; signatures are refused
    look   clock: unknown: no answer of AWS had a date
    ");
}

#[test]
fn an_account_under_review_or_without_a_limit_is_told_so() {
    let quota = AccountQuota { per_second: 90.0, per_day: -1.0, sent_in_day: 0.0 };
    let account = |enforcement: &str| AccountSettings {
        has_production_access: true,
        sends: true,
        enforcement: Some(enforcement.to_owned()),
        quota: Some(quota),
        suppresses: vec![],
        pricing_plan: Some("NONE".to_owned()),
    };
    let set = |suppresses| Ok(ConfigurationSet { sends: true, suppresses });
    let mut findings = account::judge(&Ok(account("PROBATION")));
    findings
        .extend(account::judge(&Ok(account("SOMETHING"))).into_iter().filter(|it| it.check == "standing"));
    findings.push(account::judge_suppression(&Ok(account("HEALTHY")), &set(None)));
    findings
        .push(account::judge_suppression(&Ok(account("HEALTHY")), &set(Some(vec!["COMPLAINT".to_owned()]))));
    insta::assert_snapshot!(told(&findings), @r"
    ok     production access: granted: mails go to everybody
    ok     sending: enabled for the account
    look   standing: under review by AWS (PROBATION)
    ok     quota: 90 mails a second, no limit for a day
    ok     pricing plan: à la carte: 100 USD for a million mails (prices of 2026-07-22)
    look   standing: SES says SOMETHING
    look   suppression list: off for BOUNCE and COMPLAINT, by the account
    look   suppression list: off for BOUNCE, by the configuration set
    ");
}

#[test]
fn an_address_is_no_domain_and_is_never_printed() {
    let mail_from =
        MailFrom { domain: "b.example.com".to_owned(), status: "FAILED".to_owned(), is_required: true };
    let address = Identity {
        is_domain: false,
        is_verified: true,
        verification: Some("SUCCESS".to_owned()),
        dkim: Some((false, "NOT_STARTED".to_owned())),
        mail_from: Some(mail_from),
    };
    let none = Identity { mail_from: None, dkim: None, ..address.clone() };
    let findings = [address, none].map(|it| identity::judge("taro@example.com", &Ok(it))).concat();
    let text = told(&findings);
    assert!(!format!("{findings:?}").contains("taro"), "{text}");
    insta::assert_snapshot!(text, @r"
    look   identity: one address at example.com is verified, not the domain
    broken DKIM: mails are not signed, and many receivers refuse them
    broken MAIL FROM: the records of b.example.com are not found in DNS (FAILED); SES refuses mails meanwhile
    look   DMARC: not looked up here; ask: dig +short TXT _dmarc.example.com
    look   identity: one address at example.com is verified, not the domain
    look   DKIM: unknown: SES did not say
    look   MAIL FROM: bounces go to a domain of Amazon, so SPF does not speak for yours; DKIM alone carries DMARC
    look   DMARC: not looked up here; ask: dig +short TXT _dmarc.example.com
    ");
}

#[test]
fn events_that_do_not_reach_the_topic_are_missed() {
    let to = |topic: Option<&str>, is_enabled, events: &[&str]| Destination {
        name: "feedback".to_owned(),
        is_enabled,
        topic: topic.map(str::to_owned),
        events: events.iter().map(|&event| event.to_owned()).collect(),
    };
    let set = || Ok(ConfigurationSet { sends: true, suppresses: None });
    let judged = |destinations| events::judge(&set(), &Ok(destinations))[1].clone();
    let all = [
        judged(vec![]),
        judged(vec![to(None, true, &["SEND"])]),
        judged(vec![to(Some("arn"), false, &["SEND"])]),
        judged(vec![to(Some("arn"), true, &["SEND", "BOUNCE"]), to(None, true, &["OPEN"])]),
    ];
    insta::assert_snapshot!(told(&all), @r"
    broken events: no destination publishes to an SNS topic: nothing comes back
    broken events: no destination publishes to an SNS topic: nothing comes back
    broken events: the destination is switched off: nothing comes back
    broken events: these are not published: REJECT, COMPLAINT, DELIVERY, OPEN, CLICK, RENDERING_FAILURE, DELIVERY_DELAY, SUBSCRIPTION
    ");
}
