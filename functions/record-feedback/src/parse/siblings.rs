//! Siblings of what Amazon SES reports: the same event in other spellings, with odd members around, without its time, with
//! its recipient in other forms, and in every wrapping. Each kind has hundreds, and each means the same.

use super::*;
use cadence::facts::Fact;
use cadence::suppression::SuppressionReason;
use serde_json::json;
use std::collections::BTreeSet;

const ADDRESS: &str = "recipient@example.com";

/// A kind of event: its name, its payload, and what must come of it.
struct Kind {
    event: &'static str,
    payload: &'static str,
    fact: Fact,
    takes: Option<SuppressionReason>,
}

/// Words between `«»` are spelt in different ways, `TO` is the recipient, `ODD` a place for a member that nobody reads, and
/// `TIME` for the time.
const KINDS: [Kind; 14] = [
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

fn with_words(text: &str, way: usize) -> String {
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

const TIMES: [&str; 4] = [
    r#""timestamp":"2026-11-24T00:30:01.000Z","#,
    r#""timestamp":"2026-11-24T09:30:01+0900","#,
    r#""timestamp":null,"timestamp":17,"#,
    "",
];

/// One sibling, by the number of what differs.
fn sibling(kind: &Kind, number: usize) -> String {
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
    wrapped(&format!("{{{}}}", members.join(" , ")), number / 11 % 8)
}

fn wrapped(event: &str, way: usize) -> String {
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
        _ => format!("\u{feff}\r\n {}", by_sns(&format!("\u{feff}{event}"))),
    }
}

fn received() -> Instant {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

/// An event's fact, the suppression it brings, and the addresses it is about.
fn said(text: &str) -> Result<(Fact, Option<SuppressionReason>, Vec<String>), String> {
    let event = match parse(text, received()) {
        Ok(Report::Mail(event)) => event,
        other => return Err(format!("{other:?}")),
    };
    match &event.kind {
        MailKind::Bounce(bounced) => {
            let addresses = bounced.of.iter().map(|(address, _)| address.key().to_owned()).collect();
            let worst = bounced.worst.ok_or("nothing came back")?;
            Ok((worst.fact(), worst.suppresses(), addresses))
        }
        MailKind::Complaint(complained) => {
            let addresses = complained.by.iter().map(|address| address.key().to_owned()).collect();
            Ok((complained.complaint.fact(), complained.complaint.suppresses(), addresses))
        }
        other @ (MailKind::Send
        | MailKind::Delivery
        | MailKind::DeliveryDelay
        | MailKind::Reject
        | MailKind::Open { .. }
        | MailKind::Click { .. }
        | MailKind::Subscription { .. }) => Err(format!("{other:?}")),
    }
}

#[test]
fn every_sibling_of_a_bounce_and_a_complaint_means_the_same() {
    for (place, kind) in KINDS.iter().enumerate() {
        let mut siblings = BTreeSet::new();
        for number in 0..800 {
            let text = sibling(kind, number);
            let expected = (kind.fact, kind.takes, vec![ADDRESS.to_owned()]);
            assert_eq!(said(&text), Ok(expected), "kind {place}, sibling {number}: {text:.1500}");
            siblings.insert(text);
        }
        assert!(siblings.len() >= 200, "{}", siblings.len());
    }
}

#[test]
fn a_time_that_is_missing_or_unreadable_is_that_of_receipt_and_says_so() {
    let times = [
        "null",
        "17",
        "\"yesterday\"",
        "\"\"",
        "{}",
        "[]",
        "1e999",
        "\"\\ud800\"",
        "\"2026-13-45T99:99:99Z\"",
    ];
    let mut seen = 0;
    for kind in &KINDS {
        for payload_time in times {
            for mail in ["{}", "null", r#"{"timestamp":null}"#, r#"{"timestamp":"x"}"#] {
                let time = format!("\"timestamp\":{payload_time},");
                let payload = with_words(kind.payload, 0)
                    .replace("ODDEND", "")
                    .replace("ODD", "")
                    .replace("TIME", &time)
                    .replace("TO", ADDRESS);
                let text = format!("{{\"eventType\":\"{}\",{payload},\"mail\":{mail}}}", kind.event);
                let Ok(Report::Mail(event)) = parse(&text, received()) else { panic!("{text}") };
                assert_eq!(event.at, Reported { at: received(), of_receipt: true }, "{text}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 200, "{seen}");
}

#[test]
fn of_many_recipients_each_one_that_can_be_read_counts() {
    let bad = [
        r#"{"emailAddress":"nobody"}"#,
        "null",
        "17",
        "{}",
        r#"{"emailAddress":1}"#,
        r#""@""#,
        "[]",
        r#"{"emailAddress":"\ud800"}"#,
    ];
    let mut seen = 0;
    for first in bad {
        for second in bad {
            for place in 0..4 {
                let good = format!(r#"{{"emailAddress":"{ADDRESS}","status":"5.1.1"}}"#);
                let other = r#""Hanako <hanako@example.com>""#.to_owned();
                let mut all = [first.to_owned(), good, second.to_owned(), other];
                all.rotate_left(place);
                let text = format!(
                    r#"{{"eventType":"Bounce","bounce":{{"bounceType":"Permanent","bouncedRecipients":[{}]}}}}"#,
                    all.join(",")
                );
                let (_, takes, mut addresses) = said(&text).unwrap();
                addresses.sort_unstable();
                assert_eq!(takes, Some(SuppressionReason::HardBounce));
                assert_eq!(addresses, ["hanako@example.com", ADDRESS], "{text}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 200, "{seen}");
}

#[test]
fn where_no_recipient_can_be_read_the_mail_itself_says_who_it_was_or_the_event_fails() {
    let lead = "abcdefghijklmnopqrstuvwxyz";
    for recipients in ["[]", "null", "17", r#"[{"emailAddress":"x"}]"#, r#"[{"emailAddress":"\ud800 <a@>"}]"#]
    {
        for (kind, member, list) in
            [("Bounce", "bounce", "bouncedRecipients"), ("Complaint", "complaint", "complainedRecipients")]
        {
            let with = |mail: &str| {
                format!(
                    r#"{{"eventType":"{kind}","{member}":{{"bounceType":"Permanent","{list}":{recipients}}},"mail":{mail}}}"#
                )
            };
            let (_, takes, addresses) =
                said(&with(&format!(r#"{{"destination":["T <{ADDRESS}>"]}}"#))).unwrap();
            assert_eq!((takes.is_some(), addresses), (true, vec![ADDRESS.to_owned()]));
            for tag in [format!("[\"{lead}\"]"), format!("\"{lead}\""), format!("[null,7,\" {lead} \"]")] {
                let text = with(&format!(
                    r#"{{"destination":["a@example.com","b@example.com"],"tags":{{"lead":{tag}}}}}"#
                ));
                let Ok(Report::Mail(event)) = parse(&text, received()) else { panic!("{text}") };
                assert_eq!(event.lead.as_ref().map(LeadId::as_str), Some(lead), "{text}");
            }
            for mail in ["{}", "null", r#"{"destination":["a@example.com","b@example.com"]}"#] {
                let error = parse(&with(mail), received()).unwrap_err().to_string();
                assert!(error.contains("names nobody"), "{error}");
            }
        }
    }
}

#[test]
fn what_is_no_event_about_a_mail_is_understood_in_every_form() {
    let test = "Successfully validated SNS topic for Amazon SES event publishing.";
    let confirmation = json!({ "Type": "SubscriptionConfirmation", "Token": "x", "Message": "You have chosen to subscribe", "SubscribeURL": "https://sns.x.amazonaws.com/" });
    let succeeded = json!({ "notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have successfully subscribed" });
    let stopped = json!({ "detail-type": "Sending Status Disabled", "source": "aws.ses", "detail": { "version": "1.0" } });
    let mut seen = 0;
    for text in [
        test.to_owned(),
        test.to_uppercase(),
        format!(" {test}\r\n"),
        format!("\u{feff}{test}"),
        test.trim_end_matches('.').to_owned(),
        confirmation.to_string(),
        json!({ "Type": "UnsubscribeConfirmation", "Token": "x" }).to_string(),
        succeeded.to_string(),
        stopped.to_string(),
    ] {
        for way in 0..8 {
            // A bus carries JSON only.
            if matches!(way, 2 | 3) && !text.starts_with('{') {
                continue;
            }
            let wrapped = wrapped(&text, way);
            assert!(matches!(parse(&wrapped, received()), Ok(Report::Nothing { .. })), "{wrapped}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
    for other in ["Successfully", "Hello", "validated SNS topic"] {
        assert!(parse(other, received()).is_err(), "{other}");
    }
}
