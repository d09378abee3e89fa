//! Answers to a post: a page or a redirect for browsers, JSON for scripts, in the form's language.

use crate::answers::FieldProblem;
use crate::body::BodyRefusal;
use crate::caller::{Caller, Reads};
use crate::campaign::hidden;
use crate::counting::Noted;
use crate::pages::Visit;
use crate::words::{body_refusal, field_problem, say, unlisted};
use bytes::Bytes;
use cadence::campaign::Campaign;
use cadence::company::Company;
use cadence::origin::{Unlisted, WebOrigin};
use document::Form;
use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The headers on which an answer depends.
const VARY: &str = "Origin, Accept, Accept-Language, Sec-Fetch-Mode, Sec-Fetch-Site";
/// The methods that a form answers.
const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// How a post ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was taken, or silently forgotten.
    Thanks {
        /// The domain that was probably meant.
        hint: Option<&'static str>,
    },
    /// The person has to correct something.
    Refused(Vec<FieldProblem>),
    /// The body could not be read.
    Unreadable(BodyRefusal),
    /// There is no such form.
    UnknownForm,
    /// The form is for staff, and the post does not carry its key.
    StaffOnly,
    /// The form requires a human check, and the post does not carry a valid token.
    NotHuman,
    /// The caller sent too many.
    TooMany {
        /// Seconds until it may send again.
        seconds: i64,
    },
    /// The page it comes from is of a site that the form does not list.
    Unlisted(Unlisted),
    /// Forms are looked at and posted, nothing else.
    WrongMethod,
    /// Something failed on our side; nothing was written.
    TryAgain,
}

/// The parts of a post that are kept while it is answered.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    /// The person's texts, by field.
    pub(crate) written: BTreeMap<String, String>,
    /// The campaign that led to it.
    pub(crate) campaign: Campaign,
    /// The outcomes that the company should see.
    pub(crate) noted: Noted,
}

/// To whom an answer goes, and about what.
pub(crate) struct Replying<'a> {
    form: Option<&'a Form>,
    company: Option<&'a Company>,
    caller: Caller,
    key: Option<String>,
}

impl<'a> Replying<'a> {
    /// Looks at what a request asks for. `ours` are the origins of our own pages.
    pub(crate) fn to<T>(
        request: &Request<T>,
        form: Option<&'a Form>,
        company: Option<&'a Company>,
        ours: &[WebOrigin],
    ) -> Self {
        let caller = Caller::of(request.headers(), form, ours);
        let pairs = request.uri().query().unwrap_or_default().split('&');
        let key = pairs.into_iter().find(|pair| pair.starts_with("key=")).map(str::to_owned);
        let key = key.filter(|_| form.is_some_and(|form| form.staff_only));
        Self { form, company, caller, key }
    }

    /// The sender of the request.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Answers the question a browser asks before a script posts from another site.
    pub(crate) fn preflight(&self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        self.finish(&mut response);
        if self.caller.may_read().is_some() {
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
        let mut response = match self.caller.reads {
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
        let (title, text) = self.words(outcome);
        let (status, words) = (status(outcome), (title, &*text));
        match outcome {
            Outcome::Thanks { hint } => match self.thanks_page(*hint) {
                Some(location) => redirect(location),
                None => visit.thanks(status, words, *hint),
            },
            Outcome::Refused(_) | Outcome::TooMany { .. } | Outcome::TryAgain => {
                visit.problem(status, words, outcome)
            }
            Outcome::Unreadable(_)
            | Outcome::UnknownForm
            | Outcome::StaffOnly
            | Outcome::Unlisted(_)
            | Outcome::NotHuman
            | Outcome::WrongMethod => visit.message(status, words, outcome),
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
            language: self.caller.language,
            from: &self.caller.from,
            key: self.key.as_deref(),
            written,
            hidden,
        }
    }

    fn as_json(&self, outcome: &Outcome) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(self.json(outcome)));
        *response.status_mut() = status(outcome);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    /// The headers of every answer: it is kept by nobody, and listed sites may read it.
    fn finish(&self, response: &mut Response<Bytes>) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::VARY, HeaderValue::from_static(VARY));
        if let Some(origin) = self.caller.may_read() {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }

