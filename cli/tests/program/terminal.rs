//! The program on a terminal: what stands in its first line.

use super::program::{HIKYAKU, as_alone, templates};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The text on a terminal after a command, until the program ends or has printed `until`.
fn on_a_terminal(words: &[&str], until: &str) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let side = std::fs::OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut command = Command::new(HIKYAKU);
    command.args(words).arg("--templates").arg(templates());
    as_alone(&mut command);
    command.stdout(Stdio::from(side.try_clone().unwrap())).stderr(Stdio::from(side));
    let mut child = command.spawn().unwrap();
    // The program's side is open in the program only, so that the end of it is the end of the text.
    drop(command);
    let (mut terminal, mut text, mut piece) = (std::fs::File::from(terminal), Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = terminal.read(&mut piece) {
        text.extend_from_slice(&piece[..read]);
        if !until.is_empty() && String::from_utf8_lossy(&text).contains(until) {
            break;
        }
    }
    drop(child.kill());
    child.wait().unwrap();
    String::from_utf8_lossy(&text).replace("\r\n", "\n")
}

/// A line without its colours.
fn plain(line: &str) -> String {
    let mut pieces = line.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    // `[`, numbers, and one letter that says what they are for.
    let after = |piece: &str| piece.find(|sign: char| sign.is_ascii_alphabetic()).map_or(0, |end| end + 1);
    pieces.fold(first, |text, piece| text + &piece[after(piece)..])
}

fn first_line(text: &str) -> String {
    plain(text.lines().next().unwrap_or_default())
}

#[test]
fn the_first_line_on_a_terminal_is_ours_and_stands_in_the_readme() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let text = on_a_terminal(&["up", "--port", "0", "--data", &data], "Ctrl-C");
    let first = first_line(&text);
    let (words, port) = first.rsplit_once(':').unwrap();
    assert!(port.parse::<u16>().is_ok(), "{text}");
    let shown = format!("{words}:8025");
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    assert!(readme.lines().any(|line| line == shown), "the README shows `{shown}`");
    assert!(text.contains("/?token=v1."), "{text}");
    assert!(!text.contains("tracing-subscriber"), "{text}");
}

#[test]
fn no_command_begins_with_the_words_of_a_library() {
    let text = on_a_terminal(&["demo", "--leads", "2"], "");
    let said: Vec<String> =
        text.split(['\n', '\r']).map(plain).filter(|line| !line.trim().is_empty()).collect();
    assert!(said.iter().any(|line| line.starts_with("A month of a small company")), "{text}");
    assert!(!text.contains("tracing"), "{text}");
    // A line that shows how far it came is taken away again.
    let shown = said.iter().take_while(|line| !line.starts_with("A month"));
    for line in shown {
        assert!(line.contains("playing a month"), "{line}");
    }
}
