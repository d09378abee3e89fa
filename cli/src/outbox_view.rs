//! The outbox in a browser: what was sent, as its recipients see it, and buttons that play them. On this machine only.
//!
//! It shows and plays; what follows from an event is the functions' own work, reached through the standalone program.

mod bar;
mod events;
mod forms;
pub(crate) mod guard;
mod language;
mod links;
mod mails;
mod pages;
pub(crate) mod parsed_mail;
mod people;
mod recipient_action;
mod score;
mod template_errors;
#[cfg(test)]
mod tests;

pub use template_errors::TemplateErrors;

use crate::standalone::Standalone;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, get, post};
use document::{Catalog, CatalogCache};
use http::StatusCode;
use http_body_util::BodyExt as _;
use pages::{Failure, Pages};
use runtime::peer::Peer;
use std::net::SocketAddr;
use std::sync::Arc;

/// Bytes of one request to these pages at most.
const REQUEST_BYTES_MAX: usize = 512 * 1024;
/// Bytes of one request to the functions at most: what an HTTP API lets through (API Gateway quotas, payload 10 MB). What is
/// too large for a form is told by the function itself, in the form's language.
pub(crate) const FUNCTION_BYTES_MAX: usize = 10 * 1024 * 1024;

const STYLE: &str = include_str!("outbox_view/style.css");
const SCRIPT: &str = include_str!("outbox_view/script.js");
const ICON: &str = include_str!("outbox_view/icon.svg");

/// Everything the pages are made from. Clones are the same one.
#[derive(Debug, Clone)]
pub struct View(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    standalone: Standalone,
    template_errors: TemplateErrors,
    speed: f64,
    catalog: CatalogCache,
    pages: Pages,
}

impl View {
    /// A view of a standalone program whose clock runs `speed` times as fast as the real one.
    pub fn new(standalone: Standalone, template_errors: TemplateErrors, speed: f64) -> anyhow::Result<Self> {
        let (catalog, pages) = (CatalogCache::default(), Pages::new()?);
        Ok(Self(Arc::new(Inner { standalone, template_errors, speed, catalog, pages })))
    }

    /// The whole of what is served: the functions' own paths, and the pages.
    pub fn router(self) -> Router {
        let router = Router::new()
            .route("/f/{*form}", any(to_the_functions))
            .route("/u/{token}", any(to_the_functions))
            .route("/c/{token}", any(to_the_functions))
            .route(ingest_lead::EVENTS_PATH, any(to_the_functions))
            .route(ingest_lead::LEADS_PATH, any(to_the_functions))
            .route("/", get(mails::list))
            .route("/outbox/{key}", get(mails::one))
            .route("/outbox/{key}/html", get(mails::html))
            .route("/outbox/{key}/raw", get(mails::raw))
            .route("/outbox/{key}/{action}", post(recipient_action::play))
            .route("/forms", get(forms::all))
            .route("/leads", get(people::all))
            .route("/pulse", get(mails::pulse))
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/style.css", get(|| async { pages::asset("text/css; charset=utf-8", STYLE) }))
            .route("/script.js", get(|| async { pages::asset("text/javascript; charset=utf-8", SCRIPT) }))
            .route("/favicon.ico", get(|| async { pages::asset("image/svg+xml", ICON) }));
        // Mails in an outbox have their events from the outbox, and from the buttons beside them.
        let router =
            if self.standalone().reaches_people { router.route("/events", self.events()) } else { router };
        router
            .fallback(pages::nothing_here)
            .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
            .layer(middleware::from_fn_with_state(self.clone(), guard::this_machine_only))
            .with_state(self)
    }

    fn events(&self) -> MethodRouter<Self> {
        post(events::take).layer(middleware::from_fn_with_state(self.clone(), guard::with_the_api_key))
    }

    fn standalone(&self) -> &Standalone {
        &self.0.standalone
    }

    /// Reads the published catalog; none before the first time.
    async fn catalog(&self) -> Result<Option<Arc<Catalog>>, Failure> {
        let store = &self.standalone().store;
        let Some(head) = store.head().await? else { return Ok(None) };
        let catalog = self.0.catalog.current(head, async || store.publications().await).await?;
        Ok(Some(catalog))
    }
}

/// Hands a request to the functions as the HTTP API would.
async fn to_the_functions(State(view): State<View>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let limited = http_body_util::Limited::new(body, FUNCTION_BYTES_MAX);
    let Ok(body) = limited.collect().await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large\n").into_response();
    };
    let mut request = http::Request::from_parts(parts, body.to_bytes());
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        request.extensions_mut().insert(Peer(address.ip()));
    }
    view.standalone().http(request).await.map(Body::from)
}
