//! `L#<lead>` / `consent#<time>#<form or method>`: `basis`, `purpose`, `obtained_at`, `method`, `form`, `text_hash`,
//! `evidence` (map). Written once, never changed.

use super::message::{parse_purpose, purpose_name};
use crate::attributes::{Attributes, Draft, Record, millis};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;
use cadence::consent::Basis;
use cadence::ids::{FormId, LeadId};
use cadence::sequence::Purpose;
use std::collections::BTreeMap;

/// The proof of one ground. It says nothing about the person but the lead's id, which is its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    /// The ground.
    pub basis: Basis,
    /// For which mails.
    pub purpose: Purpose,
    /// When it was given.
    pub obtained_at: Instant,
    /// How: `form`, `api`, `import` …
    pub method: String,
    /// The form, where there was one.
    pub form: Option<FormId>,
    /// Hash of the text the person agreed to.
    pub text_hash: String,
    /// What else bears witness, such as the version of the form.
    pub evidence: BTreeMap<String, String>,
}

pub(crate) fn write(lead: &LeadId, record: &ConsentRecord) -> Attributes {
    let source = record.form.as_ref().map_or(record.method.as_str(), FormId::as_str);
    Draft::at(&keys::consent(lead, &millis(record.obtained_at), source))
        .text("basis", basis_name(record.basis))
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
