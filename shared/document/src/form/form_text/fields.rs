//! The fields of a form as they are written: their names and kinds, and the names that the program keeps for itself.

use crate::form::{Field, FieldKind, HUMAN_CHECK_FIELD};
use crate::problem::{Notes, join};
use cadence::campaign;
use cadence::limits::ATTRIBUTE_LENGTH_MAX;
use cadence::{text, words};
use serde::Deserialize;

/// 入力項目。 / One question.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "field")]
pub(crate) struct FieldText {
    /// 項目の名前（英数字）。name は氏名になります。 / Name under which it is posted; `name` is the lead's name.
    #[cfg_attr(feature = "schema", schemars(required))]
    name: Option<String>,
    /// 表示する見出し。 / What people read beside it.
    label: Option<String>,
    /// 種類。 / Kind of answer.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schemars(required))]
    kind: Option<KindWord>,
    /// 必須かどうか。 / Whether it must be answered.
    required: Option<bool>,
    /// 最大文字数。 / Characters at most.
    max_length: Option<u32>,
    /// 選択肢（choice のとき）。 / The answers of a choice.
    options: Option<Vec<String>>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// Kinds of answers.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindWord {
    Email,
    Text,
    LongText,
    Choice,
    Checkbox,
}

pub(super) fn read_fields(written: Vec<FieldText>, notes: &mut Notes) -> Option<Vec<Field>> {
    let read: Vec<Option<Field>> = written
        .into_iter()
        .enumerate()
        .map(|(index, field)| field.read(&join("/fields", index), notes))
        .collect();
    let fields: Vec<Field> = read.into_iter().collect::<Option<_>>()?;
    for (index, field) in fields.iter().enumerate() {
        if fields[..index].iter().any(|earlier| earlier.name == field.name) {
            let place = join(&join("/fields", index), "name");
            let message =
                text!(en = "two fields are named {:?}", ja = "{:?} という項目が二つあります。", field.name);
            notes.add(
                place,
                "duplicate-field",
                message,
                words!(
                    en = "give each field a name of its own",
                    ja = "項目には、それぞれ別の名前を付けてください。"
                ),
            );
        }
    }
    let emails: Vec<&Field> = fields.iter().filter(|field| field.kind == FieldKind::Email).collect();
    let remedy = words!(
        en = "write exactly one { \"name\": \"email\", \"type\": \"email\", \"required\": true }",
        ja = "{ \"name\": \"email\", \"type\": \"email\", \"required\": true } を、ちょうど一つ書\
             いてください。"
    );
    match emails.as_slice() {
        [] => {
            notes.add(
                "/fields",
                "form-without-email",
                words!(
                    en = "the form does not ask for an e-mail address",
                    ja = "メールアドレスを尋ねる項目がありません。"
                ),
                remedy,
            );
        }
        [one] if one.name == "email" => {}
        [one] => {
            let message = text!(
                en = "the e-mail field is named {:?}, not \"email\"",
                ja = "メールアドレスの項目の名前が \"email\" ではなく {:?} です。",
                one.name
            );
            notes.add("/fields", "form-email-name", message, remedy);
        }
        [_, _, ..] => {
            notes.add(
                "/fields",
                "form-with-two-emails",
                words!(
                    en = "the form has several e-mail fields",
                    ja = "メールアドレスの項目がいくつもあります。"
                ),
                remedy,
            );
        }
    }
    Some(fields)
}

pub(super) fn check_honeypot(honeypot: &str, fields: &[Field], notes: &mut Notes) {
    note_reserved(honeypot, "/honeypot", notes);
    if fields.iter().any(|field| field.name == honeypot) {
        let message = text!(
            en = "{honeypot:?} is a field that people fill in, so all of them would be taken for robots",
            ja = "{honeypot:?} は人が記入する項目です。このままでは、全員が機械とみなされます。"
        );
        notes.add(
            "/honeypot",
            "honeypot-is-field",
            message,
            words!(
                en = "choose a name that no field has, such as \"leave_empty\"",
                ja = "\"leave_empty\" のように、どの項目とも違う名前にしてください。"
            ),
        );
    }
}

