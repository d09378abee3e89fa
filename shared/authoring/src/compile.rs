//! A mail folder into a mail ready to be filled: HTML with inlined styles, a text part, the legal footer in both.
//!
//! Everything that does not differ per lead is done here. It knows nothing of sequences and leads.

mod balance;
mod broken;
mod conditional;
pub(crate) mod css;
mod html;
pub(crate) mod known;
mod lang;
mod lawful;
pub mod loss;
pub(crate) mod markdown;
pub(crate) mod markup;
mod mjml;
mod nothing_said;
mod places;
pub(crate) mod protect;
pub(crate) mod seen;
mod styles;
mod swallowed;
mod text;
pub(crate) mod tree;

use crate::finding::Finding;
use cadence::publication::CompiledMail;
use cadence::sequence::{Language, Purpose};
use cadence::words;
use mail::footer;
use mail::template::{self, Part};
use protect::Protected;
use std::collections::BTreeMap;
use std::path::Path;
use tree::Tree;

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
    let (Some(subject), Some(mut body)) = (subject, body) else { return Err(findings) };
    findings.extend(nothing_said::check(&body, files));
    let text = files.get("body.txt").map_or(body.text.as_str(), |text| text.trim_end());
    let text = format!("{text}\n{}", footer::text(language, purpose));
    html::add_preheader(&mut body.tree, files.get("preheader.txt").copied());
    html::add_footer(&mut body.tree, footer::html(language, purpose));
    let html = body.tree.write().replacen("<!DOCTYPE html>", "", 1);
    let html = format!("<!DOCTYPE html>\n{}", html.trim_start());
    findings.extend(lawful::unseen(&html, &body.protected, purpose, body.file));
    let mail = CompiledMail { subject, html: body.protected.restore(&html), text };
    findings.extend(invalid(&mail, &html, &body, files));
    if findings.is_empty() { Ok(mail) } else { Err(findings) }
}

/// Findings about parts of a compiled mail that are perhaps not as the author meant them. They name files without the folder.
pub(crate) fn doubtful(files: &BTreeMap<&str, &str>, mail: &CompiledMail) -> Vec<Finding> {
    let Some(file) = BODIES.into_iter().find(|name| files.contains_key(name)) else { return Vec::new() };
    let source = files.get(file).copied().unwrap_or_default();
    let mut found = Vec::new();
    if file == "body.md" {
        let protected = Protected::new(source, protect::Syntax::Markdown);
        found.extend(markdown::marks_left(&protected.text).into_iter().map(|(mark, at)| {
            let message = cadence::text!(
                en = "this {mark} marks nothing and would be seen as it is",
                ja = "この {mark} は何も囲んでいないので、そのまま出てしまいます。"
            );
            let remedy = words!(
                en = "write it right beside the words, without a blank, on both sides",
                ja = "空白を入れずに、言葉のすぐ前と後ろに書いてください。"
            );
            (Finding::new("mark-left", file, message, remedy), protected.source_place(at))
        }));
    }
    for lost in loss::lost(file, source, mail) {
        if lost.part == Part::Text && files.contains_key("body.txt") {
            continue;
        }
        let words: String = lost.words.trim().chars().take(30).collect();
        let part = lost.part.words();
        let message = cadence::text!(
            en = "「{words}」 is not seen in the {part} of the compiled mail",
            ja = "「{words}」が、できあがったメールの{part}に出ていません。",
            texts = [part]
        );
        let remedy = if lost.tiny {
            words!(
                en = "its letters have no size here: put it into <mj-text>, or give it a font-size",
                ja = "ここでは文字に大きさがありません。<mj-text> に入れるか、font-size を付けてください。"
            )
        } else {
            words!(
                en = "look at the tags around it: something there hides or swallows it",
                ja = "まわりのタグを見てください。何かが隠しているか、飲みこんでいます。"
            )
        };
        let blanks = lost.words.len() - lost.words.trim_start().len();
        found.push((Finding::new("words-lost", file, message, remedy), lost.at + blanks));
    }
    found.into_iter().map(|(finding, at)| finding.on(crate::source::place(source, at))).collect()
}

