//! A row as it comes, and the lead that is read from it. Everything that a lead may not be is refused here, with its reason.

use super::fault::{DateFault, EvidenceFault, RowFault};
use crate::Instant;
use crate::address::EmailAddress;
use crate::consent::{Basis, Consent, Proof};
use crate::ids::Tag;
use crate::limits::{
    ATTRIBUTE_LENGTH_MAX, ATTRIBUTE_NAME_LENGTH_MAX, CLOCKS_APART_SECONDS, EVENT_KEY_LENGTH_MAX,
    EVIDENCE_LENGTH_MAX, IMPORTED_NAME_LENGTH_MAX,
};
use crate::text::{carries_encoded_word, cleaned, is_blank, lost_characters};
use crate::wording::Language;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The kind of ground that a company says for its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroundKind {
    /// The person gave the address on a business card or in writing (特定電子メール法 3条1項2号).
    BusinessCard,
    /// The person deals with the company already (特定電子メール法 3条1項3号).
    ExistingBusiness,
    /// The person agreed in so many words (特定電子メール法 3条1項1号).
    Express,
}

impl GroundKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::BusinessCard, Self::ExistingBusiness, Self::Express];

    /// The name in options and requests.
    pub fn name(self) -> &'static str {
        match self {
            Self::BusinessCard => "business-card",
            Self::ExistingBusiness => "existing-business",
            Self::Express => "express",
        }
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == text)
    }

    /// The ground of this kind, noted by the company.
    pub fn obtained_at(self, obtained_at: Instant) -> Consent {
        let (basis, proof) = match self {
            Self::BusinessCard => (Basis::WrittenNotice, Proof::BusinessCard),
            Self::ExistingBusiness => (Basis::ExistingBusiness, Proof::InWriting),
            Self::Express => (Basis::Express, Proof::InWriting),
        };
        Consent { basis, proof, obtained_at }
    }
}

/// The ground that is said for all rows of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundOfAll {
    /// Its kind.
    pub kind: GroundKind,
    /// The evidence, where a row says none of its own.
    pub evidence: Option<String>,
    /// The time at which it was obtained, where a row says none of its own.
    pub obtained_at: Option<Instant>,
    /// The name of whoever noted it.
    pub by: String,
}

/// The terms under which rows are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportTerms {
    /// The ground; `None` for leads that get no marketing.
    pub ground: Option<GroundOfAll>,
    /// The company's zone.
    pub zone: Tz,
}

/// A row as it comes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportRow {
    /// The address.
    pub address: String,
    /// The name.
    pub name: Option<String>,
    /// The language of mails.
    pub language: Option<Language>,
    /// The names of tags.
    pub tags: Vec<String>,
    /// Other values by name.
    pub attributes: BTreeMap<String, String>,
    /// The time at which the ground was obtained: a day, a day with a time, or a moment with its offset.
    pub obtained_on: Option<String>,
    /// The evidence of the ground.
    pub evidence: Option<String>,
    /// The name that another system gave to handing the lead over: told twice, it counts once.
    pub key: Option<String>,
}

/// The lead that a row makes.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedLead {
    /// The address.
    pub address: EmailAddress,
    pub(super) name: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) tags: Vec<Tag>,
    pub(super) attributes: BTreeMap<String, String>,
    /// The ground, if one is said.
    pub ground: Option<LeadGround>,
    /// The name of this handing over.
    pub key: Option<String>,
}

/// The ground of one lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadGround {
    /// The ground.
    pub consent: Consent,
    /// Its evidence.
    pub evidence: String,
    /// The name of whoever noted it.
    pub by: String,
}

impl ImportRow {
    /// Reads the row. Blank values are none.
    ///
    /// # Errors If something in it is no lead's; the fault says what to write.
    pub fn read(self, terms: &ImportTerms, now: Instant) -> Result<ImportedLead, RowFault> {
        let address = EmailAddress::parse_lead(&self.address).map_err(RowFault::Address)?;
        let name = self.name.as_deref().map(name).transpose()?.flatten();
        let tags = self.tags.iter().map(|text| Tag::parse(text).map_err(|_| RowFault::Tag(text.clone())));
        let tags = tags.collect::<Result<Vec<_>, _>>()?;
        let attributes = self.attributes.iter().map(|(name, value)| attribute(name, value));
        let attributes = attributes.filter_map(Result::transpose).collect::<Result<BTreeMap<_, _>, _>>()?;
        let (evidence, obtained_on) = (self.evidence.as_deref(), self.obtained_on.as_deref());
        let ground = match &terms.ground {
            None => None,
            Some(of_all) => {
                let consent = obtained(of_all, obtained_on, terms.zone, now)?;
                let evidence = evidence_of(of_all, evidence, name.as_deref())?;
                Some(LeadGround { consent, evidence, by: of_all.by.clone() })
            }
        };
        let key = self.key.as_deref().map(key).transpose()?;
        Ok(ImportedLead { address, name, language: self.language, tags, attributes, ground, key })
    }
}

