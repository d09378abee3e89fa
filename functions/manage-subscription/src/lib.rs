//! One-click unsubscribe (RFC 8058) and its page.
//!
//! Only a POST acts: scanners and prefetchers follow GETs. A POST never redirects, needs no cookie, and does the same however
//! often it comes. The refusal is written before it is answered; every sender reads it again right before it sends.

#[cfg(feature = "lambda")]
mod cloud;
mod owner;
mod page;

use application::{Application, Refusal};
use bytes::Bytes;
use cadence::domain_event::WayOut;
use cadence::ids::LeadId;
use cadence::send_key::IdentityKey;
use document::{Catalog, CatalogCache};
use gateway::bus::Bus;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use links::LinkKeys;
pub use owner::Owner;
use page::Page;
use runtime::boxed::Boxed;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use std::sync::Arc;
use store::Store;

/// The function with all it works with.
#[derive(Debug)]
pub struct ManageSubscription {
    /// The table.
    pub store: Store,
    /// The bus that tells others.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// Chance, for writers that give way to one another.
    pub entropy: Entropy,
    /// The key behind all ids, by which a mailbox is known in all its spellings.
    pub identity: IdentityKey,
    /// The keys of signed links.
    pub links: LinkKeys,
    /// The published documents; they say which runs are marketing.
    pub catalogs: CatalogCache,
    /// The company whose pages these are.
    pub owner: Owner,
}

impl ManageSubscription {
    /// Answers `/u/{token}`.
    pub fn handle(&self, request: Request<Bytes>) -> Boxed<'_, Response<Bytes>> {
        Box::pin(self.answer(request))
    }

    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        let answer = async |status, page: Page| {
            let owner = self.owner().await;
            let policy = owner.as_ref().map(|catalog| catalog.policy());
            let of_company = policy.map(|policy| policy.language);
            let language = web::language::of_visitor(request.headers(), None, of_company);
            let (title, inside) = page.html(language, path);
            let company = policy.map(|policy| &policy.company);
            let page = web::page::Page { language, title, company, inside: &inside };
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

    async fn refuse(&self, lead: &LeadId) -> anyhow::Result<()> {
        let refusal = Refusal { lead, at: self.clock.now(), by: WayOut::Link };
        Box::pin(self.application().unsubscribe(&self.identity, refusal, self.catalog())).await
    }

    /// The published documents; `None` before the first time.
    async fn catalog(&self) -> anyhow::Result<Option<Arc<Catalog>>> {
        let catalog = application::catalog::live_catalog(&self.store, &self.catalogs).await?;
        self.owner.keep(self.clock.now(), catalog.clone());
        Ok(catalog)
    }

    fn application(&self) -> Application<'_> {
        Application { store: &self.store, bus: &self.bus, clock: &self.clock, entropy: &self.entropy }
    }
}
