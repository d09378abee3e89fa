//! `hikyaku import`: a file of people comes onto a list. The file is shown as it is understood, asked about, and imported a hundred
//! rows at a time; a note beside the data says how far it has come, so that it may be broken off anywhere.

mod counts;
mod lead_row;
mod note;
mod preview;
mod refused;
mod repeats;
mod walk;

use super::Outcome;
use super::operating::connected;
use crate::arguments::{ImportArguments, Target};
use crate::language::said;
use crate::local_control::Connection;
use crate::operator;
use crate::output::{Format, Output};
use crate::say;
use crate::usage::{self, WrongUsage};
use anyhow::Context as _;
use note::{Note, Place};
use operations::requests::{BeginImport, SaidGround, TermsOfImport};
use refused::RefusedFile;
use spreadsheet::value::{self, DateChoices};
use spreadsheet::{Choices, Meaning, Sheet};
use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use walk::Walk;

type OpenSheet = Sheet<File>;

/// Shows what is understood, asks, and imports.
pub fn run(arguments: &ImportArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let mut sheet = open(arguments)?;
    let by = operator::name(arguments.by.as_ref());
    let terms = terms(arguments, &sheet, &by)?;
    let place = place(arguments)?;
    let noted = if arguments.dry_run || arguments.restart { None } else { place.read()? };
    let noted = noted.map(|note| note.of(&sheet, &terms)).transpose()?;
    if output.format == Format::Text {
        preview::show(&arguments.file, &mut sheet, output)?;
    }
    if let Some(note) = &noted {
        output.aside(&say!(
            en = "an import of this file was broken off; it goes on behind row {}",
            ja = "このファイルの取り込みが途中で止まっています。{} 行目の続きから始めます",
            note.rows_until()
        ))?;
    }
    if !arguments.dry_run && !arguments.yes && !is_wanted(arguments)? {
        output.line(say!(en = "Nothing was imported.", ja = "何も取り込んでいません。"))?;
        return Ok(Outcome::Well);
    }
    let begin = BeginImport { terms: terms.clone(), by, plan: arguments.dry_run || noted.is_some() };
    let counts = connected(&arguments.data, async |connection: &Connection| {
        connection.carry_out(begin).await.map_err(usage::of_operation)?;
        let refused = match (&arguments.refused, arguments.dry_run) {
            (None, true) => RefusedFile::nowhere(),
            (Some(file), _) => RefusedFile::named(file, noted.as_ref())?,
            (None, false) => RefusedFile::beside(&arguments.file, noted.as_ref())?,
        };
        let place = (!arguments.dry_run).then_some(&place);
        Walk { connection, terms: &terms, place, is_plan: arguments.dry_run, dates: dates(arguments) }
            .over(&mut sheet, noted, refused, output.language)
            .await
    })?;
    if !arguments.dry_run {
        place.remove()?;
    }
    counts.tell(&arguments.list, arguments.dry_run, output)?;
    Ok(if counts.rejected() > 0 { Outcome::Found } else { Outcome::Well })
}

fn open(arguments: &ImportArguments) -> anyhow::Result<OpenSheet> {
    let reading = &arguments.reading;
    let choices = Choices {
        encoding: reading.encoding,
        delimiter: reading.delimiter,
        header_row: reading.header_row,
        columns: reading.columns.clone(),
        dates: dates(arguments),
    };
    let name = arguments.file.display().to_string();
    let file = File::open(&arguments.file)
        .with_context(|| say!(en = "{name} cannot be opened", ja = "{name} を開けません"))?;
    Sheet::open(file, &choices).map_err(|error| {
        let reasons: Vec<String> = error.texts().into_iter().map(said).collect();
        WrongUsage(format!("{name}: {}", reasons.join("\n"))).into()
    })
}

fn dates(arguments: &ImportArguments) -> DateChoices {
    let order = arguments.reading.date_order.map(Into::into);
    DateChoices { order, ..DateChoices::default() }
}

