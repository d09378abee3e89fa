//! Mistakes about what a person asks for: wishes, slips that are taken back, an erasure.

use super::Mutant;
use super::rewrite::{altered, is_tombstone};
use crate::connection::Connection;
use crate::happening::{CallLabel, FunctionName};
use crate::request::TableRequest;
use std::sync::Arc;

/// Whether a transaction records a ground that came this way.
fn writes_ground(request: &TableRequest, method: &str) -> bool {
    let actions = request.value["TransactItems"].as_array().into_iter().flatten();
    actions.map(|action| &action["Put"]["Item"]).any(|item| item["method"]["S"] == method)
}

/// The answer to a sender's look that leaves out what a person said; `None` where the mistake is another.
pub(super) fn unread(mutant: Mutant, body: &str) -> Option<String> {
    if mutant == Mutant::TrackingUnread {
        return altered(body, |answer| {
            let items = answer["Items"].as_array_mut().into_iter().flatten();
            for tracking in items.filter_map(|item| item.get_mut("tracking")) {
                *tracking = serde_json::json!({ "BOOL": true });
            }
        });
    }
    let mistakes = [
        (Mutant::PersonsPauseUnread, "paused_until", None),
        (Mutant::FewerMailsUnread, "less_often", None),
        (Mutant::TopicUnread, "topics_refused", None),
        (Mutant::QuestionOutlivesRefusal, "refused_at", Some("asked_at")),
    ];
    let (_, member, only) = mistakes.into_iter().find(|(mistake, ..)| *mistake == mutant)?;
    altered(body, |answer| {
        let items = answer["Items"].as_array_mut().into_iter().flatten();
        for item in items.filter(|item| only.is_none_or(|only| item.get(only).is_some())) {
            item.as_object_mut().and_then(|item| item.remove(member));
        }
    })
}

/// An answer in place of the request's effect, or none.
pub(super) fn instead(
    connection: &Arc<Connection>,
    mutant: Mutant,
    label: &CallLabel,
    request: &TableRequest,
) -> Option<(u16, String)> {
    let manages = connection.function == FunctionName::ManageSubscription;
    let is_unwritten = match (mutant, label) {
        (Mutant::WishUnwritten, CallLabel::SaveCard) => manages,
        (Mutant::SlipKeepsRefusal, CallLabel::Admit) => manages && writes_ground(request, "taken-back"),
        (Mutant::ConfirmationUnwritten, CallLabel::Admit) => {
            manages && writes_ground(request, "confirmation")
        }
        (Mutant::NeverAskUnwritten, _) => {
            request.operation == "UpdateItem"
                && request.value["ExpressionAttributeNames"].get("#never_ask").is_some()
        }
        (Mutant::SlipLeavesRuns, CallLabel::NoteRefusalOnRun) => {
            manages && request.value["Item"].get("over").is_none()
        }
        (Mutant::TombstoneUnwritten, CallLabel::SaveCard) if is_tombstone(&request.value["Item"]) => {
            let (pk, sk) = request.written().into_iter().next()?;
            kit::observer::delete(&connection.state.engine, &pk, &sk);
            true
        }
        _ => false,
    };
    is_unwritten.then(|| (200, "{}".to_owned()))
}
