//! What is wrong in a templates folder, and how it is shown: to people as text, to programs as JSON.

use crate::rules;
use serde::Serialize;
use std::fmt;

/// Findings of one file that are shown at most; who has corrected them sees the next.
const SHOWN_MAX: usize = 100;

/// Findings of one file that are looked for at most in its keys and its signs: a file that is wrong all over is told soon.
pub(crate) const TOLD_MAX: usize = 1_000;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published while it is there.
    Error,
    /// Worth a look; it does not hold up publishing.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it holds up publishing.
    pub severity: Severity,
    /// The id of the rule, in kebab-case; [`rules::ALL`] explains it.
    pub rule: &'static str,
    /// The file, relative to the templates folder, with `/` between the parts.
    pub file: String,
    /// In a JSON file: where, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub remedy: String,
}

impl Finding {
    /// A finding at the beginning of a file; its severity is the rule's.
    pub(crate) fn new(
        rule: &'static str,
        file: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let severity = rules::severity(rule);
        let (file, message, remedy) = (file.into(), message.into(), remedy.into());
        Self { severity, rule, file, pointer: String::new(), line: 1, column: 1, message, remedy }
    }

    /// The same finding in another line.
    pub(crate) fn on(self, (line, column): (usize, usize)) -> Self {
        Self { line, column, ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(f, "{}:{}:{}: {severity}[{}]", self.file, self.line, self.column, self.rule)?;
        if !self.pointer.is_empty() {
            writeln!(f, "  at {}", self.pointer)?;
        }
        writeln!(f, "  {}", self.message)?;
        write!(f, "  → {}", self.remedy)
    }
}

/// Everything that was found, in the order of files and lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Puts findings in order; the same thing said twice is said once. Of one file the first [`SHOWN_MAX`] are kept, errors
    /// before warnings, and how many more there are.
    pub(crate) fn of(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| order(a).cmp(&order(b)));
        findings.dedup();
        let mut kept = Vec::with_capacity(findings.len().min(SHOWN_MAX));
        for of_file in findings.chunk_by(|a, b| a.file == b.file) {
            keep(of_file, &mut kept);
        }
        Self { findings: kept }
    }

    /// Whether something holds up publishing.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many findings hold up publishing, and how many do not.
    pub fn count(&self) -> (usize, usize) {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        (errors, self.findings.len() - errors)
    }
}

/// The key by which findings are put in order.
fn order(it: &Finding) -> (&str, usize, usize, Severity, &str, &str) {
    (&it.file, it.line, it.column, it.severity, it.rule, &it.message)
}

/// Keeps the findings of one file, or as many as are shown and one that counts the others.
fn keep(of_file: &[Finding], kept: &mut Vec<Finding>) {
    if of_file.len() <= SHOWN_MAX {
        return kept.extend_from_slice(of_file);
    }
    let (errors, warnings): (Vec<&Finding>, Vec<&Finding>) =
        of_file.iter().partition(|it| it.severity == Severity::Error);
    let mut shown: Vec<&Finding> = errors.iter().chain(&warnings).copied().take(SHOWN_MAX).collect();
    shown.sort_by_key(|it| order(it));
    let more = of_file.len() - SHOWN_MAX;
    let rule = if errors.len() > SHOWN_MAX { "more-errors" } else { "more-warnings" };
    let last = shown.last().map_or((1, 1), |it| (it.line, it.column));
    let file = of_file.first().map(|it| it.file.clone()).unwrap_or_default();
    kept.extend(shown.into_iter().cloned());
    // Beyond that, some were not even looked for.
    let over = if of_file.len() < TOLD_MAX { "" } else { "over " };
    let message = format!("and {over}{more} more in this file");
    kept.push(Finding::new(rule, file, message, "correct those above, then check again").on(last));
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}\n")?;
        }
        let (errors, warnings) = self.count();
        match (errors, warnings) {
            (0, 0) => f.write_str("nothing is wrong"),
            (_, _) => write!(f, "errors: {errors}, warnings: {warnings}"),
        }
    }
}

impl std::error::Error for Report {}
