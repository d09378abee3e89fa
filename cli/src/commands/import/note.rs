//! The note about how far an import has come, readable by its owner only. It is written after each hundred rows and taken away at the
//! end.

use super::counts::Counts;
use crate::say;
use anyhow::Context as _;
use cadence::fingerprint;
use gateway::local::private;
use operations::requests::TermsOfImport;
use serde::{Deserialize, Serialize};
use spreadsheet::{Checkpoint, Sheet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file in a data folder.
const IN_FOLDER: &str = "import.json";

/// The progress of an import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Note {
    /// The place behind the last row that is done.
    checkpoint: String,
    /// The list.
    pub(super) list: String,
    /// A name for the terms.
    terms: String,
    /// The counts so far.
    pub(super) counts: Counts,
    /// The file of rows that were not imported, and its length.
    pub(super) refused: Option<(PathBuf, u64)>,
}

impl Note {
    pub(super) fn new(
        checkpoint: &Checkpoint,
        terms: &TermsOfImport,
        counts: &Counts,
        refused: Option<(PathBuf, u64)>,
    ) -> anyhow::Result<Self> {
        let (checkpoint, list) = (checkpoint.to_string(), terms.list.clone());
        Ok(Self { checkpoint, list, terms: name_of(terms)?, counts: counts.clone(), refused })
    }

    /// Whether the note is about this file and these terms.
    pub(super) fn is_about<R>(&self, sheet: &Sheet<R>, terms: &TermsOfImport) -> bool {
        let same_file = self.checkpoint().is_ok_and(|it| it.identity == sheet.identity());
        same_file && name_of(terms).is_ok_and(|name| name == self.terms)
    }

    /// The place from which reading is taken up.
    pub(super) fn checkpoint(&self) -> anyhow::Result<Checkpoint> {
        Ok(self.checkpoint.parse()?)
    }

    /// The last row that is done, as a spreadsheet counts.
    pub(super) fn rows_until(&self) -> u64 {
        self.checkpoint().map_or(0, |checkpoint| checkpoint.position.row.saturating_sub(1))
    }
}

/// A name for terms; who imports is no part of it, so that a colleague may go on.
fn name_of(terms: &TermsOfImport) -> anyhow::Result<String> {
    let mut terms = terms.clone();
    if let Some(ground) = &mut terms.ground {
        ground.by.clear();
    }
    Ok(fingerprint::hex(&serde_json::to_string(&terms)?))
}

/// The place of a note.
#[derive(Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self(folder.join(IN_FOLDER))
    }

    pub(super) fn beside(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push(".import");
        Self(name.into())
    }

    /// The note, if an import was broken off.
    pub(super) fn read(&self) -> anyhow::Result<Option<Note>> {
        let text = match std::fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| self.in_the_way()),
        };
        Ok(Some(serde_json::from_str(&text).with_context(|| self.in_the_way())?))
    }

    pub(super) fn write(&self, note: &Note) -> anyhow::Result<()> {
        let text = serde_json::to_vec(note)?;
        private::write(&self.0, &text).with_context(|| {
            say!(en = "{} cannot be written", ja = "{} に書けません", self.0.display().to_string())
        })
    }

    pub(super) fn remove(&self) -> anyhow::Result<()> {
        Ok(private::remove(&self.0)?)
    }

    fn in_the_way(&self) -> String {
        say!(
            en = "the note about an import that was broken off, {}, cannot be read; `--restart` begins anew",
            ja = "途中で止まった取り込みの記録 {} を読めません。`--restart` で最初から始められます",
            self.0.display().to_string()
        )
    }
}
