//! Answers to a post: a page or a redirect for browsers, JSON for scripts, in the form's language.

use crate::answers::FieldProblem;
use crate::body::BodyRefusal;
use crate::words::{body_refusal, field_problem, say};
use bytes::Bytes;
use cadence::sequence::Language;
use document::Form;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};

const PAGE: &str = include_str!("page.html");

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
    /// Only posts are taken.
    WrongMethod,
    /// Something failed on our side; nothing was written.
    TryAgain,
}

/// To whom an answer goes.
pub(crate) struct Replying<'a> {
    form: Option<&'a Form>,
    language: Language,
    wants_json: bool,
    /// The origin of a script on another site, where the form allows it.
    origin: Option<HeaderValue>,
}

impl<'a> Replying<'a> {
    /// Looks at what the post asks for.
    pub(crate) fn to(headers: &HeaderMap, form: Option<&'a Form>) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let accept = text(header::ACCEPT);
        let sends_json = text(header::CONTENT_TYPE).trim_start().starts_with("application/json");
        let accepts_json = accept.contains("application/json") && !accept.contains("text/html");
        let prefers_english = text(header::ACCEPT_LANGUAGE).trim_start().to_lowercase().starts_with("en");
        let fallback = if prefers_english { Language::English } else { Language::Japanese };
        let origin = headers.get(header::ORIGIN).filter(|origin| {
            form.is_some_and(|form| {
                form.allow_origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
            })
        });
        Self {
            form,
            language: form.and_then(|form| form.language).unwrap_or(fallback),
            wants_json: sends_json || accepts_json,
            origin: origin.cloned(),
        }
    }

    /// Answers the question a browser asks before a script posts from another site.
    pub(crate) fn preflight(&self) -> Response<Bytes> {
        let mut response = self.response(StatusCode::NO_CONTENT, "text/plain", String::new());
        if self.origin.is_some() {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        }
        response
    }

    /// Answers a post.
    pub(crate) fn reply(&self, outcome: &Outcome) -> Response<Bytes> {
        let status = status(outcome);
        if !self.wants_json
            && matches!(outcome, Outcome::Thanks { .. })
            && let Some(url) = self.form.and_then(|form| form.thanks_url.as_deref())
            && let Ok(location) = HeaderValue::from_str(url)
        {
            let mut response = self.response(StatusCode::SEE_OTHER, "text/plain", String::new());
            response.headers_mut().insert(header::LOCATION, location);
            return response;
        }
        let mut response = if self.wants_json {
            self.response(status, "application/json", self.json(outcome))
        } else {
            self.response(status, "text/html; charset=utf-8", self.page(outcome))
        };
        if *outcome == Outcome::TryAgain {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if *outcome == Outcome::WrongMethod {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST, OPTIONS"));
        }
        response
    }

    fn json(&self, outcome: &Outcome) -> String {
        let (title, text) = self.words(outcome);
        let body = match outcome {
            Outcome::Thanks { hint: Some(domain) } => {
                serde_json::json!({ "status": "ok", "did_you_mean": domain })
            }
            Outcome::Thanks { hint: None } => serde_json::json!({ "status": "ok" }),
            Outcome::Refused(problems) => {
                let fields: Vec<_> = problems
                    .iter()
                    .map(|problem| {
                        let message = field_problem(problem, self.language);
                        serde_json::json!({ "field": problem.field, "message": message })
                    })
                    .collect();
                serde_json::json!({ "status": "refused", "message": title, "fields": fields })
            }
            Outcome::Unreadable(_)
            | Outcome::UnknownForm
            | Outcome::StaffOnly
            | Outcome::WrongMethod
            | Outcome::TryAgain => {
                serde_json::json!({ "status": "refused", "message": format!("{title} {text}") })
            }
        };
        body.to_string()
    }

    fn page(&self, outcome: &Outcome) -> String {
        let (title, text) = self.words(outcome);
        let list = match outcome {
            Outcome::Refused(problems) => {
                let items: Vec<_> = problems
                    .iter()
                    .map(|problem| format!("<li>{}</li>", escaped(&field_problem(problem, self.language))))
                    .collect();
                format!("<ul>{}</ul>", items.concat())
            }
            Outcome::Thanks { .. }
            | Outcome::Unreadable(_)
            | Outcome::UnknownForm
            | Outcome::StaffOnly
            | Outcome::WrongMethod
            | Outcome::TryAgain => String::new(),
        };
        let lang = say(self.language, "ja", "en");
        let parts = [("{lang}", lang), ("{title}", title), ("{text}", text), ("{list}", &list)];
        parts.iter().fold(PAGE.to_owned(), |html, (mark, value)| html.replace(mark, value))
    }

    /// Title and sentence of an answer.
    fn words(&self, outcome: &Outcome) -> (&'static str, &'static str) {
        let say = |japanese, english| say(self.language, japanese, english);
        match outcome {
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
                body_refusal(*refusal, self.language),
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
            Outcome::WrongMethod => (
                say("ここは送信先です。", "This is where forms post to."),
                say("フォームからPOSTで送信してください。", "Please send a POST from a form."),
            ),
            Outcome::TryAgain => (
                say("いまは受け付けられません。", "It cannot be taken at the moment."),
                say(
                    "一時的な不具合です。何も保存されていません。少し時間をおいて、もう一度お送りください。",
                    "Something failed for a moment and nothing was stored. Please send it again a little later.",
                ),
            ),
        }
    }

    fn response(&self, status: StatusCode, content_type: &'static str, body: String) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::VARY, HeaderValue::from_static("Origin, Accept, Accept-Language"));
        if let Some(origin) = &self.origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        response
    }
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
        Outcome::StaffOnly => StatusCode::FORBIDDEN,
        Outcome::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Outcome::TryAgain => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Labels come from the form's JSON; they are escaped all the same.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
