//! `forms/<id>.json` as it is written, and the conditions on a form as a whole.

mod fields;

use crate::confirmation::{self, ConfirmWord};
use crate::form::{Field, FieldKind, Form, FormConsent};
use crate::problem::{Notes, join};
use crate::refusals;
use crate::suggest;
use crate::words::LanguageWord;
use cadence::confirmation::Confirm;
use cadence::consent::Basis;
use cadence::ids::{FormId, Tag};
use cadence::limits::TAGS_PER_LEAD_MAX;
use cadence::origin::{OriginError, WebOrigin};
use cadence::sequence::Language;
use cadence::{text, words};
use fields::{FieldText, check_honeypot, check_human_check, read_fields};
use serde::Deserialize;

/// フォーム。ファイル名がIDです。 / A web form; the file name is its id.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "form")]
pub(crate) struct FormText {
    /// スキーマの場所（エディタ用）。 / Where the schema lies, for the editor.
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// 題名。 / Title.
    title: Option<String>,
    /// フォームの言語。 / Language of the form.
    language: Option<LanguageWord>,
    /// 入力項目。email という名前のメール欄が一つ必要です。 / What it asks; one field of type email named email.
    #[cfg_attr(feature = "schema", schemars(required))]
    fields: Option<Vec<FieldText>>,
    /// 案内メールの同意。 / On what ground its people may be mailed marketing.
    consent: Option<ConsentText>,
    /// 同意を、届いたメールからもう一度確かめるか（ダブルオプトイン）。"always" は全員、"after a refusal" は前に配信を断った方だけ、"never"
    /// は確かめません（標準）。 / Whether an agreement is to be confirmed from the mailbox (double opt-in): "always", "after a refusal" for
    /// people who refused before, or "never", which is usual.
    confirm: Option<ConfirmWord>,
    /// 社内専用。専用のリンクを持つ人だけが送信できます。 / Staff only: it takes posts that carry its secret link's key.
    staff_only: Option<bool>,
    /// 人には見えない、いたずら防止の項目名。ブラウザーが自動で入力しない名前にします。 / A field that people do not see, against robots; a
    /// name that no browser fills in by itself.
    honeypot: Option<String>,
    /// 人かどうかの確認を必須にします。確認は自社のサーバーで行い、項目 `human_check` に入れて送ります。 / Posts must carry a token of
    /// your own human check in the field `human_check`.
    human_check: Option<bool>,
    /// 送信後に開くページ。 / Page shown after posting; without it a built-in one.
    thanks_url: Option<String>,
    /// 送信を許すサイト。ここにないサイトのページからの送信は受け付けません。 / Sites whose pages may post; posts of other sites' pages are refused.
    allow_origins: Option<Vec<String>>,
    /// 付けるタグ。 / Tags that its people get.
    tags: Option<Vec<String>>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 同意。 / Consent.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "consent")]
pub(crate) struct ConsentText {
    /// 同意の文。そのまま記録されます。 / What people agree to, kept word for word.
    #[cfg_attr(feature = "schema", schemars(required))]
    text: Option<String>,
    /// 同意のチェック欄の名前。なければ送信が同意です。 / The checkbox; without it, posting is agreeing.
    field: Option<String>,
    /// 法的な根拠。 / The ground in law.
    basis: Option<BasisWord>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// Grounds a form can give.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum BasisWord {
    Express,
    ImpliedInquiry,
    ExistingBusiness,
    WrittenNotice,
}

impl FormText {
    pub(crate) fn read(self, id: FormId, notes: &mut Notes) -> Option<Form> {
        let fields = notes.need(self.fields, "", "fields").and_then(|fields| read_fields(fields, notes));
        let confirm = self.confirm.map(Confirm::from).unwrap_or_default();
        confirmation::check_form(confirm, self.consent.is_some(), self.staff_only == Some(true), notes);
        let consent = self.consent.map(|consent| consent.read(fields.as_deref(), notes));
        let thanks_url = self.thanks_url.and_then(|url| notes.url(&url, "/thanks_url"));
        let origins = self.allow_origins.unwrap_or_default().into_iter().enumerate();
        let allow_origins = origins
            .filter_map(|(index, text)| origin(&text, &join("/allow_origins", index), notes))
            .collect();
        let tags = read_tags(self.tags.unwrap_or_default(), notes);
        let fields = fields?;
        if let Some(honeypot) = &self.honeypot {
            check_honeypot(honeypot, &fields, notes);
        }
        if self.human_check == Some(true) {
            check_human_check(self.staff_only == Some(true), self.honeypot.as_deref(), &fields, notes);
        }
        Some(Form {
            title: self.title.unwrap_or_else(|| id.to_string()),
            id,
            language: self.language.map(Language::from),
            fields,
            consent: consent.flatten(),
            confirm,
            staff_only: self.staff_only.unwrap_or(false),
            honeypot: self.honeypot,
            human_check: self.human_check.unwrap_or(false),
            thanks_url,
            allow_origins,
            tags,
        })
    }
}

