//! Answers to a post: a page or a redirect for browsers, JSON for scripts, in the visitor's language.

use crate::campaign::hidden;
use crate::client::{Client, Reads};
use crate::counting::Noted;
use crate::outcome::Outcome;
use crate::pages::Visit;
use crate::words::field_problem;
use bytes::Bytes;
use cadence::Instant;
use cadence::campaign::Campaign;
use cadence::company::Company;
use cadence::origin::{Unlisted, WebOrigin};
use cadence::policy::Policy;
use document::Form;
use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode};
use std::collections::BTreeMap;

/// The headers on which an answer depends.
const VARY: &str = "Origin, Accept, Accept-Language, Sec-Fetch-Mode, Sec-Fetch-Site";
/// The methods that a form answers.
const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// The parts of a post that are kept while it is answered.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    /// The moment at which it came.
    pub(crate) received_at: Instant,
    /// The person's texts, by field.
    pub(crate) written: BTreeMap<String, String>,
    /// The campaign that led to it.
    pub(crate) campaign: Campaign,
    /// The outcomes that the company should see.
    pub(crate) noted: Noted,
}

impl Posted {
    /// A post of which nothing is read yet.
    pub(crate) fn received_at(received_at: Instant) -> Self {
        Self { received_at, ..Self::default() }
    }
}

/// To whom an answer goes, and about what.
pub(crate) struct Replying<'a> {
    form: Option<&'a Form>,
    company: Option<&'a Company>,
    client: Client,
    key: Option<String>,
}

impl<'a> Replying<'a> {
    /// Looks at what a request asks for. `ours` are the origins of our own pages.
    pub(crate) fn to<T>(
        request: &Request<T>,
        form: Option<&'a Form>,
        policy: Option<&'a Policy>,
        ours: &[WebOrigin],
    ) -> Self {
        let language = policy.map(|policy| policy.language);
        let client = Client::of(request.headers(), form, language, ours);
        let pairs = request.uri().query().unwrap_or_default().split('&');
        let key = pairs.into_iter().find(|pair| pair.starts_with("key=")).map(str::to_owned);
        let key = key.filter(|_| form.is_some_and(|form| form.staff_only));
        Self { form, company: policy.map(|policy| &policy.company), client, key }
    }

    /// The sender of the request.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Answers the question a browser asks before a script posts from another site.
    pub(crate) fn preflight(&self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        self.finish(&mut response);
        if self.client.may_read().is_some() {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        }
        response
    }

    /// Shows the form on a page of its own.
    pub(crate) fn show(&self, form: &Form, campaign: &Campaign) -> Response<Bytes> {
        let (written, hidden) = (BTreeMap::new(), hidden(campaign));
        let mut response = self.visit(&written, &hidden).form(form);
        self.finish(&mut response);
        response
    }

    /// Answers a request about which nothing is to be shown again.
    pub(crate) fn reply(&self, outcome: &Outcome) -> Response<Bytes> {
        self.reply_to(&Posted::default(), outcome)
    }

    /// Answers a post.
    pub(crate) fn reply_to(&self, posted: &Posted, outcome: &Outcome) -> Response<Bytes> {
        let mut response = match self.client.reads {
            Reads::Json => self.as_json(outcome),
            Reads::Pages => self.as_page(posted, outcome),
        };
        let headers = response.headers_mut();
        if *outcome == Outcome::TryAgain {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if let Outcome::TooMany { seconds } = outcome {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        if *outcome == Outcome::WrongMethod {
            headers.insert(header::ALLOW, HeaderValue::from_static(METHODS));
        }
        self.finish(&mut response);
        response
    }

    fn as_page(&self, posted: &Posted, outcome: &Outcome) -> Response<Bytes> {
        let hidden = hidden(&posted.campaign);
        let visit = self.visit(&posted.written, &hidden);
        match outcome {
            Outcome::Thanks { hint } => match self.thanks_page(*hint) {
                Some(location) => redirect(location),
                None => visit.thanks(outcome, *hint),
            },
            Outcome::Refused(_) | Outcome::TooMany { .. } | Outcome::TryAgain => visit.problem(outcome),
            Outcome::Unreadable(_)
            | Outcome::UnknownForm
            | Outcome::StaffOnly
            | Outcome::Unlisted(..)
            | Outcome::NotHuman
            | Outcome::WrongMethod => visit.message(outcome),
        }
    }

    /// The address of the form's own thanks. Somebody who may have mistyped the address is told so first.
    fn thanks_page(&self, hint: Option<&str>) -> Option<HeaderValue> {
        let url = self.form.filter(|_| hint.is_none())?.thanks_url.as_deref()?;
        HeaderValue::from_str(url).ok()
    }

    fn visit<'b>(
        &'b self,
        written: &'b BTreeMap<String, String>,
        hidden: &'b [(&'static str, String)],
    ) -> Visit<'b> {
        Visit {
            form: self.form,
            company: self.company,
            language: self.client.language,
            from: &self.client.from,
            key: self.key.as_deref(),
            written,
            hidden,
        }
    }

    fn as_json(&self, outcome: &Outcome) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(self.json(outcome)));
        *response.status_mut() = outcome.status();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    /// The headers of every answer: it is kept by nobody, and listed sites may read it.
    fn finish(&self, response: &mut Response<Bytes>) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::VARY, HeaderValue::from_static(VARY));
        if let Some(origin) = self.client.may_read() {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }

    fn json(&self, outcome: &Outcome) -> String {
        let language = self.client.language;
        let (title, text) = (outcome.title(language), outcome.text(self.form, language));
        let body = match outcome {
            Outcome::Unlisted(from, _) => {
                let origin = match from {
                    Unlisted::Site(origin) => Some(origin.as_str()),
                    Unlisted::Hidden => None,
                };
                let message = format!("{title} {text}");
                serde_json::json!({ "status": "refused", "reason": "unlisted_origin", "origin": origin, "message": message })
            }
            Outcome::Thanks { hint: Some(domain) } => {
                serde_json::json!({ "status": "ok", "did_you_mean": domain })
            }
            Outcome::Thanks { hint: None } => serde_json::json!({ "status": "ok" }),
            Outcome::Refused(problems) => {
                let fields: Vec<_> = problems
                    .iter()
                    .map(|problem| {
                        let message = field_problem(problem, language);
                        serde_json::json!({ "field": problem.field, "message": message })
                    })
                    .collect();
                serde_json::json!({ "status": "refused", "message": title, "fields": fields })
            }
            Outcome::Unreadable(_)
            | Outcome::UnknownForm
            | Outcome::StaffOnly
            | Outcome::NotHuman
            | Outcome::TooMany { .. }
            | Outcome::WrongMethod
            | Outcome::TryAgain => {
                serde_json::json!({ "status": "refused", "message": format!("{title} {text}") })
            }
        };
        body.to_string()
    }
}

fn redirect(location: HeaderValue) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, location);
    response
}
