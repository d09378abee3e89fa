//! The walk over the rows: read, understood, sent a hundred at a time, answered one by one. Held are the rows of one request.

use super::counts::Counts;
use super::lead_row::{bytes, lead_row};
use super::note::{Note, Place};
use super::refused::RefusedFile;
use super::repeats::Repeats;
use crate::language::said;
use crate::local_control::Connection;
use crate::output::Progress;
use crate::{say, usage};
use cadence::limits::IMPORTED_AT_ONCE_MAX;
use cadence::sequence::Language;
use cadence::text;
use cadence::wording::Text;
use operations::answers::{LeadsImported, RowImported, RowResult};
use operations::requests::{ImportLeads, LeadRow, TermsOfImport};
use spreadsheet::value::DateChoices;
use spreadsheet::{Checkpoint, Columns, Position, Problem, RefusedRows, Row, Sheet, UnderstoodRow};
use std::io::{Read, Seek};

/// Bytes of one request, about: larger rows travel in smaller numbers.
const REQUEST_BYTES: usize = 1024 * 1024;

/// The parts that a walk works with.
pub(super) struct Walk<'a> {
    pub(super) connection: &'a Connection,
    pub(super) terms: &'a TermsOfImport,
    /// The place of the note; `None` where nothing is written.
    pub(super) place: Option<&'a Place>,
    pub(super) is_plan: bool,
    pub(super) dates: DateChoices,
}

/// Rows that are sent together, in their order.
#[derive(Default)]
struct Batch {
    rows: Vec<(Row, Fate)>,
    bytes: usize,
}

/// The fate of a row: it is sent, or was found to be none.
enum Fate {
    Sent(Box<LeadRow>),
    Rejected(Vec<Text>),
}

/// The state of a walk.
struct State {
    counts: Counts,
    repeats: Repeats,
    file: RefusedFile,
    refused: RefusedRows<RefusedFile>,
    /// The checkpoint of the beginning.
    base: Checkpoint,
}

impl Walk<'_> {
    /// Walks from the beginning, or from where an earlier walk was broken off, to the end.
    pub(super) async fn over<R: Read + Seek>(
        &self,
        sheet: &mut Sheet<R>,
        noted: Option<Note>,
        file: RefusedFile,
        language: Language,
    ) -> anyhow::Result<Counts> {
        let progress = Progress::over(say!(en = "importing", ja = "取り込んでいます"));
        let columns = sheet.columns().clone();
        let base = sheet.checkpoint(Position::START);
        let refused = RefusedRows::new(file.clone(), sheet, language)?;
        file.header_is_written();
        let mut state = State { counts: Counts::default(), repeats: Repeats::default(), file, refused, base };
        let mut rows = match &noted {
            None => sheet.rows()?,
            Some(note) => {
                let checkpoint = note.checkpoint()?;
                state.counts = note.counts.clone();
                self.remember(sheet, &columns, checkpoint.position, &mut state.repeats)?;
                sheet.rows_from(&checkpoint)?
            }
        };
        let mut batch = Batch::default();
        while let Some(row) = rows.next().transpose()? {
            let fate = self.fate(&columns.understand(&row, self.dates), &mut state.repeats);
            batch.push(row, fate);
            if batch.is_full() {
                self.send(std::mem::take(&mut batch), &mut state).await?;
                let (at, all) = (rows.position().offset, state.base.identity.length.max(1));
                progress.tell(told(state.counts.rows(), at * 100 / all));
            }
        }
        self.send(batch, &mut state).await?;
        state.refused.finish()?;
        state.counts.written_to(state.file.synced()?.map(|(path, _)| path));
        Ok(state.counts)
    }

    /// Reads the addresses of the rows before a place once more, so that a repetition behind it is known.
    fn remember<R: Read + Seek>(
        &self,
        sheet: &mut Sheet<R>,
        columns: &Columns,
        until: Position,
        repeats: &mut Repeats,
    ) -> anyhow::Result<()> {
        for row in sheet.rows()? {
            let row = row?;
            if row.position >= until {
                break;
            }
            drop(self.fate(&columns.understand(&row, self.dates), repeats));
        }
        Ok(())
    }

    fn fate(&self, row: &UnderstoodRow, repeats: &mut Repeats) -> Fate {
        if !row.problems.is_empty() {
            return Fate::Rejected(row.problems.iter().map(Problem::reason).collect());
        }
        let address = row.address.as_deref().unwrap_or_default();
        if let Some(first) = repeats.note(address, row.position.row) {
            return Fate::Rejected(vec![text!(
                en = "row {first} has the same address; only the first one is imported",
                ja = "{first}行目と同じメールアドレスです。最初の行だけを取り込みます。"
            )]);
        }
        Fate::Sent(Box::new(lead_row(row, self.terms.ground.is_some())))
    }

    /// Sends rows, counts what came of them, and notes how far it has come.
    async fn send(&self, batch: Batch, state: &mut State) -> anyhow::Result<()> {
        let Some(next) = batch.rows.last().map(|(row, _)| row.next) else { return Ok(()) };
        let sent = batch.rows.iter().filter_map(|(_, fate)| match fate {
            Fate::Sent(row) => Some((**row).clone()),
            Fate::Rejected(_) => None,
        });
        let rows: Vec<LeadRow> = sent.collect();
        let answer = if rows.is_empty() {
            LeadsImported { rows: Vec::new() }
        } else {
            let ask = ImportLeads { terms: self.terms.clone(), plan: self.is_plan, rows };
            self.connection.carry_out(ask).await.map_err(usage::of_operation)?
        };
        let mut answers = answer.rows.into_iter();
        for (row, fate) in &batch.rows {
            let reasons = match fate {
                Fate::Rejected(reasons) => reasons.clone(),
                Fate::Sent(_) => match told_of(answers.next())? {
                    Ok((result, left_out)) => {
                        state.counts.count(result, left_out);
                        continue;
                    }
                    Err(reason) => vec![reason],
                },
            };
            let words: Vec<String> = reasons.iter().cloned().map(said).collect();
            state.counts.reject(row.position.row, &words.join(" / "));
            state.refused.row_because(row, &reasons)?;
        }
        if let Some(place) = self.place {
            let checkpoint = Checkpoint { position: next, ..state.base };
            place.write(&Note::new(&checkpoint, self.terms, &state.counts, state.file.synced()?)?)?;
        }
        Ok(())
    }
}

impl Batch {
    fn push(&mut self, row: Row, fate: Fate) {
        self.bytes += row.bytes.len();
        if let Fate::Sent(sent) = &fate {
            self.bytes += bytes(sent);
        }
        self.rows.push((row, fate));
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= IMPORTED_AT_ONCE_MAX || self.bytes >= REQUEST_BYTES
    }
}

/// The result of a row that was sent, or the reason why it is no lead.
fn told_of(answer: Option<RowImported>) -> anyhow::Result<Result<(RowResult, usize), Text>> {
    let answer = answer.ok_or_else(|| {
        anyhow::anyhow!(say!(
            en = "some rows were not answered; are both programs of one version? Call the command again",
            ja = "返事のない行があります。両方のプログラムは同じバージョンですか。もう一度実行してください"
        ))
    })?;
    Ok(match answer.reason() {
        Some(reason) => Err(reason),
        None => Ok((answer.result, answer.left_out)),
    })
}

fn told(rows: u64, percent: u64) -> String {
    let bar: String = (0..20).map(|part| if part * 5 < percent { '█' } else { '░' }).collect();
    say!(en = "{bar} {percent} %, {rows} rows", ja = "{bar} {percent} %、{rows} 行")
}
