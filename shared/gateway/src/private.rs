//! Files and folders of one machine's data, readable by their owner only: they hold addresses, and what people said.
//!
//! On a file system that knows no owners and rights, as on Windows, a file has those of the folder it stands in.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Result, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Rights beyond those of the owner.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

/// Makes a folder, with all above it that are not there.
pub fn make_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The options that open a file: one that is made is its owner's.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a file beside its place, through to the disk, and moves it there. Nothing is left beside it where that fails.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("part");
    let written = || {
        let mut file = options().create(true).truncate(true).write(true).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    written().inspect_err(|_| drop(std::fs::remove_file(&beside)))
}

/// Takes a file away, whether or not it is there.
pub fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Makes what stands in a folder survive a power cut under its name.
pub fn sync_folder(path: &Path) -> Result<()> {
    // Only Unix opens folders as files.
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Opens a file of lines to append to. A last line that a power cut left half is ended, so that it spoils no other.
pub fn open_lines(path: &Path) -> Result<File> {
    let mut file = options().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(file)
}

/// Appends a line, whole or not at all: of one that the disk took half, the half is taken back.
pub fn append_line(file: &mut File, line: &str) -> Result<()> {
    let before = file.metadata()?.len();
    let written = file.write_all(format!("{line}\n").as_bytes());
    written.inspect_err(|_| drop(file.set_len(before)))
}

/// Takes the rights of others away. `true` if there were any.
#[cfg(unix)]
pub fn tighten(path: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = std::fs::symlink_metadata(path)?;
    let mode = metadata.permissions().mode();
    if metadata.is_symlink() || mode & OTHERS == 0 {
        return Ok(false);
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode & !OTHERS & 0o7777))?;
    Ok(true)
}

/// Rights are those of the folder above.
#[cfg(not(unix))]
pub fn tighten(_path: &Path) -> Result<bool> {
    Ok(false)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_its_owners_and_what_was_open_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("data/outbox");
        make_folder(&inner).unwrap();
        assert_eq!((mode(&inner), mode(inner.parent().unwrap())), (0o700, 0o700));
        let file = inner.join("mail.eml");
        write(&file, b"text").unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(!inner.join("mail.part").exists());
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(tighten(&file).unwrap());
        assert!(!tighten(&file).unwrap());
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_line_that_was_cut_in_half_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.jsonl");
        std::fs::write(&path, "{\"event\":1}\n{\"eve").unwrap();
        for _ in 0..2 {
            append_line(&mut open_lines(&path).unwrap(), "{}").unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"event\":1}\n{\"eve\n{}\n{}\n");
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("taken");
        make_folder(&place).unwrap();
        write(&place, b"text").unwrap_err();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
