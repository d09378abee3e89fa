//! The list of mails, and one mail as its recipient sees it.

use super::View;
use super::language::Visitor;
use super::pages::Failure;
use super::parsed_mail::ParsedMail;
use super::recipient_action::RecipientAction;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use cadence::consent::Standing;
use cadence::facts::{Fact, MessageRecord};
use cadence::ids::LeadId;
use cadence::send_key::SendKey;
use chrono::DateTime;
use gateway::local::outbox::OutboxEntry;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderName, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::io;

/// Mails on one page of the list.
const PER_PAGE: usize = 50;
/// A mail may show pictures and its own styles, and open links in a new tab; it runs nothing and reaches nothing here.
const MAIL_POLICY: &str = "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; font-src https: data:; \
     base-uri 'self'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// A mail as the list shows it.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    key: String,
    sequence: String,
    step: String,
    lead: String,
    at: String,
    to: String,
    subject: String,
    badges: Vec<&'static str>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PageNumber {
    page: Option<usize>,
}

/// The words of a page about the action it comes from.
#[derive(Debug, Deserialize)]
pub(super) struct Notice {
    done: Option<RecipientAction>,
    failed: Option<RecipientAction>,
}

/// All mails, the newest first.
pub(super) async fn list(
    State(view): State<View>,
    visitor: Visitor,
    Query(PageNumber { page }): Query<PageNumber>,
) -> Result<Response, Failure> {
    let entries = view.entries().await?;
    let pages = entries.len().div_ceil(PER_PAGE).max(1);
    let page = page.unwrap_or(1).clamp(1, pages);
    let mut refused = BTreeMap::new();
    let mut rows = Vec::new();
    for entry in entries.iter().rev().skip((page - 1) * PER_PAGE).take(PER_PAGE) {
        rows.push(view.row(entry, &mut refused).await?);
    }
    let values = json!({ "mails": rows, "count": entries.len(), "number": page, "pages": pages });
    view.page("outbox.html", visitor, values).await
}

/// One mail.
pub(super) async fn one(
    State(view): State<View>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(notice): Query<Notice>,
) -> Result<Response, Failure> {
    let Some((entry, bytes)) = view.mail(&key).await? else {
        let page = view.page("message.html", visitor, json!({ "message": "not_found", "path": key })).await?;
        return Ok((StatusCode::NOT_FOUND, page).into_response());
    };
    let parsed_mail = ParsedMail::read(&bytes);
    let badges = view.badges(&entry, &mut BTreeMap::new()).await?;
    let at = local(&entry);
    let values = json!({
        "key": entry.send_key, "sequence": entry.sequence, "step": entry.step, "lead": entry.lead,
        "at": at, "tracking": entry.tracking, "badges": badges,
        "from": parsed_mail.from, "to": parsed_mail.to, "subject": parsed_mail.subject, "text": parsed_mail.text, "head": parsed_mail.head,
        "links": parsed_mail.links, "can_unsubscribe": parsed_mail.unsubscribe_url.is_some(),
        "done": notice.done.map(RecipientAction::name), "failed": notice.failed.map(RecipientAction::name),
    });
    view.page("mail.html", visitor, values).await
}

