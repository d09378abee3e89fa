//! Whether the disk takes what has to be written. When it does not, work that writes stands still and is tried again by itself:
//! whatever was acknowledged is on the disk already, and what is not yet written is not acknowledged.

use super::Standalone;
use gateway::local::private;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes that have to find room: enough that work does not stop again at the next mail.
pub(super) const PROBE_BYTES: usize = 1 << 20;
/// The file they are written to for a moment.
const PROBE: &str = "room.bin";

/// The state of the disk under a data folder.
#[derive(Debug)]
pub(super) struct Room {
    folder: PathBuf,
    full: AtomicBool,
    refused: AtomicU64,
    /// One tries at a time.
    trying: tokio::sync::Mutex<()>,
}

impl Room {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder,
            full: AtomicBool::new(false),
            refused: AtomicU64::new(0),
            trying: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Writes as much as has to find room, and takes it away again.
    fn probe(&self) -> std::io::Result<()> {
        let path = self.folder.join(PROBE);
        let written = private::write(&path, &vec![b'.'; PROBE_BYTES]);
        let removed = std::fs::remove_file(&path);
        written.and(removed)
    }

    fn found(&self, trouble: Option<&str>) {
        if let Some(reason) = trouble {
            self.full.store(true, Ordering::Relaxed);
            tracing::error!(
                folder = %self.folder.display(), reason,
                "the disk takes nothing more: posts are answered with 503 and mails wait; make room, and it goes on by itself"
            );
        } else if self.full.swap(false, Ordering::Relaxed) {
            let refused = self.refused.swap(0, Ordering::Relaxed);
            tracing::warn!(
                requests.refused = refused,
                "the disk takes again what is written; everything goes on"
            );
        }
    }
}

impl Standalone {
    /// The option that a command needs to be about these data: nothing where they are where everybody's are.
    pub fn data_option(&self) -> String {
        let folder = self.room.folder.display().to_string();
        if folder == crate::arguments::FOLDER { String::new() } else { format!(" --data {folder}") }
    }

    /// Whether the disk took nothing when it was last tried.
    pub fn is_out_of_room(&self) -> bool {
        self.room.is_full()
    }

    /// Finds out whether the disk takes what has to be written, because something could not be written. `true` if it does not.
    pub async fn try_the_disk(&self) -> bool {
        let _one_at_a_time = self.room.trying.lock().await;
        let room = self.room.clone();
        let probed = tokio::task::spawn_blocking(move || room.probe()).await;
        let trouble = match probed {
            Ok(Ok(())) => self.try_the_table().await,
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        self.room.found(trouble.as_deref());
        trouble.is_some()
    }

    /// Writes to the table what stands there; the reason why not.
    async fn try_the_table(&self) -> Option<String> {
        let written = async {
            match self.store.quota().await? {
                Some(quota) => self.store.save_quota(&quota).await,
                None => Ok(()),
            }
        };
        written.await.err().map(|error| error.to_string())
    }

    /// Notes that a request could not be carried out, and looks for the reason.
    pub(super) async fn request_failed(&self) {
        self.room.refused.fetch_add(1, Ordering::Relaxed);
        if !self.is_out_of_room() && !self.try_the_disk().await {
            self.room.refused.store(0, Ordering::Relaxed);
        }
    }
}
