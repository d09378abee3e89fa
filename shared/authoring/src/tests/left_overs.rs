//! Placeholders that other mail programs left in a mail, in every file, place, width and encoding; and texts that only look so.

mod examples;

use super::folder;
use crate::check::ruled;
use examples::{HONEST, WRITTEN};
use std::fmt::Write as _;

fn rules(path: &str, text: &str) -> Vec<(String, usize, usize)> {
    let body = "emails/welcome/hello/body.md";
    let mut files = vec![(path, text)];
    if path != body && path.contains("/body.") && !path.contains(".txt") {
        files.push((body, ""));
    }
    let folder = folder(&files);
    let here = ruled(&folder).1.into_iter().filter(|it| it.file == path);
    here.map(|it| (it.rule.to_owned(), it.line, it.column)).collect()
}

/// Rules by which a left-over is told.
const TOLD: [&str; 4] = ["foreign-placeholder", "unknown-placeholder", "template-syntax", "blank-left-over"];

fn told_at(path: &str, text: &str, marker: &str) -> bool {
    let at = text.find(marker).unwrap_or_else(|| panic!("{text:?} has no {marker:?}"));
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let reach = column + marker.chars().count();
    rules(path, text).iter().any(|(rule, on, from)| {
        TOLD.contains(&rule.as_str())
            && *on == line
            && (*rule == "template-syntax" || (column.saturating_sub(1)..reach).contains(from))
    })
}

fn entities(text: &str) -> String {
    let signs = |c: char| c.is_ascii_punctuation();
    text.chars().fold(String::new(), |mut all, c| {
        if signs(c) {
            write!(all, "&#{};", u32::from(c)).unwrap();
        } else {
            all.push(c);
        }
        all
    })
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_punctuation() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
        .collect()
}

/// The places of a left-over: the file, the text before it, and the text behind it.
const PLACES: &[(&str, &str, &str)] = &[
    ("body.md", "", "\n"),
    ("body.md", "こんにちは。\n\n", " の皆さまへ\n"),
    ("body.md", "- 一つ目\n- **", "** です\n"),
    ("body.md", "| a | b |\n|---|---|\n| x ", " | y |\n"),
    ("body.md", "> ", "、こんにちは\n"),
    // Indented as in a letter, which is no code to the compiler.
    ("body.md", "お申し込み内容\n\n    ", "\n"),
    ("body.html", "<html><body><p>", "、こんにちは</p></body></html>"),
    (
        "body.html",
        "<html><body><table><tr><td align=\"left\"><span>",
        "</span></td></tr></table></body></html>",
    ),
    ("body.html", "<html><body><!--[if mso]><p>", "</p><![endif]--></body></html>"),
    (
        "body.mjml",
        "<mjml><mj-body><mj-section><mj-column><mj-text>",
        " です</mj-text></mj-column></mj-section></mj-body></mjml>",
    ),
    ("subject.txt", "", "、ようこそ\n"),
    ("subject.txt", "ようこそ ", "\n"),
    ("preheader.txt", "ご案内: ", "\n"),
    ("body.txt", "こんにちは。\n", " の皆さま\n"),
];

#[test]
fn left_overs_of_other_products_are_told_in_every_place() {
    let mut silent = String::new();
    let mut tried = 0;
    for written in WRITTEN {
        for (file, before, behind) in PLACES {
            // A bar ends a cell of a table in Markdown.
            if before.starts_with("| a") && written.contains('|') {
                continue;
            }
            tried += 1;
            let path = format!("emails/welcome/hello/{file}");
            let text = format!("{before}{written}{behind}");
            if !told_at(&path, &text, written) {
                writeln!(silent, "{file}: {text:?} {:?}", rules(&path, &text)).unwrap();
            }
        }
    }
    assert!(silent.is_empty(), "{tried} tried, silent:\n{silent}");
    assert!(tried >= 1_000, "{tried}");
}

