//! The habits of every source: its opening, its length, what it must not contain.

use super::none;
use super::workspace::{Source, entries, files, manifests, read, root, sources};

/// Longest source, in lines. One that is longer wants to be two.
const LINES_MAX: usize = 300;
/// Longest `main.rs` of a function.
const MAIN_LINES_MAX: usize = 20;
/// The only places that write to standard output: the command line's, and in Lambda that of figures.
const OUTPUTS: [&str; 2] = ["cli/src/output", "shared/runtime/src/lambda.rs"];

fn badly_opened(sources: &[Source]) -> Vec<String> {
    let opening =
        |source: &&Source| source.text.starts_with("//! ") && source.text.lines().next().unwrap().len() > 12;
    sources
        .iter()
        .filter(|source| !opening(source))
        .map(|source| format!("{}: say at the top, after `//!`, what it owns", source.path))
        .collect()
}

fn too_long(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        let is_main = source.path.starts_with("functions/") && source.path.ends_with("/main.rs");
        let most = if is_main { MAIN_LINES_MAX } else { LINES_MAX };
        if lines > most {
            faults.push(format!("{}: {lines} lines; split it, {most} are the most", source.path));
        }
    }
    faults
}

/// Ways to end a process from the middle of it. Those that cannot be avoided are expected, one by one.
fn panics(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.for_tests) {
        let code = source.lexed.product_code();
        for (word, lint) in [
            (".unwrap()", "clippy::unwrap_used"),
            (".expect(", "clippy::expect_used"),
            ("panic!(", "clippy::panic"),
            ("unreachable!(", "clippy::unreachable"),
        ] {
            let (found, expected) = (code.matches(word).count(), code.matches(lint).count());
            if found > expected {
                faults.push(format!("{}: {found} `{word}`, {expected} of them expected", source.path));
            }
        }
    }
    faults
}

fn prints(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    let elsewhere = |source: &&Source| !OUTPUTS.iter().any(|place| source.path.starts_with(place));
    for source in sources.iter().filter(|source| !source.for_tests).filter(elsewhere) {
        let code = source.lexed.product_code();
        for word in ["println!(", "print!(", "stdout()", "dbg!("] {
            if code.contains(word) {
                faults.push(format!("{}: `{word}`; only {OUTPUTS:?} write to standard output", source.path));
            }
        }
    }
    faults
}

/// No test is left out, and none needs a network or a mock. That none sleeps is held by clippy (`disallowed-methods`).
fn lazy_tests(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let all = source.lexed.code();
        let tests =
            if source.for_tests { all.clone() } else { only_tests(&all, &source.lexed.product_code()) };
        if all.contains("#[ignore") {
            faults.push(format!("{}: a test that never runs", source.path));
        }
        for word in ["reqwest", "async_trait", "mockall"] {
            if tests.contains(word) {
                faults.push(format!("{}: `{word}` in a test", source.path));
            }
        }
    }
    faults
}

/// Lines of the code that the product does not have.
fn only_tests(code: &str, product: &str) -> String {
    let lines = code.lines().zip(product.lines());
    lines.filter(|(code, product)| code != product).map(|(code, _)| code).collect::<Vec<_>>().join("\n")
}

/// Words that mark unfinished work, and places on somebody's machine.
fn leftovers(path: &str, text: &str) -> Vec<String> {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["X", "XX"].concat(), ["HA", "CK"].concat()];
    let homes =
        [["/ro", "ot/"].concat(), ["/ho", "me/"].concat(), ["/wo", "rk/"].concat(), ["/Us", "ers/"].concat()];
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(mark) = words.find(|word| marks.iter().any(|mark| mark == word)) {
            faults.push(format!("{path}:{}: `{mark}`: do it, or take it out", number + 1));
        }
        if let Some(home) = homes.iter().find(|home| line.contains(home.as_str())) {
            faults.push(format!("{path}:{}: `{home}` is a place on one machine", number + 1));
        }
    }
    faults
}

#[test]
fn every_source_opens_with_what_it_owns() {
    none(badly_opened(sources()));
}

#[test]
fn no_source_is_too_long() {
    none(too_long(sources()));
}

#[test]
fn the_product_does_not_panic() {
    none(panics(sources()));
}

#[test]
fn only_the_output_room_prints() {
    none(prints(sources()));
}

#[test]
fn every_test_runs_and_none_sleeps() {
    none(lazy_tests(sources()));
}

#[test]
fn nothing_unfinished_and_no_place_on_a_machine_is_left() {
    let mut faults = Vec::new();
    for path in files() {
        // Pictures and the like are no text.
        if let Ok(text) = std::fs::read_to_string(root().join(&path)) {
            faults.extend(leftovers(&path, &text));
        }
    }
    none(faults);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for manifest in manifests() {
        assert!(
            manifest.text.contains("[lints]\nworkspace = true\n"),
            "{} has lints of its own",
            manifest.room
        );
    }
    let workspace = read("Cargo.toml");
    let lints = entries(&workspace, "clippy");
    for lint in [
        "all",
        "pedantic",
        "wildcard_enum_match_arm",
        "unwrap_used",
        "expect_used",
        "unwrap_in_result",
        "too_many_lines",
        "allow_attributes",
        "dbg_macro",
        "todo",
        "print_stdout",
    ] {
        assert!(lints.get(lint).is_some_and(|level| level.contains("warn")), "{lint} is off");
    }
    assert_eq!(entries(&workspace, "rust")["unsafe_code"], "\"forbid\"");
    assert!(read(".clippy.toml").contains("too-many-lines-threshold = 70\n"));
}

#[test]
fn planted_habits_are_found() {
    let source = |path: &str, text: &str| vec![Source::new(path, text)];
    assert_eq!(badly_opened(&source("cli/src/x.rs", "use std::io;\n")).len(), 1);
    assert_eq!(badly_opened(&source("cli/src/x.rs", "//! stub\n")).len(), 1);
    assert_eq!(too_long(&source("cli/src/x.rs", &"\n".repeat(301))).len(), 1);
    assert_eq!(too_long(&source("functions/x/src/main.rs", &"\n".repeat(21))).len(), 1);
    assert_eq!(panics(&source("cli/src/x.rs", "fn x() { y().unwrap(); panic!(\"\") }")).len(), 2);
    assert_eq!(
        panics(&source("cli/src/x.rs", "#[cfg(test)]\nmod tests { fn x() { y().unwrap(); } }")).len(),
        0
    );
    assert_eq!(prints(&source("cli/src/x.rs", "fn x() { println!(\"\") }")).len(), 1);
    assert_eq!(prints(&source("cli/src/output/x.rs", "fn x() { println!(\"\") }")).len(), 0);
    let lazy = "use reqwest;\n#[cfg(test)]\nmod tests {\n#[ignore]\nfn x() { reqwest::get(y) }\n}";
    assert_eq!(lazy_tests(&source("cli/src/x.rs", lazy)).len(), 2);
    let planted = ["// TO", "DO later\nlet path = \"/ro", "ot/x\";"].concat();
    assert_eq!(leftovers("x", &planted).len(), 2);
}
