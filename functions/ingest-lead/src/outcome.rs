//! The ways in which a request to a form ends, each with its status and its words.

use crate::answers::FieldProblem;
use crate::body::BodyRefusal;
use crate::words::{TakesOver, body_refusal, say, unlisted};
use cadence::origin::Unlisted;
use cadence::sequence::Language;
use document::Form;
use http::StatusCode;
use std::borrow::Cow;

/// The end of a request.
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
    Unlisted(Unlisted, TakesOver),
    /// Forms are looked at and posted, nothing else.
    WrongMethod,
    /// Something failed on our side; nothing was written.
    TryAgain,
}

impl Outcome {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Thanks { .. } => StatusCode::OK,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable(BodyRefusal::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable(BodyRefusal::ContentType | BodyRefusal::Encoding) => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Self::Unreadable(BodyRefusal::File | BodyRefusal::Malformed | BodyRefusal::Value { .. }) => {
                StatusCode::BAD_REQUEST
            }
            Self::UnknownForm => StatusCode::NOT_FOUND,
            Self::StaffOnly | Self::Unlisted(..) | Self::NotHuman => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TryAgain => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer's title.
    pub(crate) fn title(&self, language: Language) -> &'static str {
        let (japanese, english) = match self {
            Self::Unlisted(..) => ("このページからは送信できません。", "This cannot be sent from that page."),
            Self::Thanks { .. } => ("送信しました", "Thank you"),
            Self::Refused(_) => ("入力内容をご確認ください", "Please check your entries"),
            Self::Unreadable(_) => ("送信できませんでした。", "It could not be sent."),
            Self::UnknownForm => ("このフォームは見つかりません。", "There is no such form."),
            Self::StaffOnly => ("社内専用のフォームです。", "This form is for staff only."),
            Self::NotHuman => ("送信前の確認が済んでいません。", "The check before sending is missing."),
            Self::TooMany { .. } => {
                ("短い時間に多くの送信がありました。", "Too many posts have come from here.")
            }
            Self::WrongMethod => (
                "ここではフォームを見るか、送信するかだけができます。",
                "Forms are looked at and posted here.",
            ),
            Self::TryAgain => ("いまは受け付けられません。", "It cannot be taken at the moment."),
        };
        say(language, japanese, english)
    }

    /// The sentence below the title.
    pub(crate) fn text(&self, form: Option<&Form>, language: Language) -> Cow<'static, str> {
        let (japanese, english) = match self {
            Self::Unlisted(from, takes_over) => return unlisted(from, form, *takes_over, language).into(),
            Self::Unreadable(refusal) => return body_refusal(refusal, language),
            Self::Thanks { .. } => (
                "お送りいただきありがとうございます。確認のメールをご覧ください。",
                "Your message has been sent. Please look at your mail.",
            ),
            Self::Refused(_) => (
                "次の項目を直して、もう一度お送りください。まだ何も送信されていません。",
                "Please correct the following and send it again. Nothing has been sent yet.",
            ),
            Self::UnknownForm => (
                "フォームの送信先（/f/フォーム名）をご確認ください。",
                "Please check where the form posts to (/f/<form name>).",
            ),
            Self::StaffOnly => {
                ("専用のリンク（?key=…）から送信してください。", "Please post to its secret link (?key=…).")
            }
            Self::NotHuman => (
                "人による送信かどうかの確認が、済んでいないか期限切れです。会社のサイトのフォームを開き直して、もう一度お送りください。まだ何も送信されていません。",
                "The check that a person sends this was not completed or has expired. Please open the form on the company’s site again and send it from there. Nothing has been sent yet.",
            ),
            Self::TooMany { .. } => (
                "お使いの回線からの送信が上限に達しました。しばらくたってから、もう一度お送りください。まだ何も送信されていません。",
                "Your connection has sent as many as can be taken. Please send it again later. Nothing has been sent yet.",
            ),
            Self::WrongMethod => ("GETかPOSTで送信してください。", "Please send a GET or a POST."),
            Self::TryAgain => (
                "一時的な不具合です。何も保存されていません。少し時間をおいて、もう一度お送りください。",
                "Something failed for a moment and nothing was stored. Please send it again a little later.",
            ),
        };
        say(language, japanese, english).into()
    }
}
