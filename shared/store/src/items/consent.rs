//! `L#<lead>` / `consent#<time>#<form or method>`: `basis`, `proof`, `effect`, `purpose`, `obtained_at`, `method`, `form`,
//! `text_hash`, `evidence` (map). Written once, never changed. Older items lack `proof` and `effect`.

use super::message::{parse_purpose, purpose_name};
use crate::attributes::{Attributes, Draft, Record, millis};
use crate::error::StoreError;
use crate::keys::{self, Key};
use cadence::Instant;
use cadence::consent::{Basis, Given, Proof};
use cadence::ids::{FormId, LeadId};
use cadence::sequence::Purpose;
use std::collections::BTreeMap;

/// The record of one ground that somebody gave, and of what it changed. It says nothing about the person but the lead's id, which is its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    /// The ground.
    pub basis: Basis,
    /// The strength of the proof that it is the person's own.
    pub proof: Proof,
    /// Its effect: a ground that was given after a refusal may have none. `None` in older data, which did not say.
    pub effect: Option<Given>,
    /// For which mails.
    pub purpose: Purpose,
    /// When it was given.
    pub obtained_at: Instant,
    /// The method: `form`, `api`, `import` …
    pub method: String,
    /// The form, where there was one.
    pub form: Option<FormId>,
    /// Hash of the text the person agreed to.
    pub text_hash: String,
    /// Further evidence, such as the version of the form.
    pub evidence: BTreeMap<String, String>,
}

impl ConsentRecord {
    /// The name of its ground, as it is kept.
    pub fn basis_name(&self) -> &'static str {
        basis_name(self.basis)
    }

    /// The name of its proof, as it is kept.
    pub fn proof_name(&self) -> &'static str {
        proof_name(self.proof)
    }

    /// The name of its effect, as it is kept; `None` in older data.
    pub fn effect_name(&self) -> Option<&'static str> {
        self.effect.map(effect_name)
    }
}

/// The key of a record.
pub(crate) fn key(lead: &LeadId, record: &ConsentRecord) -> Key {
    let form_or_method = record.form.as_ref().map_or(record.method.as_str(), FormId::as_str);
    keys::consent(lead, &millis(record.obtained_at), form_or_method)
}

pub(crate) fn write(lead: &LeadId, record: &ConsentRecord) -> Attributes {
    Draft::at(&key(lead, record))
        .text("basis", basis_name(record.basis))
        .text("proof", proof_name(record.proof))
        .maybe_text("effect", record.effect.map(effect_name))
        .text("purpose", purpose_name(record.purpose))
        .instant("obtained_at", record.obtained_at)
        .text("method", &*record.method)
        .maybe_text("form", record.form.as_ref().map(FormId::as_str))
        .text("text_hash", &*record.text_hash)
        .map("evidence", record.evidence.clone())
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<ConsentRecord, StoreError> {
    let record = Record::new("consent", item);
    Ok(ConsentRecord {
        basis: record.parsed("basis", parse_basis)?,
        proof: record.maybe_parsed("proof", parse_proof)?.unwrap_or(Proof::Posted),
        effect: record.maybe_parsed("effect", parse_effect)?,
        purpose: record.parsed("purpose", parse_purpose)?,
        obtained_at: record.instant("obtained_at")?,
        method: record.text("method")?.to_owned(),
        form: record.maybe_parsed("form", |text| FormId::parse(text).ok())?,
        text_hash: record.text("text_hash")?.to_owned(),
        evidence: record.map("evidence")?,
    })
}

pub(crate) fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::DoubleOptIn => "double_opt_in",
        Basis::Express => "express",
        Basis::WrittenNotice => "written_notice",
        Basis::ExistingBusiness => "existing_business",
        Basis::ImpliedPurchase => "implied_purchase",
        Basis::ImpliedInquiry => "implied_inquiry",
    }
}

pub(crate) fn parse_basis(text: &str) -> Option<Basis> {
    match text {
        "double_opt_in" => Some(Basis::DoubleOptIn),
        "express" => Some(Basis::Express),
        "written_notice" => Some(Basis::WrittenNotice),
        "existing_business" => Some(Basis::ExistingBusiness),
        "implied_purchase" => Some(Basis::ImpliedPurchase),
        "implied_inquiry" => Some(Basis::ImpliedInquiry),
        _ => None,
    }
}

pub(crate) fn proof_name(proof: Proof) -> &'static str {
    match proof {
        Proof::Posted => "posted",
        Proof::PressedInMail => "pressed_in_mail",
        Proof::BusinessCard => "business_card",
        Proof::InWriting => "in_writing",
        Proof::ConfirmedByMail => "confirmed_by_mail",
    }
}

pub(crate) fn parse_proof(text: &str) -> Option<Proof> {
    match text {
        "posted" => Some(Proof::Posted),
        "pressed_in_mail" => Some(Proof::PressedInMail),
        "business_card" => Some(Proof::BusinessCard),
        "in_writing" => Some(Proof::InWriting),
        "confirmed_by_mail" => Some(Proof::ConfirmedByMail),
        _ => None,
    }
}

fn effect_name(effect: Given) -> &'static str {
    match effect {
        Given::Taken => "taken",
        Given::BetterStands => "none_better_stands",
        Given::AfterRefusal => "none_after_refusal",
        Given::ToBeConfirmed => "none_to_be_confirmed",
    }
}

fn parse_effect(text: &str) -> Option<Given> {
    match text {
        "taken" => Some(Given::Taken),
        "none_better_stands" => Some(Given::BetterStands),
        "none_after_refusal" => Some(Given::AfterRefusal),
        "none_to_be_confirmed" => Some(Given::ToBeConfirmed),
        _ => None,
    }
}
