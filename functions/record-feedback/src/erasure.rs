//! A person wants to be erased.

use crate::RecordFeedback;
use crate::parse::ErasureWish;
use application::{Erased, ErasureRequest};

/// A sender holds a mail to the person; the message comes again until the sender is done.
#[derive(Debug, thiserror::Error)]
#[error("a mail to the person is being sent, so the rest is erased when the event comes again")]
struct Held;

impl RecordFeedback {
    /// Erases the person. The message fails, and comes again, while a sender holds a mail to the person.
    pub(crate) async fn erase(&self, wish: &ErasureWish) -> anyhow::Result<()> {
        let request = ErasureRequest { lead: &wish.lead, at: wish.at };
        match self.application().erase(&self.identity, request).await? {
            Erased::Held { .. } => Err(Held.into()),
            outcome @ (Erased::Nobody | Erased::CameBackSince) => {
                tracing::info!(lead.id = %wish.lead, ?outcome, "nothing is there to be erased");
                Ok(())
            }
            Erased::Gone { .. } => Ok(()),
        }
    }
}
