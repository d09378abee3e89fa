//! The question of a request at a seam, read from its wire form.

mod naming;

use super::happening::{CallLabel, FunctionName};
use super::rows::Key;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use cadence::ids::LeadId;
use embedded_dynamodb::Engine;
use serde_json::Value;

/// The prefix of the sort keys that a sender reads at one look.
const NOW: &str = "now#";

/// A request to the table.
#[derive(Debug, Clone)]
pub(super) struct TableRequest {
    pub(super) operation: String,
    pub(super) value: Value,
    /// As it was sent.
    sent: Vec<u8>,
}

/// A request at any seam.
#[derive(Debug, Clone)]
pub(super) enum SeamRequest {
    /// Of the table.
    Table(TableRequest),
    /// To send a mail.
    Mail(Value),
    /// The quota of the account.
    Quota,
    /// To put messages into a queue.
    Order(Value),
    /// The number of messages in it.
    Depth,
    /// To put events onto the bus.
    Announce,
}

impl SeamRequest {
    /// Reads a request.
    pub(super) fn read(request: &HttpRequest) -> Self {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default();
        let value = || serde_json::from_slice(body).unwrap_or_default();
        if target.starts_with("DynamoDB") {
            let operation = kit::aws::operation(request).to_owned();
            Self::Table(TableRequest { operation, value: value(), sent: body.to_owned() })
        } else if target == "AmazonSQS.GetQueueAttributes" {
            Self::Depth
        } else if target.starts_with("AmazonSQS") {
            Self::Order(value())
        } else if target.starts_with("AWSEvents") {
            Self::Announce
        } else if request.uri().contains("outbound-emails") {
            Self::Mail(value())
        } else {
            Self::Quota
        }
    }

    /// Its name, as made by a function.
    pub(super) fn label(&self, by: FunctionName) -> CallLabel {
        match self {
            Self::Table(request) => request.label(by),
            Self::Mail(_) => CallLabel::HandOver,
            Self::Quota => CallLabel::Other("ask-quota".to_owned()),
            Self::Order(_) => CallLabel::Order,
            Self::Depth => CallLabel::Other("ask-depth".to_owned()),
            Self::Announce => CallLabel::Announce,
        }
    }
}

/// The text of an attribute.
pub(super) fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

fn key_of(item: &Value) -> Key {
    (text(item, "pk").to_owned(), text(item, "sk").to_owned())
}

impl TableRequest {
    /// Carries it out: as it was sent, or as a mutant altered it.
    pub(super) fn answer(&self, engine: &Engine, altered: bool) -> (u16, String) {
        if altered {
            return engine.answer(&self.operation, self.value.to_string().as_bytes());
        }
        engine.answer(&self.operation, &self.sent)
    }

    /// The keys of all items it may write.
    pub(super) fn written(&self) -> Vec<Key> {
        let value = &self.value;
        match self.operation.as_str() {
            "PutItem" => vec![key_of(&value["Item"])],
            "UpdateItem" | "DeleteItem" => vec![key_of(&value["Key"])],
            "TransactWriteItems" => {
                let actions = value["TransactItems"].as_array().into_iter().flatten();
                let key = |action: &Value| {
                    if action.get("Put").is_some() {
                        Some(key_of(&action["Put"]["Item"]))
                    } else {
                        let change = ["Update", "Delete"].iter().find_map(|name| action.get(name));
                        change.map(|change| key_of(&change["Key"]))
                    }
                };
                actions.filter_map(key).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The keys of all items it reads strongly by their keys.
    pub(super) fn read_strongly(&self) -> Vec<Key> {
        let value = &self.value;
        let strong = |value: &Value| value["ConsistentRead"].as_bool() == Some(true);
        match self.operation.as_str() {
            "GetItem" if strong(value) => vec![key_of(&value["Key"])],
            "BatchGetItem" => {
                let tables = value["RequestItems"].as_object().into_iter().flat_map(|it| it.values());
                let asked = tables.filter(|table| strong(table)).filter_map(|table| table["Keys"].as_array());
                asked.flatten().map(key_of).collect()
            }
            "TransactGetItems" => {
                let gets = value["TransactItems"].as_array().into_iter().flatten();
                gets.map(|get| key_of(&get["Get"]["Key"])).collect()
            }
            // A look reads what protects a person, and the enrollments, whose names the request does not say.
            "Query" if strong(value) && self.prefix() == Some(NOW) => {
                let partition = value["ExpressionAttributeValues"][":pk"]["S"].as_str().unwrap_or_default();
                ["now#card", "now#suppression"].map(|sort| (partition.to_owned(), sort.to_owned())).into()
            }
            _ => Vec::new(),
        }
    }

    /// The prefix of the sort keys that a query asks for.
    fn prefix(&self) -> Option<&str> {
        self.value["ExpressionAttributeValues"][":prefix"]["S"].as_str()
    }

    /// Whether it may change anything.
    pub(super) fn writes(&self) -> bool {
        ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"]
            .contains(&self.operation.as_str())
    }

    /// Whether it reads the index of what is due.
    pub(super) fn reads_due(&self) -> bool {
        self.operation == "Query" && self.value["IndexName"].as_str() == Some("due")
    }
}

/// The lead in whose partition a key lies.
pub(super) fn lead_of(key: &Key) -> Option<LeadId> {
    LeadId::parse(key.0.strip_prefix("L#")?).ok()
}
