//! The papers for people: the map, links and pictures, the top of the checkout, the linter's rules, the delivery protocol.

use super::none;
use super::workspace::{files, manifests, names_in, read, root, sources};
use authoring::rules;
use cadence::sequence::Language;
use std::collections::BTreeSet;

/// Everything that may stand at the top.
const TOP: [&str; 25] = [
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".deny.toml",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".rustfmt.toml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "cli",
    "docs",
    "functions",
    "infra",
    "samconfig.toml",
    "shared",
    "templates",
    "tests",
    ".github",
    ".git-blame-ignore-revs",
];

/// Characters of a line of running text at most.
const WIDTH: usize = 134;

/// The page that maps the checkout.
const MAP: &str = "docs/map.md";

/// The places that the map in a page names: the first word of each line in its block.
fn mapped(page: &str) -> BTreeSet<String> {
    let block = page.split("## The map").nth(1).and_then(|rest| rest.split("```").nth(1)).unwrap_or_default();
    let lines = block.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    lines.map(|place| place.trim_end_matches('/').to_owned()).collect()
}

/// Folders and crates that a map must name.
fn places() -> BTreeSet<String> {
    let folders = names_in("").into_iter().filter(|name| root().join(name).is_dir());
    folders.chain(manifests().into_iter().map(|manifest| manifest.room)).collect()
}

fn holes(map: &BTreeSet<String>, places: &BTreeSet<String>) -> Vec<String> {
    let missing = places.difference(map).map(|place| format!("{MAP} does not name {place}"));
    let gone = map.iter().filter(|place| !root().join(place).exists());
    missing.chain(gone.map(|place| format!("{MAP} names {place}, which is not there"))).collect()
}

/// Targets of links, pictures, and paths between backticks, that a page names as lying in the checkout.
fn named_paths(page: &str) -> BTreeSet<String> {
    let linked = page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let shown = ["src=\"", "srcset=\""].into_iter().flat_map(|mark| page.split(mark).skip(1));
    let linked = linked.chain(shown.filter_map(|rest| rest.split('"').next()));
    let linked = linked.filter(|it| !it.contains(':') && !it.is_empty()).map(str::to_owned);
    let quoted = page.split('`').skip(1).step_by(2).filter(|word| {
        let starts = ["cli/", "docs/", "functions/", "infra/", "shared/", "templates/", "tests/", ".ci/"];
        starts.iter().any(|start| word.starts_with(start)) && !word.contains(['<', '*', '…', '{', ' ', '\n'])
    });
    linked.chain(quoted.map(str::to_owned)).collect()
}

/// Paths in pages that lead nowhere, from the page's folder or from the top.
fn dead_paths(path: &str, page: &str) -> Vec<String> {
    let folder = root().join(path).parent().unwrap().to_owned();
    let dead = |named: &String| !folder.join(named).exists() && !root().join(named).exists();
    named_paths(page).into_iter().filter(dead).map(|named| format!("{path}: {named} is not there")).collect()
}

#[test]
fn the_map_names_every_folder_and_every_crate() {
    none(holes(&mapped(&read(MAP)), &places()));
}

#[test]
fn the_readme_leads_to_every_page_and_shows_every_picture() {
    let named = named_paths(&read("README.md"));
    let papers = ["docs", "docs/pictures"]
        .into_iter()
        .flat_map(|folder| names_in(folder).into_iter().map(move |name| format!("{folder}/{name}")));
    let papers = papers.filter(|path| matches!(path.rsplit('.').next(), Some("md" | "webp")));
    none(papers.filter(|path| !named.contains(path)).map(|path| format!("the README does not name {path}")));
}

#[test]
fn paths_named_in_pages_are_there() {
    let pages = files().into_iter().filter(|path| path.rsplit('.').next() == Some("md"));
    let faults: Vec<String> = pages.flat_map(|path| dead_paths(&path, &read(&path))).collect();
    none(faults);
}

