//! Wrong implementations, played at the seams: each alters requests, answers or the surroundings the way a product with one
//! mistake would behave. The oracle has to catch every one of them.

mod list;
mod rewrite;

pub use list::Mutant;

use super::asked::TableRequest;
use super::happening::{CallLabel, FunctionName};
use super::link::Link;
use super::rows::Key;
use cadence::Instant;
use chrono::{SecondsFormat, TimeDelta};
use rewrite::{altered, believe_in, consenting, keeping, not_before, unconditional, without_condition};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The time that a step is seen by a tick that does not look back.
const BLIND_AFTER: TimeDelta = TimeDelta::minutes(2);

/// What is remembered of one invocation.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Whether it fenced an attempt since it last claimed one.
    pub(super) fenced: bool,
    /// Whether it called the mail service.
    pub(super) called: bool,
    first_reads: BTreeMap<Key, (u16, String)>,
    fence_to_come: Option<TableRequest>,
    /// The record of the mail that was fenced last.
    own_record: Option<Key>,
    /// The attempt that the event in hand names.
    named_by_event: Option<Value>,
}

impl Memory {
    /// Whether a read of this key is answered from memory.
    pub(super) fn believes(&self, mutant: Option<Mutant>, key: &Key) -> bool {
        mutant == Some(Mutant::NoSecondLook) && self.fenced && self.first_reads.contains_key(key)
    }

    /// Keeps what a read gave, each key's first answer.
    fn keep(&mut self, request: &TableRequest, body: &str) {
        let answer: Value = serde_json::from_str(body).unwrap_or_default();
        let single = answer.get("Item").cloned().into_iter();
        let tables = answer["Responses"].as_object().into_iter().flat_map(|tables| tables.values());
        let several = tables.filter_map(Value::as_array).flatten().cloned();
        let items: Vec<Value> = single.chain(several).collect();
        for key in request.read_strongly() {
            let is_it = |item: &&Value| item["pk"]["S"] == key.0 && item["sk"]["S"] == key.1;
            let found = items.iter().find(is_it).map_or_else(|| json!({}), |item| json!({ "Item": item }));
            self.first_reads.entry(key).or_insert((200, found.to_string()));
        }
    }
}

/// An answer in place of the request's effect, or none; the request may be altered on the way.
pub(super) fn instead(
    link: &Arc<Link>,
    request: &mut TableRequest,
    label: &CallLabel,
) -> Option<(u16, String)> {
    remember(link, label);
    if *label == CallLabel::Fence {
        link.inside().memory.own_record = request.written().into_iter().next();
    }
    if *label == CallLabel::NoteFact {
        let named = request.value["ExpressionAttributeValues"][":attempt"]["SS"].get(0).cloned();
        link.inside().memory.named_by_event = named;
    }
    let mutant = link.stage.mutant?;
    let sender = link.function == FunctionName::SendEmail;
    let unwritten = || Some((200, "{}".to_owned()));
    alter(mutant, label, &mut request.value, link.stage.now());
    match (mutant, label) {
        (Mutant::FenceAfterHandOver, CallLabel::Fence) => {
            link.inside().memory.fence_to_come = Some(request.clone());
            unwritten()
        }
        (Mutant::NoSecondLook, CallLabel::ReadCard | CallLabel::ReadSuppression | CallLabel::ReadLead) => {
            let key = request.read_strongly().into_iter().next()?;
            let inside = link.inside();
            inside.memory.first_reads.get(&key).filter(|_| inside.memory.fenced).cloned()
        }
        (Mutant::RefusalUnwritten, CallLabel::Suppress) | (Mutant::AdmissionUnwritten, CallLabel::Admit) => {
            unwritten()
        }
        (Mutant::FactUnwritten, CallLabel::NoteFact) => {
            // The handler is shown the record as it was, else it would see that nothing was written.
            let (pk, sk) = request.written().into_iter().next()?;
            let record = super::glass::item(&link.stage.engine, &pk, &sk)?;
            Some((200, json!({ "Attributes": record }).to_string()))
        }
        (Mutant::StrangerConsents, CallLabel::Admit) => {
            consenting(&mut request.value);
            None
        }
        (Mutant::RefusalUnwritten, CallLabel::SaveCard) if !sender => unwritten(),
        (Mutant::GuessSuppresses, CallLabel::NoteFact) => {
            let fact = request.value["ExpressionAttributeNames"]["#fact"].as_str();
            if fact == Some("at_not_tried_guess") {
                let (pk, _) = request.written().into_iter().next()?;
                super::glass::suppress(&link.stage.engine, &pk, link.stage.now());
            }
            None
        }
        (Mutant::SoftBouncesUnwritten, CallLabel::Suppress)
            if request.value["Item"].get("soft_bounces").is_some()
                && request.value["Item"].get("reason").is_none() =>
        {
            unwritten()
        }
        (Mutant::MailboxRefusalUnwritten, _)
            if request.operation == "UpdateItem" && is_mailbox_refusal(&request.value["Key"]) =>
        {
            unwritten()
        }
        (Mutant::AnswerUnwritten, CallLabel::Settle) if link.inside().memory.called => unwritten(),
        _ => None,
    }
}

