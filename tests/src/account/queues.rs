//! One queue of the account, as SQS answers for it.

use super::{Answer, refusal};
use kit::aws;
use serde_json::{Map, Value, json};

/// When every message was sent, in milliseconds: half past nine on a Tuesday morning in Tokyo.
const SENT: i64 = 1_795_480_200_000;

/// A queue.
#[derive(Debug)]
pub(super) struct Queue {
    number: usize,
    messages: Vec<Message>,
    next: u32,
    pub(super) doubles: bool,
}

#[derive(Debug)]
struct Message {
    id: String,
    number: u32,
    body: String,
    group: Option<String>,
    attributes: Vec<(String, String)>,
    /// The number of times it was received; the last receipt counts.
    receives: u32,
    is_hidden: bool,
}

impl Message {
    fn receipt(&self) -> String {
        format!("{}/{}", self.number, self.receives)
    }

    fn received(&self) -> Value {
        let mut system = json!({ "SentTimestamp": (SENT + i64::from(self.number)).to_string() });
        if let Some(group) = &self.group {
            system["MessageGroupId"] = json!(group);
        }
        let attribute = |(name, value): &(String, String)| {
            (name.clone(), json!({ "DataType": "String", "StringValue": value }))
        };
        json!({
            "MessageId": self.id,
            "ReceiptHandle": self.receipt(),
            "Body": self.body,
            "Attributes": system,
            "MessageAttributes": self.attributes.iter().map(attribute).collect::<Map<_, _>>(),
        })
    }
}

impl Queue {
    pub(super) fn new(number: usize) -> Self {
        Self { number, messages: Vec::new(), next: 0, doubles: false }
    }

    pub(super) fn put(&mut self, body: &str, group: Option<&str>, attributes: &[(&str, &str)]) -> String {
        self.next += 1;
        let attributes =
            attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // Shaped as SQS shapes them.
        let id = format!("00000000-0000-4000-8000-{:04}{:08}", self.number, self.next);
        let message = Message {
            id: id.clone(),
            number: self.next,
            body: body.to_owned(),
            group: group.map(str::to_owned),
            attributes,
            receives: 0,
            is_hidden: false,
        };
        self.messages.push(message);
        id
    }

    pub(super) fn messages(&self) -> Vec<(String, Option<String>)> {
        self.messages.iter().map(|message| (message.body.clone(), message.group.clone())).collect()
    }

    pub(super) fn visible(&self) -> usize {
        self.messages.iter().filter(|message| !message.is_hidden).count()
    }

    pub(super) fn answer(&mut self, operation: &str, asked: &Value) -> Answer {
        match operation {
            "SendMessage" => (200, self.send(asked)),
            "SendMessageBatch" => {
                let entries = asked["Entries"].as_array().cloned().unwrap_or_default();
                let mut successful = Vec::new();
                for entry in &entries {
                    let mut sent = self.send(entry);
                    sent["Id"] = entry["Id"].clone();
                    successful.push(sent);
                }
                (200, json!({ "Successful": successful, "Failed": [] }))
            }
            "ReceiveMessage" => (200, self.receive(asked["MaxNumberOfMessages"].as_u64().unwrap_or(1))),
            "DeleteMessage" => match self.held(&asked["ReceiptHandle"]) {
                Some(place) => {
                    self.messages.remove(place);
                    (200, json!({}))
                }
                None => refusal("ReceiptHandleIsInvalid"),
            },
            "ChangeMessageVisibilityBatch" => {
                for entry in asked["Entries"].as_array().into_iter().flatten() {
                    if let Some(place) = self.held(&entry["ReceiptHandle"]) {
                        self.messages[place].is_hidden = entry["VisibilityTimeout"] != 0;
                    }
                }
                (200, json!({ "Successful": [], "Failed": [] }))
            }
            "GetQueueAttributes" => {
                let hidden = self.messages.len() - self.visible();
                (200, json!({ "Attributes": aws::depth_attributes(self.visible(), hidden) }))
            }
            _ => refusal("InvalidAction"),
        }
    }

    fn send(&mut self, entry: &Value) -> Value {
        let id = self.put(
            entry["MessageBody"].as_str().unwrap_or_default(),
            entry["MessageGroupId"].as_str(),
            &[],
        );
        json!({ "MessageId": id, "MD5OfMessageBody": "" })
    }

    fn receive(&mut self, most: u64) -> Value {
        let visible = self.messages.iter_mut().filter(|message| !message.is_hidden);
        let mut received = Vec::new();
        for message in visible.take(usize::try_from(most).unwrap_or(1)) {
            message.is_hidden = true;
            for _ in 0..=u32::from(self.doubles) {
                message.receives += 1;
                received.push(message.received());
            }
        }
        self.doubles = false;
        if received.is_empty() { json!({}) } else { json!({ "Messages": received }) }
    }

    /// The message of this receipt, unless it was received again since.
    fn held(&self, receipt: &Value) -> Option<usize> {
        self.messages.iter().position(|message| Some(message.receipt().as_str()) == receipt.as_str())
    }
}