/// Lines of running text that are wider than [`WIDTH`]. Tables, blocks and a single link cannot be wrapped.
fn wide_lines(path: &str, page: &str) -> Vec<String> {
    let mut in_block = false;
    let mut wide = Vec::new();
    for (number, line) in page.lines().enumerate() {
        in_block ^= line.starts_with("```");
        let whole = in_block || line.starts_with('|') || line.starts_with("![") || !line.contains(' ');
        if !whole && line.chars().count() > WIDTH {
            wide.push(format!("{path}:{}: wrap the text at {WIDTH} characters", number + 1));
        }
    }
    wide
}

#[test]
fn running_text_of_pages_is_wrapped() {
    let pages = files().into_iter().filter(|path| path.rsplit('.').next() == Some("md"));
    none(pages.flat_map(|path| wide_lines(&path, &read(&path))));
}

#[test]
fn the_top_holds_what_belongs_there() {
    let strangers = names_in("").into_iter().filter(|name| !TOP.contains(&name.as_str()));
    none(strangers.map(|name| format!("{name} does not belong at the top; see {MAP}")));
}

#[test]
fn no_page_about_the_work_itself_is_kept() {
    let of_work = ["report", "summary", "plan", "notes", "todo", "status"];
    let stem = |path: &str| path.rsplit('/').next().unwrap().split('.').next().unwrap().to_lowercase();
    let pages = files().into_iter().filter(|path| path.rsplit('.').next() == Some("md"));
    none(pages.filter(|path| of_work.contains(&stem(path).as_str())));
}

#[test]
fn every_rule_of_the_linter_is_used_and_says_what_to_do() {
    let sources = sources();
    let texts: Vec<String> = sources
        .iter()
        .filter(|it| !it.for_tests && !it.path.contains("rules/table"))
        .map(|it| it.lexed.product_code_and_texts())
        .collect();
    let mut ids = BTreeSet::new();
    for rule in rules::ALL {
        for (language, end) in [(Language::English, '.'), (Language::Japanese, '。')] {
            let (what, remedy) = (rule.what.in_language(language), rule.remedy.in_language(language));
            assert!(remedy.ends_with(end) && remedy.len() > 5, "{} says what to do", rule.id);
            assert!(what.ends_with(end) && what.len() > 5, "{} says what it finds", rule.id);
        }
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{} is an id", rule.id);
        assert!(ids.insert(rule.id), "{} is there twice", rule.id);
        let quoted = format!("\"{}\"", rule.id);
        assert!(texts.iter().any(|text| text.contains(&quoted)), "nothing finds {}", rule.id);
    }
    assert!(ids.len() > 30, "{} rules", ids.len());
}

#[test]
fn holes_in_the_map_and_dead_paths_are_found() {
    let map = mapped(
        "# X\n\n## The map\n\n```text\nCargo.toml    the workspace\ncli/  it\n  shared/gone   away\n```\nshared/store\n",
    );
    let places = ["cli".to_owned(), "docs".to_owned()].into();
    insta::assert_snapshot!(holes(&map, &places).join("\n"), @r"
    docs/map.md does not name docs
    docs/map.md names shared/gone, which is not there
    ");
    let page = "[a](cli/Cargo.toml) [b](nowhere.md#x) [c](https://example.com/x) `shared/cadence` `shared/nobody` `shared/<name>` [d](#here) <source srcset=\"e.webp\"> <img src=\"https://example.com/f.png\">";
    insta::assert_snapshot!(dead_paths("README.md", page).join("\n"), @r"
    README.md: e.webp is not there
    README.md: nowhere.md is not there
    README.md: shared/nobody is not there
    ");
    let wide = "word ".repeat(27);
    let page = format!("{wide}\n| {wide}|\n```text\n{wide}\n```\n{}\n{wide}\n", "x".repeat(200));
    assert_eq!(wide_lines("a.md", &page).len(), 2, "running text, and no table, block or link");
}
