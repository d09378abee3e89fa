//! The reports of the mail service, in the shapes in which they come; late, twice, in any order, and broken.
//!
//! The events among the fixtures are written after the SES developer guide, "Contents of event data that Amazon SES
//! publishes to Amazon SNS / EventBridge"; their words in capitals stand for what differs.

mod again;
mod orders;
mod shapes;
mod taken;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use gateway::local::outbox::OutboxEntry;
use hikyaku_tests::world::{Company, World};
use kit::company::hello_and_tips;
use serde_json::{Value, json};

/// The ten kinds of events, by the names of their fixtures.
pub(crate) const KINDS: [&str; 10] = [
    "send",
    "delivery",
    "delivery-delay",
    "bounce",
    "complaint",
    "reject",
    "open",
    "click",
    "rendering-failure",
    "subscription",
];

/// A company that says hello at once and sends tips a week later.
async fn company() -> World {
    let sequence = hello_and_tips(7);
    World::of(Company::with("welcome", &sequence)).await
}

/// An event about the mail of an entry, a minute before the mail was taken, so that its time is told from others'.
pub(crate) fn event(kind: &str, entry: &OutboxEntry, address: &str) -> Value {
    let at = DateTime::parse_from_rfc3339(&entry.at).unwrap() - TimeDelta::minutes(1);
    event_at(kind, entry, address, at.to_utc())
}

/// An event about the mail of an entry at a moment.
fn event_at(kind: &str, entry: &OutboxEntry, address: &str, at: DateTime<Utc>) -> Value {
    let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let words = [
        ("MAIL_AT", at.as_str()),
        ("AT", &at),
        ("ADDRESS", address),
        ("SEND_KEY", &entry.send_key),
        ("ATTEMPT", &entry.attempt),
        ("LEAD", &entry.lead),
        ("SEQUENCE", &entry.sequence),
        ("RUN", &entry.run),
        ("STEP", &entry.step),
    ];
    let path = kit::folder::fixtures().join(format!("events/{kind}.json"));
    let text = std::fs::read_to_string(path).unwrap();
    let quoted = |word: &str| format!("\"{word}\"");
    let text = words.iter().fold(text, |text, (word, value)| text.replace(&quoted(word), &quoted(value)));
    serde_json::from_str(&text).unwrap()
}

/// An event as an SNS notification brings it.
pub(crate) fn by_sns(event: &Value) -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:ap-northeast-1:111122223333:feedback",
        "Subject": "Amazon SES Email Event Notification",
        "Message": event.to_string(),
        "Timestamp": "2026-04-06T01:00:00.000Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
    })
}

/// An event as EventBridge brings it.
fn by_event_bridge(event: &Value) -> Value {
    json!({
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": "Email Event",
        "source": "aws.ses",
        "account": "111122223333",
        "time": "2026-04-06T01:00:00Z",
        "region": "ap-northeast-1",
        "resources": ["arn:aws:ses:ap-northeast-1:111122223333:configuration-set/hikyaku"],
        "detail": event,
    })
}

/// The facts about the only mail to somebody: names and times.
async fn facts(world: &World, address: &str) -> Vec<(&'static str, DateTime<Utc>)> {
    let messages = world.standalone.store.messages_of(&world.lead(address)).await.unwrap();
    assert_eq!(messages.len(), 1);
    messages[0].facts.iter().map(|(fact, at)| (fact.name(), at)).collect()
}

/// The names of the facts about the only mail to somebody, without those that every mail has.
async fn further_facts(world: &World, address: &str) -> Vec<&'static str> {
    let names = facts(world, address).await.into_iter().map(|(name, _)| name);
    names.filter(|name| !matches!(*name, "sent" | "delivered")).collect()
}
