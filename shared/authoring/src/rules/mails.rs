//! Rules about mails: that they are used, their size, their links and pictures. Placeholders stand in `templates`.

use super::reading::Reading;
use super::workspace::{Document, Workspace};
use super::{active, drafts, links, markdown, steps, styles, templates, unsubscribing, wording};
use crate::compile::protect::tags;
use crate::compile::{self, BODIES};
use crate::finding::Finding;
use cadence::publication::CompiledMail;
use cadence::sequence::Purpose;
use document::suggest;
use mail::markup::Piece;
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeMap;

/// Bytes from which Gmail cuts a mail off (102 KB), with room for what is filled in.
const HTML_BYTES_MAX: usize = 100 * 1024;
/// Bytes from which a mail comes near to that.
const HTML_BYTES_LARGE: usize = 80 * 1024;
/// Bytes of a mail's file at most, as the compiler has it.
const FILE_BYTES_MAX: usize = 128 * 1024;
/// Characters of a subject that inboxes show.
const SUBJECT_CHARACTERS_SHOWN: usize = 60;

pub(crate) fn check(workspace: &Workspace<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A company whose own address is one for samples has sample links, too.
    let domain =
        workspace.setting("/sender/address").and_then(|it| it.split_once('@')).map_or("example", |it| it.1);
    let sample = links::is_sample_domain(domain);
    for ((sequence, mail), files) in &workspace.mails {
        let folder = format!("emails/{sequence}/{mail}");
        let first = files.keys().next().copied().unwrap_or("subject.txt");
        let document = workspace.sequences.iter().find(|it| it.id == *sequence);
        let Some(document) = document else {
            if workspace.may_hold(&format!("sequences/{sequence}.json")) {
                continue;
            }
            let message = format!("there is no sequence {sequence:?} for this mail");
            let remedy = suggest::nearest(sequence, workspace.names("sequences", &workspace.sequences))
                .map_or_else(
                    || format!("write sequences/{sequence}.json, or remove the folder"),
                    |near| format!("did you mean {near:?}? Then name the folder emails/{near}/"),
                );
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
            let reading = Reading::of(&path, text);
            findings.extend(templates::check(&reading, document, workspace));
            findings.extend(one(&reading, document, workspace, mail, sample));
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

/// The findings of one file of a mail by itself.
fn one(
    reading: &Reading<'_>,
    sequence: &Document<'_>,
    workspace: &Workspace<'_>,
    mail: &str,
    sample: bool,
) -> Vec<Finding> {
    let purpose = steps::purpose_of_mail(sequence, mail).unwrap_or(Purpose::Marketing);
    let language = workspace.language_of(sequence);
    let mut findings = links::check(reading, sample);
    findings.extend(active::check(reading));
    findings.extend(styles::check(reading));
    findings.extend(drafts::check(reading));
    findings.extend(markdown::check(reading));
    findings.extend(pictures(reading));
    findings.extend(wording::honorifics(reading));
    findings.extend(unsubscribing::check(reading, purpose));
    if reading.path.contains("/body.") {
        findings.extend(wording::language(reading, language, &sequence.id));
    }
    findings
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

/// Pictures without words.
fn pictures(reading: &Reading<'_>) -> Vec<Finding> {
    let message =
        "the picture has no words for people who do not see it, and many mail programs show none at first";
    let mut findings = Vec::new();
    for piece in reading.pieces() {
        if let Piece::Open { at, name, attributes } = piece
            && ["img", "mj-image", "mj-carousel-image"].contains(&name.as_str())
            && !attributes.iter().any(|it| it.name.eq_ignore_ascii_case("alt"))
        {
            let remedy = "add alt=\"…\", or alt=\"\" for a mere ornament";
            findings.push(reading.finding("image-without-alt", at, message, remedy));
        }
    }
    for (event, range) in reading.markdown() {
        let image = matches!(event, Event::Start(Tag::Image { .. }));
        if image && reading.text[range.start..].starts_with("![](") {
            let remedy = "write words between the brackets: ![…](…)";
            findings.push(reading.finding("image-without-alt", range.start, message, remedy));
        }
    }
    findings
}
