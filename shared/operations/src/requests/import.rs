//! Importing a list: its terms, which are told once, and its rows, a hundred at a time. And giving one out, page by page.

use super::Who;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The ground that is said for all rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidGround {
    /// `business-card`, `existing-business` or `express`.
    pub kind: String,
    /// The evidence, for rows that say none of their own.
    pub evidence: Option<String>,
    /// The day or the moment at which it was obtained, for rows that say none of their own.
    pub obtained_on: Option<String>,
    /// The name of whoever noted it.
    pub by: String,
}

/// The terms of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsOfImport {
    /// The list.
    pub list: String,
    /// The ground; `None` for leads that get no marketing.
    pub ground: Option<SaidGround>,
}

/// Begin an import: the terms are checked, and who imports is noted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginImport {
    /// The terms.
    pub terms: TermsOfImport,
    /// The name of whoever imports.
    pub by: String,
    /// Whether the terms are only checked, and nothing is noted.
    pub plan: bool,
}

/// Import rows, or tell what would come of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportLeads {
    /// The terms.
    pub terms: TermsOfImport,
    /// Whether nothing is written.
    pub plan: bool,
    /// The rows, a hundred at most.
    pub rows: Vec<LeadRow>,
}

/// Give out the next leads of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportList {
    /// The list.
    pub list: String,
    /// The name of whoever asks; it is noted with the first page.
    pub by: String,
    /// The place that the page before gave; `None` for the first page.
    pub after: Option<String>,
}

/// One person of a list. It names the person, so it is shown nowhere.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadRow {
    /// The address.
    pub address: Who,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The language of mails, `ja` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The names of tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Other values by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The day or the moment at which the ground was obtained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtained_on: Option<String>,
    /// The evidence of the ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

impl fmt::Debug for LeadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeadRow(…)")
    }
}
