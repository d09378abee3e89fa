//! The consequences of an event for an address: suppression at once, or one more soft bounce that leads to it.
//!
//! Each address of an event is judged by itself; the lead to whom the mail was sent, known by its tag, by the most that the
//! event says. A guess of the mail service takes nothing away.

use crate::RecordFeedback;
use crate::parse::{MailEvent, MailKind};
use cadence::address::EmailAddress;
use cadence::bounce::Bounce;
use cadence::ids::LeadId;
use cadence::suppression::{Suppression, SuppressionReason};
use document::Catalog;
use std::collections::BTreeMap;

/// One address's consequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    /// Nothing.
    Nothing,
    /// A soft bounce counts.
    SoftBounce,
    /// It is suppressed.
    Suppressed(SuppressionReason),
}

impl RecordFeedback {
    /// Takes away what the event says, from everybody it speaks of.
    pub(crate) async fn protect(&self, catalog: &Catalog, event: &MailEvent) -> anyhow::Result<()> {
        let application = self.application();
        for (lead, taken) in self.taken(event) {
            match taken {
                Taken::Nothing => {
                    tracing::info!(lead.id = %lead, "an event takes nothing away from an address");
                }
                Taken::SoftBounce => {
                    let (zone, of) = (catalog.policy().zone, event.send_key.as_ref());
                    application.count_soft_bounce(&lead, event.at.at, zone, of).await?;
                }
                Taken::Suppressed(reason) => {
                    application.suppress(&lead, Suppression { reason, since: event.at.at }).await?;
                }
            }
        }
        match &event.kind {
            MailKind::Complaint(complained) if complained.complaint.suppresses().is_some() => {
                let (lead, said) = (event.lead.as_ref(), &complained.by);
                application.refuse_in_every_spelling(&self.identity, lead, said, event.at.at).await
            }
            MailKind::Complaint(_)
            | MailKind::Bounce(_)
            | MailKind::Send
            | MailKind::Delivery
            | MailKind::DeliveryDelay
            | MailKind::Reject
            | MailKind::Open { .. }
            | MailKind::Click { .. }
            | MailKind::Subscription { .. } => Ok(()),
        }
    }

    /// The people that a bounce or a complaint speaks of, each with the most that is said.
    fn taken(&self, event: &MailEvent) -> BTreeMap<LeadId, Taken> {
        let mut all = BTreeMap::new();
        let mut take = |lead: LeadId, taken: Taken| {
            let most = all.entry(lead).or_insert(taken);
            *most = taken.max(*most);
        };
        let id = |address: &EmailAddress| self.identity.lead(address);
        match &event.kind {
            MailKind::Bounce(bounced) => {
                bounced.of.iter().for_each(|(address, bounce)| take(id(address), of_bounce(*bounce)));
                let worst = bounced.worst.map_or(Taken::Nothing, of_bounce);
                event.lead.iter().for_each(|lead| take(lead.clone(), worst));
            }
            MailKind::Complaint(complained) => {
                let taken = complained.complaint.suppresses().map_or(Taken::Nothing, Taken::Suppressed);
                complained.by.iter().for_each(|address| take(id(address), taken));
                event.lead.iter().for_each(|lead| take(lead.clone(), taken));
            }
            MailKind::Send
            | MailKind::Delivery
            | MailKind::DeliveryDelay
            | MailKind::Reject
            | MailKind::Open { .. }
            | MailKind::Click { .. }
            | MailKind::Subscription { .. } => {}
        }
        all
    }
}

fn of_bounce(bounce: Bounce) -> Taken {
    match (bounce.suppresses(), bounce) {
        (Some(reason), _) => Taken::Suppressed(reason),
        (None, Bounce::Soft) => Taken::SoftBounce,
        (None, Bounce::AutoReply | Bounce::NotTried(_) | Bounce::RefusedForGood | Bounce::Hard) => {
            Taken::Nothing
        }
    }
}
