//! A mail filled for one lead, with what the run itself was told where the lead's own values are missing.

use cadence::facts::MessageName;
use cadence::lead::Lead;
use cadence::sequence::{Entry, Reentry, Sequence};
use mail::{MailTemplate, RenderContext, RenderError, RenderedMail};
use std::collections::BTreeMap;
use store::Store;

/// Fills a mail. An answer to the form of this run stands in for a value that the lead lacks:
/// what anybody posts of a known lead changes no profile and serves the mails of its own run.
pub(crate) async fn rendered(
    store: &Store,
    template: &MailTemplate,
    context: &RenderContext<'_>,
    sequence: &Sequence,
    name: &MessageName,
) -> anyhow::Result<Result<RenderedMail, RenderError>> {
    match (template.render(context), &sequence.entry) {
        (Err(RenderError::Missing { .. }), Entry::Form(_)) => {
            let answers = answers(store, name, sequence, |_| true).await?;
            let lead = completed(context.lead, answers.unwrap_or_default());
            Ok(template.render(&RenderContext { lead: &lead, ..*context }))
        }
        (rendered, Entry::Form(_) | Entry::Event(_) | Entry::Sweep(_)) => Ok(rendered),
    }
}

/// The answers that began the run of a mail, long ones only where they are asked for. Returns `None` if the run begins anew
/// once this mail is settled: the answers of the next run have taken their place, so nothing true can be written any more.
pub(crate) async fn answers(
    store: &Store,
    name: &MessageName,
    sequence: &Sequence,
    asked: impl Fn(&str) -> bool,
) -> anyhow::Result<Option<BTreeMap<String, String>>> {
    let told = store.entry(&name.lead, &name.sequence, &name.run, asked).await?;
    if told.is_some() || sequence.reentry != Reentry::Restart {
        return Ok(Some(told.unwrap_or_default()));
    }
    let standing = store.enrollment(&name.lead, &name.sequence).await?;
    let begins_anew = standing.is_some_and(|standing| *standing.value.entered() != name.run);
    Ok((!begins_anew).then(BTreeMap::new))
}

/// The lead with the answers where it says nothing itself.
fn completed(lead: &Lead, mut answers: BTreeMap<String, String>) -> Lead {
    let mut lead = lead.clone();
    let name = answers.remove("name");
    lead.profile.name = lead.profile.name.or(name);
    answers.append(&mut lead.profile.attributes);
    lead.profile.attributes = answers;
    lead
}
