//! One-click unsubscribe (RFC 8058) and its page.
//!
//! Only a POST acts: scanners and prefetchers follow GETs. A POST never redirects, needs no cookie, and does the same however
//! often it comes. The refusal is written before it is answered; every sender reads it again right before it sends.

#[cfg(feature = "lambda")]
mod cloud;
mod page;

use bytes::Bytes;
use cadence::enrollment::{Ending, Enrollment};
use cadence::ids::LeadId;
use cadence::sequence::{Language, Purpose};
use document::CatalogCache;
use gateway::bus::{Bus, DomainEvent};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use links::LinkKeys;
use page::Page;
use runtime::clock::Clock;
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
    /// The keys of signed links.
    pub links: LinkKeys,
    /// What is published; says which runs are marketing.
    pub catalogs: CatalogCache,
}

impl ManageSubscription {
    /// Answers `/u/{token}`.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let language = web::language::preferred(request.headers()).unwrap_or(Language::Japanese);
        let path = request.uri().path();
        let token = path.strip_prefix("/u/").and_then(|token| self.links.read(token).ok());
        let Some(token) = token else {
            return answer(StatusCode::NOT_FOUND, Page::UnknownLink, language, path);
        };
        match *request.method() {
            Method::GET | Method::HEAD => answer(StatusCode::OK, Page::Question, language, path),
            Method::POST => match self.refuse(&token.lead).await {
                Ok(()) => answer(StatusCode::OK, Page::Done, language, path),
                Err(error) => {
                    tracing::error!(lead.id = %token.lead, %error, "a refusal was not recorded; the sender is asked again");
                    answer(StatusCode::SERVICE_UNAVAILABLE, Page::TryAgain, language, path)
                }
            },
            _ => {
                let mut response = answer(StatusCode::METHOD_NOT_ALLOWED, Page::UnknownLink, language, path);
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
        let catalog = match self.store.head().await? {
            Some(head) => Some(self.catalogs.current(head, async || self.store.publications().await).await?),
            None => None,
        };
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
}

fn answer(status: StatusCode, page: Page, language: Language, action: &str) -> Response<Bytes> {
    let (title, inside) = page.html(language, action);
    let page = web::page::Page { language, title, company: None, inside: &inside };
    web::page::answer(status, &page, web::page::Policy::default())
}
