//! Events of the mail service on their way to the feedback queue: in one of the shapes in which they come, and late, twice,
//! in another order, or never, by the fault rates.

use crate::faults::happening::{Call, FaultKind, MailTags, QueueName};
use crate::faults::queues::{Letter, Note};
use crate::faults::schedule::{Action, Storm};
use crate::faults::state::WorldState;
use cadence::Instant;
use cadence::facts::Fact;
use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};

/// The browser of a person.
const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36";

/// Something that is reported about a mail, so long after it was taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) fact: Fact,
    /// Whether the server refuses for good in what the mail service calls a transient bounce.
    pub(super) for_good: bool,
    pub(super) after: TimeDelta,
}

/// Puts all that is reported about a mail on the schedule.
pub(super) fn report(state: &WorldState, call: Call, mail: &MailTags, address: &str, said: &[Said]) {
    let taken_at = state.now();
    for said in said {
        let at = taken_at + said.after;
        let mut event = event(call, mail, address, said.fact, at, taken_at);
        if said.for_good {
            event["bounce"]["bouncedRecipients"][0]["status"] = "5.7.1".into();
        }
        let body = wrapped(event, state.props().chance.below(4));
        let note = Note::Mail {
            lead: mail.lead.clone(),
            send_key: mail.send_key.clone(),
            attempt: mail.attempt.clone(),
            fact: said.fact,
            for_good: said.for_good,
            at,
        };
        dispatch(state, at, &Letter { body, note });
    }
}

/// One event goes its way.
fn dispatch(state: &WorldState, at: Instant, letter: &Letter) {
    let (faults, arrivals) = {
        let mut props = state.props();
        let props = &mut *props;
        let (fault_rates, chance) = (&props.fault_rates, &mut props.chance);
        let mut faults = Vec::new();
        let mut arrives = at + chance.millis(200, 3_000);
        let missing = fault_rates.lasting(Storm::ChannelLoses, at).is_some();
        if missing || fault_rates.message(chance) && chance.happens(0.5) {
            faults.push(if missing { FaultKind::ChannelDown } else { FaultKind::FeedbackMissing });
            (faults, Vec::new())
        } else {
            if let Some(end) = fault_rates.lasting(Storm::ChannelHolds, at) {
                faults.push(FaultKind::ChannelDown);
                arrives = end + chance.seconds(0, 600);
            }
            if fault_rates.message(chance) {
                faults.push(FaultKind::FeedbackLate);
                arrives += chance.minutes(5, 900);
            }
            if fault_rates.message(chance) {
                // Later than what is reported next, which thereby comes first.
                faults.push(FaultKind::FeedbackReordered);
                arrives += chance.seconds(20, 60);
            }
            let mut arrivals = vec![arrives];
            if fault_rates.message(chance) {
                faults.push(FaultKind::FeedbackDoubled);
                arrivals.push(arrives + chance.millis(0, 600_000));
            }
            let refuses = letter.note.refusal().is_some();
            if refuses && !fault_rates.is_clear() && chance.happens(0.2) {
                // Somebody replays what came days ago.
                faults.push(FaultKind::FeedbackDoubled);
                arrivals.push(arrives + chance.minutes(600, 20_000));
            }
            (faults, arrivals)
        }
    };
    for kind in faults {
        state.fault(kind, None);
    }
    let mut props = state.props();
    for arrives in arrivals {
        props.schedule.add(arrives, Action::Arrive(QueueName::Feedback, letter.clone()));
    }
}

fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An event in the shape in which SES writes it (SES developer guide, "Contents of event data").
fn event(call: Call, mail: &MailTags, address: &str, fact: Fact, at: Instant, taken_at: Instant) -> Value {
    let recipient = json!([{ "emailAddress": address }]);
    let link = "https://www.example.co.jp/guide";
    let (kind, key, mut payload) = match fact {
        Fact::Sent => ("Send", "send", json!({})),
        Fact::Delivered => ("Delivery", "delivery", json!({ "recipients": [address] })),
        Fact::Delayed => ("DeliveryDelay", "deliveryDelay", json!({ "delayType": "MailboxFull" })),
        Fact::Rejected => ("Reject", "reject", json!({ "reason": "Bad content" })),
        Fact::Opened => ("Open", "open", json!({ "userAgent": BROWSER })),
        Fact::OpenedByMachine => ("Open", "open", json!({ "userAgent": "Mozilla/5.0" })),
        Fact::Clicked => ("Click", "click", json!({ "userAgent": BROWSER, "link": link })),
        Fact::ClickedByMachine => {
            ("Click", "click", json!({ "userAgent": BROWSER, "link": link, "isBotEvent": "Likely" }))
        }
        Fact::BouncedHard => {
            let bounce = json!({ "bounceType": "Permanent", "bounceSubType": "NoEmail", "bouncedRecipients": recipient });
            ("Bounce", "bounce", bounce)
        }
        Fact::BouncedSoft => {
            let bounce = json!({ "bounceType": "Transient", "bounceSubType": "MailboxFull", "bouncedRecipients": recipient });
            ("Bounce", "bounce", bounce)
        }
        Fact::Complained => ("Complaint", "complaint", json!({ "complainedRecipients": recipient })),
        Fact::NotTriedGuess => not_tried("EmailValidationSuppressed", &recipient),
        Fact::NotTriedListed => not_tried("OnAccountSuppressionList", &recipient),
        Fact::NotTriedGlobal => not_tried("Suppressed", &recipient),
        Fact::AutoReplied => {
            let bounce = json!({ "bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": recipient });
            ("Bounce", "bounce", bounce)
        }
        Fact::MarkedNotSpam => {
            let complaint = json!({ "complaintFeedbackType": "not-spam", "complainedRecipients": recipient });
            ("Complaint", "complaint", complaint)
        }
    };
    payload["timestamp"] = stamp(at).into();
    let tag = |value: &str| json!([value]);
    let tags = json!({
        "send_key": tag(mail.send_key.as_str()), "attempt": tag(mail.attempt.as_str()),
        "lead": tag(mail.lead.as_str()), "sequence": tag(mail.sequence.as_str()),
        "run": tag(mail.run.as_str()), "step": tag(mail.step.as_str()),
    });
    let about = json!({ "timestamp": stamp(taken_at), "messageId": format!("m{}", call.0), "tags": tags });
    let mut event = json!({ "eventType": kind, "mail": about });
    event[key] = payload;
    event
}

/// A bounce that SES calls permanent although it did not try the address.
fn not_tried(subtype: &str, recipient: &Value) -> (&'static str, &'static str, Value) {
    let bounce =
        json!({ "bounceType": "Permanent", "bounceSubType": subtype, "bouncedRecipients": recipient });
    ("Bounce", "bounce", bounce)
}

/// The event bare, or wrapped by SNS, by `EventBridge`, or by both.
fn wrapped(event: Value, shape: usize) -> String {
    let sns =
        |inner: &Value| json!({ "Type": "Notification", "MessageId": "n", "Message": inner.to_string() });
    let bus = |inner: Value| json!({ "detail-type": "Email Event", "source": "aws.ses", "detail": inner });
    match shape {
        0 => event.to_string(),
        1 => sns(&event).to_string(),
        2 => bus(event).to_string(),
        _ => sns(&bus(event)).to_string(),
    }
}