/// The tags of a form: not more than a lead has room for.
fn read_tags(written: Vec<String>, notes: &mut Notes) -> Vec<Tag> {
    let count = written.len();
    if count > TAGS_PER_LEAD_MAX {
        notes.add(
            "/tags",
            "too-many-tags",
            text!(
                en = "the form gives {count} tags, and a lead has room for {TAGS_PER_LEAD_MAX}",
                ja = "タグが {count} 個あります。一人に付けられるのは {TAGS_PER_LEAD_MAX} 個までです。"
            ),
            words!(
                en = "keep the tags that sequences ask about",
                ja = "シナリオで使うタグだけを残してください。"
            ),
        );
    }
    let tags = written.into_iter().enumerate();
    tags.filter_map(|(index, tag)| notes.name(Tag::parse, &tag, &join("/tags", index))).collect()
}

impl ConsentText {
    fn read(self, fields: Option<&[Field]>, notes: &mut Notes) -> Option<FormConsent> {
        let text = notes.text(self.text, "/consent", "text");
        if let (Some(name), Some(fields)) = (&self.field, fields) {
            let kind = fields.iter().find(|field| field.name == *name).map(|field| &field.kind);
            if kind != Some(&FieldKind::Checkbox) {
                let message = text!(
                    en = "{name:?} is not a checkbox of this form",
                    ja = "{name:?} は、このフォームのチェック欄（checkbox）ではありません。"
                );
                let boxes = fields.iter().filter(|field| field.kind == FieldKind::Checkbox);
                let near = suggest::nearest(name, boxes.map(|field| field.name.as_str()));
                let usual = words!(
                    en = "name a field of type checkbox, or remove `field` so that posting is agreeing",
                    ja = "種類が checkbox の項目を書いてください。`field` を消すと、送信そのものが\
                         同意になります。"
                );
                let remedy = near.map_or(usual.into(), |near| {
                    text!(en = "did you mean {near:?}?", ja = "{near:?} ではありませんか。")
                });
                notes.add("/consent/field", "consent-field", message, remedy);
            }
        }
        let basis = match self.basis {
            Some(BasisWord::Express) | None => Basis::Express,
            Some(BasisWord::ImpliedInquiry) => Basis::ImpliedInquiry,
            Some(BasisWord::ExistingBusiness) => Basis::ExistingBusiness,
            Some(BasisWord::WrittenNotice) => Basis::WrittenNotice,
        };
        Some(FormConsent { text: text?, field: self.field, basis })
    }
}

fn origin(text: &str, pointer: &str, notes: &mut Notes) -> Option<WebOrigin> {
    match WebOrigin::parse(text) {
        Ok(origin) => Some(origin),
        Err(error) => {
            let remedy = match &error {
                OriginError::Path { bare } => {
                    text!(en = "write \"{bare}\"", ja = "\"{bare}\" と書いてください。")
                }
                OriginError::Scheme
                | OriginError::Wildcard
                | OriginError::Credentials
                | OriginError::Host
                | OriginError::Port => words!(
                    en = "write scheme and host only, without a path or a slash, such as \"\
                         https://www.example.co.jp\"",
                    ja = "\"https://www.example.co.jp\" のように、https:// とホスト名だけを書いて\
                         ください。パスや最後の / は付けません。"
                )
                .into(),
            };
            notes.add(
                pointer,
                "bad-origin",
                {
                    let why = refusals::origin(&error);
                    text!(
                        en = "{text:?} is not a web origin: {why}",
                        ja = "{text:?} は、サイトの書き方ではありません。{why}",
                        texts = [why]
                    )
                },
                remedy,
            );
            None
        }
    }
}
