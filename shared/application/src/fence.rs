//! The fence of an unknown mail, opened again by a decision, whoever decides.
//!
//! A sender writes the fence by `Store::fence` in `send-email`, `deliver.rs`; the look after it is `gate::recheck` there.

use cadence::facts::MessageName;
use cadence::ids::AttemptId;
use cadence::settle::Decision;
use store::Store;

/// Opens the fence of an unknown mail where it did not go out, or is to be sent again although it may have.
pub async fn open_fence(
    store: &Store,
    name: &MessageName,
    attempt: &AttemptId,
    decision: &Decision,
) -> anyhow::Result<()> {
    match decision {
        Decision::NotSent => store.close(name, attempt).await?,
        Decision::SendAgain => store.give_up(name, attempt).await?,
        Decision::Sent | Decision::TakeAsSent | Decision::AskPerson | Decision::Later { .. } => false,
    };
    Ok(())
}
