//! Events that are changed, wrapped, cut and made up: read, or refused with a reason that names nobody.

use super::*;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use serde_json::json;
use std::path::Path;
use std::sync::LazyLock;

/// The address and the id in all events here; neither may stand in a reason.
const ADDRESS: &str = "hanako@secret.example";
const ID: &str = "abcdefghijklmnopqrstuvwxyz";

/// The events among the fixtures, and one of a lead.
static EVENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/events");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let mut text = std::fs::read_to_string(path).unwrap();
        for (word, value) in [
            ("MAIL_AT", "2026-11-21T00:00:00.000Z"),
            ("AT", "2026-11-21T00:01:00.000Z"),
            ("ADDRESS", ADDRESS),
        ] {
            text = text.replace(&format!("\"{word}\""), &format!("\"{value}\""));
        }
        for word in ["SEND_KEY", "ATTEMPT", "LEAD", "RUN"] {
            text = text.replace(&format!("\"{word}\""), &format!("\"{ID}\""));
        }
        serde_json::from_str(&text).unwrap()
    };
    let detail = json!({ "lead": ID, "event": "purchase", "at": "2026-11-21T10:00:00+09:00", "key": "order-1", "fields": { "to": ADDRESS } });
    paths.iter().map(read).chain([json!({ "detail-type": "lead.event", "detail": detail })]).collect()
});

