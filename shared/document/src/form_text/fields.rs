//! The fields of a form as they are written: their names and kinds, and the names that the program keeps for itself.

use crate::form::{Field, FieldKind, HUMAN_CHECK_FIELD};
use crate::problem::{Notes, join};
use cadence::campaign;
use cadence::limits::ATTRIBUTE_LENGTH_MAX;
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
            let message = format!("two fields are named {:?}", field.name);
            notes.add(place, "duplicate-field", message, "give each field a name of its own");
        }
    }
    let emails: Vec<&Field> = fields.iter().filter(|field| field.kind == FieldKind::Email).collect();
    let remedy = "write exactly one { \"name\": \"email\", \"type\": \"email\", \"required\": true }";
    match emails.as_slice() {
        [] => {
            notes.add("/fields", "form-without-email", "the form does not ask for an e-mail address", remedy);
        }
        [one] if one.name == "email" => {}
        [one] => {
            let message = format!("the e-mail field is named {:?}, not \"email\"", one.name);
            notes.add("/fields", "form-email-name", message, remedy);
        }
        [_, _, ..] => {
            notes.add("/fields", "form-with-two-emails", "the form has several e-mail fields", remedy);
        }
    }
    Some(fields)
}

pub(super) fn check_honeypot(honeypot: &str, fields: &[Field], notes: &mut Notes) {
    note_reserved(honeypot, "/honeypot", notes);
    if fields.iter().any(|field| field.name == honeypot) {
        let message =
            format!("{honeypot:?} is a field that people fill in, so all of them would be taken for robots");
        notes.add(
            "/honeypot",
            "honeypot-is-field",
            message,
            "choose a name that no field has, such as \"leave_empty\"",
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
        let message = "a form for staff has a key of its own and needs no human check";
        notes.add("/human_check", "human-check-for-staff", message, "remove `human_check`");
    }
    if honeypot == Some(HUMAN_CHECK_FIELD) || fields.iter().any(|field| field.name == HUMAN_CHECK_FIELD) {
        let message = format!(
            "{HUMAN_CHECK_FIELD:?} is the field of the human check, and the form uses it for something else"
        );
        notes.add("/human_check", "human-check-is-field", message, "give that field another name");
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
        let message = format!("{name:?} cannot be the name of a field");
        notes.add(
            pointer,
            "bad-field-name",
            message,
            "begin with a-z, then a-z, 0-9 and _, such as \"company_size\"",
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
        let message = format!("{name:?} belongs to the campaign, which every form records by itself");
        notes.add(
            pointer,
            "reserved-field",
            message,
            "leave the field out, or choose a name that does not begin with utm_",
        );
    }
}

fn options(written: Option<Vec<String>>, pointer: &str, notes: &mut Notes) -> Option<Vec<String>> {
    let options = written.filter(|options| !options.is_empty());
    if options.is_none() {
        notes.add(
            pointer,
            "choice-without-options",
            "a choice without options cannot be answered",
            "add \"options\": [ … ]",
        );
    }
    options
}
