//! Events of the mail service on their way to the feedback queue: in one of the shapes in which they come, and late, twice,
//! in another order, or never, by the fault rates.

use super::mailboxes::Said;
use crate::happening::{Call, FaultKind, MailTags, QueueName};
use crate::queues::{Letter, Note};
use crate::schedule::{Action, Storm};
use crate::state::WorldState;
use cadence::Instant;
use cadence::facts::Fact;
use kit::mail_service::{self, About, BROWSER, bounce, complaint};
use serde_json::{Value, json};

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

/// An event in the shape in which SES writes it.
fn event(call: Call, mail: &MailTags, to: &str, fact: Fact, at: Instant, taken_at: Instant) -> Value {
    let link = "https://www.example.co.jp/guide";
    let (kind, payload) = match fact {
        Fact::Sent => ("Send", json!({})),
        Fact::Delivered => ("Delivery", json!({ "recipients": [to] })),
        Fact::Delayed => ("DeliveryDelay", json!({ "delayType": "MailboxFull" })),
        Fact::Rejected => ("Reject", json!({ "reason": "Bad content" })),
        Fact::Opened => ("Open", json!({ "userAgent": BROWSER })),
        Fact::OpenedByMachine => ("Open", json!({ "userAgent": "Mozilla/5.0" })),
        Fact::Clicked => ("Click", json!({ "userAgent": BROWSER, "link": link })),
        Fact::ClickedByMachine => {
            ("Click", json!({ "userAgent": BROWSER, "link": link, "isBotEvent": "Likely" }))
        }
        Fact::BouncedHard => ("Bounce", bounce("Permanent", "NoEmail", to)),
        Fact::BouncedSoft => ("Bounce", bounce("Transient", "MailboxFull", to)),
        Fact::Complained => ("Complaint", complaint(to)),
        // Bounces that SES calls permanent although it did not try the address.
        Fact::NotTriedGuess => ("Bounce", bounce("Permanent", "EmailValidationSuppressed", to)),
        Fact::NotTriedListed => ("Bounce", bounce("Permanent", "OnAccountSuppressionList", to)),
        Fact::NotTriedGlobal => ("Bounce", bounce("Permanent", "Suppressed", to)),
        Fact::AutoReplied => ("Bounce", bounce("Transient", "General", to)),
        Fact::MarkedNotSpam => {
            let mut complaint = complaint(to);
            complaint["complaintFeedbackType"] = "not-spam".into();
            ("Complaint", complaint)
        }
    };
    let tags = [
        ("send_key", mail.send_key.as_str()),
        ("attempt", mail.attempt.as_str()),
        ("lead", mail.lead.as_str()),
        ("sequence", mail.sequence.as_str()),
        ("run", mail.run.as_str()),
        ("step", mail.step.as_str()),
    ];
    let tags = tags.into_iter().map(|(name, value)| (name.to_owned(), json!([value]))).collect();
    let about = About { id: &format!("m{}", call.0), tags: &tags, to: None, taken_at };
    mail_service::event(kind, &about, at, payload)
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