/// The HTML part alone, for the frame in which it is shown.
pub(super) async fn html(State(view): State<View>, Path(key): Path<String>) -> Result<Response, Failure> {
    let Some((_, bytes)) = view.mail(&key).await? else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let headers = [
        (CONTENT_SECURITY_POLICY, MAIL_POLICY),
        (HeaderName::from_static("referrer-policy"), "no-referrer"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
    ];
    // Links open beside the outbox and not inside the frame.
    let html = ParsedMail::read(&bytes).html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok((headers, Html(html)).into_response())
}

/// The mail as it went out, to keep.
pub(super) async fn raw(State(view): State<View>, Path(key): Path<String>) -> Result<Response, Failure> {
    let Some((entry, bytes)) = view.mail(&key).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let name = format!("attachment; filename=\"{}-{}-{}.eml\"", entry.sequence, entry.step, entry.send_key);
    Ok(([(CONTENT_TYPE, "message/rfc822".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// Returns the number of mails, the time and the like, for pages that keep themselves fresh.
pub(super) async fn pulse(State(view): State<View>) -> Result<Response, Failure> {
    let mistakes = view.0.template_errors.mistakes().map_or(0, |report| report.findings.len());
    let now = view.clock_text().await?;
    let unlisted: u64 = view.standalone().unlisted_origins().iter().map(|origin| origin.refused).sum();
    let (mails, bar) = (view.standalone().outbox.taken(), view.bar_state().await?);
    let pulse = json!({ "mails": mails, "mistakes": mistakes, "unlisted": unlisted, "bar": bar, "now": now });
    Ok(([(CONTENT_TYPE, "application/json")], pulse.to_string()).into_response())
}

impl View {
    /// The entries of all mails, the oldest first.
    pub(super) async fn entries(&self) -> Result<Vec<OutboxEntry>, Failure> {
        let outbox = self.standalone().outbox.clone();
        let entries =
            tokio::task::spawn_blocking(move || outbox.entries()).await.map_err(anyhow::Error::from)?;
        Ok(entries.map_err(anyhow::Error::from)?)
    }

    /// One mail, if there is one of that key.
    pub(super) async fn mail(&self, key: &str) -> Result<Option<(OutboxEntry, Vec<u8>)>, Failure> {
        let Ok(key) = SendKey::parse(key) else { return Ok(None) };
        let outbox = self.standalone().outbox.clone();
        let mail = tokio::task::spawn_blocking(move || outbox.mail(key.as_str())).await;
        match mail.map_err(anyhow::Error::from)? {
            Ok(mail) => Ok(Some(mail)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(anyhow::Error::from(error).into()),
        }
    }

    async fn row(&self, entry: &OutboxEntry, refused: &mut BTreeMap<LeadId, bool>) -> Result<Row, Failure> {
        let parsed_mail =
            self.mail(&entry.send_key).await?.map(|(_, bytes)| ParsedMail::read(&bytes)).unwrap_or_default();
        Ok(Row {
            key: entry.send_key.clone(),
            sequence: entry.sequence.clone(),
            step: entry.step.clone(),
            lead: entry.lead.clone(),
            at: local(entry),
            to: parsed_mail.to,
            subject: parsed_mail.subject,
            badges: self.badges(entry, refused).await?,
        })
    }

    /// Returns the known facts about a mail, and whether its recipient wants no more.
    async fn badges(
        &self,
        entry: &OutboxEntry,
        refused: &mut BTreeMap<LeadId, bool>,
    ) -> Result<Vec<&'static str>, Failure> {
        let (Ok(lead), Ok(key)) = (LeadId::parse(&entry.lead), SendKey::parse(&entry.send_key)) else {
            return Ok(Vec::new());
        };
        let record = self.standalone().store.message(&lead, &key).await?;
        let mut badges = record.as_ref().map(known).unwrap_or_default();
        let wants_no_more = if let Some(known) = refused.get(&lead) {
            *known
        } else {
            let card = self.standalone().store.card(&lead).await?;
            let now = self.standalone().clock.now();
            let found = card.is_some_and(|card| card.value.consent.standing(now) == Standing::Refused);
            refused.insert(lead, found);
            found
        };
        badges.extend(wants_no_more.then_some("unsubscribed"));
        Ok(badges)
    }
}

/// The facts that a reader of the list cares for: that a mail was sent goes without saying once it arrived.
fn known(record: &MessageRecord) -> Vec<&'static str> {
    let delivered = record.facts.at(Fact::Delivered).is_some();
    let facts = record.facts.iter().map(|(fact, _)| fact);
    facts.filter(|fact| *fact != Fact::Sent || !delivered).map(Fact::name).collect()
}

/// When a mail was taken, on the lead's clock.
fn local(entry: &OutboxEntry) -> String {
    DateTime::parse_from_rfc3339(&entry.local)
        .map_or_else(|_| entry.local.clone(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}
