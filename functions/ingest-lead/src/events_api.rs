//! The events that other systems of the company tell of a lead they know by address: a purchase, a reply, a booked meeting.
//!
//! The address goes no further than this: what is passed on names the lead. Whoever asks has the key, so unlike forms this says
//! whether an address is known.

use crate::{BODY_BYTES_MAX, IngestLead};
use bytes::Bytes;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::ids::{EventName, LeadId};
use cadence::limits::{ATTRIBUTE_LENGTH_MAX, EVENT_FIELDS_MAX, EVENT_KEY_LENGTH_MAX};
use cadence::text::lost_characters;
use cadence::wording::Words;
use cadence::words;
use document::suggest;
use gateway::bus::ToldEvent;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The path to which events are posted.
pub const EVENTS_PATH: &str = "/api/events";
/// Members that an event may have.
const KNOWN: [&str; 6] = ["email", "lead", "event", "at", "key", "fields"];

/// Events that mean something of themselves: while a complaint is open, no marketing goes out.
const UNDERSTOOD: [&str; 2] = ["complaint_opened", "complaint_closed"];

/// The remedy for an event that nobody asked for; the answer has it in English, as all answers to programs.
const UNKNOWN_EVENT: Words = words!(
    en = "name it in a sequence or in the score, or correct it",
    ja = "シナリオか点数で使うか、名前を直してください。"
);

/// The problem with one member, and what to write instead.
type Problem = (String, Cow<'static, str>);

/// The reason why something was not taken: the answer's status and body.
pub(crate) struct Refusal(pub(crate) StatusCode, pub(crate) Value);

impl Refusal {
    pub(crate) fn because(status: StatusCode, message: &str) -> Self {
        Self(status, json!({ "status": "refused", "message": message }))
    }

    fn of_members(problems: Vec<Problem>) -> Self {
        let members = problems.into_iter();
        let members: Vec<Value> =
            members.map(|(field, message)| json!({ "field": field, "message": message })).collect();
        let message = "the event was not taken; correct these members and send it again";
        let body = json!({ "status": "refused", "message": message, "fields": members });
        Self(StatusCode::UNPROCESSABLE_ENTITY, body)
    }

    pub(crate) fn for_a_moment(error: &impl Display) -> Self {
        tracing::error!(%error, "what another system told was not taken; it is asked to tell it again");
        let message =
            "something failed for a moment; send it again a little later with the same key, it counts once";
        Self::because(StatusCode::SERVICE_UNAVAILABLE, message)
    }
}

impl IngestLead {
    /// Answers a post to [`EVENTS_PATH`]: 202 when the event is passed on, and then it is recorded soon.
    pub async fn take_event<E: Display>(
        &self,
        request: Request<Bytes>,
        pass_on: impl AsyncFnOnce(&ToldEvent) -> Result<(), E>,
    ) -> Response<Bytes> {
        match self.pass_on_event(&request, pass_on).await {
            Ok(told) => {
                let mut body = json!({ "status": "ok", "lead": told.lead.as_str() });
                if let (Some(hint), Some(members)) = (self.hint(&told.name).await, body.as_object_mut()) {
                    members.insert("hint".to_owned(), hint.into());
                }
                answer(StatusCode::ACCEPTED, &body)
            }
            Err(Refusal(status, body)) => answer(status, &body),
        }
    }

    async fn pass_on_event<E: Display>(
        &self,
        request: &Request<Bytes>,
        pass_on: impl AsyncFnOnce(&ToldEvent) -> Result<(), E>,
    ) -> Result<ToldEvent, Refusal> {
        let told = self.read_event(request)?;
        let card = self.store.card(&told.lead).await.map_err(|error| Refusal::for_a_moment(&error))?;
        if card.is_none() {
            let message = "nobody with this address has posted a form, or the person was erased; post a form for this person first";
            return Err(Refusal::because(StatusCode::NOT_FOUND, message));
        }
        pass_on(&told).await.map_err(|error| Refusal::for_a_moment(&error))?;
        tracing::info!(lead.id = %told.lead, event.name = %told.name, "an event of a lead was taken");
        Ok(told)
    }

    /// A hint for an event that no document mentions: it is recorded all the same, since one may ask about it later.
    async fn hint(&self, event: &EventName) -> Option<String> {
        // Without a catalog nobody can say; the event was taken.
        let catalog = application::catalog::published(&self.store, &self.catalogs).await.ok()?;
        let mentioned = catalog.events_mentioned().into_iter().map(EventName::as_str);
        let known: Vec<&str> = mentioned.chain(UNDERSTOOD).collect();
        if known.contains(&event.as_str()) {
            return None;
        }
        let remedy = suggest::remedy(event.as_str(), &known, UNKNOWN_EVENT);
        let remedy = remedy.english();
        Some(format!("recorded, but no sequence and no score mentions `{event}`; {remedy}"))
    }

    /// Refuses a request without the key of the company's other systems.
    pub(crate) fn demand_key(&self, request: &Request<Bytes>) -> Result<(), Refusal> {
        let authorization = request.headers().get(header::AUTHORIZATION);
        if self.links.opens_api(authorization.and_then(|value| value.to_str().ok())) {
            return Ok(());
        }
        let message = "send the header `Authorization: Bearer <key>`; `hikyaku links` shows the key, and on one machine the page /forms";
        Err(Refusal::because(StatusCode::UNAUTHORIZED, message))
    }

    fn read_event(&self, request: &Request<Bytes>) -> Result<ToldEvent, Refusal> {
        if request.method() != Method::POST {
            return Err(Refusal::because(StatusCode::METHOD_NOT_ALLOWED, "events are posted here"));
        }
        self.demand_key(request)?;
        if request.body().len() > BODY_BYTES_MAX {
            return Err(Refusal::because(StatusCode::PAYLOAD_TOO_LARGE, "an event has at most 64 KiB"));
        }
        let Ok(Value::Object(members)) = serde_json::from_slice(request.body()) else {
            let message = r#"the body is one JSON object in UTF-8, such as {"email": "…", "event": "purchase", "key": "order-1234"}"#;
            return Err(Refusal::because(StatusCode::BAD_REQUEST, message));
        };
        self.check(&members).map_err(Refusal::of_members)
    }

    /// Holds the members against what an event needs. Every problem is told at once.
    fn check(&self, members: &Map<String, Value>) -> Result<ToldEvent, Vec<Problem>> {
        let mut problems = Vec::new();
        for name in members.keys().filter(|name| !KNOWN.contains(&name.as_str())) {
            let shown: String = name.chars().take(EVENT_KEY_LENGTH_MAX).collect();
            let near = suggest::nearest(name, KNOWN).map(|near| format!("; did you mean `{near}`?"));
            let message = "it is not known here; what else there is to say belongs in `fields`";
            problems.push((shown, Cow::from(message.to_owned() + &near.unwrap_or_default())));
        }
        let lead = noted(&mut problems, "email", self.lead(members));
        let name = noted(&mut problems, "event", event_name(members));
        let at = noted(&mut problems, "at", self.at(members));
        let key = noted(&mut problems, "key", key(members));
        let fields = noted(&mut problems, "fields", fields(members));
        match (lead, name, at, key, fields) {
            (Some(lead), Some(name), Some(at), Some(key), Some(fields)) if problems.is_empty() => {
                Ok(ToldEvent { lead, name, at, key, fields })
            }
            _ => Err(problems),
        }
    }

    /// The person, by address or by the id that an answer or an event named.
    fn lead(&self, members: &Map<String, Value>) -> Result<LeadId, &'static str> {
        match (members.get("email"), members.get("lead")) {
            (Some(Value::String(email)), None) => {
                let address = EmailAddress::parse_lead(email.trim());
                let address = address.map_err(|_| "it is no address that mail can go to; correct it")?;
                Ok(self.identity.lead(&address))
            }
            (None, Some(Value::String(lead))) => {
                LeadId::parse(lead).map_err(|_| "`lead` is not the id of a lead; write `email` instead")
            }
            (Some(_), Some(_)) => Err("give `email` or `lead`, not both"),
            (Some(_), None) | (None, Some(_)) => Err("write it as a text"),
            (None, None) => Err("write the address of the person this is about"),
        }
    }

    fn at(&self, members: &Map<String, Value>) -> Result<Instant, &'static str> {
        let Some(at) = members.get("at") else { return Ok(self.clock.now()) };
        let read = at.as_str().map(chrono::DateTime::parse_from_rfc3339);
        let read = read.and_then(Result::ok).map(|at| at.to_utc());
        read.ok_or("write the time with its zone, such as 2026-12-01T10:00:00+09:00, or leave it out for now")
    }
}

