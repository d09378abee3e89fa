//! The shape of modules, functions and comments: no circles, short handlers, test names that can be read, comments that name
//! their subject.

use super::none;
use super::workspace::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Longest handler of a function, in lines: it parses, calls a use case and answers.
const HANDLER_LINES_MAX: usize = 40;
/// Longest name of a test.
const TEST_NAME_MAX: usize = 70;
/// Openings of a comment that leave its subject unnamed to the end (free relative clauses).
const UNNAMED: [&str; 12] = [
    "What",
    "Whatever",
    "Who",
    "Whoever",
    "Whose",
    "Whom",
    "Which",
    "Whichever",
    "Where",
    "Why",
    "How",
    "That",
];
/// Of a hundred comment lines, so many may open that way.
const UNNAMED_PERCENT_MAX: usize = 3;

/// A module's path below its crate's root.
type Module = Vec<String>;

/// The crate of a source and its module; none for what belongs to no library or program.
fn module_of(source: &Source) -> Option<(String, Module)> {
    let (room, path) = source.path.split_once("/src/")?;
    let path = path.strip_suffix(".rs")?;
    let mut module: Module = path.split('/').map(str::to_owned).collect();
    if matches!(path, "lib" | "main") {
        module.clear();
    }
    Some((room.to_owned(), module))
}

/// The paths that a code names from its crate's root: `crate::…` and `super::…`, groups taken apart.
fn named(code: &str, module: &Module) -> Vec<Module> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ':')) {
            continue;
        }
        let mut rest = &code[at..];
        let mut base = if rest.starts_with("crate::") { Vec::new() } else { module.clone() };
        while let Some(after) = rest.strip_prefix("super::") {
            base.pop();
            rest = after;
        }
        rest = rest.strip_prefix("crate::").unwrap_or(rest);
        paths(rest, &base, &mut found);
    }
    found
}

/// Takes the tree behind `base::` apart and gives back what follows it.
fn paths<'a>(mut rest: &'a str, base: &Module, found: &mut Vec<Module>) -> &'a str {
    let mut path = base.clone();
    loop {
        rest = rest.trim_start();
        if let Some(inside) = rest.strip_prefix('{') {
            rest = inside.trim_start();
            while !rest.is_empty() && !rest.starts_with('}') {
                rest = paths(rest, &path, found).trim_start();
                let next = rest.find([',', '}']).unwrap_or(rest.len());
                rest = rest[next..].trim_start_matches(',').trim_start();
            }
            return rest.strip_prefix('}').unwrap_or(rest);
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if !word.is_empty() && word != "self" {
            path.push(word.to_owned());
        }
        match after.strip_prefix("::") {
            Some(more) if !word.is_empty() => rest = more,
            _ => {
                found.push(path);
                return after;
            }
        }
    }
}

/// Modules of a crate with those that they name, parents and children left out.
fn arrows(sources: &[Source]) -> BTreeMap<String, BTreeMap<Module, BTreeSet<Module>>> {
    let mut crates: BTreeMap<String, BTreeMap<Module, BTreeSet<Module>>> = BTreeMap::new();
    let product = || sources.iter().filter(|source| !source.lexed.product_code().trim().is_empty());
    let modules: Vec<_> = product().filter_map(|source| Some((source, module_of(source)?))).collect();
    for (_, (room, module)) in &modules {
        crates.entry(room.clone()).or_default().entry(module.clone()).or_default();
    }
    for (source, (room, module)) in &modules {
        let Some(all) = crates.get_mut(room) else { continue };
        let known: BTreeSet<Module> = all.keys().cloned().collect();
        let of_path = |path: Module| {
            (0..=path.len()).rev().map(|end| path[..end].to_vec()).find(|it| known.contains(it))
        };
        let related = |other: &Module| other.starts_with(module) || module.starts_with(other);
        let targets = named(&source.lexed.product_code(), module).into_iter().filter_map(of_path);
        all.get_mut(module).unwrap().extend(targets.filter(|target| !related(target)));
    }
    crates
}

/// Modules that reach each other.
fn circles(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for (room, arrows) in arrows(sources) {
        let reached: BTreeMap<&Module, BTreeSet<&Module>> =
            arrows.keys().map(|from| (from, reached(&arrows, from))).collect();
        let mut told = BTreeSet::new();
        for (module, all) in &reached {
            let circle: Vec<String> = all
                .iter()
                .filter(|other| reached[**other].contains(*module))
                .map(|it| it.join("::"))
                .collect();
            if circle.len() > 1 && told.insert(circle.clone()) {
                faults.push(format!("{room}: {} name each other in a circle", circle.join(", ")));
            }
        }
    }
    faults
}

