//! The kinds of bounces and complaints, and the ways in which others write the same one: spelling, odd members, recipients,
//! times and wrappings.

use cadence::facts::Fact;
use cadence::suppression::SuppressionReason;

/// A kind of event: its name, its payload, and what must come of it.
pub(super) struct Kind {
    pub(super) event: &'static str,
    pub(super) payload: &'static str,
    pub(super) fact: Fact,
    pub(super) takes: Option<SuppressionReason>,
}

/// Sixteen kinds. Words between `«»` are spelt in different ways, `TO` is the recipient, `ODD` a place for a member that nobody reads, and
/// `TIME` for the time.
pub(super) const KINDS: [Kind; 16] = [
    Kind {
        event: "Complaint",
        payload: r#""complaint":{ODD "complainedRecipients":[{"emailAddress":"TO"}],TIME"complaintFeedbackType":"«not-spam»"}"#,
        fact: Fact::MarkedNotSpam,
        takes: None,
    },
    Kind {
        event: "Complaint",
        payload: r#""complaint":{"complaintSubType":null,"complainedRecipients":[{ODD "emailAddress":"TO"}],TIME"complaintFeedbackType":"«abuse»"}"#,
        fact: Fact::Complained,
        takes: Some(SuppressionReason::Complaint),
    },
    Kind {
        event: "Complaint",
        payload: r#""complaint":{ODD "complaintSubType":"«OnAccountSuppressionList»",TIME"complainedRecipients":[{"emailAddress":"TO"}]}"#,
        fact: Fact::NotTriedListed,
        takes: Some(SuppressionReason::Complaint),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Permanent»",ODD TIME"bounceSubType":"«EmailValidationSuppressed»","bouncedRecipients":[{"emailAddress":"TO","action":"failed","status":"5.1.1"}]}"#,
        fact: Fact::NotTriedGuess,
        takes: None,
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{TIME"bounceType":"«Permanent»","bounceSubType":"SomethingNew","bouncedRecipients":[{ODD "emailAddress":"TO","diagnosticCode":"Amazon SES did not send the message to this address because of something new."}]}"#,
        fact: Fact::NotTriedGuess,
        takes: None,
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Permanent»","bounceSubType":"«OnAccountSuppressionList»",TIME"bouncedRecipients":[{"emailAddress":"TO",ODD "status":"5.1.1"}]}"#,
        fact: Fact::NotTriedListed,
        takes: Some(SuppressionReason::Listed),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{TIME ODD "bounceSubType":"«OnTenantSuppressionList»","bounceType":"«Permanent»","bouncedRecipients":[{"emailAddress":"TO"}]}"#,
        fact: Fact::NotTriedListed,
        takes: Some(SuppressionReason::Listed),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{ODD "bounceType":"«Permanent»","bounceSubType":"«UnsubscribedRecipient»",TIME"bouncedRecipients":[{"emailAddress":"TO"}]}"#,
        fact: Fact::NotTriedListed,
        takes: Some(SuppressionReason::Listed),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Permanent»",TIME"bounceSubType":"«General»","bouncedRecipients":[{ODD "emailAddress":"TO","status":"5.1.1","diagnosticCode":"Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address."}]}"#,
        fact: Fact::NotTriedGlobal,
        takes: Some(SuppressionReason::Listed),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Permanent»","bounceSubType":"«Suppressed»","bouncedRecipients":[{"emailAddress":"TO"}],TIME ODD "feedbackId":"x"}"#,
        fact: Fact::NotTriedGlobal,
        takes: Some(SuppressionReason::Listed),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{ODD "bounceType":"«Permanent»","bounceSubType":"«NoEmail»",TIME"bouncedRecipients":[{"emailAddress":"TO"}]}"#,
        fact: Fact::BouncedHard,
        takes: Some(SuppressionReason::HardBounce),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Transient»","bounceSubType":"«General»",TIME"bouncedRecipients":[{"emailAddress":"TO",ODD "action":"failed","status":"5.3.0","diagnosticCode":"smtp; 550 denied"}]}"#,
        fact: Fact::BouncedSoft,
        takes: Some(SuppressionReason::RefusedForGood),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Transient»",ODD "bounceSubType":"«General»",TIME"bouncedRecipients":[{"emailAddress":"TO","diagnosticCode":"smtp; 550-5.1.1 no such user"}]}"#,
        fact: Fact::BouncedSoft,
        takes: Some(SuppressionReason::RefusedForGood),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{TIME"bounceType":"«Undetermined»","bounceSubType":"«Undetermined»","bouncedRecipients":[{"emailAddress":"TO","status":"5.0.0"}]ODDEND}"#,
        fact: Fact::BouncedSoft,
        takes: Some(SuppressionReason::RefusedForGood),
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{ODD "bounceType":"«Transient»","bounceSubType":"«MailboxFull»",TIME"bouncedRecipients":[{"emailAddress":"TO","status":"4.2.2"}]}"#,
        fact: Fact::BouncedSoft,
        takes: None,
    },
    Kind {
        event: "Bounce",
        payload: r#""bounce":{"bounceType":"«Transient»","bounceSubType":"«General»",ODD TIME"bouncedRecipients":[{"emailAddress":"TO"}]}"#,
        fact: Fact::AutoReplied,
        takes: None,
    },
];