/// Rewrites the request to what the mutant would have asked.
fn alter(mutant: Mutant, label: &CallLabel, value: &mut Value, now: Instant) {
    match (mutant, label) {
        (
            Mutant::Upsert,
            CallLabel::Admit | CallLabel::SaveCard | CallLabel::NoteRefusalOnRun | CallLabel::Settle,
        )
        | (Mutant::LostUpdate, CallLabel::Settle | CallLabel::Claim | CallLabel::NoteRefusalOnRun)
        | (Mutant::OrderDependentFacts, CallLabel::NoteFact)
        | (Mutant::OpenFence, CallLabel::Fence) => {
            unconditional(value);
        }
        (Mutant::CeilingUnread, CallLabel::Admit) => {
            let actions = value["TransactItems"].as_array_mut().into_iter().flatten();
            let puts = actions.filter_map(|action| action.get_mut("Put"));
            puts.filter(|put| of_a_mailbox(&put["Item"])).for_each(without_condition);
        }
        (Mutant::PaceUnread, CallLabel::Other(name))
            if ["save-door-everybody", "save-door-sequence"].contains(&name.as_str()) =>
        {
            without_condition(value);
        }
        (Mutant::VoidAlwaysWins, CallLabel::Void) => {
            unconditional(value);
            let change = value["UpdateExpression"].as_str().unwrap_or_default();
            let change = change.replace("if_not_exists(#phase, :closed)", ":closed");
            value["UpdateExpression"] = change.into();
        }
        (Mutant::StrangerConsents, CallLabel::Admit) => {
            consenting(value);
        }
        (Mutant::BlindCursor, CallLabel::ReadDue) => {
            not_before(value, now - BLIND_AFTER);
        }
        _ => {}
    }
}

