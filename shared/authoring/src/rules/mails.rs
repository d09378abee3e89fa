//! Rules about mails: that they are used, their size, their links and pictures. Placeholders stand in `templates`.

use super::reading::Reading;
use super::workspace::{Document, Workspace};
use super::{active, confirming, drafts, links, markdown, steps, styles, templates, unsubscribing, wording};
use crate::compile::{self, BODIES};
use crate::finding::Finding;
use crate::placeholders::tags;
use cadence::publication::CompiledMail;
use cadence::sequence::Purpose;
use cadence::{text, words};
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
            let message = text!(
                en = "there is no sequence {sequence:?} for this mail",
                ja = "このメールのシナリオ {sequence:?} がありません。"
            );
            let remedy = suggest::nearest(sequence, workspace.names("sequences", &workspace.sequences))
                .map_or_else(
                    || {
                        text!(
                            en = "write sequences/{sequence}.json, or remove the folder",
                            ja = "sequences/{sequence}.json を書くか、フォルダーを消してください。"
                        )
                    },
                    |near| {
                        text!(
                            en = "did you mean {near:?}? Then name the folder emails/{near}/",
                            ja = "{near:?} ではありませんか。それなら、フォルダーの名前を \
                                 emails/{near}/ にしてください。"
                        )
                    },
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
            let message = text!(
                en = "no step of the sequence {sequence:?} sends this mail",
                ja = "シナリオ {sequence:?} に、このメールを送るステップがありません。"
            );
            let remedy = words!(
                en = "send it in a step, or remove the folder",
                ja = "ステップで送るか、フォルダーを消してください。"
            );
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
    let message = text!(
        en = "the file has {bytes} bytes; of a mail at most {FILE_BYTES_MAX} are read",
        ja = "ファイルが {bytes} バイトあります。メールのファイルは {FILE_BYTES_MAX} バイトまでです。"
    );
    Finding::new(
        "file-too-large",
        path,
        message,
        words!(
            en = "shorten the mail, or link to a page with the rest",
            ja = "メールを短くするか、続きを載せたページへリンクしてください。"
        ),
    )
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
    findings.extend(confirming::check(reading, purpose));
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
    let message = text!(
        en = "the HTML has {} KB; Gmail cuts mails off at 102 KB, the unsubscribe link with it",
        ja = "HTML が {} KB あります。Gmail は 102 KB で切るので、配信停止のリンクも切れます。",
        size / 1024
    );
    let file = BODIES.into_iter().find(|name| files.contains_key(name)).unwrap_or("subject.txt");
    Some(Finding::new(
        rule,
        format!("{folder}{file}"),
        message,
        words!(
            en = "shorten the mail, or split it in two",
            ja = "メールを短くするか、二通に分けてください。"
        ),
    ))
}

fn long_subject(path: &str, text: &str) -> Option<Finding> {
    let values: usize = tags(text).iter().map(|tag| tag.text.chars().count().saturating_sub(6)).sum();
    let length = text.trim().chars().count().saturating_sub(values);
    if length <= SUBJECT_CHARACTERS_SHOWN {
        return None;
    }
    let message = text!(
        en = "the subject has about {length} characters; inboxes show {SUBJECT_CHARACTERS_SHOWN} or fewer",
        ja = "件名が約 {length} 文字あります。受信箱に出るのは {SUBJECT_CHARACTERS_SHOWN} 文字までです。"
    );
    Some(Finding::new(
        "subject-long",
        path,
        message,
        words!(
            en = "say what matters first, and shorten the rest",
            ja = "大事なことを先に書き、残りを短くしてください。"
        ),
    ))
}

/// Pictures without words.
fn pictures(reading: &Reading<'_>) -> Vec<Finding> {
    let message = words!(
        en = "the picture has no words for people who do not see it, and many mail programs show \
             none at first",
        ja = "画像に、見えない方のための言葉がありません。はじめは画像を出さないメールソフトも多くあります。"
    );
    let mut findings = Vec::new();
    for piece in reading.pieces() {
        if let Piece::Open { at, name, attributes } = piece
            && ["img", "mj-image", "mj-carousel-image"].contains(&name.as_str())
            && !attributes.iter().any(|it| it.name.eq_ignore_ascii_case("alt"))
        {
            let remedy = words!(
                en = "add alt=\"…\", or alt=\"\" for a mere ornament",
                ja = "alt=\"…\" を書いてください。飾りなら alt=\"\" とします。"
            );
            findings.push(reading.finding("image-without-alt", at, message, remedy));
        }
    }
    for (event, range) in reading.markdown() {
        let image = matches!(event, Event::Start(Tag::Image { .. }));
        if image && reading.text[range.start..].starts_with("![](") {
            let remedy = words!(
                en = "write words between the brackets: ![…](…)",
                ja = "![…](…) の [ ] の中に、言葉を書いてください。"
            );
            findings.push(reading.finding("image-without-alt", range.start, message, remedy));
        }
    }
    findings
}
