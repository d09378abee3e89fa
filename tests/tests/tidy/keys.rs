//! The table's keys are told in two places, where they are made and on the page of the architecture: both tell the same.

use super::none;
use super::workspace::read;
use std::collections::BTreeSet;

/// Partition and sort keys in the first table of a text.
fn keys(text: &str) -> BTreeSet<String> {
    let rows = text.lines().map(|line| line.trim_start_matches("//!").trim());
    let table = rows.skip_while(|row| !row.starts_with("| pk |")).take_while(|row| row.starts_with('|'));
    let cells = table.filter_map(|row| row.strip_prefix("| `")?.split_once(" |").map(|_| row));
    cells.map(|row| row.split('|').skip(1).take(2).map(str::trim).collect::<Vec<_>>().join(" / ")).collect()
}

fn differences(code: &str, page: &str) -> Vec<String> {
    let (code, page) = (keys(code), keys(page));
    let untold = code.difference(&page).map(|key| format!("docs/architecture.md does not tell of {key}"));
    let unmade = page.difference(&code).map(|key| format!("shared/store/src/keys.rs does not tell of {key}"));
    untold.chain(unmade).collect()
}

#[test]
fn keys_are_told_alike_in_code_and_page() {
    let (code, page) = (read("shared/store/src/keys.rs"), read("docs/architecture.md"));
    assert!(keys(&code).len() > 20, "{:?}", keys(&code));
    none(differences(&code, &page));
}

#[test]
fn a_key_that_one_of_them_forgets_is_found() {
    let code =
        "//! | pk | sk | item |\n//! |---|---|---|\n//! | `a` | `b` | it |\n//! | `c` | `d`, `e` | it |\n";
    let page = "| pk | sk | item |\n|---|---|---|\n| `a` | `b` | that |\n\n| `x` | `y` | z |\n";
    assert_eq!(differences(code, page), ["docs/architecture.md does not tell of `c` / `d`, `e`"]);
}
