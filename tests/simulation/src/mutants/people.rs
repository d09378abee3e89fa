//! Mistakes about what a person asks for: wishes, slips that are taken back, an erasure.

use super::Mutant;
use super::rewrite::is_tombstone;
use crate::connection::Connection;
use crate::happening::{CallLabel, FunctionName};
use crate::request::TableRequest;
use std::sync::Arc;

/// An answer in place of the request's effect, or none.
pub(super) fn instead(
    connection: &Arc<Connection>,
    mutant: Mutant,
    label: &CallLabel,
    request: &TableRequest,
) -> Option<(u16, String)> {
    let manages = connection.function == FunctionName::ManageSubscription;
    let is_unwritten = match (mutant, label) {
        (Mutant::WishUnwritten, CallLabel::SaveCard) | (Mutant::SlipKeepsRefusal, CallLabel::Admit) => {
            manages
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
