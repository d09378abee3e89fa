//! Posts of every kind to every form: taken and readable, or refused and without a trace.

use super::try_many;
use bytes::Bytes;
use http::{Method, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A request as anybody may send it.
#[derive(Debug, Clone)]
struct Sent {
    method: &'static str,
    path: String,
    content_type: String,
    body: Vec<u8>,
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        Just("\r\nBcc: x@evil.example".to_owned()),
        Just("<script>x</script>".to_owned()),
        Just("\u{202e}\u{0}\u{feff}".to_owned()),
        Just("x".repeat(3_000)),
        Just("山田太郎".to_owned()),
    ]
}

fn any_email() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "taro[0-2]@example\\.jp",
        1 => "[a-z@. ]{0,12}@?example\\.(jp|c\u{f6}m)",
        1 => any_text(),
    ]
}

/// Answers to the form, by name.
fn any_answers() -> impl Strategy<Value = Value> {
    let interest = prop_oneof![Just("price".to_owned()), any_text()];
    (any_email(), any_text(), any_text(), interest).prop_map(|(email, name, message, interest)| {
        json!({ "email": email, "name": name, "message": message, "interest": interest, "agree": "on" })
    })
}

fn any_body() -> impl Strategy<Value = (String, Vec<u8>)> {
    let written =
        any_answers().prop_map(|fields| ("application/json".to_owned(), fields.to_string().into_bytes()));
    let posted = any_answers().prop_map(|fields| {
        let pairs = fields.as_object().unwrap().iter().map(|(name, value)| {
            let value: Vec<String> =
                value.as_str().unwrap().bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{name}={}", value.concat())
        });
        let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
        ("application/x-www-form-urlencoded".to_owned(), body)
    });
    let kinds = prop_oneof![
        Just("application/json"),
        Just("application/x-www-form-urlencoded"),
        Just("multipart/form-data; boundary=line"),
        Just("text/plain"),
    ];
    let broken = (kinds, proptest::collection::vec(any::<u8>(), 0..80));
    prop_oneof![
        2 => written,
        2 => posted,
        1 => broken.prop_map(|(kind, body)| (kind.to_owned(), body)),
        1 => ("[ -~]{0,20}", any_text()).prop_map(|(kind, body)| (kind, body.into_bytes())),
    ]
}

fn any_request() -> impl Strategy<Value = Sent> {
    let method = prop_oneof![6 => Just("POST"), 1 => Just("GET"), 1 => Just("PUT"), 1 => Just("OPTIONS"), 1 => Just("X")];
    let path = prop_oneof![
        6 => Just("/f/signup".to_owned()), 1 => Just("/f/customer".to_owned()), 1 => Just("/f/customer?key=v1.a.f.x.y".to_owned()),
        1 => "/f/[a-z%./-]{0,12}", 1 => "/[a-z/]{0,8}",
    ];
    (method, path, any_body()).prop_map(|(method, path, (content_type, body))| Sent {
        method,
        path,
        content_type,
        body,
    })
}

fn is_kept(rows: &[Value], email: &str) -> bool {
    rows.iter().any(|row| row.to_string().contains(&json!(email).to_string()))
}

#[test]
fn whatever_is_posted_is_taken_and_readable_or_refused_without_a_trace() {
    try_many(&any_request(), &async |world, sent| {
        let before = world.rows().await;
        let request =
            Request::builder().method(Method::from_bytes(sent.method.as_bytes()).unwrap()).uri(&sent.path);
        let request = request.header("content-type", &sent.content_type).body(Bytes::from(sent.body.clone()));
        let Ok(request) = request else { return Ok(()) };
        let answer = world.request(request).await;
        let status = answer.status.as_u16();
        prop_assert!([200, 204, 303, 400, 403, 404, 405, 413, 415, 422].contains(&status), "{status}");
        prop_assert!(!answer.body.contains("<script>x"), "{}", answer.body);
        let after = world.rows().await;
        if sent.method != "POST" || (status != 200 && status != 303) {
            prop_assert_eq!(after, before);
            return Ok(());
        }
        prop_assert_eq!((sent.method, sent.path.as_str()), ("POST", "/f/signup"));
        let body = serde_json::from_slice::<Value>(&sent.body).ok();
        if let Some(email) = body
            .as_ref()
            .and_then(|body| body["email"].as_str())
            .filter(|email| email.ends_with("@example.jp"))
        {
            prop_assert!(is_kept(&after, email.trim()), "{email}");
        }
        // A post that was taken can be sent, and sends nothing but what the sequence says.
        world.standalone.drain().await;
        Ok(())
    });
}