fn reached<'a>(arrows: &'a BTreeMap<Module, BTreeSet<Module>>, from: &'a Module) -> BTreeSet<&'a Module> {
    let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(module) = left.pop() {
        left.extend(arrows[module].iter().filter(|next| seen.insert(*next)));
    }
    seen
}

fn long_handlers(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    let is_handler =
        |source: &&Source| source.path.starts_with("functions/") && source.path.ends_with("/src/lib.rs");
    for source in sources.iter().filter(is_handler) {
        let code = source.lexed.product_code();
        for (at, word) in code.match_indices("async fn ") {
            let body = &code[at..];
            let line = &code[code[..at].rfind('\n').map_or(0, |end| end + 1)..];
            let indent = line.chars().take_while(|c| *c == ' ').count();
            let end = body.find(&format!("\n{}}}", " ".repeat(indent))).unwrap_or(body.len());
            let lines = body[..end].lines().count() + 1;
            if lines > HANDLER_LINES_MAX {
                let name: String = body[word.len()..].chars().take_while(|c| *c != '(').collect();
                faults.push(format!("{}: `{name}` has {lines} lines; move what it decides out", source.path));
            }
        }
    }
    faults
}

fn long_names(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let code = source.lexed.code();
        for (place, _) in code.match_indices("test]").chain(code.match_indices("#[tokio::test")) {
            let Some((_, after)) = code[place..].split_once("fn ") else { continue };
            let name: String = after.chars().take_while(|c| *c != '(').collect();
            if name.len() > TEST_NAME_MAX {
                faults.push(format!("{}: `{name}` is longer than {TEST_NAME_MAX} letters", source.path));
            }
        }
    }
    faults
}

/// Comment lines of all sources, and those of them that leave their subject unnamed.
fn comment_lines(sources: &[Source]) -> (usize, Vec<String>) {
    let mut all = 0;
    let mut unnamed = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix("//") else { continue };
            let comment = comment.trim_start_matches(['/', '!']).trim();
            all += usize::from(!comment.is_empty());
            let first: String = comment.chars().take_while(|c| c.is_alphabetic()).collect();
            if UNNAMED.contains(&first.as_str()) {
                unnamed.push(format!("{}:{}: {comment}", source.path, number + 1));
            }
        }
    }
    (all, unnamed)
}

#[test]
fn no_modules_name_each_other_in_a_circle() {
    none(circles(sources()));
}

#[test]
fn handlers_parse_call_and_answer() {
    none(long_handlers(sources()));
}

#[test]
fn names_of_tests_can_be_read() {
    none(long_names(sources()));
}

#[test]
fn comments_name_their_subject() {
    let (all, unnamed) = comment_lines(sources());
    let allowed = all * UNNAMED_PERCENT_MAX / 100;
    assert!(
        unnamed.len() <= allowed,
        "{} of {all} comment lines open with {UNNAMED:?}, {allowed} may:\n{}",
        unnamed.len(),
        unnamed.join("\n")
    );
}

#[test]
fn planted_shapes_are_found() {
    let of = |files: &[(&str, &str)]| -> Vec<Source> {
        files.iter().map(|(path, text)| Source::new(path, text)).collect()
    };
    let circle = of(&[
        ("shared/x/src/lib.rs", "mod a; mod b; mod c;"),
        ("shared/x/src/a.rs", "use crate::{b::{B, self}, c::C};"),
        ("shared/x/src/b.rs", "fn f() { super::c::d() }"),
        ("shared/x/src/c.rs", "use super::a::inner::I as J;"),
    ]);
    assert_eq!(circles(&circle), ["shared/x: a, b, c name each other in a circle"]);
    let tree = of(&[
        ("shared/x/src/lib.rs", "mod a; use a::A;"),
        ("shared/x/src/a.rs", "mod b; use b::B; #[cfg(test)] mod tests { use crate::c::C; }"),
        ("shared/x/src/a/b.rs", "use super::A; use crate::c::C;"),
        ("shared/x/src/c.rs", "// use crate::a::b::B\n"),
    ]);
    assert_eq!(circles(&tree), [""; 0]);
    let handler =
        format!("impl F {{\n    async fn answer(&self) {{\n{}    }}\n}}\n", "        x();\n".repeat(40));
    assert_eq!(long_handlers(&of(&[("functions/x/src/lib.rs", &handler)])).len(), 1);
    let test = format!("#[test]\nfn {}() {{}}\n", "x".repeat(71));
    assert_eq!(long_names(&of(&[("shared/x/src/a.rs", &test)])).len(), 1);
    let (all, unnamed) = comment_lines(&of(&[(
        "shared/x/src/a.rs",
        "/// What it does.\n///\n//! Whatsoever.\nx(); // How\n",
    )]));
    assert_eq!((all, unnamed.len()), (2, 1));
}