    fn json(&self, outcome: &Outcome) -> String {
        let (title, text) = self.words(outcome);
        let body = match outcome {
            Outcome::Unlisted(from) => {
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
                        let message = field_problem(problem, self.caller.language);
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

    /// Title and sentence of an answer.
    fn words(&self, outcome: &Outcome) -> (&'static str, Cow<'static, str>) {
        let say = |japanese, english| say(self.caller.language, japanese, english);
        let (title, text) = match outcome {
            Outcome::Unlisted(from) => {
                let title = say("このページからは送信できません。", "This cannot be sent from that page.");
                return (title, unlisted(from, self.form, self.caller.language).into());
            }
            Outcome::Thanks { .. } => (
                say("送信しました", "Thank you"),
                say(
                    "お送りいただきありがとうございます。確認のメールをご覧ください。",
                    "Your message has been sent. Please look at your mail.",
                ),
            ),
            Outcome::Refused(_) => (
                say("入力内容をご確認ください", "Please check your entries"),
                say(
                    "次の項目を直して、もう一度お送りください。まだ何も送信されていません。",
                    "Please correct the following and send it again. Nothing has been sent yet.",
                ),
            ),
            Outcome::Unreadable(refusal) => (
                say("送信できませんでした。", "It could not be sent."),
                body_refusal(*refusal, self.caller.language),
            ),
            Outcome::UnknownForm => (
                say("このフォームは見つかりません。", "There is no such form."),
                say(
                    "フォームの送信先（/f/フォーム名）をご確認ください。",
                    "Please check where the form posts to (/f/<form name>).",
                ),
            ),
            Outcome::StaffOnly => (
                say("社内専用のフォームです。", "This form is for staff only."),
                say(
                    "専用のリンク（?key=…）から送信してください。",
                    "Please post to its secret link (?key=…).",
                ),
            ),
            Outcome::NotHuman => (
                say("送信前の確認が済んでいません。", "The check before sending is missing."),
                say(
                    "人による送信かどうかの確認が、済んでいないか期限切れです。会社のサイトのフォームを開き直して、もう一度お送りください。まだ何も送信されていません。",
                    "The check that a person sends this was not completed or has expired. Please open the form on the company’s site again and send it from there. Nothing has been sent yet.",
                ),
            ),
            Outcome::TooMany { .. } => (
                say("短い時間に多くの送信がありました。", "Too many posts have come from here."),
                say(
                    "お使いの回線からの送信が上限に達しました。しばらくたってから、もう一度お送りください。まだ何も送信されていません。",
                    "Your connection has sent as many as can be taken. Please send it again later. Nothing has been sent yet.",
                ),
            ),
            Outcome::WrongMethod => (
                say(
                    "ここではフォームを見るか、送信するかだけができます。",
                    "Forms are looked at and posted here.",
                ),
                say("GETかPOSTで送信してください。", "Please send a GET or a POST."),
            ),
            Outcome::TryAgain => (
                say("いまは受け付けられません。", "It cannot be taken at the moment."),
                say(
                    "一時的な不具合です。何も保存されていません。少し時間をおいて、もう一度お送りください。",
                    "Something failed for a moment and nothing was stored. Please send it again a little later.",
                ),
            ),
        };
        (title, text.into())
    }
}

fn redirect(location: HeaderValue) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn status(outcome: &Outcome) -> StatusCode {
    match outcome {
        Outcome::Thanks { .. } => StatusCode::OK,
        Outcome::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Outcome::Unreadable(BodyRefusal::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        Outcome::Unreadable(BodyRefusal::ContentType | BodyRefusal::Encoding) => {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        }
        Outcome::Unreadable(BodyRefusal::File | BodyRefusal::Malformed) => StatusCode::BAD_REQUEST,
        Outcome::UnknownForm => StatusCode::NOT_FOUND,
        Outcome::StaffOnly | Outcome::Unlisted(_) | Outcome::NotHuman => StatusCode::FORBIDDEN,
        Outcome::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Outcome::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Outcome::TryAgain => StatusCode::SERVICE_UNAVAILABLE,
    }
}