/// When everything here is received.
fn received() -> Instant {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn parse(body: &str) -> Result<Report, NotUnderstood> {
    super::parse(body, received())
}

/// Reads; whatever comes of it, a reason names nobody and is short.
fn read(body: &str) -> Result<Option<Report>, TestCaseError> {
    let said = match parse(body) {
        Ok(report @ (Report::Mail(_) | Report::Lead(_) | Report::Erasure(_))) => return Ok(Some(report)),
        Ok(Report::Nothing { what }) => what,
        Err(error) => format!("{error} {error:?}"),
    };
    prop_assert!(!said.contains("hanako") && !said.contains("secret"), "{said}");
    prop_assert!(said.len() < 400, "{said}");
    Ok(None)
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(1e308)),
        Just(json!(ADDRESS)),
        Just(json!("2026-11-21T00:00:00Z")),
        Just(json!("9999-12-31T23:59:59Z")),
        Just(json!("0000-01-01T00:00:00Z")),
        Just(json!("Notification")),
        Just(json!("lead.event")),
        Just(json!(ID)),
        Just(json!("{\"eventType\":\"Send\"}")),
        any::<String>().prop_map(Value::from),
        Just(json!("x".repeat(5_000))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![
            Just("Type"),
            Just("Message"),
            Just("detail-type"),
            Just("detail"),
            Just("eventType"),
            Just("mail"),
            Just("tags"),
            Just("lead"),
            Just("timestamp"),
            Just("bounce"),
            Just("bouncedRecipients"),
            Just("emailAddress"),
            Just("fields"),
            Just("hanako@secret.example"),
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn places(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                places(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                places(value, &format!("{pointer}/{index}"), all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn wrapped(mut event: Value, wrappings: &[bool]) -> Value {
    for by_sns in wrappings {
        event = if *by_sns {
            json!({ "Type": "Notification", "Message": event.to_string() })
        } else {
            json!({ "detail-type": "Email Event", "source": "aws.ses", "detail": event })
        };
    }
    event
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), near in "[\\[\\]{}\":,a-z0-9 \\\\]{0,60}") {
        read(&text)?;
        read(&near)?;
    }

    #[test]
    fn no_json_makes_it_panic_and_no_reason_names_anybody(value in any_value()) {
        read(&value.to_string())?;
    }

    #[test]
    fn an_event_with_one_thing_gone_or_of_another_kind_is_read_or_refused(
        which in any::<Index>(), at in any::<Index>(), value in proptest::option::of(any_value()),
        wrappings in proptest::collection::vec(any::<bool>(), 0..3),
    ) {
        let mut event = EVENTS[which.index(EVENTS.len())].clone();
        let mut all = Vec::new();
        places(&event, "", &mut all);
        let place = &all[at.index(all.len())];
        match (value, place.rsplit_once('/')) {
            (Some(value), _) => *event.pointer_mut(place).unwrap() = value,
            (None, Some((parent, last))) => match event.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(&last.replace("~1", "/").replace("~0", "~"))),
                Value::Array(elements) => drop(elements.remove(last.parse().unwrap())),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            },
            (None, None) => event = Value::Null,
        }
        read(&wrapped(event, &wrappings).to_string())?;
    }

    #[test]
    fn an_event_says_the_same_in_every_wrapping_and_too_many_are_refused(
        which in any::<Index>(), wrappings in proptest::collection::vec(any::<bool>(), 0..7),
    ) {
        let event = &EVENTS[which.index(EVENTS.len())];
        let bare = read(&event.to_string())?;
        let again = read(&wrapped(event.clone(), &wrappings).to_string())?;
        if wrappings.len() < WRAPPINGS_MAX {
            prop_assert_eq!(bare, again);
        } else if wrappings.len() > WRAPPINGS_MAX {
            prop_assert_eq!(again, None);
        }
    }

    #[test]
    fn an_event_cut_off_or_with_changed_bytes_is_read_or_refused(
        which in any::<Index>(), at in any::<Index>(), letters in "\\PC{0,3}", gone in 0..4_usize, cut in any::<bool>(),
    ) {
        let mut text: Vec<char> = EVENTS[which.index(EVENTS.len())].to_string().chars().collect();
        let at = at.index(text.len());
        if cut {
            text.truncate(at);
        } else {
            let end = (at + gone).min(text.len());
            text.splice(at..end, letters.chars());
        }
        read(&text.into_iter().collect::<String>())?;
    }
}

/// The library that reads JSON repeats what it found, and what it found may be a person's address.
#[test]
fn a_misshapen_lead_event_is_refused_without_repeating_what_it_says() {
    for detail in
        [json!(ADDRESS), json!({ "lead": ID, "event": "e", "at": "t", "key": "k", "fields": ADDRESS })]
    {
        let error = parse(&json!({ "detail-type": "lead.event", "detail": detail }).to_string()).unwrap_err();
        assert!(!error.to_string().contains("hanako"), "{error}");
        assert!(error.to_string().contains("`lead.event`"), "{error}");
    }
}

/// The name that an event gives itself is a stranger's text, and it is logged.
#[test]
fn a_kind_that_is_not_known_is_not_repeated_unless_it_is_a_plain_word() {
    let what = |body: Value| match parse(&body.to_string()) {
        Ok(Report::Nothing { what }) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(what(json!({ "eventType": "DoubleBounce" })), "SES DoubleBounce");
    assert_eq!(
        what(json!({ "Type": "UnsubscribeConfirmation", "Message": "x" })),
        "SNS UnsubscribeConfirmation"
    );
    for kind in [ADDRESS, "a\nb", "", &"x".repeat(50)] {
        assert_eq!(what(json!({ "eventType": kind })), "SES event of a kind that is not known");
        assert_eq!(what(json!({ "Type": kind, "Message": "x" })), "SNS event of a kind that is not known");
    }
}

#[test]
fn what_cannot_have_been_yet_is_taken_as_now_and_what_may_have_been_stays() {
    let now = received();
    let lead = |at: &str| {
        let detail = json!({ "lead": ID, "event": "e", "at": at, "key": "k" });
        match parse(&json!({ "detail-type": "lead.event", "detail": detail }).to_string()).unwrap() {
            Report::Lead(event) => event.at,
            other @ (Report::Mail(_) | Report::Erasure(_) | Report::Nothing { .. }) => panic!("{other:?}"),
        }
    };
    for at in ["0001-01-01T00:00:00Z", "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z"] {
        assert_eq!(lead(at).to_rfc3339(), at.replace('Z', "+00:00"));
    }
    assert_eq!(lead("2026-11-22T12:00:01Z"), now);
    assert_eq!(lead("9999-12-31T23:59:59Z"), now);
    let mail = json!({ "eventType": "Send", "mail": { "timestamp": "9999-12-31T23:59:59Z" } }).to_string();
    assert!(
        matches!(parse(&mail).unwrap(), Report::Mail(event) if event.at.at == now && event.mail_at == Some(now))
    );
}

#[test]
fn a_wish_to_be_erased_is_read_and_one_that_names_nobody_is_not() {
    let wish = |detail: Value| parse(&json!({ "detail-type": "lead.erase", "detail": detail }).to_string());
    let at = "2026-11-21T10:00:00+09:00";
    let read = wish(json!({ "lead": ID, "at": at })).unwrap();
    let expected = ErasureWish { lead: LeadId::parse(ID).unwrap(), at: at.parse().unwrap() };
    assert_eq!(read, Report::Erasure(expected));
    let ahead = wish(json!({ "lead": ID, "at": "9999-12-31T23:59:59Z" })).unwrap();
    assert!(matches!(ahead, Report::Erasure(wish) if wish.at == received()));
    for detail in [
        json!({ "lead": ID }),
        json!({ "at": at }),
        json!({ "lead": ADDRESS, "at": at }),
        json!({ "lead": ID, "at": "yesterday" }),
        json!([]),
    ] {
        let error = wish(detail).unwrap_err().to_string();
        assert!(error.contains("`lead.erase`") && !error.contains(ADDRESS), "{error}");
    }
}

#[test]
fn nesting_without_end_is_refused_and_does_not_exhaust_the_stack() {
    for (open, close) in [("[", "]"), ("{\"detail\":", "}"), ("{\"detail-type\":\"x\",\"detail\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(parse(&deep).is_err());
    }
}
