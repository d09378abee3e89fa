//! The README and the tour show the program's own output, and the month that `demo` keeps is the one that `up` shows.
//!
//! `HIKYAKU_BLESS=1 cargo test --package hikyaku --test program readme` writes them anew.

use super::program::{Up, run, templates};
use std::path::{Path, PathBuf};

/// A line that stands for lines left out.
const LEFT_OUT: &str = "…";

const README: &str = "README.md";
const TOUR: &str = "docs/tour.md";

fn paper(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// Whether to write the papers instead of comparing them.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch for whoever runs the tests; the product never reads it"
)]
fn bless() -> bool {
    std::env::var("HIKYAKU_BLESS").is_ok_and(|value| value == "1")
}

/// The lines of the block that begins with this.
fn block(text: &str, beginning: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| !line.starts_with(beginning));
    lines.take_while(|line| *line != "```").map(str::to_owned).collect()
}

/// The words by which a line is known, whatever its figures.
fn name(line: &str) -> Vec<&str> {
    line.split_whitespace()
        .filter(|word| !word.contains(|sign: char| sign.is_ascii_digit()))
        .take(2)
        .collect()
}

/// Each line of a block is the next of its name that the program printed, in the program's order.
fn held(shown: &[String], printed: &str) -> Vec<String> {
    let mut printed = printed.lines();
    let mut held = Vec::new();
    for line in shown {
        if line.trim() == LEFT_OUT {
            held.push(line.clone());
            continue;
        }
        let found = printed.find(|printed| name(printed) == name(line));
        held.push(
            found
                .unwrap_or_else(|| panic!("the program does not print a line like `{line}` here"))
                .to_owned(),
        );
    }
    held
}

fn is_what_the_program_prints(name: &str, beginning: &str, printed: &str) {
    let text = std::fs::read_to_string(paper(name)).unwrap();
    let shown = block(&text, beginning);
    assert!(shown.len() > 5, "{name} shows `{beginning}`");
    let held = held(&shown, printed);
    if bless() {
        std::fs::write(paper(name), text.replace(&shown.join("\n"), &held.join("\n"))).unwrap();
    } else {
        assert_eq!(shown, held, "{name} shows other figures; run the tests once with HIKYAKU_BLESS=1");
    }
}

#[test]
fn readme_figures_are_of_a_run_and_up_shows_the_month_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept").display().to_string();
    let templates = templates().display().to_string();
    let demo = run(&["demo", "--keep", &kept, "--templates", &templates]);
    assert_eq!(demo.code, Some(0), "{}", demo.errors);
    assert!(demo.output.contains(&format!("hikyaku up --data {kept}")), "{}", demo.output);
    is_what_the_program_prints(README, "A month of a small company", &demo.output);
    let mails = demo.output.lines().find_map(|line| line.strip_prefix("  mails")).unwrap();
    let mails = mails.split_whitespace().next().unwrap();
    let up = Up::on(Path::new(&kept));
    let cookie = up.cookie();
    let page = up.page("/", &cookie);
    assert!(page.contains(&format!("data-mails=\"{mails}\"")), "{mails} mails: {page}");
    assert!(page.contains("2026-0"), "{page}");
    let leads = up.page("/leads", &cookie);
    assert!(
        leads.contains("the 200 leads mailed last") || leads.matches("class=\"card\"").count() > 100,
        "{leads}"
    );
    assert_eq!(up.stop().code, Some(0));
}

#[test]
fn the_timeline_in_the_tour_is_what_the_program_prints() {
    let templates = templates().display().to_string();
    let words = ["timeline", "welcome-material", "--from", "2026-12-20", "--templates", &templates];
    let timeline = run(&words);
    assert_eq!(timeline.code, Some(0), "{}", timeline.errors);
    is_what_the_program_prints(TOUR, "資料請求後のご案内 (welcome-material)", &timeline.output);
}
