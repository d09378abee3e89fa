//! Folders: the checkout, copies, and the places in which a proof leaves its data.

use anyhow::Context as _;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_owned()
}

/// The templates that are shipped.
pub fn templates() -> PathBuf {
    checkout().join("templates")
}

/// Files that tests read: `tests/fixtures`.
pub fn fixtures() -> PathBuf {
    checkout().join("tests/fixtures")
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("an entry has a name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// The folder in which a proof leaves its data: the one that is named, which must be empty, or another.
pub fn kept(named: Option<&Path>, other: &Path) -> anyhow::Result<PathBuf> {
    let Some(folder) = named else { return Ok(other.to_owned()) };
    std::fs::create_dir_all(folder)?;
    let taken = std::fs::read_dir(folder)?.next().is_some();
    anyhow::ensure!(!taken, "the folder {} is not empty; name another with --keep", folder.display());
    Ok(folder.to_owned())
}

/// A folder in memory where there is one: every answer waits for its disk, and a machine's disk has other work, too.
pub fn in_memory() -> std::io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}
