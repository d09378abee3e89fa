//! Events of Amazon SES, read leniently: only what is needed, each member by itself.
//!
//! Shapes: SES developer guide, "Contents of event data published to Amazon SNS / EventBridge"; identity notifications of
//! before say `notificationType` and have no tags. Words are compared without case and signs. A bounce and a complaint are
//! never let go because something else in the event is odd: the last resort for whom they are about is the mail's only
//! destination, and where nobody at all can be found, the event fails and becomes a dead letter that somebody reads.

use super::json::Json;
use super::recipients::addresses_in;
use super::{Bounced, Complained, MailEvent, MailKind, NotUnderstood, Report, named, time};
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::bounce::{Bounce, BounceClass, BounceKind, Complaint, NotTried, Reply};
use cadence::facts::Reported;
use cadence::ids::{AttemptId, LeadId, SequenceId};
use cadence::send_key::SendKey;

/// The beginning of the diagnostic code that SES gives to a mail it did not try.
const DID_NOT_SEND: &str = "amazonsesdidnotsend";
/// The beginning of that code if the address stands on SES's list for all its customers.
const HAS_SUPPRESSED: &str = "amazonseshassuppressedsending";

/// Reads an event of the mail service.
pub(super) fn mail_event(event: &Json, received: Instant) -> Result<Report, NotUnderstood> {
    let said = event.text("eventType").or_else(|| event.text("notificationType"));
    let Some((kind, payload)) = kind_and_payload(event, said) else {
        return match said {
            Some(said) => Ok(Report::Nothing { what: named("SES", said) }),
            None => Err(NotUnderstood("neither an SES event nor a lead's".to_owned())),
        };
    };
    let nothing = Json::Null;
    let (payload, mail) = (payload.unwrap_or(&nothing), event.object("mail").unwrap_or(&nothing));
    let mail_at = time(mail, "timestamp");
    let told = time(payload, "timestamp").or(mail_at);
    let read = Read { payload, mail };
    let event = MailEvent {
        kind: read.kind(kind),
        at: Reported { at: told.unwrap_or(received), of_receipt: told.is_none() },
        mail_at,
        lead: read.tag("lead", LeadId::parse),
        send_key: read.tag("send_key", SendKey::parse),
        attempt: read.tag("attempt", AttemptId::parse),
        sequence: read.tag("sequence", SequenceId::parse),
    };
    if event.protects() && event.names_nobody() {
        return Err(NotUnderstood("it is a bounce or a complaint, and it names nobody".to_owned()));
    }
    Ok(Report::Mail(Box::new(event)))
}

/// The kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Send,
    Delivery,
    DeliveryDelay,
    Bounce,
    Complaint,
    Reject,
    Open,
    Click,
    Subscription,
}

/// The kind of an event with its payload. An event that has the payload of a bounce or a complaint is one, whatever it calls
/// itself, unless it has the payload of the kind that it names.
fn kind_and_payload<'a>(event: &'a Json, said: Option<&str>) -> Option<(Kind, Option<&'a Json>)> {
    let (kind, member) = match said.map(folded).as_deref() {
        Some("send") => (Kind::Send, "send"),
        Some("delivery") => (Kind::Delivery, "delivery"),
        Some("deliverydelay") => (Kind::DeliveryDelay, "deliveryDelay"),
        Some("bounce") => (Kind::Bounce, "bounce"),
        Some("complaint") => (Kind::Complaint, "complaint"),
        Some("reject") => (Kind::Reject, "reject"),
        Some("renderingfailure") => (Kind::Reject, "failure"),
        Some("open") => (Kind::Open, "open"),
        Some("click") => (Kind::Click, "click"),
        Some("subscription") => (Kind::Subscription, "subscription"),
        Some(_) | None if event.object("complaint").is_some() => (Kind::Complaint, "complaint"),
        Some(_) | None if event.object("bounce").is_some() => (Kind::Bounce, "bounce"),
        Some(_) | None => return None,
    };
    let payload = event.object(member);
    // An event that names a kind it does not carry, and carries one that protects a person, is of that kind.
    let protecting = [(Kind::Complaint, "complaint"), (Kind::Bounce, "bounce")];
    let carried = protecting.into_iter().find_map(|(kind, member)| Some((kind, event.object(member)?)));
    match (payload, carried) {
        (None, Some((kind, carried))) => Some((kind, Some(carried))),
        (payload, _) => Some((kind, payload)),
    }
}

/// The parts from which an event is read.
#[derive(Debug, Clone, Copy)]
struct Read<'a> {
    payload: &'a Json,
    mail: &'a Json,
}

