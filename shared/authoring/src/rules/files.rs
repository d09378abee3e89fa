//! Rules about names and places of files.

use crate::compile::FILES;
use crate::finding::Finding;
use crate::folder::Folder;
use cadence::ids::SequenceId;
use document::suggest;

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
            ["emails", .., file] if !is_readme(file) => {
                let remedy = "put it into emails/<sequence>/<mail>/";
                findings.push(Finding::new("stray-file", path, "the file belongs to no mail", remedy));
            }
            ["sequences" | "forms" | "calendars", .., file] if !is_readme(file) => {
                let message = "the file is not read: it lies in a folder within the folder";
                let remedy = format!("put it into {}/ itself", parts[0]);
                findings.push(Finding::new("stray-file", path, message, remedy));
            }
            [directory, ..] => findings.extend(misspelt_directory(path, directory)),
            [] => {}
        }
    }
    findings
}

/// A folder whose name is nearly one that is read.
fn misspelt_directory(path: &str, directory: &str) -> Option<Finding> {
    const READ: [&str; 4] = ["sequences", "emails", "forms", "calendars"];
    let meant = suggest::nearest(directory, READ).filter(|_| !READ.contains(&directory))?;
    let message = format!("the file is not read: no file in a folder {directory:?} is");
    Some(Finding::new("stray-file", path, message, format!("did you mean {meant:?}?")))
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
    let lower = file.to_ascii_lowercase();
    let text = [".txt", ".md", ".html", ".htm", ".mjml"].iter().any(|ending| lower.ends_with(ending));
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
