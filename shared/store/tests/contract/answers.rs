//! Answers that only a busy or broken DynamoDB gives, told word for word by a stand-in on this machine.

use crate::fixtures::{at, attempt, lead, mail, newcomer, sequence};
use cadence::sequence::Purpose;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use store::{Admitted, Store};

/// A store whose table gives these answers, one a request, and then hangs up.
fn answering(answers: Vec<(u16, String)>) -> Store {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (status, body) in answers {
            let (stream, _) = listener.accept().unwrap();
            answer(stream, status, &body);
        }
    });
    Store::new(crate::place::elsewhere(&url), "hikyaku")
}

/// Reads one request and answers it; the connection ends with the answer.
fn answer(mut stream: TcpStream, status: u16, body: &str) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).unwrap();
}

fn failure(kind: &str, rest: &Value) -> (u16, String) {
    let mut body =
        json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "because" });
    body.as_object_mut().unwrap().extend(rest.as_object().cloned().unwrap_or_default());
    (400, body.to_string())
}

/// The table's answer to how many shards it has.
fn two_shards() -> (u16, String) {
    (
        200,
        json!({ "Item": { "pk": { "S": "meta" }, "sk": { "S": "shards" }, "shards": { "N": "2" } } })
            .to_string(),
    )
}

async fn admitted(reasons: &[&str]) -> store::Result<Admitted> {
    let reasons: Vec<_> = reasons.iter().map(|code| json!({ "Code": code })).collect();
    let cancelled = failure("TransactionCanceledException", &json!({ "CancellationReasons": reasons }));
    answering(vec![two_shards(), cancelled]).admit(&newcomer(1, Vec::new())).await
}

#[tokio::test]
async fn a_transaction_cancelled_by_others_is_a_conflict_to_decide_anew() {
    for reasons in [
        ["ConditionalCheckFailed", "None"],
        ["None", "TransactionConflict"],
        ["ThrottlingError", "TransactionConflict"],
    ] {
        assert_eq!(admitted(&reasons).await.unwrap(), Admitted::Conflict, "{reasons:?}");
    }
}

#[tokio::test]
async fn a_transaction_cancelled_because_the_table_is_busy_is_to_be_tried_again() {
    for code in ["ThrottlingError", "ProvisionedThroughputExceeded"] {
        assert!(admitted(&["None", code]).await.unwrap_err().is_retryable(), "{code}");
    }
    for code in ["ValidationError", "ItemCollectionSizeLimitExceeded"] {
        let refused = admitted(&["None", code]).await.unwrap_err();
        assert!(!refused.is_retryable() && refused.to_string().contains(code), "{refused}");
    }
}

#[tokio::test]
async fn a_write_that_meets_a_transaction_is_to_be_tried_again() {
    for kind in
        ["TransactionConflictException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"]
    {
        let store = answering(vec![failure(kind, &Value::Null)]);
        let refused = store.fence(&mail(1), Purpose::Marketing, &attempt(1), at(1)).await.unwrap_err();
        assert!(refused.is_retryable(), "{kind}: {refused}");
    }
}

#[tokio::test]
async fn a_failure_of_the_service_and_no_answer_are_to_be_tried_again() {
    let broken = [(500, String::new()), (503, "<html>".to_owned())];
    for (status, body) in broken {
        let refused = answering(vec![(status, body)]).head().await.unwrap_err();
        assert!(refused.is_retryable(), "{status}: {refused}");
    }
    assert!(answering(Vec::new()).head().await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn a_refusal_is_not_tried_again() {
    for kind in ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"] {
        let refused = answering(vec![failure(kind, &Value::Null)]).head().await.unwrap_err();
        assert!(!refused.is_retryable() && refused.to_string().contains(kind), "{refused}");
    }
}

/// Part of a batch, with the rest left for later.
fn part(tagged: bool, left: &[&str]) -> (u16, String) {
    let key = |sk: &str| json!({ "pk": { "S": format!("L#{}", lead(1)) }, "sk": { "S": sk } });
    let mut found = key("now#tags");
    found["tags"] = json!({ "L": [{ "S": "met" }] });
    found["rev"] = json!({ "N": "1" });
    let rows: Vec<Value> = tagged.then_some(found).into_iter().collect();
    let keys: Vec<Value> = left.iter().map(|sk| key(sk)).collect();
    let rest = if keys.is_empty() { json!({}) } else { json!({ "hikyaku": { "Keys": keys } }) };
    (200, json!({ "Responses": { "hikyaku": rows }, "UnprocessedKeys": rest }).to_string())
}

#[tokio::test]
async fn a_batch_answered_in_parts_is_read_to_its_end() {
    let store =
        answering(vec![part(false, &["now#tags", "now#card"]), part(true, &["now#card"]), part(false, &[])]);
    let snapshot = store.snapshot(&lead(1), &[sequence("welcome")]).await.unwrap();
    assert!(snapshot.tags.is_some(), "what came late counts");
    assert_eq!(snapshot.card, None);
}

#[tokio::test]
async fn a_batch_of_which_nothing_comes_is_given_up_and_to_be_tried_again() {
    let store = answering(vec![part(false, &["now#tags"]); 8]);
    assert!(store.snapshot(&lead(1), &[]).await.unwrap_err().is_retryable());
}
