//! Leads that another system of the company hands over, one or a batch: onto a list, with the ground on which they may be mailed.
//!
//! The use case is that of an import, so the same holds: a refusal stays a refusal, nobody who was erased comes back. Each lead is
//! answered by itself. Whoever asks has the key of the API, and answers say whether an address is known.

mod read;

use crate::IngestLead;
use crate::events_api::{Refusal, answer};
use application::Import;
use bytes::Bytes;
use cadence::import::RowOutcome;
use http::{Method, Request, Response, StatusCode};
use read::{Asked, AskedLead};
use serde_json::{Value, json};

/// The path to which leads are posted.
pub const LEADS_PATH: &str = "/api/leads";
/// Bytes of a post at most: a hundred leads with some thousand characters each.
const BYTES_MAX: usize = 512 * 1024;

impl IngestLead {
    /// Answers a post to [`LEADS_PATH`]: 200 with an outcome for each lead, 422 if none of them is a lead.
    pub async fn take_leads(&self, request: &Request<Bytes>) -> Response<Bytes> {
        match self.leads_taken(request).await {
            Ok(leads) => {
                let all_rejected = leads.iter().all(|lead| lead["outcome"] == "rejected");
                let status = if all_rejected { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
                let word = if all_rejected { "refused" } else { "ok" };
                answer(status, &json!({ "status": word, "leads": leads }))
            }
            Err(Refusal(status, body)) => answer(status, &body),
        }
    }

    async fn leads_taken(&self, request: &Request<Bytes>) -> Result<Vec<Value>, Refusal> {
        if request.method() != Method::POST {
            return Err(Refusal::because(StatusCode::METHOD_NOT_ALLOWED, "leads are posted here"));
        }
        self.demand_key(request)?;
        if request.body().len() > BYTES_MAX {
            let message = "leads have at most 512 KiB together; send fewer at once";
            return Err(Refusal::because(StatusCode::PAYLOAD_TOO_LARGE, message));
        }
        let catalog = application::catalog::published(&self.store, &self.catalogs).await;
        let zone = catalog.map_err(|error| Refusal::for_a_moment(&error))?.policy().zone;
        let asked = read::asked(request.body(), zone)
            .map_err(|(status, message)| Refusal::because(status, message))?;
        self.imported(&asked).await.map_err(|error| Refusal::for_a_moment(&error))
    }

    /// Imports those that are leads, and answers all in their order.
    async fn imported(&self, asked: &Asked) -> anyhow::Result<Vec<Value>> {
        let now = self.clock.now();
        let read: Vec<_> = asked.leads.iter().map(|lead| lead.read(&asked.terms, now)).collect();
        let leads: Vec<_> = read.iter().filter_map(|lead| lead.as_ref().ok().cloned()).collect();
        let import = Import { list: &asked.list, zone: asked.terms.zone, method: "api", is_plan: false };
        let mut imported = self.application().import(&self.identity, import, &leads).await?.into_iter();
        let mut answers = Vec::with_capacity(read.len());
        for (AskedLead { key, .. }, read) in asked.leads.iter().zip(read) {
            if let Err(message) = read {
                answers.push(json!({ "key": key, "outcome": "rejected", "message": message }));
                continue;
            }
            let imported = imported.next().ok_or_else(|| anyhow::anyhow!("a lead was not answered"))?;
            let (lead, left_out) = (imported.lead.as_str(), imported.left_out);
            let outcome = word(imported.outcome);
            answers.push(json!({ "key": key, "lead": lead, "outcome": outcome, "left_out": left_out }));
        }
        tracing::info!(list.id = %asked.list, leads = answers.len(), "leads of another system were taken");
        Ok(answers)
    }
}

fn word(outcome: RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Created => "created",
        RowOutcome::Known => "known",
        RowOutcome::Unchanged => "unchanged",
        RowOutcome::Refused => "refused",
        RowOutcome::Suppressed => "suppressed",
        RowOutcome::Erased => "erased",
    }
}