pub(super) fn check_human_check(
    staff_only: bool,
    honeypot: Option<&str>,
    fields: &[Field],
    notes: &mut Notes,
) {
    if staff_only {
        let message = words!(
            en = "a form for staff has a key of its own and needs no human check",
            ja = "社内用フォームには専用のリンクがあるので、人かどうかの確認は要りません。"
        );
        notes.add(
            "/human_check",
            "human-check-for-staff",
            message,
            words!(en = "remove `human_check`", ja = "`human_check` を消してください。"),
        );
    }
    if honeypot == Some(HUMAN_CHECK_FIELD) || fields.iter().any(|field| field.name == HUMAN_CHECK_FIELD) {
        let message = text!(
            en = "{HUMAN_CHECK_FIELD:?} is the field of the human check, and the form uses it for \
                 something else",
            ja = "{HUMAN_CHECK_FIELD:?} は人かどうかの確認に使う項目ですが、このフォームでは別のこ\
                 とに使われています。"
        );
        notes.add(
            "/human_check",
            "human-check-is-field",
            message,
            words!(en = "give that field another name", ja = "その項目の名前を変えてください。"),
        );
    }
}

impl FieldText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<Field> {
        let name = notes.text(self.name, pointer, "name");
        let name = name.filter(|name| plain_name(name, &join(pointer, "name"), notes));
        let word = notes.need(self.kind, pointer, "type")?;
        let max_length = |usual: usize| self.max_length.map_or(usual, |length| length as usize);
        let kind = match word {
            KindWord::Email => FieldKind::Email,
            KindWord::Text => FieldKind::Text { max_length: max_length(200) },
            KindWord::LongText => FieldKind::LongText { max_length: max_length(ATTRIBUTE_LENGTH_MAX) },
            KindWord::Choice => FieldKind::Choice { options: options(self.options, pointer, notes)? },
            KindWord::Checkbox => FieldKind::Checkbox,
        };
        let name = name?;
        Some(Field {
            label: self.label.unwrap_or_else(|| name.clone()),
            name,
            kind,
            required: self.required == Some(true),
        })
    }
}

/// Names become placeholders (`lead.<name>`), so they are kept to what a placeholder may be called.
fn plain_name(name: &str, pointer: &str, notes: &mut Notes) -> bool {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !plain {
        let message =
            text!(en = "{name:?} cannot be the name of a field", ja = "{name:?} は項目の名前に使えません。");
        notes.add(
            pointer,
            "bad-field-name",
            message,
            words!(
                en = "begin with a-z, then a-z, 0-9 and _, such as \"company_size\"",
                ja = "\"company_size\" のように、英小文字で始め、英小文字・数字・_ で書いてください。"
            ),
        );
    }
    if plain {
        note_reserved(name, pointer, notes);
    }
    plain
}

/// The campaign has fields of its own; a form that asked for one of them would take its values for answers.
fn note_reserved(name: &str, pointer: &str, notes: &mut Notes) {
    if campaign::is_reserved(name) {
        let message = text!(
            en = "{name:?} belongs to the campaign, which every form records by itself",
            ja = "{name:?} は、どのフォームも自動で記録するキャンペーンの名前です。"
        );
        notes.add(
            pointer,
            "reserved-field",
            message,
            words!(
                en = "leave the field out, or choose a name that does not begin with utm_",
                ja = "その項目を消すか、utm_ で始まらない名前にしてください。"
            ),
        );
    }
}

fn options(written: Option<Vec<String>>, pointer: &str, notes: &mut Notes) -> Option<Vec<String>> {
    let options = written.filter(|options| !options.is_empty());
    if options.is_none() {
        notes.add(
            pointer,
            "choice-without-options",
            words!(
                en = "a choice without options cannot be answered",
                ja = "選択肢がないので、答えられません。"
            ),
            words!(en = "add \"options\": [ … ]", ja = "\"options\": [ … ] を書いてください。"),
        );
    }
    options
}
