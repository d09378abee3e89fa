//! Rules about names and places of files.

use crate::compile::FILES;
use crate::finding::Finding;
use crate::folder::Folder;
use crate::suggest;
use cadence::ids::SequenceId;

pub(crate) fn check(folder: &Folder) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in folder.files() {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            [file] => findings.extend(at_top(file)),
            [directory @ ("sequences" | "forms" | "calendars"), file] => {
                findings.extend(document(path, directory, file));
            }
            ["emails", sequence, mail, file] => {
                findings.extend(bad_name(path, sequence));
                findings.extend(bad_name(path, mail));
                findings.extend(mail_file(path, file));
            }
            ["emails", ..] if parts.len() < 4 && !is_readme(parts[parts.len() - 1]) => {
                let remedy = "put it into emails/<sequence>/<mail>/";
                findings.push(Finding::new("stray-file", path, "the file belongs to no mail", remedy));
            }
            [..] => {}
        }
    }
    findings
}

fn at_top(file: &str) -> Option<Finding> {
    let known = file == "settings.json" || file.ends_with(".schema.json") || is_readme(file);
    let near = suggest::nearest(file, ["settings.json"]).filter(|_| !known)?;
    let message = format!("{file:?} is not read");
    Some(Finding::new("stray-file", file, message, format!("did you mean {near:?}?")))
}

fn document(path: &str, directory: &str, file: &str) -> Vec<Finding> {
    let Some(name) = file.strip_suffix(".json") else {
        if is_readme(file) {
            return Vec::new();
        }
        let remedy = "name it <id>.json, or take it out of the folder";
        return vec![Finding::new(
            "stray-file",
            path,
            "the file is not read: its name does not end in .json",
            remedy,
        )];
    };
    let mut findings = bad_name(path, name);
    if directory == "calendars" && ["japan", "plain"].contains(&name) {
        let message = format!("{name:?} is the name of a built-in calendar");
        findings.push(Finding::new(
            "calendar-name-taken",
            path,
            message,
            "choose another name, such as \"office\"",
        ));
    }
    findings
}

fn mail_file(path: &str, file: &str) -> Option<Finding> {
    let text = [".txt", ".md", ".html", ".htm", ".mjml"].iter().any(|ending| file.ends_with(ending));
    if !text || FILES.contains(&file) || is_readme(file) {
        return None;
    }
    let remedy = suggest::remedy(file, &FILES, "rename it or take it out");
    Some(Finding::new("stray-file", path, format!("{file:?} is no part of a mail and is not read"), remedy))
}

fn bad_name(path: &str, name: &str) -> Vec<Finding> {
    let error = SequenceId::parse(name).err();
    let finding = error.map(|error| {
        let message = format!("{name:?} cannot be used as an id: {error}");
        Finding::new("bad-file-name", path, message, "rename it with a-z, 0-9 and hyphens, such as `welcome`")
    });
    finding.into_iter().collect()
}

fn is_readme(file: &str) -> bool {
    file.to_ascii_lowercase().starts_with("readme")
}
