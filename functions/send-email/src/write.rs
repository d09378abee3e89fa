//! One mail, written for one lead.

use crate::SendEmail;
use crate::deliver::Attempt;
use crate::process::ProcessContext;
use cadence::Instant;
use cadence::disposition::Disposition;
use cadence::ids::MailName;
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use mail::{ListHeaders, OutgoingMail, RenderContext};
use std::collections::BTreeMap;

/// Hours that a mail which cannot be filled waits for its template to be mended.
const MEND_HOURS: i64 = 6;

impl SendEmail {
    /// Fills the mail and writes the message; how to dispose of the step if that cannot be done.
    pub(crate) async fn write(
        &self,
        attempt: &Attempt<'_>,
        mail: &MailName,
        now: Instant,
    ) -> anyhow::Result<Result<Vec<u8>, Disposition>> {
        let ProcessContext { batch, sequence, card, .. } = attempt.process;
        let lead = self.lead(attempt.process).await?;
        let mend = Disposition::put_off(now + TimeDelta::hours(MEND_HOURS), now);
        let template = match self.template(sequence, mail).await? {
            Ok(template) => template,
            Err(reason) => {
                tracing::error!(sequence.id = %sequence.id, mail.name = %mail, reason, "the mail is put off");
                return Ok(Err(mend));
            }
        };
        let answers = if template.names_event() {
            self.answers(&attempt.name, sequence, |name| template.shows_event_field(name)).await?
        } else {
            Some(BTreeMap::new())
        };
        let Some(event) = answers else {
            tracing::info!(lead.id = %attempt.name.lead, sequence.id = %sequence.id, "a run begins anew before its mail went");
            return Ok(Err(Disposition::put_off(now, now)));
        };
        let unsubscribe_url =
            self.links.unsubscribe_url(&self.base_url, &attempt.name.lead, &attempt.name.sequence);
        let sender = batch.catalog.sender_of(sequence);
        let context = RenderContext {
            lead: &lead,
            event: &event,
            policy: batch.catalog.policy(),
            sender,
            language: sequence.language,
            purpose: attempt.purpose,
            unsubscribe_url: &unsubscribe_url,
            today: now.with_timezone(&card.zone).date_naive(),
        };
        let rendered = match self.rendered(&template, &context, sequence, &attempt.name).await? {
            Ok(rendered) => rendered,
            Err(error) => {
                tracing::error!(sequence.id = %sequence.id, mail.name = %mail, %error, "the mail is put off");
                return Ok(Err(mend));
            }
        };
        let list_id = format!("{}.{}", sequence.id, sender.address.domain());
        let list = ListHeaders { unsubscribe_url: &unsubscribe_url, unsubscribe_mailto: None };
        let outgoing = OutgoingMail {
            from: sender,
            to: &card.address,
            to_name: lead.profile.name.as_deref(),
            reply_to: None,
            subject: &rendered.subject,
            html: &rendered.html,
            text: &rendered.text,
            list: (attempt.purpose == Purpose::Marketing).then_some(list),
            list_id: Some(&list_id),
            date: now,
            message_id: None,
            auto_generated: false,
            trace: &[],
        };
        match mail::mime(&outgoing) {
            Ok(mime) => Ok(Ok(mime)),
            Err(error) => {
                tracing::error!(sequence.id = %sequence.id, mail.name = %mail, %error, "the mail is put off");
                Ok(Err(mend))
            }
        }
    }
}
