//! A lead that does not exist, for previews and timelines: somebody who filled in every field of the form, with the answers that
//! such a form gets.

mod values;
mod written;

pub use written::{Written, read};

use authoring::preview::Reader;
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::consent::{Basis, Consent, ConsentState, Proof};
use cadence::ids::LeadId;
use cadence::lead::{Card, Lead, Profile};
use cadence::limits::HASH_ID_LENGTH;
use cadence::preferences::Preferences;
use cadence::publication::CompiledMail;
use cadence::sequence::{Entry, Language, Sequence};
use document::Catalog;
use mail::template::{self, Part};
use std::collections::BTreeMap;
use values::Values;

/// Fields that are not attributes of a lead.
const OWN_FIELDS: [&str; 2] = ["email", "name"];

/// Somebody who filled in every field of the form that starts the sequence. Anything else that the mail asks for has the
/// answer that its name suggests.
pub fn reader(catalog: &Catalog, sequence: &Sequence, mail: &CompiledMail) -> Reader {
    let answers = answers(catalog, sequence);
    let mut reader = Reader {
        email: None,
        name: Some(name(sequence.language).to_owned()),
        attributes: answers.clone(),
        event: answers,
    };
    let values = Values(sequence.language);
    for (group, field) in asked(mail) {
        let answers = if group == "lead" { &mut reader.attributes } else { &mut reader.event };
        if !OWN_FIELDS.contains(&field.as_str()) {
            let answer = values.named(&field, &field);
            answers.entry(field).or_insert(answer);
        }
    }
    reader
}

/// The fields of the lead and of the event that a mail asks for, as `lead` or `event` and the name behind it.
pub fn asked(mail: &CompiledMail) -> Vec<(String, String)> {
    let parts = [(&mail.subject, Part::Subject), (&mail.html, Part::Html), (&mail.text, Part::Text)];
    // Compiled mails have passed this check; what is wrong otherwise is told when the mail is filled.
    let names =
        parts.into_iter().flat_map(|(source, part)| template::check(source, part).unwrap_or_default());
    let fields = names.filter_map(|name| {
        let (group, field) = name.split_once('.')?;
        matches!(group, "lead" | "event").then(|| (group.to_owned(), field.to_owned()))
    });
    fields.collect()
}

/// A lead with that name who agreed to marketing, for walks.
pub fn lead(catalog: &Catalog, sequence: &Sequence, now: Instant) -> anyhow::Result<Lead> {
    let consent = Consent { basis: Basis::Express, proof: Proof::Posted, obtained_at: now };
    let card = Card {
        id: LeadId::parse(&"a".repeat(HASH_ID_LENGTH))?,
        address: EmailAddress::parse("sample@example.com")?,
        zone: catalog.policy().zone,
        consent: ConsentState { marketing: Some(consent), ..ConsentState::default() },
        preferences: Preferences::default(),
        complaint_open: false,
        created_at: now,
        erased_at: None,
    };
    let name = Some(name(sequence.language).to_owned());
    let attributes = answers(catalog, sequence);
    Ok(Lead { card, profile: Profile { name, attributes, ..Profile::default() } })
}

/// The names that forms print as examples in either language, so that nobody takes them for a customer.
fn name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "山田 花子",
        Language::English => "Alex Smith",
    }
}

fn answers(catalog: &Catalog, sequence: &Sequence) -> BTreeMap<String, String> {
    let form = match &sequence.entry {
        Entry::Form(form) => catalog.form(form),
        Entry::Event(_) | Entry::Sweep(_) => None,
    };
    let fields = form.into_iter().flat_map(|form| &form.fields);
    let answered = fields.filter(|field| !OWN_FIELDS.contains(&field.name.as_str()));
    answered.map(|field| (field.name.clone(), Values(sequence.language).of(field))).collect()
}
