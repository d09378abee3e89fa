//! The control file: `control.json` in the data folder of a running `up`, for its owner's eyes only.

use crate::say;
use anyhow::Context as _;
use gateway::local::private;
use runtime::entropy::Entropy;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The address of a running `up`, and the key that opens it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ControlFile {
    /// `http://127.0.0.1:<port>`.
    pub(super) url: String,
    /// The key; its holder may do what the data's owner may.
    pub(super) key: String,
}

impl std::fmt::Debug for ControlFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ControlFile").field("url", &self.url).finish_non_exhaustive()
    }
}

impl ControlFile {
    /// An address with a new key.
    pub(super) fn new(url: &str, entropy: &Entropy) -> anyhow::Result<Self> {
        let bytes: [u8; 32] = entropy.bytes()?;
        let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        let key = halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect();
        Ok(Self { url: url.to_owned(), key })
    }

    /// Writes it into a data folder, whole or not at all, for its owner's eyes only.
    pub(super) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let path = path(data);
        let text = serde_json::to_vec_pretty(self)?;
        private::write(&path, &text)
            .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", path.display()))
    }

    /// Reads the control file of a data folder; none where there is nothing, or nothing that can be read.
    pub(super) fn read(data: &Path) -> anyhow::Result<Option<Self>> {
        let path = path(data);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error).with_context(|| {
                say!(
                    en = "{} cannot be read; run the command as the user who runs `hikyaku up`",
                    ja = "{} を読めません。`hikyaku up` を動かしている人の権限で実行してください",
                    path.display()
                )
            }),
        }
    }

    /// Takes it away. One that is left behind does no harm: its key opens nothing.
    pub(super) fn remove(data: &Path) {
        if let Err(error) = std::fs::remove_file(path(data)) {
            tracing::debug!(%error, "control.json was not removed");
        }
    }
}

fn path(data: &Path) -> PathBuf {
    data.join("control.json")
}
