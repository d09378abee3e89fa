//! A lead that does not exist, for previews and timelines: 田中 太郎 in Japanese sequences, Alex Smith in English ones.

use authoring::preview::Reader;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::consent::{Basis, Consent, ConsentState};
use cadence::ids::LeadId;
use cadence::lead::{Card, Lead, Profile};
use cadence::limits::HASH_ID_LENGTH;
use cadence::publication::CompiledMail;
use cadence::sequence::{Entry, Language, Sequence};
use document::{Catalog, FieldKind};
use letter::template::{self, Part};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Fields that are not attributes of a lead.
const OWN_FIELDS: [&str; 2] = ["email", "name"];

/// A lead as it is written in a file for `preview --lead`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The name; left out for a lead without one.
    pub name: Option<String>,
    /// What forms and imports said.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// What came with the event that started the sequence.
    #[serde(default)]
    pub event: BTreeMap<String, String>,
}

impl From<Written> for Reader {
    fn from(written: Written) -> Self {
        Self { name: written.name, attributes: written.attributes, event: written.event }
    }
}

/// Somebody who filled in every field of the form that starts the sequence. What else the mail asks for is shown by its name.
pub fn reader(catalog: &Catalog, sequence: &Sequence, mail: &CompiledMail) -> Reader {
    let answers = answers(catalog, sequence);
    let mut reader = Reader {
        name: Some(name(sequence.language).to_owned()),
        attributes: answers.clone(),
        event: answers,
    };
    for (source, part) in [(&mail.subject, Part::Subject), (&mail.html, Part::Html), (&mail.text, Part::Text)]
    {
        // Compiled mails have passed this check; what is wrong otherwise is told when the mail is filled.
        for asked in template::check(source, part).unwrap_or_default() {
            let (values, field) = match asked.split_once('.') {
                Some(("lead", field)) => (&mut reader.attributes, field),
                Some(("event", field)) => (&mut reader.event, field),
                Some(_) | None => continue,
            };
            if !OWN_FIELDS.contains(&field) {
                values.entry(field.to_owned()).or_insert_with(|| bracketed(sequence.language, field));
            }
        }
    }
    reader
}

/// A lead with that name who agreed to marketing, for walks.
pub fn lead(catalog: &Catalog, sequence: &Sequence, now: Instant) -> anyhow::Result<Lead> {
    let consent = Consent { basis: Basis::Express, obtained_at: now };
    let card = Card {
        id: LeadId::parse(&"a".repeat(HASH_ID_LENGTH))?,
        address: EmailAddress::parse("sample@example.com")?,
        zone: catalog.policy().zone,
        consent: ConsentState { marketing: Some(consent), refused_at: None },
        tracking: true,
        complaint_open: false,
        created_at: now,
    };
    let name = Some(name(sequence.language).to_owned());
    let attributes = answers(catalog, sequence);
    Ok(Lead { card, profile: Profile { name, attributes, ..Profile::default() } })
}

fn name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "田中 太郎",
        Language::English => "Alex Smith",
    }
}

fn answers(catalog: &Catalog, sequence: &Sequence) -> BTreeMap<String, String> {
    let form = match &sequence.entry {
        Entry::Form(form) => catalog.form(form),
        Entry::Event(_) | Entry::Sweep(_) => None,
    };
    let fields = form.into_iter().flat_map(|form| &form.fields);
    let answered = fields.filter(|field| !OWN_FIELDS.contains(&field.name.as_str())).map(|field| {
        let answer = match &field.kind {
            FieldKind::Choice { options } => options.first().cloned().unwrap_or_default(),
            FieldKind::Checkbox => "yes".to_owned(),
            FieldKind::Email | FieldKind::Text { .. } | FieldKind::LongText { .. } => {
                bracketed(sequence.language, &field.label)
            }
        };
        (field.name.clone(), answer)
    });
    answered.collect()
}

/// A stand-in that nobody takes for a real value.
fn bracketed(language: Language, what: &str) -> String {
    match language {
        Language::Japanese => format!("〔{what}〕"),
        Language::English => format!("[{what}]"),
    }
}
