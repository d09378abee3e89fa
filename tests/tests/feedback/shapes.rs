//! Each kind of event in each wrapping, with and without what may be missing.

use super::{KINDS, by_event_bridge, by_sns, company, event, facts, further_facts};
use cadence::suppression::SuppressionReason;
use chrono::DateTime;
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

/// The traces of each kind of event: the fact about the mail, and whether the address is suppressed.
fn fact_of(kind: &str) -> (Option<&'static str>, Option<SuppressionReason>) {
    match kind {
        "send" => (Some("sent"), None),
        "delivery" => (Some("delivered"), None),
        "delivery-delay" => (Some("delayed"), None),
        "bounce" => (Some("bounced_hard"), Some(SuppressionReason::HardBounce)),
        "complaint" => (Some("complained"), Some(SuppressionReason::Complaint)),
        "reject" | "rendering-failure" => (Some("rejected"), None),
        "open" => (Some("opened"), None),
        "click" => (Some("clicked"), None),
        "subscription" => (None, None),
        other => panic!("no such kind: {other}"),
    }
}

#[tokio::test]
async fn every_kind_of_event_is_understood_in_every_wrapping() {
    let mut world = company().await;
    for kind in KINDS {
        for shape in 0..4 {
            let address = format!("lead-{kind}-{shape}@example.jp");
            world.a_lead_posts("signup", &address).await;
            let entry = world.entry(&address, "hello");
            let event = event(kind, &entry, &address);
            let wrapped = match shape {
                0 => event.clone(),
                1 => by_sns(&event),
                2 => by_event_bridge(&event),
                _ => by_sns(&by_event_bridge(&event)),
            };
            assert!(world.standalone.take_feedback(wrapped.to_string()).await, "{wrapped}");
            let (fact, suppressed) = fact_of(kind);
            let at = DateTime::parse_from_rfc3339(event["mail"]["timestamp"].as_str().unwrap()).unwrap();
            let known = facts(&world, &address).await;
            assert!(
                fact.is_none_or(|fact| known.contains(&(fact, at.to_utc()))),
                "{kind} {shape}: {known:?}"
            );
            assert_eq!(world.suppressed(&address).await, suppressed, "{kind} {shape}");
            assert_eq!(world.has_refused(&address).await, kind == "subscription", "{kind} {shape}");
            let ended = suppressed.is_some() || kind == "subscription";
            let standing = world.standing(&address, "welcome").await;
            assert_eq!(standing.starts_with("done"), ended, "{kind} {shape}: {standing}");
        }
    }
}

#[tokio::test]
async fn a_bounce_suppresses_by_its_class_its_kind_and_the_servers_word() {
    let mut world = company().await;
    let hard = Some(SuppressionReason::HardBounce);
    let by_the_server = Some(SuppressionReason::RefusedForGood);
    let permanent =
        ["General", "NoEmail", "SomethingNewIn2027"].map(|sub| ("Permanent", sub, "bounced_hard", hard));
    let kinds = ["General", "MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected", "New"];
    let transient = kinds.map(|sub| ("Transient", sub, "bounced_soft", None));
    let others = [("Undetermined", "Undetermined"), ("SomethingNewIn2027", "General")];
    let others = others.map(|(class, sub)| (class, sub, "bounced_soft", None));
    let all = permanent.into_iter().chain(transient).chain(others);
    for (number, (class, sub, fact, suppressed)) in all.enumerate() {
        for (status, suppressed) in [("4.2.2", suppressed), ("5.1.1", suppressed.or(by_the_server))] {
            let address = format!("lead{number}-{}@example.jp", &status[..1]);
            world.a_lead_posts("signup", &address).await;
            let mut bounce = event("bounce", &world.entry(&address, "hello"), &address);
            bounce["bounce"]["bounceType"] = class.into();
            bounce["bounce"]["bounceSubType"] = sub.into();
            bounce["bounce"]["bouncedRecipients"] = json!([{ "emailAddress": address, "status": status }]);
            assert!(world.standalone.take_feedback(bounce.to_string()).await, "{class}/{sub}");
            assert_eq!(world.suppressed(&address).await, suppressed, "{class}/{sub} {status}");
            assert_eq!(further_facts(&world, &address).await, [fact], "{class}/{sub} {status}");
        }
    }
}

#[tokio::test]
async fn an_event_without_our_tags_harms_nobody_and_protects_whom_it_names() {
    for kind in KINDS {
        let mut world = company().await;
        world.a_lead_posts("signup", TARO).await;
        let before = world.rows().await;
        let mut event = event(kind, &world.entry(TARO, "hello"), " Taro@EXAMPLE.jp");
        event["mail"].as_object_mut().unwrap().remove("tags");
        assert!(world.standalone.take_feedback(event.to_string()).await, "{kind}");
        let protects = matches!(kind, "bounce" | "complaint");
        assert_eq!(world.suppressed(TARO).await.is_some(), protects, "{kind}");
        assert_eq!(world.rows().await != before, protects, "{kind}");
    }
}

