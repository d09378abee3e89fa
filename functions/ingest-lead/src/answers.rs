//! The fields of a post held against the form: every problem at once, or what the person answered.

use crate::body::Fields;
use cadence::address::{AddressError, EmailAddress};
use cadence::checkbox::{Tick, tick_of_all};
use cadence::limits::ATTRIBUTE_LENGTH_MAX;
use cadence::text::{carries_encoded_word, carries_link, cleaned, is_blank, spelling};
use document::{Field, FieldKind, Form};
use std::collections::BTreeMap;

/// The answers of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answers {
    /// The address for mail.
    pub(crate) address: EmailAddress,
    /// The name, where the form asks for it.
    pub(crate) name: Option<String>,
    /// The other fields that were filled in.
    pub(crate) others: BTreeMap<String, String>,
    /// The person's answer about the form's consent; nothing if the form asks for none.
    pub(crate) consent: Tick,
}

/// The problem with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    /// The name of the field.
    pub(crate) field: String,
    /// The label beside it, for people.
    pub(crate) label: String,
    /// The problem.
    pub(crate) fault: Fault,
}

/// The faults that a field can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It must be filled in.
    Missing,
    /// It is longer than allowed.
    TooLong {
        /// Characters at most.
        most: usize,
    },
    /// It is none of the options.
    NoOption,
    /// It has line breaks or other control characters.
    ControlCharacter,
    /// It carries what mail programs make a link of: answers stand in mails, and strangers must not advertise there.
    Link,
    /// It is written as headers of mails are (`=?UTF-8?B?…?=`), which a mail program may take for something else.
    Encoded,
    /// It was posted several times with different answers, and one of them would be lost.
    Several,
    /// It is neither a yes nor a no.
    NeitherYesNorNo,
    /// It came in parts (`name[first]`), and nobody can know how they belong together.
    InParts,
    /// It is no address that mail can go to.
    Address(AddressError),
}

/// Whether the hidden field is filled in, which people do not do.
pub(crate) fn is_from_a_machine(form: &Form, fields: &Fields) -> bool {
    form.honeypot
        .as_ref()
        .is_some_and(|name| fields.has_parts_of(name) || fields.all(name).any(|value| !is_blank(value)))
}

/// Holds the fields against the form. Fields that the form does not ask for are not kept.
pub(crate) fn check(form: &Form, fields: &Fields) -> Result<Answers, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let (mut address, mut name, mut others) = (None, None, BTreeMap::new());
    for field in &form.fields {
        match answer(form, field, fields) {
            Err(fault) => {
                problems.push(FieldProblem { field: field.name.clone(), label: field.label.clone(), fault });
            }
            Ok(None) => {}
            Ok(Some(Answer::Address(given))) => address = Some(given),
            Ok(Some(Answer::Text(text))) if field.name == "name" => name = Some(text),
            Ok(Some(Answer::Text(text))) => drop(others.insert(field.name.clone(), text)),
        }
    }
    let consent = form.consent.as_ref().map_or(Tick::Nothing, |consent| match &consent.field {
        None => Tick::Yes,
        Some(box_name) => {
            let field = form.fields.iter().find(|field| field.name == *box_name);
            field.map_or(Tick::Nothing, |field| ticked(form, field, fields))
        }
    });
    match address {
        Some(address) if problems.is_empty() => Ok(Answers { address, name, others, consent }),
        Some(_) | None => Err(problems),
    }
}

/// The texts in the fields that the form asks for, right or wrong, to be shown to the person who wrote them. A box is among them
/// only if it was ticked.
pub(crate) fn written(form: &Form, fields: &Fields) -> BTreeMap<String, String> {
    let value = |field: &Field| match &field.kind {
        FieldKind::Checkbox => (ticked(form, field, fields) == Tick::Yes).then_some("yes"),
        FieldKind::Email | FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Choice { .. } => {
            let mut values = fields.all(&field.name);
            let first = values.next();
            values.find(|value| first.is_none_or(is_blank) && !is_blank(value)).or(first)
        }
    };
    let fields = form.fields.iter();
    fields.filter_map(|field| Some((field.name.clone(), value(field)?.to_owned()))).collect()
}

/// An answer to one field.
enum Answer {
    Address(EmailAddress),
    Text(String),
}

