//! The real program that a harness starts: the one that was named, or the one beside the harness itself.

use std::path::{Path, PathBuf};

/// The path of `hikyaku`; an error says how to build it.
pub(crate) fn hikyaku(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => std::env::current_exe()?.with_file_name("hikyaku"),
    };
    anyhow::ensure!(
        path.is_file(),
        "{} is not there; build it: cargo build --package hikyaku --package hikyaku-tests --bins",
        path.display()
    );
    Ok(path)
}
