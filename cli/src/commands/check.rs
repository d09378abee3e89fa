//! `hikyaku check`: every mistake in the templates, by file.

use super::Outcome;
use crate::arguments::CheckArguments;
use crate::edition;
use crate::output::{Format, Output, Progress, Tone};
use authoring::{Finding, Report, Severity};
use serde_json::json;
use std::io;

/// Checks a templates folder and prints what is wrong.
pub fn run(arguments: &CheckArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let templates = &arguments.templates.templates;
    edition::folder(templates)?;
    let progress = Progress::over("checking the templates");
    let report = authoring::check(templates);
    drop(progress);
    match output.format {
        Format::Text => print(&report, output)?,
        Format::Json => {
            let (errors, warnings) = report.count();
            output.json(&json!({ "findings": report.findings, "errors": errors, "warnings": warnings }))?;
        }
    }
    Ok(if report.has_errors() { Outcome::Found } else { Outcome::Well })
}

/// Prints findings grouped by file, with places, and a summary.
pub fn print(report: &Report, output: &mut Output) -> io::Result<()> {
    for of_file in report.findings.chunk_by(|a, b| a.file == b.file) {
        if let Some(first) = of_file.first() {
            let file = output.paint(Tone::Strong, &first.file);
            output.line(file)?;
        }
        for finding in of_file {
            print_one(finding, output)?;
        }
        output.line("")?;
    }
    let (errors, warnings) = report.count();
    let summary = match (errors, warnings) {
        (0, 0) => output.paint(Tone::Good, "Nothing is wrong."),
        (0, _) => output.paint(Tone::Warning, &format!("No errors. {}.", counted(warnings, "warning"))),
        (_, 0) => output.paint(Tone::Bad, &format!("{}.", counted(errors, "error"))),
        (_, _) => {
            let text = format!("{}, {}.", counted(errors, "error"), counted(warnings, "warning"));
            output.paint(Tone::Bad, &text)
        }
    };
    output.line(summary)
}

fn print_one(finding: &Finding, output: &mut Output) -> io::Result<()> {
    let (tone, severity) = match finding.severity {
        Severity::Error => (Tone::Bad, "error"),
        Severity::Warning => (Tone::Warning, "warning"),
    };
    let place = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    let place = output.paint(Tone::Quiet, &place);
    let severity = output.paint(tone, severity);
    let rule = output.paint(Tone::Quiet, &format!("[{}]", finding.rule));
    output.line(format!("  {place} {severity} {rule}"))?;
    if !finding.pointer.is_empty() {
        let pointer = output.paint(Tone::Quiet, &format!("at {}", finding.pointer));
        output.line(format!("    {pointer}"))?;
    }
    output.line(format!("    {}", finding.message))?;
    output.line(format!("    → {}", finding.remedy))
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
