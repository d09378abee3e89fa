//! One-click unsubscribe (RFC 8058) and its page.
//!
//! Only a POST acts: scanners and prefetchers follow GETs. A POST never redirects, needs no cookie, and does the same however
//! often it comes. The refusal is written before it is answered; every sender reads it again right before it sends.

#[cfg(feature = "lambda")]
mod cloud;
mod owner;
mod page;

use bytes::Bytes;
use cadence::enrollment::{Ending, Enrollment};
use cadence::ids::LeadId;
use cadence::send_key::IdentityKey;
use cadence::sequence::{Language, Purpose};
use document::{Catalog, CatalogCache};
use gateway::bus::{Bus, DomainEvent};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use links::LinkKeys;
pub use owner::Owner;
use page::Page;
use runtime::clock::Clock;
use std::sync::Arc;
use store::Store;

/// The function with all it works with.
#[derive(Debug)]
pub struct ManageSubscription {
    /// The table.
    pub store: Store,
    /// Where others are told.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// The key behind all ids, by which a mailbox is known in all its spellings.
    pub identity: IdentityKey,
    /// The keys of signed links.
    pub links: LinkKeys,
    /// What is published; says which runs are marketing.
    pub catalogs: CatalogCache,
    /// The company whose pages these are.
    pub owner: Owner,
}

impl ManageSubscription {
    /// Answers `/u/{token}`.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let language = web::language::preferred(request.headers()).unwrap_or(Language::Japanese);
        let path = request.uri().path();
        let answer = async |status, page: Page| {
            let (title, inside) = page.html(language, path);
            let company = self.company().await;
            let page = web::page::Page { language, title, company: company.as_deref(), inside: &inside };
            web::page::answer(status, &page, web::page::Policy::default())
        };
        let token = path.strip_prefix("/u/").and_then(|token| self.links.read(token).ok());
        let Some(token) = token else {
            return answer(StatusCode::NOT_FOUND, Page::UnknownLink).await;
        };
        match *request.method() {
            Method::GET | Method::HEAD => answer(StatusCode::OK, Page::Question).await,
            Method::POST => match self.refuse(&token.lead).await {
                Ok(()) => answer(StatusCode::OK, Page::Done).await,
                Err(error) => {
                    tracing::error!(lead.id = %token.lead, %error, "a refusal was not recorded; the sender is asked again");
                    answer(StatusCode::SERVICE_UNAVAILABLE, Page::TryAgain).await
                }
            },
            _ => {
                let mut response = answer(StatusCode::METHOD_NOT_ALLOWED, Page::UnknownLink).await;
                let allowed = HeaderValue::from_static("GET, HEAD, POST");
                response.headers_mut().insert(header::ALLOW, allowed);
                response
            }
        }
    }

    /// Records the refusal, then ends every marketing run. Senders ask the refusal itself, so a run that is not ended yet
    /// sends nothing either.
    async fn refuse(&self, lead: &LeadId) -> anyhow::Result<()> {
        let now = self.clock.now();
        if !self.store.refuse_marketing(lead, now).await? {
            return Ok(());
        }
        if let Some(card) = self.store.card(lead).await? {
            let mailbox = self.identity.door().mailbox(&card.value.address);
            self.store.note_mailbox_refusal(&mailbox, now).await?;
        }
        let catalog = self.catalog().await?;
        let marketing = |run: &Enrollment| {
            let sequence = catalog.as_ref().and_then(|catalog| catalog.sequence(&run.sequence));
            let purpose = sequence.map_or(Purpose::Marketing, |sequence| sequence.purpose);
            (purpose == Purpose::Marketing).then_some(Ending::Unsubscribed)
        };
        let stopped = self.store.stop_runs(lead, now, marketing).await?;
        tracing::info!(lead.id = %lead, runs.stopped = stopped.len(), "a person refused marketing");
        self.bus.announce_endings(&stopped).await;
        let event = DomainEvent {
            name: "lead.unsubscribed",
            key: format!("unsubscribed:{lead}:{}", now.timestamp_millis()),
            at: now,
            lead: lead.clone(),
            detail: serde_json::json!({ "runs_stopped": stopped.len() }),
        };
        self.bus.announce_best_effort(&event).await;
        Ok(())
    }

    /// The published documents; `None` before the first time.
    async fn catalog(&self) -> anyhow::Result<Option<Arc<Catalog>>> {
        let Some(head) = self.store.head().await? else { return Ok(None) };
        let catalog = self.catalogs.current(head, async || self.store.publications().await).await?;
        self.owner.is(&catalog.policy().company, self.clock.now());
        Ok(Some(catalog))
    }
}
