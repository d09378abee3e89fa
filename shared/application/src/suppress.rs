//! Nothing is sent to an address any more: it bounced, or its person complained.

use crate::{Application, Refusal};
use cadence::Instant;
use cadence::domain_event::WayOut;
use cadence::enrollment::Ending;
use cadence::ids::LeadId;
use cadence::send_key::SendKey;
use cadence::suppression::{Suppression, SuppressionReason, last_delivery};
use chrono_tz::Tz;

impl Application<'_> {
    /// Suppresses an address and ends its runs, unless an operator has answered for this report already. A complaint is a
    /// refusal, and is told as one.
    pub async fn suppress(&self, lead: &LeadId, suppression: Suppression) -> anyhow::Result<()> {
        let Suppression { reason, since } = suppression;
        let is_new_refusal = reason == SuppressionReason::Complaint && self.is_no_refusal_yet(lead).await?;
        let Some(standing) = self.store.suppress(lead, suppression).await? else {
            let reason = reason.name();
            tracing::info!(lead.id = %lead, reason, "an old report about an address that was lifted since");
            return Ok(());
        };
        let runs_stopped = self.stop_suppressed_runs(lead, standing.reason).await?;
        if is_new_refusal {
            self.announce_refusal(Refusal { lead, at: since, by: WayOut::Complaint }, runs_stopped).await;
        }
        Ok(())
    }

    /// Whether a complaint of this lead would be the first one. An address that is no lead has nobody to tell of.
    async fn is_no_refusal_yet(&self, lead: &LeadId) -> anyhow::Result<bool> {
        let standing = self.store.suppression(lead).await?;
        let has_complained = standing.is_some_and(|it| it.reason == SuppressionReason::Complaint);
        Ok(!has_complained && self.store.card(lead).await?.is_some())
    }

    /// Counts a soft bounce. Whether a mail was delivered in between is asked only when there are enough of them, for it
    /// takes reading all mails to the person. `of` is the mail that bounced.
    pub async fn count_soft_bounce(
        &self,
        lead: &LeadId,
        at: Instant,
        zone: Tz,
        of: Option<&SendKey>,
    ) -> anyhow::Result<()> {
        let counted = self.store.change_address(lead, |it| it.note_soft_bounce(at, zone)).await?;
        if counted.soft_bounces.enough_since().is_none() {
            return Ok(());
        }
        let delivered_at = last_delivery(&self.store.messages_of(lead).await?, of);
        let judged = self.store.change_address(lead, |it| it.judge_soft_bounces(delivered_at)).await?;
        if let Some(suppression) = judged.suppression {
            self.stop_suppressed_runs(lead, suppression.reason).await?;
        }
        Ok(())
    }

    async fn stop_suppressed_runs(&self, lead: &LeadId, reason: SuppressionReason) -> anyhow::Result<usize> {
        let runs_stopped = self.stop_runs(lead, |_| Some(Ending::Suppressed(reason))).await?;
        tracing::info!(lead.id = %lead, ?reason, runs.stopped = runs_stopped, "an address is suppressed");
        Ok(runs_stopped)
    }
}
