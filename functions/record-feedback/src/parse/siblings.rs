//! Siblings of what Amazon SES reports: the same event in other spellings, with odd members around, without its time, with
//! its recipient in other forms, and in every wrapping. Each kind has hundreds, and each means the same.

mod kinds;

use super::*;
use cadence::facts::{Fact, Reported};
use cadence::suppression::SuppressionReason;
use kinds::{KINDS, TIMES, sibling, with_words, wrapped};
use serde_json::json;
use std::collections::BTreeSet;

const ADDRESS: &str = "recipient@example.com";

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

/// One name may come twice, or be of another kind than what the event carries.
#[test]
fn what_an_event_carries_counts_where_its_name_carries_nothing() {
    for named in
        ["Send", "Delivery", "Open", "Click", "Reject", "Rendering Failure", "Subscription", "Tomorrow"]
    {
        for kind in &KINDS {
            let payload = with_words(kind.payload, 0).replace("ODDEND", "").replace("ODD", "");
            let payload = payload.replace("TIME", TIMES[0]).replace("TO", ADDRESS);
            for text in [
                format!("{{\"eventType\":\"{named}\",{payload}}}"),
                format!("{{\"eventType\":\"{}\",{payload},\"eventType\":\"{named}\"}}", kind.event),
            ] {
                assert_eq!(said(&text), Ok((kind.fact, kind.takes, vec![ADDRESS.to_owned()])), "{text}");
            }
        }
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
fn an_event_without_readable_recipients_names_them_by_its_mail_or_fails() {
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
