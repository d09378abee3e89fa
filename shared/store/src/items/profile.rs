//! `L#<lead>` / `profile`: `name`, `language`, `attributes` (map), `rev`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::LeadId;
use cadence::lead::Profile;
use cadence::sequence::Language;

pub(crate) fn write(lead: &LeadId, profile: &Profile) -> Attributes {
    Draft::at(&keys::profile(lead))
        .maybe_text("name", profile.name.as_deref())
        .maybe_text("language", profile.language.map(language_name))
        .map("attributes", profile.attributes.clone())
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Profile, StoreError> {
    let record = Record::new("profile", item);
    Ok(Profile {
        name: record.maybe_text("name")?.map(str::to_owned),
        language: record.maybe_parsed("language", parse_language)?,
        attributes: record.map("attributes")?,
    })
}

fn language_name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::English => "en",
    }
}

fn parse_language(text: &str) -> Option<Language> {
    match text {
        "ja" => Some(Language::Japanese),
        "en" => Some(Language::English),
        _ => None,
    }
}
