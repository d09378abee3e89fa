//! The leads that were mailed: how engaged they are and where they stand. Leads without a mail are not looked for; that
//! would mean walking the table.

use super::View;
use super::language::Visitor;
use super::pages::Failure;
use super::score::{self, Mails};
use axum::extract::State;
use axum::response::Response;
use cadence::campaign::{self, Campaign, LANDING_PAGE, REFERRER, Touch};
use cadence::consent::Standing as Consent;
use cadence::enrollment::{Enrollment, State as Standing};
use cadence::ids::LeadId;
use chrono_tz::Tz;
use document::Catalog;
use serde_json::{Value, json};

/// Leads on the page at most, those mailed last.
const LEADS_MAX: usize = 200;

/// The leads mailed last.
pub(super) async fn all(State(view): State<View>, visitor: Visitor) -> Result<Response, Failure> {
    let Some(catalog) = view.catalog().await? else {
        return view.page("leads.html", visitor, json!({ "leads": Vec::<Value>::new() })).await;
    };
    let mut ids: Vec<LeadId> = Vec::new();
    let entries = view.entries().await?;
    for entry in entries.iter().rev() {
        if let Ok(lead) = LeadId::parse(&entry.lead)
            && !ids.contains(&lead)
        {
            ids.push(lead);
        }
    }
    let more = ids.len() > LEADS_MAX;
    let (mut leads, mails) = (Vec::new(), Mails::of(&entries));
    for id in ids.iter().take(LEADS_MAX) {
        leads.extend(view.lead(id, &catalog, &mails).await?);
    }
    view.page("leads.html", visitor, json!({ "leads": leads, "more": more })).await
}

impl View {
    /// Gathers the data of a lead; none for one that was erased.
    async fn lead(&self, id: &LeadId, catalog: &Catalog, mails: &Mails) -> Result<Option<Value>, Failure> {
        let store = &self.standalone().store;
        let look = store.look(id).await?;
        let Some(card) = look.card.map(|card| card.value) else { return Ok(None) };
        let snapshot = store.snapshot(id, &[]).await?;
        let now = self.standalone().clock.now();
        let consent = card.consent.standing(now);
        let rules = &catalog.policy().score;
        let engagement = snapshot.engagement.map(|engagement| engagement.value);
        let points = engagement.as_ref().map_or(0.0, |engagement| engagement.score(rules, now));
        let made_of =
            engagement.map(|engagement| score::parts(&engagement, rules, now, catalog.policy().zone, mails));
        let enrollments: Vec<Value> =
            look.enrollments.iter().map(|enrollment| standing(&enrollment.value, card.zone)).collect();
        let tags = look.tags.map(|tags| tags.value).unwrap_or_default();
        let profile = snapshot.profile.map(|profile| profile.value).unwrap_or_default();
        Ok(Some(json!({
            "id": id.as_str(),
            "name": profile.name,
            "address": card.address.wire(),
            "tags": tags.iter().map(cadence::ids::Tag::as_str).collect::<Vec<_>>(),
            "score": format!("{points:.0}"),
            "made_of": made_of,
            "agrees": consent == Consent::Agrees,
            "unsubscribed": consent == Consent::Refused,
            "suppressed": look.suppression.map(|suppression| suppression.reason.name()),
            "campaign": store.campaign(id).await?.map(|campaign| visits(&campaign)),
            "enrollments": enrollments,
        })))
    }
}

fn standing(enrollment: &Enrollment, zone: Tz) -> Value {
    let local = |at: cadence::Instant| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    let (state, step, at) = match &enrollment.state {
        Standing::Waiting { step, due_at, .. } => ("waiting", Some(step), Some(local(*due_at))),
        Standing::Sending { step, .. } => ("sending", Some(step), None),
        Standing::Unknown { step, since, .. } => ("unknown", Some(step), Some(local(*since))),
        Standing::Done { ending, at } => (ending.name(), None, Some(local(*at))),
    };
    json!({
        "sequence": enrollment.sequence.as_str(),
        "state": state,
        "step": step.map(cadence::ids::StepId::as_str),
        "at": at,
    })
}

/// First and last visit; one where they are the same.
fn visits(campaign: &Campaign) -> Value {
    let first = campaign.first.as_ref().map(|touch| visit("first", touch));
    let last = campaign.last.as_ref().filter(|last| campaign.first.as_ref() != Some(last));
    first.into_iter().chain(last.map(|touch| visit("last", touch))).collect()
}

fn visit(which: &str, touch: &Touch) -> Value {
    let page = |wanted| touch.pairs().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    let words = campaign::NAMES.into_iter().filter(|name| name.starts_with("utm_")).filter_map(page);
    json!({
        "which": which,
        "words": words.collect::<Vec<_>>().join(" / "),
        "referrer": page(REFERRER),
        "landing_page": page(LANDING_PAGE),
    })
}
