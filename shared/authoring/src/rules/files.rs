//! Rules about names and places of files.

use crate::compile::FILES;
use crate::finding::Finding;
use crate::folder::Folder;
use cadence::ids::SequenceId;
use cadence::{text, words};
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
                let remedy = words!(
                    en = "put it into emails/<sequence>/<mail>/",
                    ja = "emails/<sequence>/<mail>/ に置いてください（シナリオの名前／メールの名前）。"
                );
                findings.push(Finding::new(
                    "stray-file",
                    path,
                    words!(en = "the file belongs to no mail", ja = "どのメールのファイルでもありません。"),
                    remedy,
                ));
            }
            ["sequences" | "forms" | "calendars", .., file] if !is_readme(file) => {
                let message = words!(
                    en = "the file is not read: it lies in a folder within the folder",
                    ja = "フォルダーの中のフォルダーにあるので、読みません。"
                );
                let remedy =
                    text!(en = "put it into {}/ itself", ja = "{}/ のすぐ下に置いてください。", parts[0]);
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
    let message = text!(
        en = "the file is not read: no file in a folder {directory:?} is",
        ja = "{directory:?} というフォルダーのファイルは読みません。"
    );
    Some(Finding::new(
        "stray-file",
        path,
        message,
        text!(en = "did you mean {meant:?}?", ja = "{meant:?} ではありませんか。"),
    ))
}

fn at_top(file: &str) -> Option<Finding> {
    let known = file == "settings.json" || file.ends_with(".schema.json") || is_readme(file);
    let near = suggest::nearest(file, ["settings.json"]).filter(|_| !known)?;
    let message = text!(en = "{file:?} is not read", ja = "{file:?} は読みません。");
    Some(Finding::new(
        "stray-file",
        file,
        message,
        text!(en = "did you mean {near:?}?", ja = "{near:?} ではありませんか。"),
    ))
}

fn document(path: &str, directory: &str, file: &str) -> Vec<Finding> {
    let Some(name) = file.strip_suffix(".json") else {
        if is_readme(file) {
            return Vec::new();
        }
        let remedy = words!(
            en = "name it <id>.json, or take it out of the folder",
            ja = "<id>.json という名前にするか、フォルダーから外してください。"
        );
        return vec![Finding::new(
            "stray-file",
            path,
            words!(
                en = "the file is not read: its name does not end in .json",
                ja = "名前が .json で終わっていないので、読みません。"
            ),
            remedy,
        )];
    };
    let mut findings = bad_name(path, name);
    if directory == "calendars" && ["japan", "plain"].contains(&name) {
        let message = text!(
            en = "{name:?} is the name of a built-in calendar",
            ja = "{name:?} は、はじめからあるカレンダーの名前です。"
        );
        findings.push(Finding::new(
            "calendar-name-taken",
            path,
            message,
            words!(
                en = "choose another name, such as \"office\"",
                ja = "\"office\" のように、別の名前にしてください。"
            ),
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
    let remedy = suggest::remedy(
        file,
        &FILES,
        words!(en = "rename it or take it out", ja = "名前を変えるか、外してください。"),
    );
    Some(Finding::new(
        "stray-file",
        path,
        text!(
            en = "{file:?} is no part of a mail and is not read",
            ja = "{file:?} はメールのファイルではないので、読みません。"
        ),
        remedy,
    ))
}

fn bad_name(path: &str, name: &str) -> Vec<Finding> {
    let error = SequenceId::parse(name).err();
    let finding = error.map(|error| {
        let why = document::id_refused(&error);
        let message = text!(
            en = "{name:?} cannot be used as an id: {why}",
            ja = "{name:?} は名前（ID）に使えません。{why}",
            texts = [why]
        );
        Finding::new(
            "bad-file-name",
            path,
            message,
            words!(
                en = "rename it with a-z, 0-9 and hyphens, such as `welcome`",
                ja = "`welcome` のように、英小文字・数字・- の名前に変えてください。"
            ),
        )
    });
    finding.into_iter().collect()
}

fn is_readme(file: &str) -> bool {
    file.to_ascii_lowercase().starts_with("readme")
}