/// A name in one line; nothing where it is blank.
fn name(text: &str) -> Result<Option<String>, RowFault> {
    if is_blank(text) {
        return Ok(None);
    }
    let name = one_line(text);
    if name.contains(char::is_control) || carries_encoded_word(&name) || lost_characters(&name) {
        return Err(RowFault::Name);
    }
    if name.chars().count() > IMPORTED_NAME_LENGTH_MAX {
        return Err(RowFault::NameTooLong);
    }
    Ok(Some(name))
}

/// A value under its name; nothing where it is blank.
fn attribute(name: &str, value: &str) -> Result<Option<(String, String)>, RowFault> {
    let (name, value) = (one_line(name), one_line(value));
    if is_blank(&value) {
        return Ok(None);
    }
    if is_blank(&name) || name.chars().count() > ATTRIBUTE_NAME_LENGTH_MAX || name.contains(char::is_control)
    {
        return Err(RowFault::AttributeName);
    }
    if value.chars().count() > ATTRIBUTE_LENGTH_MAX {
        return Err(RowFault::AttributeTooLong(name));
    }
    if value.contains(char::is_control) || lost_characters(&value) {
        return Err(RowFault::AttributeText(name));
    }
    Ok(Some((name, value)))
}

/// The name of a handing over. One that lost characters names nothing.
fn key(text: &str) -> Result<String, RowFault> {
    let key = text.trim();
    let fits = (1..=EVENT_KEY_LENGTH_MAX).contains(&key.chars().count());
    if !fits || key.contains(char::is_control) || lost_characters(key) {
        return Err(RowFault::Key);
    }
    Ok(key.to_owned())
}

/// The text without signs that nobody sees, its lines in one.
fn one_line(text: &str) -> String {
    let lines = cleaned(text);
    let lines = lines.split(['\n', '\r', '\t']).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// The ground at the time that the row says, or that is said for all.
fn obtained(of_all: &GroundOfAll, own: Option<&str>, zone: Tz, now: Instant) -> Result<Consent, RowFault> {
    let own = own.filter(|own| !is_blank(own));
    let at = match own {
        Some(own) => Some(moment(own, zone).ok_or(RowFault::Date(DateFault::Unreadable))?),
        None => of_all.obtained_at,
    };
    let at = at.ok_or(RowFault::Date(DateFault::Missing))?;
    if at > now + TimeDelta::seconds(CLOCKS_APART_SECONDS) {
        return Err(RowFault::Date(DateFault::InFuture));
    }
    Ok(of_all.kind.obtained_at(at))
}

/// The evidence that the row says, or that is said for all. It outlives an erasure, so it names nobody who is mailed.
fn evidence_of(of_all: &GroundOfAll, own: Option<&str>, name: Option<&str>) -> Result<String, RowFault> {
    let own = own.map(one_line).filter(|own| !is_blank(own));
    if let Some(own) = own {
        let names_person = own.contains(['@', '＠']) || name.is_some_and(|name| own.contains(name));
        if names_person {
            return Err(RowFault::Evidence(EvidenceFault::NamesPerson));
        }
        if own.chars().count() > EVIDENCE_LENGTH_MAX || own.contains(char::is_control) {
            return Err(RowFault::Evidence(EvidenceFault::TooLong));
        }
        return Ok(own);
    }
    of_all.evidence.clone().ok_or(RowFault::Evidence(EvidenceFault::Missing))
}

/// Reads a day (its beginning), a day with a time, both on the clocks of the zone, or a moment with its offset.
pub fn moment(text: &str, zone: Tz) -> Option<Instant> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let day = |text: &str| text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN));
    let minute = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
    let local = day(text).or_else(|| text.parse::<NaiveDateTime>().ok()).or_else(|| minute(text))?;
    // A time that a change of clocks leaves out is that of an hour later.
    let found = local.and_local_timezone(zone).earliest();
    let found = found.or_else(|| (local + TimeDelta::hours(1)).and_local_timezone(zone).earliest());
    found.map(|moment| moment.to_utc())
}
