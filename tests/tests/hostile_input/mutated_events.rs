//! Twenty thousand events with anything in them changed. A change to nothing that is needed must not change the event as
//! it is understood; any other change ends in a report or in a reason, never in silence about a bounce.
//!
//! `HIKYAKU_EVENTS` raises how many are tried, and `HIKYAKU_EVENTS_SEED` plays the same ones again.

use cadence::Instant;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use record_feedback::{MailKind, Report, parse};
use std::hash::{BuildHasher as _, RandomState};

const TRIED: u64 = 20_000;
const LEAD: &str = "abcdefghijklmnopqrstuvwxyz";

/// Values that cannot be held, and others that mean nothing where they stand.
fn odd(chance: &mut StdRng) -> String {
    let odd = [
        "null",
        "1e999",
        "-7E+4000",
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        "DEEP",
        r#"{"eventType":"Open"}"#,
        "\"\"",
        "true",
        "[]",
        "{}",
        r#""あ""#,
    ];
    let deep = chance.random_range(1..300);
    let deep = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    odd[chance.random_range(0..odd.len())].replace("DEEP", &deep)
}

fn received() -> Instant {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

/// The events among the fixtures that may protect somebody.
fn events() -> Vec<String> {
    let read = |kind: &str| {
        let path = kit::folder::fixtures().join(format!("events/{kind}.json"));
        let mut text = std::fs::read_to_string(path).unwrap();
        let time = "2026-11-24T00:30:00.000Z";
        let words = [
            ("MAIL_AT", time),
            ("AT", time),
            ("ADDRESS", "taro@example.jp"),
            ("LEAD", LEAD),
            ("SEND_KEY", LEAD),
            ("ATTEMPT", LEAD),
        ];
        for (word, value) in words {
            text = text.replace(&format!("\"{word}\""), &format!("\"{value}\""));
        }
        text
    };
    ["bounce", "complaint", "legacy-bounce"].map(read).to_vec()
}

/// The event as it is understood, without the parts that a change may touch.
fn understood(text: &str) -> Option<String> {
    match parse(text, received()) {
        Ok(Report::Mail(event)) => Some(format!("{:?} {:?} {:?}", event.kind, event.lead, event.at.at)),
        Ok(Report::Lead(_) | Report::Erasure(_) | Report::Nothing { .. }) | Err(_) => None,
    }
}

/// Places outside of strings at which a member may be put in: right after an opening brace.
fn openings(text: &str) -> Vec<usize> {
    let (mut inside, mut escaped, mut all) = (false, false, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' if !inside && !text[at + 1..].trim_start().starts_with('}') => all.push(at + 1),
            _ => {}
        }
    }
    all
}

/// Puts members in that nobody reads, or that come again and say nothing; moves blanks; wraps.
fn harmless(text: &str, chance: &mut StdRng) -> String {
    let mut text = text.to_owned();
    for _ in 0..chance.random_range(1..4) {
        let places = openings(&text);
        let at = places[chance.random_range(0..places.len())];
        let odd = odd(chance);
        let name = ["odd", "\\ud800", "x y", "headers2", "あ"][chance.random_range(0..5)];
        text.insert_str(at, &format!("\"{name}\":{odd},"));
    }
    if chance.random_bool(0.3) {
        let doubled =
            ["eventType", "bounceType", "emailAddress", "timestamp", "tags", "bounce", "complaint", "mail"];
        let name = doubled[chance.random_range(0..doubled.len())];
        let places = openings(&text);
        let at = places[chance.random_range(0..places.len())];
        text.insert_str(at, &format!("\"{name}\":null,"));
    }
    match chance.random_range(0..5) {
        0 => format!("\u{feff}{text}"),
        1 => serde_json::json!({ "Type": "Notification", "Message": text }).to_string(),
        2 => format!("{{\"detail-type\":\"Email Event\",\"source\":\"aws.ses\",\"detail\":{text}}}"),
        3 => serde_json::json!({ "Records": [{ "body": text }] }).to_string(),
        _ => format!("\r\n\t{text}  "),
    }
}

/// Changes letters, cuts, or replaces a value.
fn harmful(text: &str, chance: &mut StdRng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = chance.random_range(0..letters.len());
    match chance.random_range(0..4) {
        0 => letters.truncate(at),
        1 => {
            drop(
                letters.splice(at..(at + chance.random_range(0..9)).min(letters.len()), "\u{0}\"{[".chars()),
            );
        }
        2 => {
            let end = (at + chance.random_range(1..40)).min(letters.len());
            drop(letters.drain(at..end));
        }
        _ => {
            let odd = odd(chance);
            let from = letters.iter().skip(at).position(|c| *c == ':').map_or(at, |gone| at + gone + 1);
            let until = letters.iter().skip(from).position(|c| *c == ',').map_or(from, |gone| from + gone);
            drop(letters.splice(from..until, odd.chars()));
        }
    }
    letters.into_iter().collect()
}

#[test]
fn no_mutated_event_is_lost_in_silence_or_understood_otherwise() {
    let number = |name: &str| runtime::environment::optional(name).and_then(|text| text.parse::<u64>().ok());
    let seed = number("HIKYAKU_EVENTS_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
    let tried = number("HIKYAKU_EVENTS").unwrap_or(TRIED);
    println!("{tried} mutated events, HIKYAKU_EVENTS_SEED={seed}");
    let mut chance = StdRng::seed_from_u64(seed);
    let events = events();
    let meant: Vec<_> = events.iter().map(|event| understood(event)).collect();
    assert!(meant.iter().all(Option::is_some));
    for number in 0..tried {
        let which = chance.random_range(0..events.len());
        if number % 2 == 0 {
            let text = harmless(&events[which], &mut chance);
            assert_eq!(understood(&text), meant[which], "seed {seed}, event {number}: {text}");
            continue;
        }
        let text = harmful(&events[which], &mut chance);
        match parse(&text, received()) {
            Ok(Report::Mail(event)) => {
                let protects = matches!(event.kind, MailKind::Bounce(_) | MailKind::Complaint(_));
                assert!(protects, "seed {seed}, event {number} became another: {text}");
            }
            Ok(Report::Nothing { .. } | Report::Lead(_) | Report::Erasure(_)) => {
                panic!("seed {seed}, event {number} is let go in silence: {text}")
            }
            Err(reason) => {
                assert!(!reason.to_string().contains("taro"), "seed {seed}, event {number}: {reason}");
            }
        }
    }
}
