//! A disk that has no room when data are opened: told as such, whatever failed because of it. An old copy in the place of sound data
//! would know nothing of the refusals since.

use super::room::PROBE_BYTES;
use crate::say;
use embedded_dynamodb::EngineError;
use std::io::{ErrorKind, Result, Write as _};
use std::path::Path;
use store::StoreError;

/// The same error, or the one about the full disk if that is the reason for it.
pub(crate) fn explained(folder: &Path, error: anyhow::Error) -> anyhow::Error {
    if !may_be_about_room(&error) {
        return error;
    }
    match probe(folder) {
        Err(full) if is_full(&full) => anyhow::anyhow!(say!(
            en = "the disk takes nothing more in {} ({full}); make room on the disk and try \
                 again. Nothing is damaged or lost: leave the data as they are, and put no older \
                 copy in their place",
            ja = "{} のディスクに書けません（{full}）。空きを作って、もう一度実行してください。何\
                 も壊れず、失われてもいません。データはそのままにし、古い控えを戻さないでください",
            folder.display()
        )),
        Ok(()) | Err(_) if error.chain().filter_map(|cause| cause.downcast_ref()).any(is_full) => error
            .context(say!(
                en = "a disk takes nothing more; make room on it and try again",
                ja = "ディスクに書けません。空きを作って、もう一度実行してください"
            )),
        Ok(()) | Err(_) => error,
    }
}

/// Whether a failure could be one of writing. One that is about the data themselves is told as it is.
fn may_be_about_room(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let of_engine = cause.downcast_ref().is_some_and(|error| match error {
            EngineError::Lock { .. } | EngineError::Copy { .. } | EngineError::Open { .. } => true,
            EngineError::AlreadyOpen { .. }
            | EngineError::Path { .. }
            | EngineError::NotDurable { .. }
            | EngineError::Damaged { .. } => false,
        });
        let of_table = cause.downcast_ref().is_some_and(|error| match error {
            StoreError::Unavailable { .. } | StoreError::Refused { .. } => true,
            StoreError::Corrupt { .. }
            | StoreError::IdentityMismatch { .. }
            | StoreError::IdentityUnsettled
            | StoreError::OtherLayout { .. }
            | StoreError::TooLarge { .. } => false,
        });
        of_engine || of_table || cause.downcast_ref().is_some_and(is_full)
    })
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

/// Writes what has to find room, under no name, into the folder or the one in which it would be made.
fn probe(folder: &Path) -> Result<()> {
    let there = folder.ancestors().find(|it| it.is_dir()).unwrap_or(Path::new("."));
    let mut file = tempfile::tempfile_in(there)?;
    file.write_all(&vec![b'.'; PROBE_BYTES])?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(reason: &str) -> EngineError {
        EngineError::Open { path: "table.db".into(), reason: reason.to_owned() }
    }

    #[test]
    fn an_error_is_told_as_it_is_where_the_disk_has_room() {
        let folder = tempfile::tempdir().unwrap();
        let told = explained(&folder.path().join("new/data"), open("disk I/O error").into()).to_string();
        assert!(told.contains("disk I/O error") && !told.contains("make room"), "{told}");
        assert!(!told.contains("restore") && !told.contains("a copy"), "{told}");
        let elsewhere = anyhow::Error::from(std::io::Error::from(ErrorKind::StorageFull));
        let told = explained(folder.path(), elsewhere.context("the ledger cannot be written"));
        assert!(format!("{told:#}").starts_with("a disk takes nothing more; make room on it"), "{told:#}");
    }
}
