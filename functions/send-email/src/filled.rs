//! A mail filled for one lead, with what the run itself was told where the lead's own values are missing.

use crate::SendEmail;
use cadence::ids::RunId;
use cadence::lead::Lead;
use cadence::sequence::{Entry, Sequence};
use letter::{FillError, Filled, Filling, Prepared};
use std::collections::BTreeMap;

impl SendEmail {
    /// Fills a mail. Where a value of the lead is missing that the form of this run was answered with, the answer stands in for it:
    /// what anybody posts of a known lead changes no profile and serves the mails of its own run.
    pub(crate) async fn filled(
        &self,
        prepared: &Prepared,
        filling: &Filling<'_>,
        sequence: &Sequence,
        run: &RunId,
    ) -> anyhow::Result<Result<Filled, FillError>> {
        match (prepared.fill(filling), &sequence.entry) {
            (Err(FillError::Missing { .. }), Entry::Form(_)) => {
                let answers = self.store.entry(&filling.lead.card.id, &sequence.id, run).await?;
                let lead = completed(filling.lead, answers.unwrap_or_default());
                Ok(prepared.fill(&Filling { lead: &lead, ..*filling }))
            }
            (filled, Entry::Form(_) | Entry::Event(_) | Entry::Sweep(_)) => Ok(filled),
        }
    }
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
