//! `hikyaku check`: every mistake in the templates, by file.

use super::Outcome;
use crate::arguments::CheckArguments;
use crate::output::{Format, Output, Progress, Tone};
use crate::say;
use crate::template_set;
use authoring::{Finding, Report, Severity};
use cadence::wording::Text;
use cadence::words;
use serde_json::json;
use std::io;
use unicode_width::UnicodeWidthStr as _;

/// Checks a templates folder and prints what is wrong.
pub fn run(arguments: &CheckArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let templates = &arguments.templates.templates;
    template_set::folder(templates)?;
    let progress = Progress::over(say!(en = "checking the templates", ja = "テンプレートを確かめています"));
    let report = authoring::check(templates);
    drop(progress);
    match output.format {
        Format::Text => print(&report, output)?,
        Format::Json => {
            let (errors, warnings) = report.count();
            let findings = report.in_language(output.language).findings;
            output.json(&json!({ "findings": findings, "errors": errors, "warnings": warnings }))?;
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
        let width = of_file.iter().map(|finding| place(finding).len()).max().unwrap_or_default();
        for finding in of_file {
            print_one(finding, width, output)?;
        }
        output.line("")?;
    }
    let (errors, warnings) = report.count();
    let (tone, summary): (Tone, Text) = match (errors, warnings) {
        (0, 0) => (Tone::Good, words!(en = "Nothing is wrong.", ja = "間違いはありません。").into()),
        (0, _) => (
            Tone::Warning,
            Text::new(
                format!("No errors. {}.", counted(warnings, "warning")),
                format!("エラーはありません。注意が{warnings}件あります。"),
            ),
        ),
        (_, 0) => (
            Tone::Bad,
            Text::new(format!("{}.", counted(errors, "error")), format!("エラーが{errors}件あります。")),
        ),
        (_, _) => (
            Tone::Bad,
            Text::new(
                format!("{}, {}.", counted(errors, "error"), counted(warnings, "warning")),
                format!("エラーが{errors}件、注意が{warnings}件あります。"),
            ),
        ),
    };
    let summary = output.paint(tone, summary.in_language(output.language));
    output.line(summary)
}

/// Two lines: the place and what is wrong; below it what to do, and the rule.
fn print_one(finding: &Finding, width: usize, output: &mut Output) -> io::Result<()> {
    let (tone, severity) = match finding.severity {
        Severity::Error => (Tone::Bad, words!(en = "error  ", ja = "エラー")),
        Severity::Warning => (Tone::Warning, words!(en = "warning", ja = "注意  ")),
    };
    let severity = severity.in_language(output.language);
    let margin = " ".repeat(width + 4 + severity.width() + 2);
    let place = output.paint(Tone::Quiet, &format!("{:>width$}", place(finding)));
    let severity = output.paint(tone, severity);
    let rule = output.paint(Tone::Quiet, &format!("[{}]", finding.rule));
    output.line(format!("  {place}  {severity}  {}", finding.message.in_language(output.language)))?;
    output.line(format!("{margin}→ {} {rule}", finding.remedy.in_language(output.language)))
}

/// Line and column.
fn place(finding: &Finding) -> String {
    format!("{}:{}", finding.line, finding.column)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use authoring::{Folder, check_folder};
    use cadence::sequence::Language;

    #[test]
    fn findings_are_printed_in_the_language_of_the_output() {
        let folder = Folder::of([
            ("settings.json", "{ \"company\": 1, \"sendr\": {} }"),
            ("emails/hello/thanks/body.md", "{{ lead.nam }}"),
            (
                "sequences/hello.json",
                "{ \"start\": { \"form\": \"contact\" }, \"steps\": [ { \"step\": \"a\", \"sned\": \"thanks\" } ] }",
            ),
        ]);
        let (mut output, text) = Output::in_memory(Format::Text);
        output.language = Language::Japanese;
        print(&check_folder(&folder), &mut output).unwrap();
        insta::assert_snapshot!(text.lock().unwrap());
    }

    #[test]
    fn findings_stand_in_columns_under_their_file() {
        let folder = Folder::of([
            ("settings.json", "{ \"company\": 1, // no\n\n\n\n\n\n\n\n\n  \"sendr\": {} }"),
            ("sequences/a.txt", "x"),
        ]);
        let (mut output, text) = Output::in_memory(Format::Text);
        print(&check_folder(&folder), &mut output).unwrap();
        let text = text.lock().unwrap();
        let of_file: Vec<&str> = text
            .lines()
            .skip_while(|line| *line != "settings.json")
            .skip(1)
            .take_while(|line| !line.is_empty())
            .collect();
        let (first, second): (Vec<&str>, Vec<&str>) = of_file.iter().partition(|line| !line.contains('→'));
        assert!(first.len() > 2 && first.len() == second.len(), "{text}");
        let columns: Vec<usize> = first.iter().filter_map(|line| line.find("error")).collect();
        assert!(columns.len() == first.len() && columns.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
        assert!(
            first.iter().any(|line| line.starts_with("   1:"))
                && first.iter().any(|line| line.starts_with("  10:")),
            "{text}"
        );
        assert!(text.contains("sequences/a.txt\n  1:1  warning  the file is not read"), "{text}");
    }
}
