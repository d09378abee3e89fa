//! The reactions to a mail: the stated mix of events, and the events in the shape in which SES writes them.

use super::fate::Fate;
use super::share;
use super::stage::{Action, Mail, Props, RATE};
use cadence::Instant;
use chrono::TimeDelta;
use kit::mail_service::{About, BROWSER, bounce, complaint, event};
use kit::template::{self, EVENTS_COLLECTED};
use serde_json::{Value, json};

/// A kind of event about a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Send,
    Delivery,
    OpenByPerson,
    OpenByMachine,
    ClickByPerson,
    ClickByMachine,
    HardBounce,
    SoftBounce,
    Complaint,
    Delay,
    Reject,
    Subscription,
}

impl Kind {
    /// All kinds with how many of them a thousand mails bring: the mix for which feedback is stated. Whoever opens or clicks
    /// does it once in a mail; a list without purchased addresses bounces and complains about this much.
    pub(super) const MIX: [(Self, u32); 12] = [
        (Self::Send, 1000),
        (Self::Delivery, 980),
        (Self::OpenByPerson, 300),
        (Self::OpenByMachine, 150),
        (Self::ClickByPerson, 80),
        (Self::ClickByMachine, 30),
        (Self::HardBounce, 7),
        (Self::SoftBounce, 10),
        (Self::Complaint, 1),
        (Self::Delay, 10),
        (Self::Reject, 1),
        (Self::Subscription, 1),
    ];

    /// The number of events that `record-feedback` is given at once. Mails go out at the rate of the mail service, and what is
    /// said about each of them at once comes at that rate, so that the queue's window collects a full batch. All else comes
    /// hours later, one by one.
    pub(super) fn at_once(self) -> usize {
        let is_filled = EVENTS_COLLECTED.as_seconds_f64() * RATE * share(template::EVENTS) >= 1.0;
        if is_filled && matches!(self, Self::Send | Self::Delivery) { template::EVENTS } else { 1 }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Delivery => "delivery",
            Self::OpenByPerson => "open by a person",
            Self::OpenByMachine => "open by a machine",
            Self::ClickByPerson => "click by a person",
            Self::ClickByMachine => "click by a machine",
            Self::HardBounce => "hard bounce",
            Self::SoftBounce => "soft bounce",
            Self::Complaint => "complaint",
            Self::Delay => "delivery delay",
            Self::Reject => "reject",
            Self::Subscription => "subscription",
        }
    }

    fn payload(self, address: &str) -> (&'static str, Value) {
        let link = "https://www.example.co.jp/guide";
        match self {
            Self::Send => ("Send", json!({})),
            Self::Delivery => ("Delivery", json!({ "recipients": [address], "smtpResponse": "250 ok" })),
            Self::OpenByPerson => ("Open", json!({ "userAgent": BROWSER })),
            Self::OpenByMachine => ("Open", json!({ "userAgent": BROWSER, "isBotEvent": "Likely" })),
            Self::ClickByPerson => ("Click", json!({ "userAgent": BROWSER, "link": link })),
            Self::ClickByMachine => {
                ("Click", json!({ "userAgent": BROWSER, "link": link, "isBotEvent": "Likely" }))
            }
            Self::HardBounce => ("Bounce", bounce("Permanent", "NoEmail", address)),
            Self::SoftBounce => ("Bounce", bounce("Transient", "MailboxFull", address)),
            Self::Complaint => ("Complaint", complaint(address)),
            Self::Delay => ("DeliveryDelay", json!({ "delayType": "MailboxFull" })),
            Self::Reject => ("Reject", json!({ "reason": "Bad content" })),
            Self::Subscription => {
                let preferences = json!({ "unsubscribeAll": true, "topicSubscriptionStatus": [] });
                let change = json!({ "contactList": "list", "source": "UnsubscribeHeader", "newTopicPreferences": preferences });
                ("Subscription", change)
            }
        }
    }

    /// The event about a mail.
    pub(super) fn event(self, mail: &Mail, at: Instant) -> String {
        let (kind, payload) = self.payload(&mail.address);
        let id = format!("m{}", mail.number);
        let about = About { id: &id, tags: &mail.tags, to: Some(&mail.address), taken_at: mail.taken_at };
        event(kind, &about, at, payload).to_string()
    }
}

/// Puts on the agenda what comes back for a mail, as its fate has it. Complaints, rejections and changes of subscription are so rare that a
/// play has none; they are counted one by one.
pub(super) fn come(props: &mut Props, mail: &Mail, fate: &mut Fate) {
    let mut happens = |kind: Kind| {
        let rate = Kind::MIX.iter().find(|(of, _)| *of == kind).map_or(0, |(_, rate)| *rate);
        fate.happens(rate)
    };
    let bounces = happens(Kind::HardBounce) || mail.address.starts_with("gone");
    let soft = !bounces && happens(Kind::SoftBounce);
    let mut kinds = vec![(Kind::Send, 1)];
    if happens(Kind::Delay) {
        kinds.push((Kind::Delay, 5 * 60));
    }
    if bounces || soft {
        kinds.push((if bounces { Kind::HardBounce } else { Kind::SoftBounce }, 20 * 60));
    } else {
        kinds.push((Kind::Delivery, 4));
        let later = [
            (Kind::OpenByMachine, 60),
            (Kind::ClickByMachine, 90),
            (Kind::OpenByPerson, 3 * 60 * 60),
            (Kind::ClickByPerson, 4 * 60 * 60),
        ];
        kinds.extend(later.into_iter().filter(|(kind, _)| happens(*kind)));
    }
    for (kind, seconds) in kinds {
        let spread = if seconds > 3600 { fate.below(20 * 60 * 60) } else { 0 };
        let at = mail.taken_at + TimeDelta::seconds(seconds + i64::try_from(spread).unwrap_or(0));
        let event = kind.event(mail, at);
        props.at(at, Action::Report(event));
    }
}