impl Read<'_> {
    fn kind(self, kind: Kind) -> MailKind {
        let payload = self.payload;
        let flagged = || match payload.text("isBotEvent").map(folded).as_deref() {
            Some("likely") => Some(true),
            Some("unlikely") => Some(false),
            Some(_) | None => None,
        };
        let agent = || payload.text("userAgent").map(str::to_owned);
        match kind {
            Kind::Send => MailKind::Send,
            Kind::Delivery => MailKind::Delivery,
            Kind::DeliveryDelay => MailKind::DeliveryDelay,
            Kind::Bounce => MailKind::Bounce(self.bounced()),
            Kind::Complaint => MailKind::Complaint(self.complained()),
            Kind::Reject => MailKind::Reject,
            Kind::Open => MailKind::Open { flagged: flagged(), agent: agent() },
            Kind::Click => {
                let link = payload.text("link").unwrap_or_default().to_owned();
                MailKind::Click { flagged: flagged(), agent: agent(), link }
            }
            Kind::Subscription => {
                let new = payload.object("newTopicPreferences");
                let refused = new.and_then(|new| new.get("unsubscribeAll"));
                MailKind::Subscription { refused_all: refused.is_some_and(is_true) }
            }
        }
    }

    /// The bounce, for each address and for the mail as a whole.
    fn bounced(self) -> Bounced {
        let class = match self.payload.text("bounceType").map(folded).as_deref() {
            Some("permanent") => BounceClass::Permanent,
            Some(_) | None => BounceClass::Passing,
        };
        let subtype = self.payload.text("bounceSubType").map(folded).unwrap_or_default();
        let mut bounced = Bounced { of: Vec::new(), worst: None };
        for recipient in self.payload.elements("bouncedRecipients") {
            let diagnostic = recipient.text("diagnosticCode");
            let reply = Reply::read(recipient.text("action"), recipient.word("status"), diagnostic);
            let bounce = Bounce::judge(class, bounce_kind(&subtype, diagnostic), reply);
            bounced.worst = bounced.worst.max(Some(bounce));
            bounced.of.extend(addresses(recipient).into_iter().map(|address| (address, bounce)));
        }
        let whole = Bounce::judge(class, bounce_kind(&subtype, None), Reply::NoFailure);
        let worst = *bounced.worst.get_or_insert(whole);
        if bounced.of.is_empty() {
            bounced.of.extend(self.only_destination().map(|address| (address, worst)));
        }
        bounced
    }

    fn complained(self) -> Complained {
        let said = |name| self.payload.text(name).map(folded).unwrap_or_default();
        let complaint = if said("complaintFeedbackType") == "notspam" {
            Complaint::NotSpam
        } else if said("complaintSubType").contains("suppressionlist") {
            Complaint::Listed
        } else {
            Complaint::Spam
        };
        let mut by: Vec<_> = self.payload.elements("complainedRecipients").flat_map(addresses).collect();
        if by.is_empty() {
            by.extend(self.only_destination());
        }
        Complained { by, complaint }
    }

    /// The address that the mail went to, if it was one.
    fn only_destination(self) -> Option<EmailAddress> {
        let mut all: Vec<_> =
            self.mail.elements("destination").filter_map(Json::as_text).flat_map(addresses_in).collect();
        all.dedup();
        let only = all.pop();
        only.filter(|_| all.is_empty())
    }

    /// The first value of a tag that can be read.
    fn tag<T, E>(self, name: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        let tags = self.mail.object("tags")?;
        tags.elements(name).filter_map(Json::as_text).find_map(|text| parse(text.trim()).ok())
    }
}

/// The meaning of a bounce's subtype. A subtype that is not known may be one of those that SES did not try; its own words tell.
fn bounce_kind(subtype: &str, diagnostic: Option<&str>) -> BounceKind {
    match subtype {
        "emailvalidationsuppressed" => BounceKind::NotTried(NotTried::Guess),
        "suppressed" => BounceKind::NotTried(NotTried::Global),
        _ if subtype.contains("suppressionlist") => BounceKind::NotTried(NotTried::Listed),
        // The person refused at a list that SES keeps for the account (`UnsubscribedRecipient`).
        _ if subtype.contains("unsubscribed") => BounceKind::NotTried(NotTried::Listed),
        _ if subtype.contains("validation") => BounceKind::NotTried(NotTried::Guess),
        _ if diagnostic.is_some_and(|text| folded(text).starts_with(HAS_SUPPRESSED)) => {
            BounceKind::NotTried(NotTried::Global)
        }
        _ if diagnostic.is_some_and(|text| folded(text).starts_with(DID_NOT_SEND)) => {
            BounceKind::NotTried(NotTried::Guess)
        }
        "general" | "" => BounceKind::General,
        _ => BounceKind::Other,
    }
}

/// The addresses of a recipient: an object with an address, or the address itself.
fn addresses(recipient: &Json) -> Vec<EmailAddress> {
    let text = recipient.text("emailAddress").or_else(|| recipient.as_text());
    text.map(addresses_in).unwrap_or_default()
}

fn is_true(value: &Json) -> bool {
    *value == Json::Bool(true) || value.as_text().is_some_and(|text| folded(text) == "true")
}

/// A word as it is compared: letters and digits of ASCII in lower case, nothing else.
pub(super) fn folded(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
