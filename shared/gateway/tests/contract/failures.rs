//! Failures that no emulator makes: what is known about a mail afterwards, and which messages and events were not taken.

use crate::answerer::{Answered, Answerer, well};
use crate::mail::{Mail, mailer};
use crate::place;
use cadence::Instant;
use cadence::disposition::SendFailure;
use cadence::domain_event::{DomainEvent, Payload, WayOut};
use cadence::ids::LeadId;
use gateway::bus::Bus;
use gateway::eventbridge::EventBridge;
use gateway::queue::{Outgoing, Queue};
use gateway::sqs::Sqs;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The mailer's result from one answer of SES, and how often it asked.
async fn sending(says: Answered) -> (Result<String, SendFailure>, usize) {
    let answerer = Answerer::start(move |_| says.clone()).await;
    let sent = mailer(&answerer.url).send(&Mail::from("hello@example.com").request(true)).await;
    (sent, answerer.asked().len())
}

#[tokio::test]
async fn each_error_of_ses_is_read_from_the_wire_and_asked_once() {
    let table = [
        (429, "TooManyRequestsException", SendFailure::Throttled),
        (400, "LimitExceededException", SendFailure::DailyQuota),
        (400, "SendingPausedException", SendFailure::SendingPaused),
        (400, "AccountSuspendedException", SendFailure::AccountSuspended),
        (400, "MailFromDomainNotVerifiedException", SendFailure::MailFromNotVerified),
        (404, "NotFoundException", SendFailure::NotFound),
        (400, "BadRequestException", SendFailure::BadRequest),
        (400, "MessageRejected", SendFailure::MessageRejected),
        (403, "AccessDeniedException", SendFailure::AccessDenied),
        (500, "InternalFailure", SendFailure::NoAnswer),
        (503, "ServiceUnavailable", SendFailure::NoAnswer),
        (502, "", SendFailure::NoAnswer),
    ];
    for (status, error, expected) in table {
        let (sent, asked) = sending(Answered::With(status, error, json!({}))).await;
        assert_eq!(sent, Err(expected), "{status} {error}");
        assert_eq!(asked, 1, "{status} {error}: a mail is handed over once");
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_or_breaks_off_leaves_the_mail_unknown() {
    for answered in [Answered::Never, Answered::HungUp, well(json!({})), well(Value::Null)] {
        let (sent, asked) = sending(answered.clone()).await;
        assert_eq!(sent, Err(SendFailure::NoAnswer), "{answered:?}");
        assert_eq!(asked, 1, "{answered:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_not_made_is_known_to_have_sent_nothing() {
    // A port that was somebody's a moment ago and is nobody's.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let sent = mailer(&format!("http://{free}")).send(&Mail::from("hello@example.com").request(true)).await;
    assert_eq!(sent, Err(SendFailure::NotConnected));
}

#[tokio::test]
async fn messages_of_a_batch_that_were_not_taken_are_counted_with_their_reason() {
    let failed = json!({ "Successful": [{ "Id": "0", "MessageId": "m", "MD5OfMessageBody": "" }], "Failed": [
        { "Id": "1", "Code": "InternalError", "SenderFault": false, "Message": "taro@example.jp" },
    ] });
    let answerer = Answerer::start(move |_| well(failed.clone())).await;
    let queue = Queue::Sqs(Sqs::connect(place::sqs(&answerer.url), format!("{}/0/queue", answerer.url)));
    let message = || Outgoing { body: "{}".to_owned(), group: "main.welcome".to_owned(), urgent: false };
    let refused = queue.send(vec![message(), message()]).await.unwrap_err();
    assert_eq!((refused.count, refused.unsent, refused.reason.as_str()), (2, 1, "InternalError"));
}

#[tokio::test]
async fn an_event_refused_by_the_bus_is_an_error_although_the_call_succeeded() {
    let refused = json!({ "FailedEntryCount": 1, "Entries": [{ "ErrorCode": "InternalFailure", "ErrorMessage": "x" }] });
    let answerer = Answerer::start(move |_| well(refused.clone())).await;
    let bus = Bus::EventBridge(EventBridge::connect(place::eventbridge(&answerer.url), "hikyaku"));
    let event = DomainEvent {
        at: Instant::UNIX_EPOCH,
        lead: LeadId::parse("aaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap(),
        payload: Payload::LeadUnsubscribed { by: WayOut::Link, runs_stopped: 0 },
    };
    let error = bus.announce(&event).await.unwrap_err();
    assert_eq!((error.name, error.reason.as_str()), ("lead.unsubscribed", "InternalFailure"));
}
