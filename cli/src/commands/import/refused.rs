//! The file of the rows that were not imported: made when there is a first one, readable by its owner only, and cut back to where an
//! import stood that is taken up again.

use super::note::Note;
use crate::say;
use anyhow::Context as _;
use gateway::local::private;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Files of the same name that are tried at most.
const NAMES_MAX: u32 = 1_000;

/// A file that is made when something is written into it. Its clones are one file.
#[derive(Debug, Clone)]
pub(super) struct RefusedFile(Rc<RefCell<Inner>>);

#[derive(Debug)]
enum Inner {
    /// Nothing is kept of what is written.
    Nowhere,
    /// The header was written, and no row.
    Planned { path: PathBuf, header: Vec<u8>, is_header: bool },
    /// Rows are written. The header of a file that is taken up again stands there already.
    Open { path: PathBuf, file: File, is_header: bool },
}

impl RefusedFile {
    /// No file.
    pub(super) fn nowhere() -> Self {
        Self(Rc::new(RefCell::new(Inner::Nowhere)))
    }

    /// The file of this name, or that of an import that was broken off.
    pub(super) fn named(file: &Path, noted: Option<&Note>) -> anyhow::Result<Self> {
        let inner = match noted.and_then(|note| note.refused.as_ref()) {
            Some((path, length)) => taken_up(path, *length)?,
            None => Inner::Planned { path: file.to_owned(), header: Vec::new(), is_header: true },
        };
        Ok(Self(Rc::new(RefCell::new(inner))))
    }

    /// A file beside that of the list, or that of an import that was broken off.
    pub(super) fn beside(list: &Path, noted: Option<&Note>) -> anyhow::Result<Self> {
        Self::named(&free_name(list), noted)
    }

    /// Says that the header is complete: all that is written from now on are rows.
    pub(super) fn header_is_written(&self) {
        match &mut *self.0.borrow_mut() {
            Inner::Nowhere => {}
            Inner::Planned { is_header, .. } | Inner::Open { is_header, .. } => *is_header = false,
        }
    }

    /// The file and its length, through to the disk; `None` while no row was written.
    pub(super) fn synced(&self) -> io::Result<Option<(PathBuf, u64)>> {
        match &*self.0.borrow() {
            Inner::Nowhere | Inner::Planned { .. } => Ok(None),
            Inner::Open { path, file, .. } => {
                file.sync_all()?;
                Ok(Some((path.clone(), file.metadata()?.len())))
            }
        }
    }
}

/// Opens a file again, as it was when the import stood there.
fn taken_up(path: &Path, length: u64) -> anyhow::Result<Inner> {
    let opened = || {
        let mut file = private::options().write(true).open(path)?;
        if file.metadata()?.len() < length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Inner::Open { path: path.to_owned(), file, is_header: true })
    };
    opened().with_context(|| {
        say!(
            en = "the rows that were not imported, {}, cannot be added to; `--restart` begins anew",
            ja = "取り込めなかった行のファイル {} に書き足せません。`--restart` で最初から始められます",
            path.display().to_string()
        )
    })
}

/// A name beside the file under which nothing stands: `people.refused.csv`, then `people.refused-2.csv`.
fn free_name(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = file.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let name = |number: u32| match number {
        1 => file.with_file_name(format!("{stem}.refused{end}")),
        _ => file.with_file_name(format!("{stem}.refused-{number}{end}")),
    };
    (1..NAMES_MAX).map(name).find(|name| !name.exists()).unwrap_or_else(|| name(NAMES_MAX))
}

impl Write for RefusedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.borrow_mut();
        let made = match &mut *inner {
            Inner::Nowhere | Inner::Open { is_header: true, .. } => return Ok(bytes.len()),
            Inner::Open { file, .. } => return file.write(bytes),
            Inner::Planned { header, is_header: true, .. } => {
                header.extend_from_slice(bytes);
                return Ok(bytes.len());
            }
            Inner::Planned { path, header, .. } => {
                let mut file = private::options().create(true).truncate(true).write(true).open(&*path)?;
                file.write_all(header)?;
                file.write_all(bytes)?;
                Inner::Open { path: std::mem::take(path), file, is_header: false }
            }
        };
        *inner = made;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_with_its_first_row_under_a_name_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("people.csv");
        assert_eq!(free_name(&list), folder.path().join("people.refused.csv"));
        let mut file = RefusedFile::beside(&list, None).unwrap();
        file.write_all(b"header\n").unwrap();
        file.header_is_written();
        assert_eq!(file.synced().unwrap(), None);
        file.write_all(b"row\n").unwrap();
        let (path, length) = file.synced().unwrap().unwrap();
        assert_eq!((std::fs::read(&path).unwrap(), length), (b"header\nrow\n".to_vec(), 11));
        assert_eq!(free_name(&list), folder.path().join("people.refused-2.csv"));
        file.write_all(b"lost").unwrap();
        let again = RefusedFile(Rc::new(RefCell::new(taken_up(&path, length).unwrap())));
        let mut writer = again.clone();
        writer.write_all(b"header\n").unwrap();
        again.header_is_written();
        writer.write_all(b"two\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"header\nrow\ntwo\n");
        assert!(taken_up(&path, 99).is_err(), "somebody cut it");
    }
}
