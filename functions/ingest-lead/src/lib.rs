//! A form or API post becomes a lead, its consent, and its enrollments; a first step that is due goes to the sender at once.
//!
//! Everything that one post writes about a lead is written in one transaction before it is answered, or not at all; the counters
//! of the door are written beside it. A repeated post is the same lead and the same enrollment. Answers to strangers never tell
//! whether an address was known. Events that other systems of the company report are passed on to `record-feedback`; leads that they
//! hand over come onto a list, as those of an import do.

mod admit;
mod answers;
mod body;
mod campaign;
mod client;
#[cfg(feature = "lambda")]
mod cloud;
mod counting;
mod doorway;
mod events_api;
#[cfg(test)]
mod hostile_input;
mod leads_api;
mod outcome;
mod pages;
mod reply;
mod unknown_fields;
mod unlisted;
mod words;

pub use events_api::EVENTS_PATH;
pub use leads_api::LEADS_PATH;
pub use unknown_fields::UnknownFields;
pub use unlisted::{UnlistedOrigin, UnlistedOrigins};

use application::Application;
use bytes::Bytes;
use cadence::Instant;
use cadence::campaign::Campaign;
use cadence::door::DoorOutcome;
use cadence::ids::FormId;
use cadence::origin::{PostedFrom, WebOrigin};
use cadence::send_key::IdentityKey;
use counting::Noted;
use document::{Catalog, CatalogCache, Form};
use doorway::Stranger;
use gateway::bus::Bus;
use gateway::queue::Queue;
use http::{Method, Request, Response};
use links::LinkKeys;
use outcome::Outcome;
use reply::{Posted, Replying};
use runtime::boxed::Boxed;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use store::Store;
use words::TakesOver;

/// Bytes of a post at most.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// The function with all it works with.
#[derive(Debug)]
pub struct IngestLead {
    /// The table.
    pub store: Store,
    /// The queue of jobs for first steps.
    pub sends: Queue,
    /// The bus that tells others.
    pub bus: Bus,
    /// The time.
    pub clock: Clock,
    /// Chance, for posts that give way to one another.
    pub entropy: Entropy,
    /// The key behind all ids.
    pub identity: IdentityKey,
    /// The keys of signed links, those of staff forms and of other systems among them.
    pub links: LinkKeys,
    /// The published documents.
    pub catalogs: CatalogCache,
    /// The address in front of the HTTP API, without a slash at the end; pages there are our own.
    pub base_url: String,
    /// The sites whose posts were refused.
    pub unlisted: UnlistedOrigins,
    /// The fields of posts that no form asks for.
    pub unknown_fields: UnknownFields,
}

