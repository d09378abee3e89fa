//! A domain event arrives with its source, its kind and its body.

use crate::answerer::{Answered, Asked, well};
use crate::place::{self, Place};
use aws_sdk_eventbridge::types::Target;
use aws_sdk_sqs::types::QueueAttributeName;
use cadence::Instant;
use cadence::domain_event::{DomainEvent, Payload, WayOut};
use cadence::ids::{EventName, LeadId};
use gateway::bus::{Bus, ToldEvent};
use gateway::eventbridge::EventBridge;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn event() -> DomainEvent {
    DomainEvent {
        at: Instant::UNIX_EPOCH,
        lead: LeadId::parse("aaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap(),
        payload: Payload::LeadUnsubscribed { by: WayOut::Link, runs_stopped: 1 },
    }
}

/// As EventBridge answers (API reference, `PutEvents`).
fn answer(asked: &Asked) -> Answered {
    match asked.target.as_str() {
        "AWSEvents.PutEvents" => well(json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "e" }] })),
        _ => Answered::With(400, "UnknownOperationException", json!({})),
    }
}

/// A bus whose every event goes into a queue, and the queue's URL.
async fn bus_into_queue(url: &str, bus: &str) -> String {
    let (events, queues) = (
        aws_sdk_eventbridge::Client::from_conf(place::eventbridge(url)),
        aws_sdk_sqs::Client::from_conf(place::sqs(url)),
    );
    let queue = queues.create_queue().queue_name(bus).send().await.unwrap().queue_url.unwrap();
    let asked = queues.get_queue_attributes().queue_url(&queue).attribute_names(QueueAttributeName::QueueArn);
    let arn = asked.send().await.unwrap().attributes.unwrap().remove(&QueueAttributeName::QueueArn).unwrap();
    events.create_event_bus().name(bus).send().await.unwrap();
    let rule = events
        .put_rule()
        .name(bus)
        .event_bus_name(bus)
        .event_pattern(r#"{"source":["hikyaku","hikyaku.api"]}"#);
    rule.send().await.unwrap();
    let target = Target::builder().id("queue").arn(arn).build().unwrap();
    events.put_targets().rule(bus).event_bus_name(bus).targets(target).send().await.unwrap();
    queue
}

/// The event that arrived: source, kind and body.
async fn arrived(place: &Place, queue: &str) -> (Value, Value, Value) {
    match place {
        Place::Here(answerer) => {
            let entry = answerer.asked()[0].body["Entries"][0].clone();
            let detail = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
            (entry["Source"].clone(), entry["DetailType"].clone(), detail)
        }
        Place::There(url) => {
            let queues = aws_sdk_sqs::Client::from_conf(place::sqs(url));
            let page = queues.receive_message().queue_url(queue).wait_time_seconds(4).send().await.unwrap();
            let message = page.messages.unwrap_or_default().remove(0);
            let event: Value = serde_json::from_str(&message.body.unwrap()).unwrap();
            (event["source"].clone(), event["detail-type"].clone(), event["detail"].clone())
        }
    }
}

/// A bus, the place where it is, and the queue into which its events go.
async fn bus(test: &str) -> (Bus, Place, String) {
    let place = Place::of_cloud(answer).await;
    let name = place::name(test);
    let queue = match &place {
        Place::Here(_) => String::new(),
        Place::There(url) => bus_into_queue(url, &name).await,
    };
    (Bus::EventBridge(EventBridge::connect(place::eventbridge(place.url()), &name)), place, queue)
}

#[tokio::test]
async fn an_event_arrives_with_its_source_its_kind_and_its_body() {
    let (bus, place, queue) = bus("announced").await;
    bus.announce(&event()).await.unwrap();
    let expected = json!({
        "key": "unsubscribed:aaaaaaaaaaaaaaaaaaaaaaaaaa:0", "at": "1970-01-01T00:00:00.000Z",
        "lead": "aaaaaaaaaaaaaaaaaaaaaaaaaa", "detail": { "by": "link", "runs_stopped": 1 },
    });
    assert_eq!(arrived(&place, &queue).await, (json!("hikyaku"), json!("lead.unsubscribed"), expected));
}

#[tokio::test]
async fn what_others_told_is_passed_on_under_another_source_and_kind() {
    let (bus, place, queue) = bus("passed-on").await;
    let told = ToldEvent {
        lead: event().lead,
        name: EventName::parse("purchase").unwrap(),
        at: Instant::UNIX_EPOCH,
        key: "order-1".to_owned(),
        fields: BTreeMap::from([("product".to_owned(), "棚".to_owned())]),
    };
    bus.pass_on(&told).await.unwrap();
    let expected = json!({
        "lead": "aaaaaaaaaaaaaaaaaaaaaaaaaa", "event": "purchase", "at": "1970-01-01T00:00:00.000Z",
        "key": "order-1", "fields": { "product": "棚" },
    });
    assert_eq!(arrived(&place, &queue).await, (json!("hikyaku.api"), json!("lead.event"), expected));
}
