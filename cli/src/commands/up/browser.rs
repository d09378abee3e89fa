//! Opens the pages in the browser.
//!
//! The link holds the key, and everybody on a machine may read the words with which a program was started. So the browser is
//! given a file that only its owner can read, and the file leads on.

use crate::say;
use anyhow::Context as _;
use gateway::local::private;
use std::path::Path;
use std::process::{Command, Stdio};

/// The file that leads on.
const FILE: &str = "open.html";

/// Opens a link in the user's browser.
pub(super) fn open(data: &Path, link: &str) -> anyhow::Result<()> {
    let path = data.join(FILE);
    let page = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><title>Hikyaku</title><meta http-equiv=\"refresh\" content=\"0;url={link}\">\n"
    );
    private::write(&path, page.as_bytes())
        .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", path.display()))?;
    let path = path
        .canonicalize()
        .with_context(|| say!(en = "{} is gone", ja = "{} がありません", path.display()))?;
    let mut command = opener();
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(drop).context(say!(
        en = "there is no program here that opens a browser",
        ja = "ブラウザーを開くプログラムが、ここにはありません"
    ))
}

/// The command that opens a file with the program that is set for it.
fn opener() -> Command {
    if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    }
}