/// A word as others spell it.
fn spelt(word: &str, way: usize) -> String {
    match way {
        0 => word.to_owned(),
        1 => word.to_lowercase(),
        2 => word.to_uppercase(),
        3 => format!(" {word}\\n"),
        4 => word.replace('-', "_"),
        // Escaped letter by letter, as JSON may.
        _ => word.chars().fold(String::new(), |escaped, c| escaped + &format!("\\u{:04x}", u32::from(c))),
    }
}

pub(super) fn with_words(text: &str, way: usize) -> String {
    let mut parts = text.split('«');
    let mut spelled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (word, rest) = part.split_once('»').unwrap_or((part, ""));
        spelled.push_str(&spelt(word, way));
        spelled.push_str(rest);
    }
    spelled
}

/// Values that nobody reads and that take the whole text with them where it is read at once.
fn odd_values() -> Vec<String> {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(500), close.repeat(500));
    vec![
        "1".to_owned(),
        r#""\ud800""#.to_owned(),
        r#""a\udc00b""#.to_owned(),
        "1e999".to_owned(),
        "-1E+9999".to_owned(),
        deep("[", "]"),
        deep("{\"a\":", "}"),
        r#"{"\udead":[1e400,"\ud83d"]}"#.to_owned(),
        "null".to_owned(),
    ]
}

const RECIPIENTS: [&str; 9] = [
    "recipient@example.com",
    "Recipient@EXAMPLE.com",
    "Taro <recipient@example.com>",
    r#"\"Yamada, Taro\" <recipient@example.com>"#,
    "=?UTF-8?B?5bGx55Sw?= <recipient@example.com>",
    "recipient@example.com (a comment)",
    "Sales: recipient@example.com;",
    "<recipient@example.com>",
    "rfc822;recipient@example.com",
];

pub(super) const TIMES: [&str; 4] = [
    r#""timestamp":"2026-11-24T00:30:01.000Z","#,
    r#""timestamp":"2026-11-24T09:30:01+0900","#,
    r#""timestamp":null,"timestamp":17,"#,
    "",
];

/// One sibling, by the number of what differs.
pub(super) fn sibling(kind: &Kind, number: usize) -> String {
    let odd_values = odd_values();
    let odd = &odd_values[number % odd_values.len()];
    let payload = with_words(kind.payload, number % 6)
        .replace("ODDEND", &format!(",\"odd\":{odd}"))
        .replace("ODD", &format!("\"odd\":{odd},"))
        .replace("TIME", TIMES[number % TIMES.len()])
        .replace("TO", RECIPIENTS[number / 2 % RECIPIENTS.len()]);
    let named = ["eventType", "notificationType"][number / 3 % 2];
    let event = spelt(kind.event, number / 5 % 3);
    let mail = format!(r#""mail":{{"odd":{odd},"timestamp":"2026-11-24T00:30:00.000Z","messageId":"m"}}"#);
    let mut members = [format!("\"{named}\":\"{event}\""), payload, mail, format!("\"odd\":{odd}")];
    members.rotate_left(number / 7 % 4);
    wrapped(&format!("{{{}}}", members.join(" , ")), number / 11 % 9)
}

pub(super) fn wrapped(event: &str, way: usize) -> String {
    let text = |inner: &str| serde_json::to_string(inner).unwrap();
    let by_sns =
        |inner: &str| format!(r#"{{"Type":"Notification","MessageId":"n","Message":{}}}"#, text(inner));
    let by_bus = |inner: &str| {
        format!(
            r#"{{"version":"0","detail-type":"Email Event","source":"aws.ses","replay-name":"r","detail":{inner}}}"#
        )
    };
    match way {
        0 => event.to_owned(),
        1 => by_sns(event),
        2 => by_bus(event),
        3 => by_sns(&by_bus(event)),
        4 => format!(r#"{{"Records":[{{"eventSource":"aws:sqs","body":{}}}]}}"#, text(&by_sns(event))),
        5 => format!(r#"{{"Records":[{{"EventSource":"aws:sns","Sns":{{"Message":{}}}}}]}}"#, text(event)),
        6 => text(event),
        7 => format!(r#"{{"MessageId":"n","Message":{}}}"#, text(event)),
        _ => format!("\u{feff}\r\n {}", by_sns(&format!("\u{feff}{event}"))),
    }
}
