//! Wrong implementations, played at the seams: each alters requests, answers or the surroundings the way a product with one
//! mistake would behave. The oracle has to catch every one of them.

pub(super) mod list;
pub(super) mod memory;
mod people;
mod recent;
mod rewrite;

pub use list::Mutant;

use super::connection::Connection;
use super::happening::{CallLabel, FunctionName};
use super::request::TableRequest;
use super::rows::ENROLLMENT;
use cadence::Instant;
use chrono::{SecondsFormat, TimeDelta};
use rewrite::{
    altered, consenting, fenced_by, is_tombstone, keeping, later_claims_left_out, not_before, unconditional,
    unseen, without_condition, without_on_card,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// The time that a step is seen by a tick that does not look back.
const BLIND_AFTER: TimeDelta = TimeDelta::minutes(2);

/// An answer in place of the request's effect, or none; the request may be altered on the way.
pub(super) fn instead(
    connection: &Arc<Connection>,
    request: &mut TableRequest,
    label: &CallLabel,
) -> Option<(u16, String)> {
    remember(connection, label);
    if *label == CallLabel::Claim {
        connection.peer().memory.own_enrollment = Some(request.value["Item"]["sk"].clone());
    }
    if *label == CallLabel::NoteFact {
        let named = request.value["ExpressionAttributeValues"][":attempt"]["SS"].get(0).cloned();
        connection.peer().memory.named_by_event = named;
    }
    let mutant = connection.state.mutant?;
    let sender = connection.function == FunctionName::SendEmail;
    let unwritten = || Some((200, "{}".to_owned()));
    alter(mutant, label, &mut request.value, connection.state.now());
    recent::alter(connection, mutant, label, &mut request.value);
    match (mutant, label) {
        (Mutant::FenceAfterHandOver, CallLabel::Fence) => {
            connection.peer().memory.fence_to_come = Some(request.clone());
            Some((200, json!({ "Attributes": fenced_by(request) }).to_string()))
        }
        (Mutant::RefusalUnwritten, CallLabel::Suppress) | (Mutant::AdmissionUnwritten, CallLabel::Admit) => {
            unwritten()
        }
        (Mutant::FactUnwritten, CallLabel::NoteFact) => {
            // The handler is shown the record as it was, else it would see that nothing was written.
            let (pk, sk) = request.written().into_iter().next()?;
            let record = kit::observer::item(&connection.state.engine, &pk, &sk)?;
            Some((200, json!({ "Attributes": record }).to_string()))
        }
        (Mutant::RefusalUnwritten, CallLabel::SaveCard) if !sender => unwritten(),
        (Mutant::GuessSuppresses, CallLabel::NoteFact) => {
            let fact = request.value["ExpressionAttributeNames"]["#fact"].as_str();
            if fact == Some("at_not_tried_guess") {
                let (pk, _) = request.written().into_iter().next()?;
                kit::observer::suppress(&connection.state.engine, &pk, connection.state.now());
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
        (Mutant::LateProofIgnored, CallLabel::NoteRefusalOnRun)
            if connection.function == FunctionName::RecordFeedback
                && recent::is_all_that_changes(connection, request) =>
        {
            unwritten()
        }
        (Mutant::RemovalUnwritten, _) if recent::ended_as_removed(&request.value["Item"]) => unwritten(),
        (Mutant::TagsBroughtBack, CallLabel::SaveTags) => {
            brought_back(connection, request);
            None
        }
        (Mutant::AnswerUnwritten, CallLabel::Settle) if connection.peer().memory.called => unwritten(),
        _ => people::instead(connection, mutant, label, request),
    }
}

/// Lets a write of tags through whose lead was erased.
fn brought_back(connection: &Arc<Connection>, request: &mut TableRequest) {
    let Some((pk, _)) = request.written().into_iter().next() else { return };
    let card = kit::observer::item(&connection.state.engine, &pk, "now#card");
    if card.is_none_or(|card| is_tombstone(&card)) {
        unconditional(&mut request.value);
        unseen(&mut request.value);
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
            consenting(value, &["none_after_refusal", "none_to_be_confirmed"]);
        }
        (Mutant::PostConfirms, CallLabel::Admit) => consenting(value, &["none_to_be_confirmed"]),
        (Mutant::RefuserReminded, CallLabel::Admit) => without_on_card(value, "asked_once"),
        (Mutant::TagsWrittenOver, CallLabel::SaveTags) => unseen(value),
        (Mutant::BlindCursor, CallLabel::ReadDue) => {
            not_before(value, now - BLIND_AFTER);
        }
        _ => {}
    }
}

/// The answer as the mutant lets it be seen.
pub(super) fn afterwards(
    connection: &Arc<Connection>,
    request: &TableRequest,
    label: &CallLabel,
    status: u16,
    body: String,
) -> (u16, String) {
    let Some(mutant) = connection.state.mutant else { return (status, body) };
    let sender = connection.function == FunctionName::SendEmail;
    let altered = match (mutant, label) {
        (Mutant::OwnClaimNotRecognised, CallLabel::Claim) if status == 400 => altered(&body, without_item),
        (Mutant::NoLeaseCheck, CallLabel::Look) if sender => altered(&body, |answer| {
            for item in answer["Items"].as_array_mut().into_iter().flatten() {
                if let Some(lease) = item.get_mut("lease_until") {
                    *lease = json!({ "S": "2026-01-01T00:00:00.000Z" });
                }
            }
        }),
        (Mutant::SettleIgnoresAttempt, CallLabel::ReadEnrollment)
            if connection.function == FunctionName::RecordFeedback =>
        {
            let named = connection.peer().memory.named_by_event.clone();
            altered(&body, |answer| {
                if let (Some(attempt), Some(named)) = (answer["Item"].get_mut("attempt"), named) {
                    *attempt = json!({ "S": named });
                }
            })
        }
        (Mutant::NoSecondLook, CallLabel::Look) if sender => {
            connection.peer().memory.recheck(&body, |item| !is_enrollment(item))
        }
        (Mutant::WeakRecheck, CallLabel::Look) if sender => {
            let own = connection.peer().memory.own_enrollment.clone();
            connection.peer().memory.recheck(&body, |item| Some(&item["sk"]) != own.as_ref())
        }
        (Mutant::TieBrokenByTime, CallLabel::Look) if sender && connection.peer().memory.fenced => {
            let own = connection.peer().memory.own_enrollment.clone();
            later_claims_left_out(&body, own.as_ref())
        }
        (Mutant::SettleWhileChannelIsDown, CallLabel::Other(name)) if name == "read-channel-feedback" => {
            let now = connection.state.now().to_rfc3339_opts(SecondsFormat::Millis, true);
            altered(&body, |answer| answer["Item"]["mail_at"] = json!({ "S": now }))
        }
        (Mutant::CapRace, CallLabel::Look) if sender && connection.peer().memory.fenced => {
            let own = connection.peer().memory.own_enrollment.clone();
            keeping(&body, |item| !is_enrollment(item) || Some(&item["sk"]) == own.as_ref())
        }
        (Mutant::LiftingForgotten, CallLabel::ReadSuppression | CallLabel::Suppress) if !sender => {
            altered(&body, |answer| {
                if let Some(item) = answer.get_mut("Item").and_then(Value::as_object_mut) {
                    item.retain(|name, _| !name.starts_with("lifted_"));
                }
            })
        }
        (Mutant::CeilingUnread, _) if gets(request, of_a_mailbox) => altered(&body, without_item),
        (Mutant::MailboxRefusalUnread, _) if gets(request, is_mailbox_refusal) => {
            altered(&body, without_item)
        }
        (Mutant::ErasureLeavesProfile, CallLabel::Other(name)) if name == "query" => {
            keeping(&body, |item| item["sk"]["S"] != "profile")
        }
        (Mutant::PausesUnread, CallLabel::ReadLive) => {
            keeping(&body, |item| !item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with("pause#")))
        }
        (Mutant::SequenceUnread, CallLabel::ReadPublications) if sender => {
            keeping(&body, |item| item["sk"]["S"] != "sequence#after-inquiry")
        }
        (Mutant::ForgottenJobAndTick, CallLabel::ReadDue) => keeping(&body, |item| {
            let lead = item["pk"]["S"].as_str().and_then(|pk| pk.strip_prefix("L#"));
            !lead.is_some_and(is_forgotten)
        }),
        (_, CallLabel::Look) if sender => people::unread(mutant, &body),
        _ => None,
    };
    (status, altered.unwrap_or(body))
}

/// The mail service has taken a mail.
pub(super) fn after_acceptance(connection: &Arc<Connection>) {
    let late = connection.peer().memory.fence_to_come.take();
    if let Some(request) = late {
        let (status, _) = request.answer(&connection.state.engine, false);
        connection.tell_of_fence(&request, status);
    }
}

/// Notes how far an invocation has come with its attempt.
fn remember(connection: &Arc<Connection>, label: &CallLabel) {
    let memory = &mut connection.peer().memory;
    if *label == CallLabel::Claim {
        (memory.fenced, memory.called) = (false, false);
    }
    memory.fenced |= *label == CallLabel::Fence;
    // After an answer of the mail service or a refusal another job begins.
    memory.fenced &= !matches!(label, CallLabel::Settle | CallLabel::Close | CallLabel::ReadMail);
}

/// Whether the jobs of a lead are lost, and the tick does not see it.
pub(super) fn is_forgotten(lead: &str) -> bool {
    lead.starts_with('a')
}

fn without_item(answer: &mut Value) {
    answer["Item"] = Value::Null;
}

/// Whether a request reads one item of a kind.
fn gets(request: &TableRequest, is_of_kind: fn(&Value) -> bool) -> bool {
    request.operation == "GetItem" && is_of_kind(&request.value["Key"])
}

fn is_enrollment(item: &Value) -> bool {
    item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with(ENROLLMENT))
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
