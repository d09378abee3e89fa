//! Reads the checkout: manifests, sources, and every text file that belongs to it.

use super::lexer::Lexed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

/// Folders that are made by tools and belong to nobody.
const MADE: [&str; 6] = ["target", ".git", "node_modules", "hikyaku-data", ".aws-sam", "__pycache__"];

/// The root of the checkout.
pub(super) fn root() -> PathBuf {
    kit::folder::checkout()
}

/// A file of the checkout as text.
pub(super) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Names in a folder of the checkout, without what tools made.
pub(super) fn names_in(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !MADE.contains(&name.as_str()) && !name.starts_with("target-")).collect()
}

/// Paths of all files, from the root, with slashes.
pub(super) fn files() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for name in names_in(&folder) {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let list = if root().join(&path).is_dir() { &mut folders } else { &mut files };
            list.push(path);
        }
    }
    files.sort();
    files
}

/// One Rust source.
#[derive(Debug)]
pub(super) struct Source {
    /// From the root, with slashes.
    pub(super) path: String,
    pub(super) text: String,
    pub(super) lexed: Lexed,
    /// Whether the whole file is there for tests only.
    pub(super) for_tests: bool,
}

impl Source {
    /// A source that stands at a path.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let for_tests = path.starts_with("tests/") || path.contains("/tests/") && !path.contains("/src/");
        Self { path: path.to_owned(), text: text.to_owned(), lexed: Lexed::new(text), for_tests }
    }

    /// The folder of its crate.
    pub(super) fn room(&self) -> &str {
        let below = ["functions/", "shared/", "tests/kit/", "tests/simulation/"];
        let levels = if below.iter().any(|folder| self.path.starts_with(folder)) { 2 } else { 1 };
        let end = self.path.match_indices('/').nth(levels - 1).map_or(self.path.len(), |(at, _)| at);
        &self.path[..end]
    }

    /// The folder of its modules' files.
    fn folder_of_modules(&self) -> String {
        let (folder, name) = self.path.rsplit_once('/').unwrap();
        match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        }
    }
}

/// Every Rust source of the workspace, read once.
pub(super) fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read_sources);
    &SOURCES
}

fn read_sources() -> Vec<Source> {
    let paths = files().into_iter().filter(|path| path.rsplit_once('.').is_some_and(|(_, end)| end == "rs"));
    let mut sources: Vec<Source> = paths.map(|path| Source::new(&path, &read(&path))).collect();
    let of_modules = |source: &Source| {
        let folder = source.folder_of_modules();
        source
            .lexed
            .test_modules()
            .into_iter()
            .map(move |name| format!("{folder}/{name}"))
            .collect::<Vec<_>>()
    };
    let for_tests: Vec<String> = sources.iter().flat_map(of_modules).collect();
    for source in &mut sources {
        let path = source.path.trim_end_matches(".rs");
        let below = |module: &String| {
            path == module || path.strip_prefix(module.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        source.for_tests |= for_tests.iter().any(below);
    }
    sources
}

/// One `Cargo.toml` of a crate, as far as rules look at it.
#[derive(Debug)]
pub(super) struct Manifest {
    /// The crate's folder, from the root.
    pub(super) room: String,
    pub(super) text: String,
    /// Dependencies with what stands behind their names.
    pub(super) dependencies: BTreeMap<String, String>,
    /// Those for tests.
    pub(super) for_tests: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads a manifest.
    pub(super) fn new(room: &str, text: &str) -> Self {
        Self {
            room: room.to_owned(),
            text: text.to_owned(),
            dependencies: entries(text, "dependencies"),
            for_tests: entries(text, "dev-dependencies"),
        }
    }

    /// The last part of the folder, which is the crate's name for all but `cli`.
    pub(super) fn name(&self) -> &str {
        self.room.rsplit('/').next().unwrap()
    }
}

/// The manifests of all crates.
pub(super) fn manifests() -> Vec<Manifest> {
    let rooms = files().into_iter().filter_map(|path| path.strip_suffix("/Cargo.toml").map(str::to_owned));
    rooms.map(|room| Manifest::new(&room, &read(&format!("{room}/Cargo.toml")))).collect()
}

/// The entries of the sections whose last word this is. An entry may run over several lines.
pub(super) fn entries(manifest: &str, section: &str) -> BTreeMap<String, String> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    let (mut inside, mut last) = (false, None);
    for line in manifest.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if let Some(header) = line.strip_prefix('[') {
            inside = header.trim_end_matches(']').rsplit('.').next() == Some(section);
            last = None;
        } else if inside && line.starts_with(|c: char| c.is_alphanumeric()) {
            let (name, rest) = line.split_at(line.find(['.', ' ', '=']).unwrap());
            entries.insert(name.to_owned(), rest.trim_start_matches([' ', '=']).to_owned());
            last = Some(name.to_owned());
        } else if let Some(entry) = last.as_ref().and_then(|name| entries.get_mut(name)) {
            entry.push_str(line.trim());
        }
    }
    entries
}

#[test]
fn manifests_and_sources_are_read_as_they_are() {
    let manifest = Manifest::new(
        "shared/x",
        "[dependencies]\na.workspace = true\nb = { version = \"1\" }\n# c = \"1\"\n[dev-dependencies]\nd = [\n  \"e\",\n]\n",
    );
    assert_eq!(manifest.dependencies.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(manifest.for_tests["d"], "[\"e\",]");
    assert_eq!(Source::new("shared/store/src/items/card.rs", "").room(), "shared/store");
    assert_eq!(Source::new("cli/src/main.rs", "").room(), "cli");
    assert_eq!(Source::new("tests/src/world.rs", "").room(), "tests");
    let rooms: BTreeSet<String> = manifests().into_iter().map(|manifest| manifest.room).collect();
    let strange = sources().iter().find(|source| !rooms.contains(source.room()));
    assert!(strange.is_none(), "{strange:?} belongs to no crate");
    assert!(manifests().len() >= 21, "every crate is read");
    let sources = sources();
    let for_tests =
        |path: &str| sources.iter().find(|source| source.path == path).map(|source| source.for_tests);
    assert_eq!(for_tests("shared/store/src/walk.rs"), Some(false));
    assert_eq!(for_tests("shared/cadence/src/enrollment/advance/tests.rs"), Some(true));
    assert_eq!(for_tests("shared/cadence/src/sequence/schedule/tests/opened.rs"), Some(true));
    assert_eq!(for_tests("shared/store/tests/contract/main.rs"), Some(true));
}