fn noted<T>(problems: &mut Vec<Problem>, name: &str, read: Result<T, &'static str>) -> Option<T> {
    read.map_err(|problem| problems.push((name.to_owned(), problem.into()))).ok()
}

fn event_name(members: &Map<String, Value>) -> Result<EventName, &'static str> {
    let name = members.get("event").and_then(Value::as_str).map(EventName::parse);
    name.and_then(Result::ok).ok_or(
        "write the event's name as sequences have it, such as purchase: lower case letters, digits, - and _",
    )
}

fn key(members: &Map<String, Value>) -> Result<String, &'static str> {
    let key = members.get("key").and_then(Value::as_str).map(str::trim);
    let fits = |key: &&str| {
        (1..=EVENT_KEY_LENGTH_MAX).contains(&key.chars().count()) && !key.contains(char::is_control)
    };
    if key.is_some_and(lost_characters) {
        return Err(LOST_CHARACTERS);
    }
    key.filter(fits).map(str::to_owned).ok_or(
        "write what this occurrence is called with you, such as order-1234, in at most 100 characters: told twice, it counts once",
    )
}

/// A text that cannot be told from others like it.
const LOST_CHARACTERS: &str = "a character was lost on the way to here (U+FFFD stands in its place); send the text in UTF-8 as it is with you";

/// Texts, numbers and truth values; lists and objects are refused rather than cut.
fn fields(members: &Map<String, Value>) -> Result<BTreeMap<String, String>, &'static str> {
    const SHAPE: &str =
        "it is an object of at most 20 texts, numbers or truth values, each of at most 1,000 characters";
    let fields = match members.get("fields") {
        None => return Ok(BTreeMap::new()),
        Some(Value::Object(fields)) if fields.len() <= EVENT_FIELDS_MAX => fields,
        Some(_) => return Err(SHAPE),
    };
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let odd = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t');
    let fits = |text: &String| text.chars().count() <= ATTRIBUTE_LENGTH_MAX && !text.contains(odd);
    let read = fields.iter().map(|(name, value)| Some((name.clone(), text(value).filter(fits)?)));
    let read: BTreeMap<_, _> = read.collect::<Option<_>>().ok_or(SHAPE)?;
    let lost = read.iter().any(|(name, value)| lost_characters(name) || lost_characters(value));
    if lost { Err(LOST_CHARACTERS) } else { Ok(read) }
}

pub(crate) fn answer(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        StatusCode::UNAUTHORIZED => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    response
}