/// The terms that the command line says. A ground has evidence and a day, each said for all or in a column.
fn terms(arguments: &ImportArguments, sheet: &OpenSheet, by: &str) -> anyhow::Result<TermsOfImport> {
    let list = arguments.list.clone();
    let Some(kind) = arguments.ground.name() else {
        if arguments.evidence.is_some() || arguments.obtained_on.is_some() {
            return Err(WrongUsage(say!(
                en = "`--ground none` has no evidence and no day; leave `--evidence` and `--obtained-on` out",
                ja = "`--ground none` には根拠も日付もありません。`--evidence` と `--obtained-on` を書かないでください"
            ))
            .into());
        }
        return Ok(TermsOfImport { list, ground: None });
    };
    let has = |meaning| sheet.columns().with(meaning).is_some();
    if arguments.evidence.is_none() && !has(Meaning::ConsentEvidence) && !has(Meaning::ConsentMethod) {
        return Err(WrongUsage(say!(
            en = "a ground needs evidence: say `--evidence`, such as \"exchanged cards at the April fair\", or name \
                  a column of the file `consent-evidence`",
            ja = "根拠の説明が要ります。`--evidence` で「4月の展示会で名刺交換」のように書くか、ファイルの列を \
                  `consent-evidence` に指定してください"
        ))
        .into());
    }
    if arguments.obtained_on.is_none() && !has(Meaning::ConsentAt) {
        return Err(WrongUsage(say!(
            en = "a ground needs the day on which it was obtained: say `--obtained-on`, or name a column of the \
                  file `consent-at`",
            ja = "得た日が要ります。`--obtained-on` で書くか、ファイルの列を `consent-at` に指定してください"
        ))
        .into());
    }
    let obtained_on = arguments.obtained_on.as_deref().map(|text| {
        let day = value::date(text, dates(arguments));
        day.map(lead_row::iso).map_err(|fault| {
            let (message, remedy) = (said(fault.message), said(fault.remedy));
            WrongUsage(format!("--obtained-on: {message} {remedy}"))
        })
    });
    let obtained_on = obtained_on.transpose()?;
    let (kind, evidence, by) = (kind.to_owned(), arguments.evidence.clone(), by.to_owned());
    Ok(TermsOfImport { list, ground: Some(SaidGround { kind, evidence, obtained_on, by }) })
}

/// The place of the note about how far an import has come: the data folder, or beside the file where the data are in AWS.
fn place(arguments: &ImportArguments) -> anyhow::Result<Place> {
    match arguments.data.target() {
        Some(Target::Folder(folder)) => Ok(Place::in_folder(folder)),
        Some(Target::Stack(_)) => Ok(Place::beside(&arguments.file)),
        None => Err(super::operating::both_named().into()),
    }
}

/// Asks whether to import. Without a terminal nobody can answer.
fn is_wanted(arguments: &ImportArguments) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        return Err(WrongUsage(say!(
            en = "nobody is here to say yes; look at the rows with `--dry-run`, then say `--yes`",
            ja = "返事をする人がいません。`--dry-run` で行を確かめてから、`--yes` を付けてください"
        ))
        .into());
    }
    let list = &arguments.list;
    let question = say!(
        en = "Import these people onto the list `{list}`? [y/N] ",
        ja = "この人たちをリスト `{list}` に取り込みますか？ [y/N] "
    );
    let mut terminal = io::stderr().lock();
    terminal.write_all(question.as_bytes()).and_then(|()| terminal.flush())?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "はい"))
}

/// An import that was broken off, as far as the command needs it.
impl Note {
    /// The note, if it is about this file and these terms.
    fn of(self, sheet: &OpenSheet, terms: &TermsOfImport) -> anyhow::Result<Self> {
        if self.is_about(sheet, terms) {
            return Ok(self);
        }
        Err(WrongUsage(say!(
            en = "another import was broken off, of the list `{}`; call it again as it was, or give it up with \
                  `--restart`",
            ja = "別の取り込み（リスト `{}`）が途中で止まっています。同じ指定でもう一度実行するか、`--restart` で\
                  取りやめてください",
            self.list
        ))
        .into())
    }
}

#[cfg(test)]
pub(super) fn lead_row_of(row: &spreadsheet::UnderstoodRow) -> operations::requests::LeadRow {
    lead_row::lead_row(row, true)
}

#[cfg(test)]
mod tests;
