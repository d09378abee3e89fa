//! The other side on loopback: Lambda's Runtime API, and the two services that are asked before the first event.

use cadence::send_key::IdentityKey;
use gateway::secrets::Secrets;
use kit::http::{self, Answer, Reply};
use kit::locked::Locked;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use store::{LAYOUT, NORMALIZATION};

/// The secrets of nobody.
const BYTES: [u8; 64] = [7; 64];

/// A program's word to the Runtime API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It asked for an event.
    Next(Instant),
    /// It gave an answer.
    Answered,
    /// It reported a failed invocation.
    Failed,
}

/// Lambda's Runtime API.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    pub(super) address: SocketAddr,
    told: Receiver<Told>,
    /// Events that are handed out, the last first; without one a program waits.
    events: Arc<Locked<Vec<Value>>>,
}

impl RuntimeApi {
    pub(super) async fn open() -> anyhow::Result<Self> {
        let (sender, told) = channel();
        let events = Arc::new(Locked::new(Vec::<Value>::new()));
        let handed_out = Arc::clone(&events);
        let address = http::serve(move |request| {
            let next = || handed_out.lock().pop();
            tell(&sender, &request.line, next)
        });
        let address = address.await?;
        Ok(Self { address, told, events })
    }

    /// Hands these out, one after the other.
    pub(super) fn hand_out(&self, mut events: Vec<Value>) {
        events.reverse();
        *self.events.lock() = events;
    }

    /// Returns what is told next; none when nothing comes for a while.
    pub(super) fn told_within(&self, patience: Duration) -> Option<Told> {
        self.told.recv_timeout(patience).ok()
    }

    /// Forgets what was told.
    pub(super) fn forget(&self) {
        while self.told.try_recv().is_ok() {}
        self.hand_out(Vec::new());
    }
}

/// Tells what a program asked, and answers it.
fn tell(sender: &Sender<Told>, line: &str, next: impl FnOnce() -> Option<Value>) -> Reply {
    let told = if line.contains("/invocation/next") {
        Told::Next(Instant::now())
    } else if line.contains("/response") {
        Told::Answered
    } else {
        Told::Failed
    };
    let asks = matches!(told, Told::Next(_));
    drop(sender.send(told));
    if !asks {
        return Reply::json("202 Accepted", &json!({}));
    }
    let headers = "lambda-runtime-aws-request-id: 1\r\nlambda-runtime-deadline-ms: 4102444800000\r\n\
                   lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-1:123456789012:function:starts\r\n";
    let answer = |event: Value| {
        Reply::Answer(Answer { status: "200 OK", headers: headers.to_owned(), body: event.to_string() })
    };
    next().map_or(Reply::Wait, answer)
}

/// The services that are asked at the start: the parameter with the secrets, and the identity in the table.
#[derive(Debug)]
pub(super) struct Cloud {
    pub(super) address: SocketAddr,
    asked: Arc<Locked<Vec<String>>>,
}

impl Cloud {
    pub(super) async fn open() -> anyhow::Result<Self> {
        let secrets = Secrets::from_random(&BYTES);
        let fingerprint = IdentityKey::new(secrets.identity.clone())?.fingerprint();
        let secrets = secrets.text();
        let asked = Arc::new(Locked::new(Vec::new()));
        let noted = Arc::clone(&asked);
        let address = http::serve(move |request| {
            let operation = request.target.rsplit('.').next().unwrap_or_default().to_owned();
            let said = match operation.as_str() {
                "GetParameter" => json!({ "Parameter": { "Type": "SecureString", "Value": secrets } }),
                "GetItem" => json!({ "Item": {
                    "fingerprint": { "S": fingerprint },
                    "normalization": { "N": NORMALIZATION.to_string() },
                    "layout": { "N": LAYOUT.to_string() },
                } }),
                _ => Value::Null,
            };
            noted.lock().push(operation);
            let status = if said.is_null() { "400 Bad Request" } else { "200 OK" };
            let body = if request.body.is_empty() { String::new() } else { said.to_string() };
            let headers = "Content-Type: application/x-amz-json-1.0\r\n".to_owned();
            Reply::Answer(Answer { status, headers, body })
        });
        let address = address.await?;
        Ok(Self { address, asked })
    }

    /// The operations asked for since the last time, sorted.
    pub(super) fn take_asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock());
        asked.sort_unstable();
        asked
    }
}
