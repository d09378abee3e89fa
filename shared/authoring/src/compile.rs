//! A mail folder into a mail ready to be filled: HTML with inlined styles, a text part, the legal footer in both.
//!
//! Everything that does not differ per lead is done here. It knows nothing of sequences and leads.

mod balance;
mod html;
mod markdown;
pub(crate) mod protect;
mod text;

use crate::finding::Finding;
use cadence::publication::CompiledMail;
use cadence::sequence::{Language, Purpose};
use letter::footer;
use letter::template::{self, Part};
use std::collections::BTreeMap;
use std::path::Path;

/// Names of body files, each a way to write a mail.
pub(crate) const BODIES: [&str; 3] = ["body.mjml", "body.html", "body.md"];
/// Names of all files a mail folder may have.
pub(crate) const FILES: [&str; 6] =
    ["subject.txt", "body.mjml", "body.html", "body.md", "body.txt", "preheader.txt"];

/// Compiles the mail in a folder. Files in findings are named without the folder.
pub fn mail(folder: &Path, purpose: Purpose, language: Language) -> Result<CompiledMail, Vec<Finding>> {
    let files = crate::Folder::read(folder);
    let files: BTreeMap<&str, &str> = files.files().collect();
    compile(&files, purpose, language)
}

/// Compiles a mail whose files are in memory, by their names.
pub fn compile(
    files: &BTreeMap<&str, &str>,
    purpose: Purpose,
    language: Language,
) -> Result<CompiledMail, Vec<Finding>> {
    let mut findings = Vec::new();
    let subject = subject(files, &mut findings);
    let body = body(files, language, &mut findings);
    let (Some(subject), Some(body)) = (subject, body) else { return Err(findings) };
    let text = files.get("body.txt").map_or(body.text, |text| text.trim_end().to_owned());
    let text = format!("{text}\n{}", footer::text(language, purpose));
    let html = body.html.replacen("<!DOCTYPE html>", "", 1);
    let html = html::with_preheader(html.trim_start(), files.get("preheader.txt").copied());
    let html = html::with_footer(&html, footer::html(language, purpose));
    let mail = CompiledMail { subject, html: format!("<!DOCTYPE html>\n{html}"), text };
    findings.extend(invalid(&mail, body.file));
    if findings.is_empty() { Ok(mail) } else { Err(findings) }
}

fn subject(files: &BTreeMap<&str, &str>, findings: &mut Vec<Finding>) -> Option<String> {
    let file = "subject.txt";
    let Some(text) = files.get(file) else {
        let message = "the mail has no subject.txt";
        findings.push(Finding::new("mail-without-subject", file, message, "add subject.txt with one line"));
        return None;
    };
    let subject = text.trim();
    if subject.is_empty() {
        findings.push(Finding::new("subject-empty", file, "the subject is empty", "write one line"));
        return None;
    }
    if subject.contains('\n') {
        let message = "the subject has several lines";
        findings.push(Finding::new("subject-several-lines", file, message, "write it on one line"));
        return None;
    }
    Some(subject.to_owned())
}

/// A body that is compiled but for the legal footer.
struct Body {
    file: &'static str,
    html: String,
    text: String,
}

fn body(files: &BTreeMap<&str, &str>, language: Language, findings: &mut Vec<Finding>) -> Option<Body> {
    let found: Vec<&'static str> = BODIES.into_iter().filter(|name| files.contains_key(name)).collect();
    let file = match found.as_slice() {
        [file] => *file,
        [] => {
            let remedy = "add one of body.md, body.mjml or body.html";
            findings.push(Finding::new("mail-without-body", "subject.txt", "the mail has no body", remedy));
            return None;
        }
        [first, ..] => {
            let message = format!("the mail has several bodies: {}", found.join(", "));
            findings.push(Finding::new("mail-with-several-bodies", *first, message, "keep one of them"));
            return None;
        }
    };
    let source = files.get(file).copied().unwrap_or_default();
    let made = html::of(file, source, language).and_then(|(html, protected)| {
        let text = text::of(&html, &protected).map_err(|reason| html::Broken { reason, offset: None })?;
        Ok(Body { file, html: protected.restore(&html), text })
    });
    match made {
        Ok(body) => Some(body),
        Err(broken) => {
            let remedy = "compare the opening and closing tags near this place";
            let place = crate::source::place(source, broken.offset.unwrap_or(0));
            findings.push(Finding::new("body-broken", file, broken.reason, remedy).on(place));
            None
        }
    }
}

/// The compiled templates pass the same check that the sender makes.
fn invalid(mail: &CompiledMail, file: &'static str) -> Vec<Finding> {
    let parts = [
        (Part::Subject, &mail.subject, "subject.txt"),
        (Part::Html, &mail.html, file),
        (Part::Text, &mail.text, file),
    ];
    let problems = parts.into_iter().filter_map(|(part, source, file)| {
        let problem = template::check(source, part).err()?;
        let message = format!("the compiled {part} is not a valid template: {}", problem.message);
        Some(Finding::new("compiled-template", file, message, "correct the placeholders of this mail"))
    });
    problems.collect()
}

#[cfg(test)]
mod tests;
