//! The folder of a desk: what lies where.

use super::Place;
use anyhow::Context;
use gateway::secrets::Secrets;
use runtime::entropy::Entropy;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The engine's file.
pub(super) const TABLE: &str = "table.db";

/// A folder that is there.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if it is not there.
    pub(super) fn open(place: &Place) -> anyhow::Result<Self> {
        let (Place::Folder(path) | Place::Memory(path)) = place;
        std::fs::create_dir_all(path).with_context(|| {
            format!("the data folder {} cannot be made; choose another with --data", path.display())
        })?;
        Ok(Self(path.clone()))
    }

    /// The engine's file.
    pub(super) fn table(&self) -> PathBuf {
        self.0.join(TABLE)
    }

    /// The mails.
    pub(super) fn outbox(&self) -> PathBuf {
        self.0.join("outbox")
    }

    /// Domain events, a JSON line each.
    pub(super) fn journal(&self) -> PathBuf {
        self.0.join("events.jsonl")
    }

    /// Messages that failed too often.
    pub(super) fn dead_letters(&self) -> PathBuf {
        self.0.join("dead-letters")
    }

    /// Whether there are secrets.
    pub(super) fn has_secrets(&self) -> bool {
        self.secrets_path().exists()
    }

    /// Removes secrets that turned out not to be those of the table, so that the right ones can take their place.
    pub(super) fn remove_secrets(&self) -> anyhow::Result<()> {
        let path = self.secrets_path();
        std::fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))
    }

    fn secrets_path(&self) -> PathBuf {
        self.0.join("secrets.json")
    }

    /// The secrets; made where there are none.
    pub(super) fn secrets(&self, entropy: &Entropy) -> anyhow::Result<Secrets> {
        let path = self.secrets_path();
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Secrets::read(&text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secrets = Secrets::from_random(&entropy.bytes()?);
                write_private(&path, &secrets.text())
                    .with_context(|| format!("the secrets cannot be written to {}", path.display()))?;
                Ok(secrets)
            }
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }
}

/// Writes a file that only its owner may read, through to the disk before it has its name.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}
