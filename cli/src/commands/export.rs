//! `hikyaku export`: the people of a list as CSV.
//!
//! The columns of a list are known once everybody on it was seen, so people wait in a file that only its owner can read and that is
//! gone at the end; memory holds one page and the names of columns.

use super::Outcome;
use super::operating::connected;
use crate::arguments::ExportArguments;
use crate::local_control::Connection;
use crate::operator;
use crate::output::{Format, Output, Progress};
use crate::say;
use crate::usage::{self, WrongUsage};
use anyhow::Context as _;
use operations::answers::{ListExported, ListedPerson};
use operations::requests::ExportList;
use spreadsheet::{Delimiter, Encoding, Writer};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The columns that every list has. An import knows those of them that it takes in.
const COLUMNS: [&str; 8] =
    ["email", "name", "language", "tags", "marketing", "consent_method", "consent_at", "suppressed"];

/// People who wait to be written, and the names of their values.
struct Waiting {
    people: BufWriter<File>,
    columns: BTreeSet<String>,
    count: u64,
    items: u64,
    read_units: f64,
}

/// Walks over the list and writes everybody on it.
pub fn run(arguments: &ExportArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    if arguments.to.is_none() && output.format == Format::Json {
        return Err(WrongUsage(say!(
            en = "a list is CSV; name a file with `--to`, and `--format json` prints the counts",
            ja = "リストは CSV で書き出します。`--to` でファイルを指定すると、`--format json` で数を表示します"
        ))
        .into());
    }
    let by = operator::name(arguments.by.as_ref());
    let mut waiting = connected(&arguments.data, async |connection: &Connection| {
        gathered(connection, arguments, &by).await
    })?;
    if waiting.count == 0 {
        output.aside(&say!(
            en = "nobody is on the list `{}`",
            ja = "リスト `{}` には、だれもいません",
            arguments.list
        ))?;
        return Ok(Outcome::Found);
    }
    if let Some(file) = &arguments.to {
        write_file(&mut waiting, file)?;
        tell(&waiting, arguments, output)?;
    } else {
        let text = write(&mut waiting, Vec::new())?;
        output.line(String::from_utf8_lossy(&text).trim_end())?;
    }
    Ok(Outcome::Well)
}

/// Asks for page after page.
async fn gathered(connection: &Connection, arguments: &ExportArguments, by: &str) -> anyhow::Result<Waiting> {
    let progress = Progress::over(say!(en = "reading the table", ja = "テーブルを読んでいます"));
    let people = BufWriter::new(tempfile::tempfile()?);
    let mut waiting = Waiting { people, columns: BTreeSet::new(), count: 0, items: 0, read_units: 0.0 };
    let mut after: Option<String> = None;
    loop {
        let ask = ExportList { list: arguments.list.clone(), by: by.to_owned(), after: after.take() };
        let page = connection.carry_out(ask).await.map_err(usage::of_operation)?;
        after = waiting.take(page)?;
        let Waiting { count, items, .. } = waiting;
        progress.tell(say!(en = "{items} items read, {count} people", ja = "{items} 件を読み、{count} 人"));
        if after.is_none() {
            return Ok(waiting);
        }
    }
}

impl Waiting {
    /// Takes a page in, and gives the place of the next one.
    fn take(&mut self, page: ListExported) -> anyhow::Result<Option<String>> {
        self.items += page.items;
        self.read_units += page.read_units;
        for person in page.leads {
            self.columns.extend(person.attributes.keys().cloned());
            serde_json::to_writer(&mut self.people, &person)?;
            self.people.write_all(b"\n")?;
            self.count += 1;
        }
        Ok(page.next)
    }
}

/// Writes the file beside its place and moves it there.
fn write_file(waiting: &mut Waiting, file: &Path) -> anyhow::Result<()> {
    let name = file.display().to_string();
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
    let written = || {
        let beside = tempfile::NamedTempFile::new_in(folder)?;
        let beside = write(waiting, beside)?;
        beside.as_file().sync_all()?;
        beside.persist(file)?;
        anyhow::Ok(())
    };
    written().with_context(|| say!(en = "{name} cannot be written", ja = "{name} に書けません"))
}

fn write<W: Write>(waiting: &mut Waiting, output: W) -> anyhow::Result<W> {
    let mut writer = Writer::new(BufWriter::new(output), Encoding::Utf8, Delimiter::Comma)?;
    let columns: Vec<&str> = COLUMNS.into_iter().chain(waiting.columns.iter().map(String::as_str)).collect();
    writer.row(&columns)?;
    waiting.people.flush()?;
    let people = waiting.people.get_mut();
    people.seek(SeekFrom::Start(0))?;
    for line in BufReader::new(people).lines() {
        let person: ListedPerson = serde_json::from_str(&line?)?;
        writer.row(&cells(&person, &waiting.columns))?;
    }
    writer.finish()?.into_inner().map_err(|error| error.into_error().into())
}

fn cells(person: &ListedPerson, columns: &BTreeSet<String>) -> Vec<String> {
    let (method, at) = match &person.ground {
        Some((method, at)) => (method.clone(), String::from(*at)),
        None => (String::new(), String::new()),
    };
    let own = [
        person.address.clone(),
        person.name.clone().unwrap_or_default(),
        person.language.clone().unwrap_or_default(),
        person.tags.join(", "),
        person.marketing.clone(),
        method,
        at,
        person.suppressed.clone().unwrap_or_default(),
    ];
    let others = columns.iter().map(|name| person.attributes.get(name).cloned().unwrap_or_default());
    own.into_iter().chain(others).collect()
}

fn tell(waiting: &Waiting, arguments: &ExportArguments, output: &mut Output) -> anyhow::Result<()> {
    let Waiting { count, items, read_units, .. } = waiting;
    let file = arguments.to.as_deref().unwrap_or(Path::new("")).display().to_string();
    if output.format == Format::Json {
        let told = serde_json::json!({
            "list": arguments.list, "people": count, "file": file, "items": items, "read_units": read_units,
        });
        return Ok(output.json(&told)?);
    }
    output.line(say!(
        en = "{count} people were written to {file}, readable by you only. {items} items were read, for {read_units} \
              read units.",
        ja = "{count} 人を {file} に書きました。読めるのはあなただけです。{items} 件を読み、読み取りユニットは {read_units} でした。"
    ))?;
    Ok(())
}

#[cfg(test)]
mod tests;
