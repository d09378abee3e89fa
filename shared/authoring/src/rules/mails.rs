//! Rules about mails: that they are used, their size, their links and pictures. Placeholders stand in `templates`.

use super::desk::Desk;
use super::{steps, templates};
use crate::compile::protect::tags;
use crate::compile::{self, BODIES};
use crate::finding::Finding;
use crate::source::place;
use cadence::publication::CompiledMail;
use std::collections::BTreeMap;

/// Bytes from which Gmail cuts a mail off (102 KB), with room for what is filled in.
const HTML_BYTES_MAX: usize = 100 * 1024;
/// Bytes from which a mail comes near to that.
const HTML_BYTES_LARGE: usize = 80 * 1024;
/// Bytes of a mail's file at most, as the compiler has it.
const FILE_BYTES_MAX: usize = 128 * 1024;
/// Characters of a subject that inboxes show.
const SUBJECT_CHARACTERS_SHOWN: usize = 60;

pub(crate) fn check(desk: &Desk<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ((sequence, mail), files) in &desk.mails {
        let folder = format!("emails/{sequence}/{mail}");
        let first = files.keys().next().copied().unwrap_or("subject.txt");
        let document = desk.sequences.iter().find(|it| it.id == *sequence);
        let Some(document) = document else {
            let message = format!("there is no sequence {sequence:?} for this mail");
            let remedy = format!("write sequences/{sequence}.json, or remove the folder");
            findings.push(Finding::new(
                "mail-without-sequence",
                format!("{folder}/{first}"),
                message,
                remedy,
            ));
            continue;
        };
        if steps::purpose_of_mail(document, mail).is_none() {
            let message = format!("no step of the sequence {sequence:?} sends this mail");
            let remedy = "send it in a step, or remove the folder";
            findings.push(Finding::new("unused-mail", format!("{folder}/{first}"), message, remedy));
        }
        for (file, text) in files.iter().filter(|(file, _)| compile::FILES.contains(file)) {
            let path = format!("{folder}/{file}");
            if text.len() > FILE_BYTES_MAX {
                findings.extend((!BODIES.contains(file)).then(|| too_large(path, text.len())));
                continue;
            }
            findings.extend(templates::check(&path, text, document, desk));
            findings.extend(links(&path, text));
            findings.extend(pictures(&path, text));
            if *file == "subject.txt" {
                findings.extend(long_subject(&path, text));
            }
        }
    }
    findings
}

/// A file that no mail program would show whole is not looked into. Of a body the compiler says it.
fn too_large(path: String, bytes: usize) -> Finding {
    let message = format!("the file has {bytes} bytes; of a mail at most {FILE_BYTES_MAX} are read");
    Finding::new("file-too-large", path, message, "shorten the mail, or link to a page with the rest")
}

/// The size of the compiled HTML.
pub(crate) fn check_size(
    folder: &str,
    files: &BTreeMap<&str, &str>,
    compiled: &CompiledMail,
) -> Option<Finding> {
    let size = compiled.html.len();
    let rule = match size {
        HTML_BYTES_MAX.. => "html-too-large",
        HTML_BYTES_LARGE.. => "html-large",
        _ => return None,
    };
    let message = format!(
        "the HTML has {} KB; Gmail cuts mails off at 102 KB, the unsubscribe link with it",
        size / 1024
    );
    let file = BODIES.into_iter().find(|name| files.contains_key(name)).unwrap_or("subject.txt");
    Some(Finding::new(rule, format!("{folder}{file}"), message, "shorten the mail, or split it in two"))
}

fn long_subject(path: &str, text: &str) -> Option<Finding> {
    let values: usize = tags(text).iter().map(|tag| tag.text.chars().count().saturating_sub(6)).sum();
    let length = text.trim().chars().count().saturating_sub(values);
    if length <= SUBJECT_CHARACTERS_SHOWN {
        return None;
    }
    let message = format!(
        "the subject has about {length} characters; inboxes show {SUBJECT_CHARACTERS_SHOWN} or fewer"
    );
    Some(Finding::new("subject-long", path, message, "say what matters first, and shorten the rest"))
}

/// Links that do harm or lead nowhere.
fn links(path: &str, text: &str) -> Vec<Finding> {
    let starts = ["href=\"", "href='", "](", "<"];
    let mut findings = Vec::new();
    for start in starts {
        for (at, _) in text.match_indices(start) {
            let target = text[at + start.len()..].trim_start().to_ascii_lowercase();
            let unsafe_scheme =
                ["javascript:", "vbscript:", "data:", "file:"].iter().find(|it| target.starts_with(**it));
            if let Some(scheme) = unsafe_scheme {
                let message =
                    format!("a link to `{scheme}` does not work in mails and is taken for an attack");
                let finding = Finding::new("link-unsafe", path, message, "link to an https:// page");
                findings.push(finding.on(place(text, at)));
            }
            let empty = start != "<" && target.starts_with(['"', '\'', ')', '#']);
            if empty {
                let finding =
                    Finding::new("link-empty", path, "the link leads nowhere", "write an https:// address");
                findings.push(finding.on(place(text, at)));
            }
        }
    }
    findings
}

/// Pictures without words, and pictures that a mail program will not load.
fn pictures(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |rule, at, message: &str, remedy: &str| {
        findings.push(Finding::new(rule, path, message, remedy).on(place(text, at)));
    };
    let no_words =
        "the picture has no words for people who do not see it, and many mail programs show none at first";
    let insecure = "the picture is loaded over http://, which mail programs refuse";
    for (at, _) in text.match_indices("<img").chain(text.match_indices("<mj-image")) {
        let tag = text[at..].split('>').next().unwrap_or_default();
        if !tag.contains("alt=") {
            add("image-without-alt", at, no_words, "add alt=\"…\", or alt=\"\" for a mere ornament");
        }
        if tag.contains("src=\"http://") || tag.contains("src='http://") {
            add("image-not-https", at, insecure, "put the picture on an https:// server");
        }
    }
    for (at, _) in text.match_indices("![") {
        let rest = &text[at + 2..];
        if rest.starts_with("](") {
            add("image-without-alt", at, no_words, "write words between the brackets: ![…](…)");
        }
        if rest.split_once("](").is_some_and(|(_, target)| target.starts_with("http://")) {
            add("image-not-https", at, insecure, "put the picture on an https:// server");
        }
    }
    findings
}
