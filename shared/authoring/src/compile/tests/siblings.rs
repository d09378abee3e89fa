//! Kinds of mails that lose something, each with hundreds of siblings made by combination.

mod letters;
mod markups;
mod mutated;
mod pasted;
mod styles;

use super::super::loss::lost;
use super::*;

/// A mail that compiles and in which nothing is lost.
fn sound(file: &str, source: &str) -> CompiledMail {
    let files = [("subject.txt", "件名"), (file, source), ("preheader.txt", "先に見える文")];
    let made = compile(&files.into_iter().collect(), Purpose::Marketing, Language::Japanese);
    let mail = made.unwrap_or_else(|findings| panic!("{source}\n{findings:?}"));
    assert_eq!(lost(file, source, &mail), [], "{source}\n{}\n{}", mail.html, text(&mail));
    mail
}

/// The findings of a mail that must not compile.
fn told(file: &str, source: &str) -> Vec<Finding> {
    let files = [("subject.txt", "件名"), (file, source)];
    let made = compile(&files.into_iter().collect(), Purpose::Marketing, Language::Japanese);
    made.err().unwrap_or_else(|| panic!("nothing is told: {source}"))
}

/// Every combination of three lists.
fn each(one: &[&str], two: &[&str], three: &[&str], mut then: impl FnMut(&str, &str, &str)) {
    assert!(one.len() * two.len() * three.len() >= 200, "too few siblings");
    for a in one {
        for b in two {
            for c in three {
                then(a, b, c);
            }
        }
    }
}

/// The HTML without comments, those for Outlook included.
fn without_comments(html: &str) -> String {
    let mut result = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("<!--") {
        result.push_str(&rest[..at]);
        rest = rest[at..].find("-->").map_or("", |end| &rest[at + end + 3..]);
    }
    result + rest
}