#[test]
fn left_overs_are_told_in_attributes_entities_widths_and_cases() {
    let mut silent = String::new();
    let html = "emails/welcome/hello/body.html";
    for written in WRITTEN.iter().filter(|it| !it.contains(['"', '\'', '<', '«'])) {
        let attributes = [
            format!(
                "<html><body><img alt=\"{written} さま\" src=\"https://www.example.co.jp/a.png\"></body></html>"
            ),
            format!(
                "<html><body><a title='{written}' href=\"https://www.example.co.jp/\">見る</a></body></html>"
            ),
        ];
        for text in attributes {
            if !told_at(html, &text, written) {
                writeln!(silent, "{text} {:?}", rules(html, &text)).unwrap();
            }
        }
    }
    for written in WRITTEN.iter().filter(|it| !it.contains(['\u{200b}', '\u{feff}']) && !it.contains("{{")) {
        for (path, before, behind) in [
            (html, "<html><body><p>", "</p></body></html>"),
            ("emails/welcome/hello/body.md", "こんにちは。", "です\n"),
        ] {
            let other = [entities(written), wide(written)];
            let cased = written.is_ascii() && field_like(written);
            for text in other
                .iter()
                .cloned()
                .chain(cased.then(|| written.to_uppercase()))
                .chain(cased.then(|| written.to_lowercase()))
            {
                if !told_at(path, &format!("{before}{text}{behind}"), &text) {
                    writeln!(silent, "{path}: {text} of {written}").unwrap();
                }
            }
        }
    }
    assert!(silent.is_empty(), "silent:\n{silent}");
}

/// Whether its letters may be of either case.
fn field_like(written: &str) -> bool {
    !written.contains("SET") && !written.contains("xml")
}

#[test]
fn honest_texts_are_no_left_overs() {
    let mut wrong = String::new();
    for honest in HONEST {
        for (file, before, behind) in PLACES {
            if *file == "body.html" && honest.contains(['<', '`'])
                || *file == "body.mjml" && honest.contains(['<', '`', '&'])
            {
                continue;
            }
            if honest.contains('`') && *file != "body.md" || before.starts_with("| a") && honest.contains('|')
            {
                continue;
            }
            // In other files these stand as they are written, which is what the rule about Markdown says.
            if honest.contains("](") && *file != "body.md" {
                continue;
            }
            let path = format!("emails/welcome/hello/{file}");
            let text = format!("{before}{honest}{behind}");
            let found: Vec<_> =
                rules(&path, &text).into_iter().filter(|(rule, ..)| TOLD.contains(&rule.as_str())).collect();
            if !found.is_empty() {
                writeln!(wrong, "{file}: {text:?} {found:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "wrongly told:\n{wrong}");
}

#[test]
fn styles_code_and_comments_hold_no_left_overs() {
    let html = "<html><head><title>棚番ノート</title><style>a { color: red } .name{b:c} @media (max-width: 600px) { .x {y:z} } [data-ogsc] a{color:blue}</style></head>\
        <body><!-- %name% [FNAME] {name} --><!--[if mso]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->\
        <pre>%name%</pre><code>{name}</code><p class=\"block__name__x -name\" style=\"color:#1d2939\">本文</p><address>東京都</address><time>10時</time></body></html>";
    let found = rules("emails/welcome/hello/body.html", html);
    assert_eq!(found.iter().filter(|(rule, ..)| TOLD.contains(&rule.as_str())).count(), 0, "{found:?}");
    let markdown =
        "本文\n\n```\n%name% {name} *|FNAME|*\n```\n\n<style>.a{name:b}</style>\n\n`{name}` と `[FNAME]`\n";
    let found = rules("emails/welcome/hello/body.md", markdown);
    assert_eq!(found.iter().filter(|(rule, ..)| TOLD.contains(&rule.as_str())).count(), 0, "{found:?}");
}
