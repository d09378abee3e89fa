//! Messages arrive whole, in batches of at most ten, and the queue's depth counts them all.

use crate::answerer::{Answered, Asked, well};
use crate::place::{self, Place};
use aws_sdk_sqs::Client;
use gateway::queue::{Outgoing, Queue};
use gateway::sqs::Sqs;
use serde_json::json;
use std::collections::BTreeSet;

/// More than two batches.
const MESSAGES: usize = 25;

fn messages() -> Vec<Outgoing> {
    let body = |number| format!("{{\"lead\":\"{number}\",\"name\":\"日本\"}}");
    (0..MESSAGES)
        .map(|number| Outgoing { body: body(number), group: "main.welcome".to_owned(), urgent: false })
        .collect()
}

/// As SQS answers (API reference, `SendMessageBatch`, `GetQueueAttributes`).
fn answer(asked: &Asked) -> Answered {
    match asked.target.as_str() {
        "AmazonSQS.SendMessageBatch" => {
            let entries = asked.body["Entries"].as_array().unwrap().iter();
            let taken = entries.map(|it| json!({ "Id": it["Id"], "MessageId": "m", "MD5OfMessageBody": "" }));
            well(json!({ "Successful": taken.collect::<Vec<_>>(), "Failed": [] }))
        }
        "AmazonSQS.GetQueueAttributes" => well(json!({ "Attributes": {
            "ApproximateNumberOfMessages": "20", "ApproximateNumberOfMessagesNotVisible": "3",
            "ApproximateNumberOfMessagesDelayed": "2",
        } })),
        _ => Answered::With(400, "UnknownOperationException", json!({})),
    }
}

/// A queue of this test's own, and its URL.
async fn queue(place: &Place, test: &str) -> (Queue, String) {
    let url = match place {
        Place::Here(answerer) => format!("{}/000000000000/queue", answerer.url),
        Place::There(url) => {
            let made = Client::from_conf(place::sqs(url)).create_queue().queue_name(place::name(test));
            made.send().await.unwrap().queue_url.unwrap()
        }
    };
    (Queue::Sqs(Sqs::connect(place::sqs(place.url()), &url)), url)
}

/// The bodies that arrived.
async fn arrived(place: &Place, queue: &str) -> BTreeSet<String> {
    let mut bodies = BTreeSet::new();
    match place {
        Place::Here(answerer) => {
            for asked in answerer.asked() {
                let entries = asked.body["Entries"].as_array().cloned().unwrap_or_default();
                assert!(entries.len() <= 10, "SQS takes ten at a time");
                assert!(entries.iter().all(|it| it["MessageGroupId"] == "main.welcome"));
                bodies.extend(entries.iter().map(|it| it["MessageBody"].as_str().unwrap().to_owned()));
            }
        }
        Place::There(url) => {
            let client = Client::from_conf(place::sqs(url));
            while bodies.len() < MESSAGES {
                let page = client.receive_message().queue_url(queue).max_number_of_messages(10);
                let page = page.send().await.unwrap().messages.unwrap_or_default();
                assert!(!page.is_empty(), "{} of {MESSAGES} messages arrived", bodies.len());
                bodies.extend(page.into_iter().map(|message| message.body.unwrap()));
            }
        }
    }
    bodies
}

#[tokio::test]
async fn messages_arrive_whole_and_are_counted() {
    let place = Place::of_cloud(answer).await;
    let (queue, url) = queue(&place, "whole").await;
    queue.send(messages()).await.unwrap();
    assert_eq!(queue.depth().await, Ok(MESSAGES));
    assert_eq!(arrived(&place, &url).await, messages().into_iter().map(|message| message.body).collect());
}

#[tokio::test]
async fn a_queue_that_is_not_there_is_named_by_its_error() {
    let place = Place::of_cloud(|_| Answered::With(400, "QueueDoesNotExist", json!({}))).await;
    let url = format!("{}/000000000000/no-such-queue", place.url());
    let queue = Queue::Sqs(Sqs::connect(place::sqs(place.url()), url));
    let refused = queue.send(messages()).await.unwrap_err();
    assert_eq!((refused.unsent, refused.count), (MESSAGES, MESSAGES));
    assert!(
        refused.reason.ends_with("QueueDoesNotExist") || refused.reason.contains("NonExistentQueue"),
        "{refused}"
    );
    assert!(queue.depth().await.is_err());
}
