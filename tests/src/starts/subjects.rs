//! The programs that are started: one for each folder of `functions/`, and the empty one.

use anyhow::Context as _;
use std::path::{Path, PathBuf};

/// The example of the runtime room that does nothing.
const EMPTY: &str = "empty";

/// A program to start.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) program: PathBuf,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Subjects {
    pub(super) empty: Subject,
    pub(super) functions: Vec<Subject>,
}

impl Subjects {
    /// Finds them in a folder, or beside this program.
    pub(super) fn find(folder: Option<&Path>) -> anyhow::Result<Self> {
        let beside = std::env::current_exe().context("nobody knows where this program is")?;
        let folder = folder.or_else(|| beside.parent()).context("this program is in no folder")?;
        let mut functions = Vec::new();
        for name in functions_of_the_workspace()? {
            functions.push(Subject { program: program(folder, &name)?, name });
        }
        Ok(Self { empty: Subject { name: EMPTY.to_owned(), program: program(folder, EMPTY)? }, functions })
    }
}

fn functions_of_the_workspace() -> anyhow::Result<Vec<String>> {
    let folder = kit::folder::checkout().join("functions");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Finds where cargo, cargo-lambda or sam put a program of this name.
fn program(folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let resource: String = name.split('-').map(capital).collect();
    let places = [
        folder.join(name),
        folder.join("examples").join(name),
        folder.join(name).join("bootstrap"),
        folder.join(format!("{resource}Function")).join("bootstrap"),
    ];
    places.into_iter().find(|place| place.is_file()).with_context(|| {
        format!(
            "there is no program `{name}` in {}; build all with one profile: cargo build --release --workspace --bins \
             --example {EMPTY}",
            folder.display()
        )
    })
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1.min(word.len()));
    first.to_uppercase() + rest
}
