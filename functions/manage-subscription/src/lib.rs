//! One-click unsubscribe (RFC 8058) and the page behind it, where a person may ask for less instead of nothing; and the page on
//! which a person confirms an agreement.
//!
//! Only a POST acts: scanners and prefetchers follow GETs. A POST never redirects, needs no cookie, and does the same however
//! often it comes. A refusal is written before it is answered; every sender reads it again right before it sends. A POST whose
//! body says nothing that is known here is a refusal, since mail services write what they like into it.

#[cfg(feature = "lambda")]
mod cloud;
mod confirm;
mod owner;
mod page;
mod press;

use anyhow::bail;
use application::{Application, Refusal, Slip};
use bytes::Bytes;
use cadence::consent::Standing;
use cadence::domain_event::WayOut;
use cadence::ids::{LeadId, SequenceId};
use cadence::preferences::Wish;
use cadence::send_key::IdentityKey;
use cadence::sequence::Language;
use chrono::SubsecRound as _;
use document::{Catalog, CatalogCache};
use gateway::bus::Bus;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use links::{LinkKeys, TakeBackToken};
pub use owner::Owner;
use page::{Choices, Offer, Page};
use press::Press;
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
    /// Answers `/u/{token}` and `/c/{token}`.
    pub fn handle(&self, request: Request<Bytes>) -> Boxed<'_, Response<Bytes>> {
        Box::pin(async {
            if request.uri().path().starts_with("/c/") {
                self.answer_confirmation(request).await
            } else {
                self.answer(request).await
            }
        })
    }

    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let token = request.uri().path().strip_prefix("/u/").and_then(|token| self.links.read(token).ok());
        let (status, page) = match (&token, request.method()) {
            (None, _) => (StatusCode::NOT_FOUND, Page::UnknownLink),
            (Some(token), &Method::GET | &Method::HEAD) => (StatusCode::OK, self.question(&token.lead).await),
            (Some(token), &Method::POST) => self.posted(&token.lead, Press::read(request.body())).await,
            (Some(_), _) => (StatusCode::METHOD_NOT_ALLOWED, Page::UnknownLink),
        };
        let sequence = token.as_ref().map(|token| &token.sequence);
        self.show(status, |language, action| page.html(language, action), &request, sequence).await
    }

    /// The page in the language of the mail that led to it, otherwise in the visitor's.
    pub(crate) async fn show(
        &self,
        status: StatusCode,
        page: impl Fn(Language, &str) -> (String, String),
        request: &Request<Bytes>,
        sequence: Option<&SequenceId>,
    ) -> Response<Bytes> {
        let owner = self.owner().await;
        let policy = owner.as_ref().map(|catalog| catalog.policy());
        let mail = owner.as_ref().zip(sequence).and_then(|(owner, sequence)| owner.sequence(sequence));
        let of_mail = mail.map(|sequence| sequence.language);
        let of_company = policy.map(|policy| policy.language);
        let language = web::language::of_visitor(request.headers(), of_mail, of_company);
        let (title, inside) = page(language, request.uri().path());
        let company = policy.map(|policy| &policy.company);
        let page = web::page::Page { language, title: &title, company, inside: &inside };
        let mut response = web::page::answer(status, &page, web::page::Policy::default());
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
        }
        response
    }

    /// The page as the person's choices stand. If the table does not answer, it offers everything: a press is what counts.
    async fn question(&self, lead: &LeadId) -> Page {
        let card = match self.store.card(lead).await {
            Ok(card) => card.map(|card| card.value),
            Err(error) => {
                tracing::warn!(lead.id = %lead, %error, "the page of a mail does not show the person's choices");
                None
            }
        };
        let now = self.clock.now();
        match card {
            Some(card) if card.consent.standing(now) == Standing::Refused => {
                Page::Stopped { take_back: None }
            }
            Some(card) => Page::Question(Choices::of(&card, self.offer().await, now)),
            None => Page::Question(Choices::default()),
        }
    }

    /// The choices that the company offers; none where its settings cannot be read.
    async fn offer(&self) -> Offer {
        self.owner().await.map(|catalog| Offer::of(&catalog)).unwrap_or_default()
    }

    /// Does what a person pressed; what fails is said, and changes nothing that the person did not ask for.
    async fn posted(&self, lead: &LeadId, press: Press) -> (StatusCode, Page) {
        let done = match press {
            Press::Stop => self.refuse(lead).await,
            Press::Wish(wish) => self.prefer(lead, wish).await,
            Press::TakeBack(token) => self.take_back(lead, &token).await,
            Press::Unreadable => return (StatusCode::BAD_REQUEST, self.question(lead).await),
        };
        match done {
            Ok(page) => (StatusCode::OK, page),
            Err(error) => {
                tracing::error!(lead.id = %lead, %error, "a press on the page of a mail was not recorded; the person is asked to press again");
                (StatusCode::SERVICE_UNAVAILABLE, Page::TryAgain)
            }
        }
    }

    async fn refuse(&self, lead: &LeadId) -> anyhow::Result<Page> {
        // The table keeps milliseconds, and the token has to name the same moment.
        let at = self.clock.now().trunc_subsecs(3);
        let refusal = Refusal { lead, at, by: WayOut::Link };
        let slip = Box::pin(self.application().unsubscribe(&self.identity, refusal, self.catalog())).await?;
        let take_back = slip.map(|Slip { refused_at, before }| {
            self.links.take_back_token(&TakeBackToken { lead: lead.clone(), refused_at, before })
        });
        Ok(Page::Stopped { take_back })
    }

    async fn prefer(&self, lead: &LeadId, wish: Wish) -> anyhow::Result<Page> {
        let catalog = self.catalog().await?;
        let card = self.application().prefer(&self.identity, lead, &wish, catalog.as_deref()).await?;
        let offer = catalog.map(|catalog| Offer::of(&catalog)).unwrap_or_default();
        let now = self.clock.now();
        Ok(match card {
            Some(card) if card.consent.allows_marketing(now) => {
                Page::Preferred { wish, choices: Choices::of(&card, offer, now) }
            }
            Some(_) | None => Page::Stopped { take_back: None },
        })
    }

    async fn take_back(&self, lead: &LeadId, token: &str) -> anyhow::Result<Page> {
        let token = self.links.read_take_back(token, self.clock.now());
        let Some(token) = token.ok().filter(|token| token.lead == *lead) else { return Ok(Page::TooLate) };
        let Some(catalog) = self.catalog().await? else { bail!("nothing is published") };
        let TakeBackToken { refused_at, before, .. } = token;
        let slip = Slip { refused_at, before };
        let stands = self.application().take_back(&self.identity, lead, slip, &catalog).await?;
        Ok(if stands { Page::TakenBack } else { Page::TooLate })
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
