//! A form: what it asks, on what ground its people may be mailed, and who may post it. How it is written stands in
//! `form_text`.

pub(crate) mod form_text;

use crate::problem::{Notes, Problems, parse};
use cadence::confirmation::Confirm;
use cadence::consent::Basis;
use cadence::ids::{FormId, Tag};
use cadence::origin::WebOrigin;
use cadence::sequence::Language;
use form_text::FormText;

/// The field in which a post carries the token of a human check.
pub const HUMAN_CHECK_FIELD: &str = "human_check";

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The name of its file.
    pub id: FormId,
    /// The title for marketers.
    pub title: String,
    /// The language of its page and of its leads, where it says so.
    pub language: Option<Language>,
    /// Its fields, in order; exactly one is of kind [`FieldKind::Email`], and its name is `email`.
    pub fields: Vec<Field>,
    /// On what ground its people may be mailed marketing; none where it gives no ground.
    pub consent: Option<FormConsent>,
    /// The agreements that are to be confirmed from the mailbox.
    pub confirm: Confirm,
    /// Only who has the secret link may post: what is written goes into mails to addresses the writer names.
    pub staff_only: bool,
    /// A field that people do not see; filled in, the post is thanked for and forgotten.
    pub honeypot: Option<String>,
    /// Whether posts must carry a token of the company's own human check in the field [`HUMAN_CHECK_FIELD`].
    pub human_check: bool,
    /// The page that follows a plain form; none for the built-in page of thanks.
    pub thanks_url: Option<String>,
    /// The sites whose pages may post, besides our own, such as `https://www.example.co.jp`.
    pub allow_origins: Vec<WebOrigin>,
    /// Tags that its people get.
    pub tags: Vec<Tag>,
}

impl Form {
    /// The line of its file that lists the sites it has and one more.
    pub fn allow_origins_with(&self, origin: &WebOrigin) -> String {
        let all = self.allow_origins.iter().filter(|it| *it != origin).chain([origin]);
        let all: Vec<String> = all.map(|it| format!("\"{it}\"")).collect();
        format!("\"allow_origins\": [{}]", all.join(", "))
    }
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name under which it is posted; letters, digits, `_` and `-`.
    pub name: String,
    /// The label beside it, for people.
    pub label: String,
    /// The kind of answers.
    pub kind: FieldKind,
    /// Whether it must be answered.
    pub required: bool,
}

/// The kind of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// An e-mail address.
    Email,
    /// One line.
    Text {
        /// Characters at most.
        max_length: usize,
    },
    /// Several lines.
    LongText {
        /// Characters at most.
        max_length: usize,
    },
    /// One of these.
    Choice {
        /// The answers; never empty.
        options: Vec<String>,
    },
    /// Ticked or not.
    Checkbox,
}

/// The ground a form gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormConsent {
    /// The text that people agreed to, word for word; kept with each consent.
    pub text: String,
    /// The checkbox that has to be ticked; none where posting is agreeing.
    pub field: Option<String>,
    /// The ground in law.
    pub basis: Basis,
}

impl Form {
    /// Reads `forms/<id>.json`; every problem is reported.
    pub fn read(id: FormId, text: &str) -> Result<Self, Problems> {
        let written: FormText = parse(text)?;
        let mut notes = Notes::default();
        let form = written.read(id, &mut notes);
        notes.finish(form)
    }
}
