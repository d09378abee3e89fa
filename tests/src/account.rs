//! An account in AWS as the commands of operators see it: parameters, queues, a bus, in memory, at the seam below the SDK.
//!
//! It speaks the wire formats of SSM, SQS and EventBridge (JSON 1.0 and 1.1) and of SES (REST), as far as the product uses
//! them. A message that was received stays hidden until it is given back or deleted: no time passes here.

mod queues;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_types::SdkConfig;
use kit::aws::{self, Answering, Line, Reply};
use kit::locked::Locked;
use queues::Queue;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, MutexGuard};

/// The account. Clones are the same account.
#[derive(Debug, Clone, Default)]
pub struct Account(Arc<Locked<State>>);

#[derive(Debug, Default)]
struct State {
    parameters: BTreeMap<String, String>,
    queues: BTreeMap<String, Queue>,
    events: Vec<Value>,
    /// The answers of SES, by path below `/v2/email/`.
    settings: BTreeMap<String, Value>,
    /// The time of the account's answers, as their headers say it.
    date: Option<String>,
    denied: BTreeSet<&'static str>,
    calls: Vec<String>,
}

/// An answer: its status and its text.
type Answer = (u16, Value);

impl State {
    /// The queue at a URL; no two queues give the same ids.
    fn queue(&mut self, url: &str) -> &mut Queue {
        let number = self.queues.len();
        self.queues.entry(url.to_owned()).or_insert_with(|| Queue::new(number))
    }
}

impl Account {
    /// The configuration of clients in this account.
    pub fn configuration(&self) -> SdkConfig {
        aws::configuration(Line(self.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }

    /// Writes a parameter.
    pub fn set_parameter(&self, name: &str, value: &str) {
        self.state().parameters.insert(name.to_owned(), value.to_owned());
    }

    /// Lets SES say this at a path below `/v2/email/`, or that there is nothing.
    pub fn set_settings(&self, path: &str, said: Option<Value>) {
        let mut state = self.state();
        match said {
            Some(said) => state.settings.insert(path.to_owned(), said),
            None => state.settings.remove(path),
        };
    }

    /// Dates answers from here on.
    pub fn set_date(&self, date: &str) {
        self.state().date = Some(date.to_owned());
    }

    /// Puts a message into the queue at a URL, with the attributes that a service adds, and gives its id.
    pub fn bury(&self, url: &str, body: &str, group: Option<&str>, attributes: &[(&str, &str)]) -> String {
        self.state().queue(url).put(body, group, attributes)
    }

    /// The next receive of a queue gives each of its messages twice.
    pub fn deliver_twice(&self, url: &str) {
        self.state().queue(url).doubles = true;
    }

    /// Bodies and groups of the messages in a queue, hidden ones too.
    pub fn messages(&self, url: &str) -> Vec<(String, Option<String>)> {
        self.state().queues.get(url).map(Queue::messages).unwrap_or_default()
    }

    /// The number of a queue's messages that can be received now.
    pub fn visible(&self, url: &str) -> usize {
        self.state().queues.get(url).map_or(0, Queue::visible)
    }

    /// The events put onto the bus: detail types and details.
    pub fn events(&self) -> Vec<Value> {
        self.state().events.clone()
    }

    /// Refuses an operation from here on, such as `ReceiveMessage`.
    pub fn deny(&self, operation: &'static str) {
        self.state().denied.insert(operation);
    }

    /// The operations asked for, in order.
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// The answer of SES at a path. Operations are named as policies name them.
    fn settings(&self, path: &str) -> Answer {
        let operation = match path.split('/').collect::<Vec<_>>()[..] {
            ["account"] => "GetAccount",
            ["identities", _] => "GetEmailIdentity",
            ["configuration-sets", _] => "GetConfigurationSet",
            ["configuration-sets", _, "event-destinations"] => "GetConfigurationSetEventDestinations",
            _ => return refusal("NotFoundException"),
        };
        let mut state = self.state();
        state.calls.push(operation.to_owned());
        if state.denied.contains(operation) {
            return refusal("AccessDeniedException");
        }
        state.settings.get(path).map_or_else(|| refusal("NotFoundException"), |said| (200, said.clone()))
    }

    fn called(&self, operation: &str, asked: &Value) -> Answer {
        let mut state = self.state();
        state.calls.push(operation.to_owned());
        if state.denied.contains(operation) {
            return refusal("AccessDeniedException");
        }
        let state = &mut *state;
        match operation {
            "GetParameter" => {
                let name = asked["Name"].as_str().unwrap_or_default();
                match state.parameters.get(name) {
                    Some(value) => (200, json!({ "Parameter": { "Name": name, "Value": value } })),
                    None => refusal("ParameterNotFound"),
                }
            }
            "PutEvents" => {
                state.events.extend(asked["Entries"].as_array().cloned().unwrap_or_default());
                (200, json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "1" }] }))
            }
            _ => {
                let url = asked["QueueUrl"].as_str().unwrap_or_default();
                state.queue(url).answer(operation, asked)
            }
        }
    }
}

fn refusal(code: &str) -> Answer {
    (400, json!({ "__type": code, "message": "refused by this account" }))
}

impl Answering for Account {
    async fn answer(self, request: HttpRequest) -> Reply {
        let date = self.state().date.clone();
        let (status, text) = if let Some((_, path)) = request.uri().split_once("/v2/email/") {
            self.settings(path)
        } else {
            let asked = request.body().bytes().unwrap_or_default();
            self.called(aws::operation(&request), &serde_json::from_slice(asked).unwrap_or_default())
        };
        let mut response = aws::response(status, text.to_string())?;
        if let Some(date) = date {
            response.headers_mut().insert("date", date);
        }
        Ok(response)
    }
}