/// Reads one field; none where it was left empty.
fn answer(form: &Form, field: &Field, fields: &Fields) -> Result<Option<Answer>, Fault> {
    let values = fields.all(&field.name);
    let answer = match &field.kind {
        FieldKind::Checkbox => match ticked(form, field, fields) {
            Tick::Yes => Some(Answer::Text("yes".to_owned())),
            // Consent is not given by it, and whoever posts it is answered all the same; it is counted.
            Tick::Unclear if is_consent(form, field) => None,
            Tick::Unclear => return Err(Fault::NeitherYesNorNo),
            Tick::No | Tick::Nothing => None,
        },
        FieldKind::Email => one_of(values, str::to_owned)?.map(|text| address(&text)).transpose()?,
        FieldKind::Choice { options } => {
            one_of(values, spelling)?.map(|text| option(options, &text)).transpose()?
        }
        FieldKind::Text { max_length } => {
            one_of(values, cleaned)?.map(|text| line(form, field, text, *max_length)).transpose()?
        }
        FieldKind::LongText { max_length } => {
            one_of(values, cleaned)?.map(|text| lines(text, *max_length)).transpose()?
        }
    };
    match answer {
        None if field.kind != FieldKind::Checkbox && fields.has_parts_of(&field.name) => Err(Fault::InParts),
        None if field.required => Err(Fault::Missing),
        answer => Ok(answer),
    }
}

/// The one value that was posted, without what is empty and what is the same; `same` says by what two are compared.
fn one_of<'a>(
    values: impl Iterator<Item = &'a str>,
    same: impl Fn(&str) -> String,
) -> Result<Option<String>, Fault> {
    let mut found: Option<&str> = None;
    for value in values.filter(|value| !is_blank(value)) {
        if found.is_some_and(|found| same(found).trim() != same(value).trim()) {
            return Err(Fault::Several);
        }
        found = found.or(Some(value));
    }
    Ok(found.map(|value| cleaned(value).trim().to_owned()))
}

fn address(text: &str) -> Result<Answer, Fault> {
    EmailAddress::parse_lead(text).map(Answer::Address).map_err(Fault::Address)
}

fn is_consent(form: &Form, field: &Field) -> bool {
    form.consent.as_ref().is_some_and(|consent| consent.field.as_deref() == Some(&*field.name))
}

/// Whether a box is ticked. Its label and, for the box of the consent, the words agreed to are what the form itself may write.
fn ticked(form: &Form, field: &Field, fields: &Fields) -> Tick {
    let mut own = vec![field.label.as_str()];
    if let Some(consent) = form.consent.as_ref().filter(|_| is_consent(form, field)) {
        own.push(&consent.text);
    }
    match tick_of_all(fields.all(&field.name), &own) {
        Tick::Nothing if fields.has_parts_of(&field.name) => Tick::Unclear,
        tick @ (Tick::Yes | Tick::No | Tick::Unclear | Tick::Nothing) => tick,
    }
}

/// The option as the form writes it. One written exactly so comes before one that only looks the same.
fn option(options: &[String], text: &str) -> Result<Answer, Fault> {
    let exact = options.iter().find(|option| option.trim() == text);
    let spelt = spelling(text);
    let mut alike = options.iter().filter(|option| spelling(option) == spelt);
    let only = match (alike.next(), alike.next()) {
        (Some(one), None) => Some(one),
        (Some(_) | None, _) => None,
    };
    exact.or(only).cloned().map(Answer::Text).ok_or(Fault::NoOption)
}

/// A text of one line.
fn line(form: &Form, field: &Field, text: String, max_length: usize) -> Result<Answer, Fault> {
    if text.contains(char::is_control) {
        return Err(Fault::ControlCharacter);
    }
    if carries_encoded_word(&text) {
        return Err(Fault::Encoded);
    }
    if stands_in_mails(form, field) && carries_link(&text) {
        return Err(Fault::Link);
    }
    within(text, max_length.min(ATTRIBUTE_LENGTH_MAX))
}

/// A text of several lines.
fn lines(text: String, max_length: usize) -> Result<Answer, Fault> {
    if text.contains(|c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t')) {
        return Err(Fault::ControlCharacter);
    }
    within(text, max_length.min(4 * ATTRIBUTE_LENGTH_MAX))
}

fn within(text: String, most: usize) -> Result<Answer, Fault> {
    if text.chars().count() > most { Err(Fault::TooLong { most }) } else { Ok(Answer::Text(text)) }
}

/// Fields that hold no link in any form.
const NAMES: [&str; 2] = ["name", "company"];
/// Words in the name of a field that asks for a link.
const LINK_WORDS: [&str; 16] = [
    "url",
    "urls",
    "link",
    "links",
    "web",
    "website",
    "site",
    "homepage",
    "hp",
    "domain",
    "blog",
    "sns",
    "linkedin",
    "github",
    "portfolio",
    "profile",
];

/// Whether an answer of one line may stand in a mail and so must bring no link: each one that strangers write, but for those that
/// ask for a link; of staff, who may send links, only names.
fn stands_in_mails(form: &Form, field: &Field) -> bool {
    let asks_for_link = || field.name.split('_').any(|word| LINK_WORDS.contains(&word));
    NAMES.contains(&field.name.as_str()) || (!form.staff_only && !asks_for_link())
}
