//! The file as it is understood, before anything is done with it: encoding, columns, ten rows.

use super::OpenSheet;
use super::lead_row::{iso, lead_row};
use crate::language::said;
use crate::output::{Output, Table, Tone};
use crate::say;
use spreadsheet::{Column, Meaning, Preview, Sureness, UnderstoodRow, Use, ValueKind};
use std::path::Path;

/// Prints the preview of a file.
pub(super) fn show(file: &Path, sheet: &mut OpenSheet, output: &mut Output) -> anyhow::Result<()> {
    let bytes = sheet.identity().length;
    let preview = sheet.preview()?;
    let Preview { encoding, delimiter, columns, rows } = &preview;
    output.line(say!(
        en = "{}: {bytes} bytes, encoding {} ({}), cells between {} ({})",
        ja = "{}：{bytes} バイト、文字コード {}（{}）、区切り文字 {}（{}）",
        file.display().to_string(),
        encoding.value.name(),
        sure(encoding.sureness),
        delimiter.value.word(),
        sure(delimiter.sureness)
    ))?;
    let mut table = Table::new([
        say!(en = "column", ja = "列"),
        say!(en = "header", ja = "見出し"),
        say!(en = "use", ja = "用途"),
        say!(en = "by", ja = "判断"),
    ]);
    for column in columns.all() {
        let name = &column.name;
        table.row([name.letters(), name.header.clone(), used(column), sure(column.sureness)]);
    }
    for line in table.lines() {
        output.line(format!("  {line}"))?;
    }
    for note in columns.notes() {
        output.aside(&said(note.text()))?;
    }
    if columns.with(Meaning::List).is_some() {
        output.aside(&say!(
            en =
                "the lists that the file names are not taken over; everybody comes onto the list of `--list`",
            ja = "ファイルに書かれたリストは使いません。全員を `--list` のリストに取り込みます"
        ))?;
    }
    let heading = say!(en = "The first rows, as understood:", ja = "最初の行は、このように読めます：");
    output.line(output.paint(Tone::Strong, &heading))?;
    for row in rows {
        tell(row, output)?;
    }
    Ok(())
}

fn tell(row: &UnderstoodRow, output: &mut Output) -> anyhow::Result<()> {
    let lead = lead_row(row, true);
    let place = row.position.row;
    let name = lead.name.as_deref().unwrap_or("-");
    let address = if lead.address.0.is_empty() { "-" } else { lead.address.0.as_str() };
    output.line(say!(en = "  row {place}: {address}, {name}", ja = "  {place}行目：{address}、{name}"))?;
    let mut values: Vec<String> =
        lead.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if !lead.tags.is_empty() {
        values.push(say!(en = "tags {}", ja = "タグ {}", lead.tags.join(" ")));
    }
    if let Some(at) = row.consent_at {
        values.push(say!(en = "ground of {}", ja = "同意など {}", iso(at)));
    }
    if !values.is_empty() {
        output.line(format!("    {}", values.join("; ")))?;
    }
    for problem in &row.problems {
        let problem = said(problem.reason());
        output.line(output.paint(Tone::Bad, &format!("    {problem}")))?;
    }
    Ok(())
}

fn used(column: &Column) -> String {
    match &column.used_as {
        Use::Known(meaning) => meaning.word().to_owned(),
        Use::LeftOut => say!(en = "left out", ja = "取り込まない"),
        Use::Attribute { name, kind } => {
            let kind = match kind {
                ValueKind::Text => say!(en = "text", ja = "文字列"),
                ValueKind::Number => say!(en = "number", ja = "数値"),
                ValueKind::Date => say!(en = "date", ja = "日付"),
                ValueKind::Several => say!(en = "several", ja = "複数"),
            };
            say!(en = "attribute {name} ({kind})", ja = "属性 {name}（{kind}）")
        }
    }
}

fn sure(sureness: Sureness) -> String {
    match sureness {
        Sureness::Said => say!(en = "as you said", ja = "指定どおり"),
        Sureness::Certain => say!(en = "certain", ja = "確実"),
        Sureness::Likely => say!(en = "likely", ja = "おそらく"),
        Sureness::Guess => say!(en = "a guess: look closely", ja = "推測：よく確かめてください"),
    }
}