impl IngestLead {
    /// Answers `/f/{form}`, [`EVENTS_PATH`] and [`LEADS_PATH`].
    pub fn handle(&self, request: Request<Bytes>) -> Boxed<'_, Response<Bytes>> {
        Box::pin(self.answer(request, self.clock.now()))
    }

    async fn answer(&self, request: Request<Bytes>, received_at: Instant) -> Response<Bytes> {
        match request.uri().path() {
            EVENTS_PATH => self.take_event(request, async |told| self.bus.pass_on(told).await).await,
            LEADS_PATH => self.take_leads(&request).await,
            _ => self.answer_visitor(request, received_at).await,
        }
    }

    /// Answers a request for a form.
    async fn answer_visitor(&self, request: Request<Bytes>, received_at: Instant) -> Response<Bytes> {
        let ours: Vec<WebOrigin> = WebOrigin::of_url(&self.base_url).into_iter().collect();
        let catalog = match application::catalog::published(&self.store, &self.catalogs).await {
            Ok(catalog) => catalog,
            Err(error) => {
                tracing::error!(%error, "a post could not be looked at");
                return Replying::to(&request, None, None, &ours).reply(&Outcome::TryAgain);
            }
        };
        // Some sites write a slash at the end of every address.
        let id = request.uri().path().strip_prefix("/f/").map(|id| id.strip_suffix('/').unwrap_or(id));
        let id = id.and_then(|id| FormId::parse(id).ok());
        let form = id.as_ref().and_then(|id| catalog.form(id));
        let replying = Replying::to(&request, form, Some(catalog.policy()), &ours);
        let Some(form) = form else {
            return match *request.method() {
                Method::POST => self.reply_counted(None, &Outcome::UnknownForm, &replying).await,
                _ => replying.reply(&Outcome::UnknownForm),
            };
        };
        match *request.method() {
            Method::POST => self.post(&catalog, form, &request, &replying, received_at).await,
            // A page would hand out the form that a human check guards.
            Method::GET | Method::HEAD if form.human_check => replying.reply(&Outcome::NotHuman),
            Method::GET | Method::HEAD if self.opens(form, &request) => {
                let visited = || campaign::visited(&request, &self.base_url);
                replying.show(form, &of_person(form, visited))
            }
            Method::GET | Method::HEAD => replying.reply(&Outcome::StaffOnly),
            Method::OPTIONS => match self.refused(form, &replying) {
                // A script's post with JSON is asked for first, and ends here.
                Some(outcome) => self.reply_counted(Some(form), &outcome, &replying).await,
                None => replying.preflight(),
            },
            _ => replying.reply(&Outcome::WrongMethod),
        }
    }

    /// Answers a post of a form.
    async fn post(
        &self,
        catalog: &Catalog,
        form: &Form,
        request: &Request<Bytes>,
        replying: &Replying<'_>,
        received_at: Instant,
    ) -> Response<Bytes> {
        let mut posted = Posted::received_at(received_at);
        let outcome = self.take(catalog, form, request, replying, &mut posted).await;
        let answer = replying.reply_to(&posted, &outcome);
        self.counted(Some(&form.id), &outcome, &replying.client().from, posted.noted, answer).await
    }

    /// Answers a request that is counted without having been read.
    async fn reply_counted(
        &self,
        form: Option<&Form>,
        outcome: &Outcome,
        replying: &Replying<'_>,
    ) -> Response<Bytes> {
        let answer = replying.reply(outcome);
        let from = &replying.client().from;
        self.counted(form.map(|form| &form.id), outcome, from, Noted::default(), answer).await
    }

    /// Whether a request carries the key of its form, if the form has one.
    fn opens(&self, form: &Form, request: &Request<Bytes>) -> bool {
        !form.staff_only || self.links.opens_form(&form.id, request.uri().query())
    }

    /// The refusal of whatever comes from pages of sites that the form does not list.
    fn refused(&self, form: &Form, replying: &Replying<'_>) -> Option<Outcome> {
        let PostedFrom::Unlisted(from) = &replying.client().from else { return None };
        // One machine takes over a form as soon as its file is saved.
        let takes_over = if self.sends.is_local() { TakesOver::WhenSaved } else { TakesOver::WhenPublished };
        self.unlisted.note(&form.id, from, takes_over);
        Some(Outcome::Unlisted(from.clone(), takes_over))
    }

    /// Reads a post and holds it against its form.
    async fn take(
        &self,
        catalog: &Catalog,
        form: &Form,
        request: &Request<Bytes>,
        replying: &Replying<'_>,
        posted: &mut Posted,
    ) -> Outcome {
        if !self.opens(form, request) {
            return Outcome::StaffOnly;
        }
        if let Some(refusal) = self.refused(form, replying) {
            return refusal;
        }
        let fields = match body::read(request).await {
            Ok(fields) => fields,
            Err(refusal) => return Outcome::Unreadable(refusal),
        };
        posted.written = answers::written(form, &fields);
        posted.campaign = of_person(form, || campaign::posted(&fields, request.uri().query()));
        if answers::is_from_a_machine(form, &fields) {
            tracing::info!(form.id = %form.id, "a post filled the hidden field and was forgotten");
            posted.noted.note(DoorOutcome::Honeypot);
            return Outcome::Thanks { hint: None };
        }
        if form.human_check && !self.is_checked(form, &fields) {
            return Outcome::NotHuman;
        }
        let answers = match answers::check(form, &fields) {
            Ok(answers) => answers,
            Err(problems) => return Outcome::Refused(problems),
        };
        self.take_checked(catalog, form, request, (&fields, &answers), posted).await
    }

    /// Takes a post whose answers are as the form asks.
    async fn take_checked(
        &self,
        catalog: &Catalog,
        form: &Form,
        request: &Request<Bytes>,
        (fields, answers): (&body::Fields, &answers::Answers),
        posted: &mut Posted,
    ) -> Outcome {
        match self.let_in(catalog, form, answers, request, posted).await {
            Ok(None) => {
                if self.unknown_fields.note(form, fields) {
                    posted.noted.note(DoorOutcome::UnknownFields);
                }
                Outcome::Thanks { hint: answers.address.typo_hint() }
            }
            Ok(Some(come_at)) => {
                Outcome::TooMany { seconds: (come_at - self.clock.now()).num_seconds().max(1) }
            }
            Err(error) => {
                tracing::error!(form.id = %form.id, %error, "a post was not taken; the person is asked to try again");
                Outcome::TryAgain
            }
        }
    }

    /// Takes a checked post, unless its caller has reached a ceiling; then says when to come again.
    async fn let_in(
        &self,
        catalog: &Catalog,
        form: &Form,
        answers: &answers::Answers,
        request: &Request<Bytes>,
        posted: &mut Posted,
    ) -> anyhow::Result<Option<Instant>> {
        let ceilings = &catalog.policy().ceilings;
        let stranger = if form.staff_only {
            None
        } else {
            match self.welcome(Self::calls_from(request, ceilings), ceilings).await? {
                Ok(tag) => Some(Stranger { tag, checked: form.human_check }),
                Err(come_at) => return Ok(Some(come_at)),
            }
        };
        self.admit(catalog, form, answers, stranger, posted).await?;
        Ok(None)
    }

    /// Whether the post carries a token of the company's own human check.
    fn is_checked(&self, form: &Form, fields: &body::Fields) -> bool {
        let now = self.clock.now();
        fields.all(document::HUMAN_CHECK_FIELD).any(|token| self.links.is_human(&form.id, token, now))
    }

    pub(crate) fn application(&self) -> Application<'_> {
        Application { store: &self.store, bus: &self.bus, clock: &self.clock, entropy: &self.entropy }
    }
}

/// The campaign that led the person to a form; none for a form of the staff, whose visit is not the person's.
fn of_person(form: &Form, campaign: impl FnOnce() -> Campaign) -> Campaign {
    if form.staff_only { Campaign::default() } else { campaign() }
}