#[tokio::test]
async fn a_notice_of_the_old_kind_suppresses_by_its_address() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let notice = event("legacy-bounce", &world.entry(TARO, "hello"), TARO);
    assert!(world.standalone.take_feedback(by_sns(&notice).to_string()).await);
    assert_eq!(world.suppressed(TARO).await, Some(SuppressionReason::HardBounce));
}

#[tokio::test]
async fn an_address_that_is_no_lead_can_be_suppressed_before_it_becomes_one() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let mut bounce = event("bounce", &world.entry(TARO, "hello"), "stranger@example.jp");
    bounce["mail"].as_object_mut().unwrap().remove("tags");
    assert!(world.standalone.take_feedback(bounce.to_string()).await);
    world.a_lead_posts("signup", "stranger@example.jp").await;
    assert!(world.entries("stranger@example.jp").is_empty());
    assert_eq!(world.suppressed(TARO).await, None);
}

#[tokio::test]
async fn machines_are_told_by_the_mail_services_flag_or_else_by_the_agent() {
    let mut world = company().await;
    let browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36";
    let table: [(Value, Value, bool); 7] = [
        (json!("Likely"), json!(browser), true),
        (json!("Unlikely"), json!(browser), false),
        (Value::Null, json!(browser), false),
        (Value::Null, json!("Mozilla/5.0"), true),
        (Value::Null, json!("Mozilla/5.0 (compatible; LinkScanBot/3.1)"), true),
        (Value::Null, Value::Null, false),
        (json!("Perhaps"), json!(browser), false),
    ];
    for (number, (flag, agent, machine)) in table.into_iter().enumerate() {
        for (kind, by_person, by_machine) in
            [("open", "opened", "opened_by_machine"), ("click", "clicked", "clicked_by_machine")]
        {
            let address = format!("{kind}{number}@example.jp");
            world.a_lead_posts("signup", &address).await;
            let mut event = event(kind, &world.entry(&address, "hello"), &address);
            event[kind]["isBotEvent"] = flag.clone();
            event[kind]["userAgent"] = agent.clone();
            assert!(world.standalone.take_feedback(event.to_string()).await);
            let fact = if machine { by_machine } else { by_person };
            assert_eq!(further_facts(&world, &address).await, [fact], "{flag} {agent}");
            assert_eq!(world.score(&address).await > 20.5, !machine, "{flag} {agent}");
        }
    }
}

#[tokio::test]
async fn what_is_not_known_yet_is_let_go_and_fails_nothing() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let before = world.rows().await;
    let mut new_kind = event("open", &world.entry(TARO, "hello"), TARO);
    new_kind["eventType"] = "Teleport".into();
    let confirmation = json!({ "Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe", "Token": "x" });
    let mut foreign = event("open", &world.entry(TARO, "hello"), TARO);
    foreign["mail"]["tags"] = json!({ "lead": ["nobody"], "send_key": ["nothing"], "attempt": [7] });
    for event in [new_kind, confirmation, foreign] {
        assert!(world.standalone.take_feedback(event.to_string()).await, "{event}");
    }
    assert_eq!(world.rows().await, before);
}

#[tokio::test]
async fn garbage_is_a_dead_letter_after_three_tries_and_takes_nothing_with_it() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let entry = world.entry(TARO, "hello");
    let good = |kind: &str| event(kind, &entry, TARO).to_string();
    let deep = (0..6).fold(event("open", &entry, TARO), |event, _| by_sns(&event)).to_string();
    let garbage = ["", "{", "[]", "{\"a\":1}", "\u{0}\u{1}", &deep].map(str::to_owned);
    let mut batch = vec![good("open")];
    batch.extend(garbage.iter().cloned());
    batch.push(good("click"));
    world.standalone.feedback.send(batch);
    world.standalone.drain().await;
    assert_eq!(further_facts(&world, TARO).await, ["opened", "clicked"]);
    let mut dead = world.standalone.feedback.dead();
    dead.sort_unstable();
    let mut expected = garbage.to_vec();
    expected.sort_unstable();
    assert_eq!(dead, expected);
    assert!(world.standalone.feedback.is_empty());
    let kept = world.standalone.dead_letters.all().unwrap();
    assert_eq!(kept.len(), garbage.len(), "dead letters are kept where somebody finds them");
    assert!(kept.iter().all(|letter| letter.reason.is_some()), "{kept:?}");
}
