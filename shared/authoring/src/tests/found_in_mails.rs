//! Things that do not work in a mail, told wherever they stand and however they are written; and things that only look so.

mod active;
mod links;
mod words;

use super::folder;
use crate::check::ruled;

const HTML: &str = "emails/welcome/hello/body.html";
const MJML: &str = "emails/welcome/hello/body.mjml";
const MARKDOWN: &str = "emails/welcome/hello/body.md";

fn found_in(path: &str, text: &str, more: &[(&str, &str)]) -> Vec<(&'static str, usize, usize)> {
    let mut files = more.to_vec();
    if path != MARKDOWN && path.contains("/body.") && !path.contains(".txt") {
        files.push((MARKDOWN, ""));
    }
    files.push((path, text));
    let folder = folder(&files);
    let here = ruled(&folder).1.into_iter().filter(|it| it.file == path);
    here.map(|it| (it.rule, it.line, it.column)).collect()
}

/// Whether one of the rules tells of what stands at the marker, in its line and within its columns.
fn told(path: &str, text: &str, marker: &str, rules: &[&str]) -> bool {
    let at = text.find(marker).unwrap_or_else(|| panic!("{text:?} has no {marker:?}"));
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let reach = column + marker.chars().count().max(1);
    found_in(path, text, &[])
        .iter()
        .any(|(rule, on, from)| rules.contains(rule) && *on == line && (column..=reach).contains(from))
}

fn within(kind: &str, inside: &str) -> (&'static str, String) {
    match kind {
        "html" => (HTML, format!("<html><body>\n<p>こんにちは。</p>\n{inside}\n</body></html>")),
        "mso" => {
            (HTML, format!("<html><body>\n<!--[if mso]>\n{inside}\n<![endif]--><p>本文</p></body></html>"))
        }
        "table" => (
            HTML,
            format!("<html><body><table><tr><td>\n<div>{inside}</div>\n</td></tr></table></body></html>"),
        ),
        "mjml" => (
            MJML,
            format!(
                "<mjml><mj-body><mj-section><mj-column><mj-text>\n{inside}\n</mj-text></mj-column></mj-section></mj-body></mjml>"
            ),
        ),
        "raw" => (MJML, format!("<mjml><mj-body><mj-raw>\n{inside}\n</mj-raw></mj-body></mjml>")),
        "inline" => (MARKDOWN, format!("こんにちは。\n\nこれは {inside} です。\n")),
        _ => (MARKDOWN, format!("こんにちは。\n\n{inside}\n\n本文です。\n")),
    }
}

const KINDS: [&str; 7] = ["html", "mso", "table", "mjml", "raw", "inline", "block"];
