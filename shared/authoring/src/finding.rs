//! The faults of a templates folder, and how they are shown: to people as text, to programs as JSON.

use crate::rules;
use crate::severity::Severity;
use cadence::sequence::Language;
use cadence::wording::Text;
use cadence::{text, words};
use serde::Serialize;
use std::fmt;

/// Findings of one file that are shown at most; who has corrected them sees the next.
const SHOWN_MAX: usize = 100;

/// Findings of one file that are looked for at most in its keys and its signs: a file that is wrong all over is told soon.
pub(crate) const TOLD_MAX: usize = 1_000;

/// One thing that is wrong, in both languages; [`Finding::in_language`] shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it holds up publishing.
    pub severity: Severity,
    /// The id of the rule, in kebab-case; [`rules::ALL`] explains it.
    pub rule: &'static str,
    /// The file, relative to the templates folder, with `/` between the parts.
    pub file: String,
    /// In a JSON file: where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The problem.
    pub message: Text,
    /// The remedy.
    pub remedy: Text,
}

/// A finding in one language, as people and programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told<'a> {
    severity: Severity,
    rule: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pointer: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    remedy: &'a str,
}

impl Finding {
    /// A finding at the beginning of a file; its severity is the rule's.
    pub(crate) fn new(
        rule: &'static str,
        file: impl Into<String>,
        message: impl Into<Text>,
        remedy: impl Into<Text>,
    ) -> Self {
        let severity = rules::severity(rule);
        let (file, message, remedy) = (file.into(), message.into(), remedy.into());
        Self { severity, rule, file, pointer: String::new(), line: 1, column: 1, message, remedy }
    }

    /// The same finding in another line.
    pub(crate) fn on(self, (line, column): (usize, usize)) -> Self {
        Self { line, column, ..self }
    }

    /// The finding in English, as developers read it.
    pub fn english(&self) -> Told<'_> {
        self.in_language(Language::English)
    }

    /// The finding in one language.
    pub fn in_language(&self, language: Language) -> Told<'_> {
        Told {
            severity: self.severity,
            rule: self.rule,
            file: &self.file,
            pointer: &self.pointer,
            line: self.line,
            column: self.column,
            message: self.message.in_language(language),
            remedy: self.remedy.in_language(language),
        }
    }
}

impl fmt::Display for Told<'_> {
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

/// A report in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldReport<'a> {
    /// The findings in that language.
    pub findings: Vec<Told<'a>>,
    #[serde(skip)]
    language: Language,
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

    /// The report in English, as developers read it.
    pub fn english(&self) -> ToldReport<'_> {
        self.in_language(Language::English)
    }

    /// The report in one language.
    pub fn in_language(&self, language: Language) -> ToldReport<'_> {
        let findings = self.findings.iter().map(|finding| finding.in_language(language)).collect();
        ToldReport { findings, language }
    }

    /// Counts the findings that hold up publishing, and those that do not.
    pub fn count(&self) -> (usize, usize) {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        (errors, self.findings.len() - errors)
    }
}

/// The key by which findings are put in order.
fn order(it: &Finding) -> (&str, usize, usize, Severity, &str, &Text) {
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
    let message = if of_file.len() < TOLD_MAX {
        text!(en = "and {more} more in this file", ja = "このファイルには、ほかに {more} 件あります。")
    } else {
        text!(
            en = "and over {more} more in this file",
            ja = "このファイルには、ほかに {more} 件以上あります。"
        )
    };
    kept.push(
        Finding::new(
            rule,
            file,
            message,
            words!(
                en = "correct those above, then check again",
                ja = "上のものを直してから、もう一度 check してください。"
            ),
        )
        .on(last),
    );
}

impl fmt::Display for ToldReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}\n")?;
        }
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let warnings = self.findings.len() - errors;
        if self.findings.is_empty() {
            let sound = words!(en = "nothing is wrong", ja = "間違いはありません。");
            return f.write_str(sound.in_language(self.language));
        }
        let count = text!(
            en = "errors: {errors}, warnings: {warnings}",
            ja = "エラー {errors} 件、注意 {warnings} 件"
        );
        f.write_str(count.in_language(self.language))
    }
}