fn subject(files: &BTreeMap<&str, &str>, findings: &mut Vec<Finding>) -> Option<String> {
    let file = "subject.txt";
    let Some(text) = files.get(file) else {
        let message = words!(en = "the mail has no subject.txt", ja = "subject.txt がありません。");
        findings.push(Finding::new(
            "mail-without-subject",
            file,
            message,
            words!(
                en = "add subject.txt with one line",
                ja = "件名を一行で書いた subject.txt を置いてください。"
            ),
        ));
        return None;
    };
    let subject = text.trim();
    if subject.is_empty() {
        findings.push(Finding::new(
            "subject-empty",
            file,
            words!(en = "the subject is empty", ja = "件名が空です。"),
            words!(en = "write one line", ja = "一行書いてください。"),
        ));
        return None;
    }
    if subject.contains('\n') {
        let message = words!(en = "the subject has several lines", ja = "件名が何行もあります。");
        findings.push(Finding::new(
            "subject-several-lines",
            file,
            message,
            words!(en = "write it on one line", ja = "一行に書いてください。"),
        ));
        return None;
    }
    Some(subject.to_owned())
}

/// A body that is compiled but for preheader and legal footer.
struct Body {
    file: &'static str,
    tree: Tree,
    protected: Protected,
    text: String,
}

fn body(files: &BTreeMap<&str, &str>, language: Language, findings: &mut Vec<Finding>) -> Option<Body> {
    let found: Vec<&'static str> = BODIES.into_iter().filter(|name| files.contains_key(name)).collect();
    let file = match found.as_slice() {
        [file] => *file,
        [] => {
            let remedy = words!(
                en = "add one of body.md, body.mjml or body.html",
                ja = "body.md・body.mjml・body.html のどれか一つを置いてください。"
            );
            findings.push(Finding::new(
                "mail-without-body",
                "subject.txt",
                words!(en = "the mail has no body", ja = "メールの本文がありません。"),
                remedy,
            ));
            return None;
        }
        [first, ..] => {
            let message = cadence::text!(
                en = "the mail has several bodies: {}",
                ja = "本文がいくつもあります：{}",
                found.join(", ")
            );
            findings.push(Finding::new(
                "mail-with-several-bodies",
                *first,
                message,
                words!(en = "keep one of them", ja = "どれか一つを残してください。"),
            ));
            return None;
        }
    };
    let source = files.get(file).copied().unwrap_or_default();
    let html::Made { protected, tree } = html::of(file, source, language);
    match tree {
        Ok(tree) => {
            let text = text::of(&tree, &protected);
            Some(Body { file, tree, protected, text })
        }
        Err(broken) => {
            findings.extend(broken.into_iter().map(|it| {
                let place = crate::source::place(source, protected.source_place(it.at));
                Finding::new(it.rule, file, it.reason, it.remedy).on(place)
            }));
            None
        }
    }
}

/// The compiled templates pass the same check that the sender makes. `html` has the template tags still taken out.
fn invalid(mail: &CompiledMail, html: &str, body: &Body, files: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let text = if files.contains_key("body.txt") { "body.txt" } else { body.file };
    let parts = [
        (Part::Subject, &mail.subject, "subject.txt"),
        (Part::Html, &mail.html, body.file),
        (Part::Text, &mail.text, text),
    ];
    let problems = parts.into_iter().filter_map(|(part, source, file)| {
        let problem = template::check(source, part).err()?;
        let (part_name, why) = (part.words(), problem.message);
        let message = cadence::text!(
            en = "the compiled {part_name} is not a valid template: {why}",
            ja = "できあがった{part_name}の差し込みを読めません。{why}",
            texts = [part_name, why]
        );
        let finding = Finding::new(
            "compiled-template",
            file,
            message,
            words!(
                en = "correct the placeholders of this mail",
                ja = "このメールの差し込みを直してください。"
            ),
        );
        let line = html.lines().nth(problem.line - 1).filter(|_| part == Part::Html);
        let at = line.and_then(|line| body.protected.place_of_tag_in(line));
        let source = files.get(body.file).copied().unwrap_or_default();
        Some(at.map_or(finding.clone(), |at| finding.on(crate::source::place(source, at))))
    });
    problems.collect()
}

#[cfg(test)]
mod tests;
