//! One mail, written for one lead.

use crate::SendEmail;
use crate::attempt::Attempt;
use crate::context::ProcessContext;
use crate::rendered::{answers, rendered};
use application::LeadGone;
use cadence::Instant;
use cadence::consent::Asked;
use cadence::disposition::Disposition;
use cadence::enrollment::Ending;
use cadence::ids::MailName;
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use links::ConfirmToken;
use mail::{ListHeaders, MailTemplate, OutgoingMail, RenderContext};
use std::collections::BTreeMap;
use store::Store;

/// Hours that a mail which cannot be filled waits for its template to be mended.
const MEND_HOURS: i64 = 6;

/// The reason why a mail was not written.
enum Unwritten {
    /// Its template is broken, or a value is missing in it.
    Broken { reason: String },
    /// A new run begins once this mail is settled, and its answers have taken the place of those of this run.
    BeginsAnew,
}

impl Unwritten {
    /// The way to dispose of the step.
    fn disposition(&self, attempt: &Attempt<'_>, mail: &MailName, now: Instant) -> Disposition {
        let sequence = &attempt.process.sequence.id;
        match self {
            Self::Broken { reason } => {
                tracing::error!(sequence.id = %sequence, mail.name = %mail, reason, "the mail is put off");
                Disposition::put_off(now + TimeDelta::hours(MEND_HOURS), now)
            }
            Self::BeginsAnew => {
                let lead = &attempt.name.lead;
                tracing::info!(lead.id = %lead, sequence.id = %sequence, "a run begins anew before its mail went");
                Disposition::put_off(now, now)
            }
        }
    }
}

/// Fills the mail and writes the message; how to dispose of the step if that cannot be done.
pub(crate) async fn write(
    function: &SendEmail,
    attempt: &Attempt<'_>,
    mail: &MailName,
    now: Instant,
) -> anyhow::Result<Result<Vec<u8>, Disposition>> {
    let written = match written(function, attempt, mail, now).await {
        // The person was erased since the look: the attempt is answered, so that nobody waits for its lease.
        Err(error) if error.is::<LeadGone>() => return Ok(Err(Disposition::End(Ending::Erased))),
        written => written?,
    };
    Ok(written.map_err(|unwritten| unwritten.disposition(attempt, mail, now)))
}

async fn written(
    function: &SendEmail,
    attempt: &Attempt<'_>,
    mail: &MailName,
    now: Instant,
) -> anyhow::Result<Result<Vec<u8>, Unwritten>> {
    let ProcessContext { batch, sequence, card, .. } = attempt.process;
    let broken = |reason| Ok(Err(Unwritten::Broken { reason }));
    let template = match function.templates.read(&function.store, sequence, mail).await? {
        Ok(template) => template,
        Err(reason) => return broken(reason),
    };
    let Some(event) = event_of(&function.store, &template, attempt).await? else {
        return Ok(Err(Unwritten::BeginsAnew));
    };
    let lead = attempt.process.lead(&function.store).await?;
    let unsubscribe_url =
        function.links.unsubscribe_url(&function.base_url, &attempt.name.lead, &attempt.name.sequence);
    let confirm_url = confirm_url(function, attempt);
    let sender = batch.catalog.sender_of(sequence);
    let context = RenderContext {
        lead: &lead,
        event: &event,
        policy: batch.catalog.policy(),
        sender,
        language: sequence.language,
        purpose: attempt.purpose,
        unsubscribe_url: &unsubscribe_url,
        confirm_url: &confirm_url,
        today: now.with_timezone(&card.zone).date_naive(),
    };
    let mail = match rendered(&function.store, &template, &context, sequence, &attempt.name).await? {
        Ok(mail) => mail,
        Err(error) => return broken(error.to_string()),
    };
    let list = ListHeaders { unsubscribe_url: &unsubscribe_url, unsubscribe_mailto: None };
    let outgoing = OutgoingMail {
        from: sender,
        to: &card.address,
        to_name: lead.profile.name.as_deref(),
        reply_to: None,
        subject: &mail.subject,
        html: &mail.html,
        text: &mail.text,
        list: (attempt.purpose == Purpose::Marketing).then_some(list),
        list_id: Some(&format!("{}.{}", sequence.id, sender.address.domain())),
        date: now,
        message_id: None,
        auto_generated: false,
        trace: &[],
    };
    Ok(mail::mime(&outgoing).map_err(|error| Unwritten::Broken { reason: error.to_string() }))
}

/// The link that answers the question on the card; empty in a mail that asks none.
fn confirm_url(function: &SendEmail, attempt: &Attempt<'_>) -> String {
    let asked = attempt.process.card.consent.asked.filter(|_| attempt.purpose == Purpose::Confirmation);
    let url = |asked: Asked| {
        let (lead, sequence) = (attempt.name.lead.clone(), attempt.name.sequence.clone());
        function.links.confirm_url(&function.base_url, &ConfirmToken { lead, sequence, asked_at: asked.at })
    };
    asked.map(url).unwrap_or_default()
}

/// The answers that the template names; `None` if the run begins anew.
async fn event_of(
    store: &Store,
    template: &MailTemplate,
    attempt: &Attempt<'_>,
) -> anyhow::Result<Option<BTreeMap<String, String>>> {
    if !template.names_event() {
        return Ok(Some(BTreeMap::new()));
    }
    let shown = |name: &str| template.shows_event_field(name);
    answers(store, &attempt.name, attempt.process.sequence, shown).await
}
