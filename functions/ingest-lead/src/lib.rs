//! A form or API post becomes a lead, its consent, and its enrollments; a first step that is due goes to the sender at once.
//!
//! Everything one post writes is written in one transaction before it is answered, or not at all. A repeated post is the same
//! lead and the same enrollment. Answers to strangers never tell whether an address was known. What other systems of the company
//! tell of a lead is passed on to those who record it.

mod admit;
mod answers;
mod body;
#[cfg(feature = "lambda")]
mod cloud;
mod counting;
mod reply;
#[cfg(test)]
mod strangers;
mod told;
mod words;

pub use told::EVENTS_PATH;

use bytes::Bytes;
use cadence::door::DoorOutcome;
use cadence::ids::FormId;
use cadence::send_key::IdentityKey;
use counting::Noted;
use document::{Catalog, CatalogCache, Form};
use gateway::bus::Bus;
use gateway::queue::Queue;
use http::{Method, Request, Response};
use links::LinkKeys;
use reply::{Outcome, Replying};
use runtime::clock::Clock;
use std::sync::Arc;
use store::Store;

/// Bytes of a post at most.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// The function with all it works with.
#[derive(Debug)]
pub struct IngestLead {
    /// The table.
    pub store: Store,
    /// Where orders for first steps go.
    pub sends: Queue,
    /// Where others are told.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// The key behind all ids.
    pub identity: IdentityKey,
    /// The keys of signed links, those of staff forms and of other systems among them.
    pub links: LinkKeys,
    /// What is published.
    pub catalogs: CatalogCache,
}

impl IngestLead {
    /// Answers `/f/{form}` and [`EVENTS_PATH`].
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        if request.uri().path() == EVENTS_PATH {
            return self.hear(request, async |told| self.bus.pass_on(told).await).await;
        }
        let catalog = match self.catalog().await {
            Ok(catalog) => catalog,
            Err(error) => {
                tracing::error!(%error, "a post could not be looked at");
                return Replying::to(request.headers(), None).reply(&Outcome::TryAgain);
            }
        };
        let id = request.uri().path().strip_prefix("/f/").and_then(|id| FormId::parse(id).ok());
        let form = id.as_ref().and_then(|id| catalog.form(id));
        let replying = Replying::to(request.headers(), form);
        match (request.method(), form) {
            (&Method::POST, Some(form)) => {
                let mut noted = Noted::default();
                let outcome = self.take(&catalog, form, request, &mut noted).await;
                self.counted(Some(&form.id), &outcome, noted, replying.reply(&outcome)).await
            }
            (&Method::POST, None) => {
                let outcome = Outcome::UnknownForm;
                self.counted(None, &outcome, Noted::default(), replying.reply(&outcome)).await
            }
            (_, None) => replying.reply(&Outcome::UnknownForm),
            (&Method::OPTIONS, Some(_)) => replying.preflight(),
            (_, Some(_)) => replying.reply(&Outcome::WrongMethod),
        }
    }

    async fn take(
        &self,
        catalog: &Catalog,
        form: &Form,
        request: Request<Bytes>,
        noted: &mut Noted,
    ) -> Outcome {
        if form.staff_only && !self.links.opens_form(&form.id, request.uri().query()) {
            return Outcome::StaffOnly;
        }
        let fields = match body::read(&request).await {
            Ok(fields) => fields,
            Err(refusal) => return Outcome::Unreadable(refusal),
        };
        if answers::is_from_a_machine(form, &fields) {
            tracing::info!(form.id = %form.id, "a post filled the hidden field and was forgotten");
            noted.note(DoorOutcome::Honeypot);
            return Outcome::Thanks { hint: None };
        }
        let answers = match answers::check(form, &fields) {
            Ok(answers) => answers,
            Err(problems) => return Outcome::Refused(problems),
        };
        let hint = answers.address.typo_hint();
        match self.admit(catalog, form, &answers).await {
            Ok(()) => Outcome::Thanks { hint },
            Err(error) => {
                tracing::error!(form.id = %form.id, %error, "a post was not taken; the person is asked to try again");
                Outcome::TryAgain
            }
        }
    }

    async fn catalog(&self) -> anyhow::Result<Arc<Catalog>> {
        let head = self.store.head().await?;
        let head = head.ok_or_else(|| anyhow::anyhow!("nothing is published; run `hikyaku publish`"))?;
        Ok(self.catalogs.current(head, async || self.store.publications().await).await?)
    }
}
