//! The line out of one function: every request takes its usual time, is counted, and is carried out at once: by the embedded
//! engine, by the queues, by a bus that takes everything, or by a mail service that refuses some mails.

use super::capacity;
use super::reactions;
use super::stage::{Mail, RATE, Stage};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use kit::aws::{self, Answering, Reply};
use kit::functions::FunctionName;
use kit::mail_service;
use serde_json::{Value, json};
use std::sync::Arc;

/// The time each service takes to answer, about, in milliseconds.
const TABLE_MILLIS: i64 = 5;
const MAIL_MILLIS: i64 = 70;
const OTHER_MILLIS: i64 = 10;
/// Bytes after which a message or an event is charged once more.
const PIECE_BYTES: usize = 64 * 1024;
/// Mails in a thousand that the mail service does not take: most of them because of the rate, some for good.
const THROTTLED_PER_MILLE: u64 = 40;
const REJECTED_PER_MILLE: u64 = 10;

/// Charged pieces of this many bytes.
pub(super) fn pieces(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes.div_ceil(PIECE_BYTES).max(1)).unwrap_or(u32::MAX))
}

/// The line of one function.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    pub(super) stage: Arc<Stage>,
    pub(super) function: FunctionName,
    /// The environment, where a function has several.
    pub(super) place: usize,
}

impl Answering for Wire {
    async fn answer(self, request: HttpRequest) -> Reply {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default();
        if target.starts_with("DynamoDB") {
            self.stage.pause(TABLE_MILLIS).await;
            return self.table(aws::operation(&request), body);
        }
        if request.uri().contains("outbound-emails") {
            self.stage.pause(MAIL_MILLIS).await;
            return self.mail(&read(body));
        }
        self.stage.pause(OTHER_MILLIS).await;
        match target.as_str() {
            "AmazonSQS.GetQueueAttributes" => self.depth(),
            target if target.starts_with("AmazonSQS") => self.enqueue(&read(body)),
            target if target.starts_with("AWSEvents") => self.announce(&read(body)),
            // The quota of the account: SES takes nothing for the answer.
            _ => aws::quota(1e6, RATE, 0.0),
        }
    }
}

impl Wire {
    fn table(&self, operation: &str, body: &[u8]) -> Reply {
        let (request, asking) = capacity::asking(body);
        let (status, answer) = self.stage.engine.answer(operation, &asking);
        let consumed = capacity::consumed(operation, &request, status, &answer);
        let mut props = self.stage.props();
        props.meter.table(self.function, operation, &request, consumed);
        if self.function == FunctionName::SendEmail {
            props.meter.mails.request(self.place, operation, &request, consumed);
        }
        drop(props);
        aws::response(status, answer)
    }

    fn depth(&self) -> Reply {
        let mut props = self.stage.props();
        props.meter.of(self.function).queue_requests += 1.0;
        aws::depth(props.sends.len(), props.taken)
    }

    fn enqueue(&self, body: &Value) -> Reply {
        let entries = body["Entries"].as_array().cloned().unwrap_or_default();
        let bodies = entries.iter().map(|entry| entry["MessageBody"].as_str().unwrap_or_default().to_owned());
        let bodies: Vec<String> = bodies.collect();
        let mut props = self.stage.props();
        props.meter.of(self.function).queue_requests += pieces(bodies.iter().map(String::len).sum());
        props.sends.extend(bodies);
        aws::batch_taken(&entries, || "1".to_owned())
    }

    fn announce(&self, body: &Value) -> Reply {
        let entries = body["Entries"].as_array().into_iter().flatten();
        let events: f64 = entries.map(|entry| pieces(entry.to_string().len())).sum();
        self.stage.props().meter.of(self.function).bus_events += events;
        aws::events_taken()
    }

    fn mail(&self, body: &Value) -> Reply {
        let now = self.stage.clock.now();
        let mut props = self.stage.props();
        props.meter.of(self.function).mail_calls += 1.0;
        let number = props.number();
        let mail = taken(body, number, now).expect("a mail has a recipient and its tags");
        let step = ["sequence", "step"].map(|tag| mail.tags[tag][0].as_str().unwrap_or_default()).join("/");
        let mut fate = props.fates.next(&mail.address, &step);
        let drawn = if props.lively { fate.below(1000) } else { 1000 };
        if drawn < THROTTLED_PER_MILLE + REJECTED_PER_MILLE {
            props.refused += 1;
            let throttled = drawn < THROTTLED_PER_MILLE;
            let (code, status) =
                if throttled { ("TooManyRequestsException", 429) } else { ("MessageRejected", 400) };
            return aws::refusal(code, status);
        }
        props.meter.of(self.function).mails += 1.0;
        props.meter.mails.sent(self.place, mail.tags["step"][0].as_str().unwrap_or_default());
        if props.lively {
            reactions::come(&mut props, &mail, &mut fate);
        }
        props.mails.push(mail);
        aws::response(200, json!({ "MessageId": format!("m{number}") }).to_string())
    }
}

fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn taken(body: &Value, number: u64, taken_at: cadence::Instant) -> Option<Mail> {
    let mail = mail_service::Mail::read(body).ok()?;
    Some(Mail { number, tags: mail.tags(), address: mail.to, taken_at })
}
