//! `hikyaku audit`: what people did by hand, and who did it.

use super::Outcome;
use super::operating::{Answered, ask};
use crate::arguments::AuditArguments;
use crate::output::{Format, Output};
use crate::say;
use operations::answers::AuditLine;
use operations::requests::ShowAudit;

/// Shows the last days, the latest first.
pub fn run(arguments: &AuditArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let days = arguments.days;
    let Answered { answer: audit, .. } = ask(&arguments.data, ShowAudit { days })?;
    if output.format == Format::Json {
        output.json(&audit)?;
        return Ok(Outcome::Well);
    }
    if audit.lines.is_empty() {
        output.line(say!(
            en = "Nothing was done by hand in the last {days} days.",
            ja = "この{days}日間に、人の操作はありません。"
        ))?;
    }
    for line in &audit.lines {
        output.line(in_words(line))?;
    }
    Ok(Outcome::Well)
}

/// One line: `2026-11-24 10:00  hanako  pause win-back: wrong link`.
fn in_words(line: &AuditLine) -> String {
    let AuditLine { at, by, operation, about, because } = line;
    let about = about.as_deref().map(|about| format!(" {about}")).unwrap_or_default();
    let because = because.as_deref().map(|because| format!(": {because}")).unwrap_or_default();
    format!("{at}  {by}  {operation}{about}{because}")
}
