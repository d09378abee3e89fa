//! A person opened or clicked: the score moves, and a step that waited for it goes on.

use crate::RecordFeedback;
use crate::parse::{MailEvent, MailKind};
use application::wake;
use cadence::facts::{Fact, MessageRecord};
use cadence::fingerprint;
use cadence::score::{Activity, Strength};
use cadence::sequence::Awaited;
use document::Catalog;

impl RecordFeedback {
    /// Counts an open or a click of a person. An open alone makes nobody hot.
    pub(crate) async fn engaged(
        &self,
        catalog: &Catalog,
        event: &MailEvent,
        record: &MessageRecord,
        fact: Fact,
    ) -> anyhow::Result<()> {
        let (weights, name) = (&catalog.policy().score.weights, &record.name);
        // One open and one click of each link count per mail, however often they are reported. Links may hold personal data and do
        // not belong in keys.
        let (key, weight) = match &event.kind {
            MailKind::Click { link, .. } => {
                (format!("click:{}:{}", name.send_key, fingerprint::hex(link)), weights.click)
            }
            MailKind::Open { .. }
            | MailKind::Send
            | MailKind::Delivery
            | MailKind::DeliveryDelay
            | MailKind::Bounce(_)
            | MailKind::Complaint(_)
            | MailKind::Reject
            | MailKind::Subscription { .. } => (format!("open:{}", name.send_key), weights.open),
        };
        let (strength, happened) = if fact == Fact::Clicked {
            (Strength::Strong, Awaited::Clicked(name.step.clone()))
        } else {
            (Strength::Weak, Awaited::Opened(name.step.clone()))
        };
        let activity = Activity { key, weight, at: event.at.at };
        self.application().score(catalog, &name.lead, &activity, strength).await?;
        wake(&self.store, &self.sends, catalog, &name.lead, &name.sequence, &happened).await
    }
}
