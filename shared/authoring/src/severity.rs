//! The severity of a finding: rules and findings both say it.

use serde::Serialize;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published while it is there.
    Error,
    /// Worth a look; it does not hold up publishing.
    Warning,
}