/// The answer as the mutant lets it be seen.
pub(super) fn afterwards(
    link: &Arc<Link>,
    request: &TableRequest,
    label: &CallLabel,
    status: u16,
    body: String,
) -> (u16, String) {
    let Some(mutant) = link.stage.mutant else { return (status, body) };
    let sender = link.function == FunctionName::SendEmail;
    let altered = match (mutant, label) {
        (Mutant::OwnClaimNotRecognised, CallLabel::Claim) if status == 400 => {
            altered(&body, |answer| answer["Item"] = Value::Null)
        }
        (Mutant::NoLeaseCheck, CallLabel::ReadEnrollment) if sender => altered(&body, |answer| {
            if let Some(lease) = answer["Item"].get_mut("lease_until") {
                *lease = json!({ "S": "2026-01-01T00:00:00.000Z" });
            }
        }),
        (Mutant::SettleIgnoresAttempt, CallLabel::ReadEnrollment)
            if link.function == FunctionName::RecordFeedback =>
        {
            let named = link.inside().memory.named_by_event.clone();
            altered(&body, |answer| {
                if let (Some(attempt), Some(named)) = (answer["Item"].get_mut("attempt"), named) {
                    *attempt = json!({ "S": named });
                }
            })
        }
        (Mutant::NoSecondLook, _) => {
            if status == 200 {
                link.inside().memory.keep(request, &body);
            }
            None
        }
        (Mutant::SettleWhileChannelIsDown, CallLabel::Other(name)) if name == "read-channel-feedback" => {
            let now = link.stage.now().to_rfc3339_opts(SecondsFormat::Millis, true);
            altered(&body, |answer| answer["Item"]["mail_at"] = json!({ "S": now }))
        }
        (Mutant::CapRace, CallLabel::ReadMessages) if sender => {
            let from = link.stage.now() - TimeDelta::days(1);
            let from = from.to_rfc3339_opts(SecondsFormat::Millis, true);
            let own = link.inside().memory.own_record.clone();
            keeping(&body, |item| {
                let is_own = own.as_ref().is_some_and(|own| item["sk"]["S"] == own.1);
                is_own || item["fenced_at"]["S"].as_str().is_none_or(|at| at < from.as_str())
            })
        }
        (Mutant::FenceAfterHandOver, CallLabel::ReadMessages) if sender => {
            let fence = link.inside().memory.fence_to_come.clone();
            fence.and_then(|fence| altered(&body, |answer| believe_in(answer, &fence)))
        }
        (Mutant::LiftingForgotten, CallLabel::ReadSuppression | CallLabel::Suppress) if !sender => {
            altered(&body, |answer| {
                if let Some(item) = answer.get_mut("Item").and_then(Value::as_object_mut) {
                    item.retain(|name, _| !name.starts_with("lifted_"));
                }
            })
        }
        (Mutant::CeilingUnread, _)
            if request.operation == "GetItem" && of_a_mailbox(&request.value["Key"]) =>
        {
            altered(&body, |answer| answer["Item"] = Value::Null)
        }
        (Mutant::MailboxRefusalUnread, _)
            if request.operation == "GetItem" && is_mailbox_refusal(&request.value["Key"]) =>
        {
            altered(&body, |answer| answer["Item"] = Value::Null)
        }
        (Mutant::BrakesUnread, CallLabel::ReadBrakes) => keeping(&body, |_| false),
        (Mutant::ForgottenOrderAndTick, CallLabel::ReadDue) => keeping(&body, |item| {
            let lead = item["pk"]["S"].as_str().and_then(|pk| pk.strip_prefix("L#"));
            !lead.is_some_and(is_forgotten)
        }),
        _ => None,
    };
    (status, altered.unwrap_or(body))
}

/// The mail service has taken a mail.
pub(super) fn after_acceptance(link: &Arc<Link>) {
    let late = link.inside().memory.fence_to_come.take();
    if let Some(request) = late {
        let (status, _) = request.answer(&link.stage.engine, false);
        super::table::tell_of_fence(link, &request, status);
    }
}

/// Notes how far an invocation has come with its attempt.
fn remember(link: &Arc<Link>, label: &CallLabel) {
    let memory = &mut link.inside().memory;
    if *label == CallLabel::Claim || *label == CallLabel::ReadEnrollment {
        (memory.fenced, memory.called) = (false, false);
    }
    if *label == CallLabel::ReadEnrollment {
        memory.first_reads.clear();
    }
    memory.fenced |= *label == CallLabel::Fence;
}

/// Whether the orders of a lead are lost, and the tick does not see it.
pub(super) fn is_forgotten(lead: &str) -> bool {
    lead.starts_with('a')
}

/// Whether an item counts the runs begun for a mailbox.
fn of_a_mailbox(item: &Value) -> bool {
    is_at_mailbox(item) && !is_mailbox_refusal(item)
}

/// Whether an item is the refusal of a mailbox in every spelling.
fn is_mailbox_refusal(item: &Value) -> bool {
    is_at_mailbox(item) && item["sk"]["S"] == "refused"
}

fn is_at_mailbox(item: &Value) -> bool {
    item["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("door#mailbox#"))
}
