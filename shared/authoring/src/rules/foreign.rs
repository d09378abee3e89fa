//! Placeholders of other mail programs, recognised and rewritten: `%name%`, `*|FNAME|*`, `{{ name | default: 'y' }}` ….

use crate::compile::protect::tags;
use crate::finding::Finding;
use crate::source::place;

pub(crate) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut found: Vec<(usize, String, String)> = Vec::new();
    for (open, close) in [("*|", "|*"), ("[contact_attribute:", "]"), ("%%", "%%"), ("%", "%")] {
        let mut from = 0;
        while let Some(at) = text[from..].find(open).map(|at| from + at) {
            from = at + open.len();
            let Some(word) = text[from..].find(close).map(|end| &text[from..from + end]) else { continue };
            let inside =
                found.iter().any(|(start, written, _)| (*start..start + written.len()).contains(&at));
            if is_word(word) && !inside {
                found.push((at, format!("{open}{word}{close}"), rewrite(word, None)));
                from += word.len() + close.len();
            }
        }
    }
    for tag in tags(text).iter().filter(|tag| is_liquid(tag.text)) {
        found.push((tag.start, tag.text.to_owned(), liquid(tag.text)));
    }
    let findings = found.into_iter().map(|(at, written, instead)| {
        let message =
            format!("{written} is a placeholder of another mail program and would be sent as it is");
        Finding::new("foreign-placeholder", path, message, format!("write {instead}")).on(place(text, at))
    });
    findings.collect()
}

/// Three letters or more: two could be part of an encoded address.
fn is_word(word: &str) -> bool {
    word.len() >= 3 && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
}

/// `{{ name | filter: argument }}`
pub(crate) fn is_liquid(tag: &str) -> bool {
    let after_filter = tag.split('|').skip(1).map(str::trim_start);
    tag.starts_with("{{")
        && after_filter.into_iter().any(|filter| {
            let name = filter.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(filter.len());
            name > 0 && filter[name..].trim_start().starts_with(':')
        })
}

fn liquid(tag: &str) -> String {
    let inside = tag.trim_start_matches('{').trim_end_matches('}').trim();
    let mut parts = inside.split('|').map(str::trim);
    let value = parts.next().unwrap_or_default();
    let default = parts.find_map(|part| part.strip_prefix("default")?.trim_start().strip_prefix(':'));
    let default = default.map(|text| text.trim().trim_matches(['"', '\'']).to_owned());
    let last = value.rsplit('.').next().unwrap_or(value);
    if value.contains('.') && !is_person(value) {
        let fallback = default.unwrap_or_else(|| "…".to_owned());
        return format!("{{{{ {value} | default(\"{fallback}\") }}}}");
    }
    rewrite(last, default.as_deref())
}

fn is_person(value: &str) -> bool {
    ["customer.", "contact.", "person.", "subscriber.", "user."].iter().any(|group| value.starts_with(group))
}

/// The placeholder that means the same here.
fn rewrite(word: &str, default: Option<&str>) -> String {
    let word = word.to_ascii_lowercase();
    let field = match word.as_str() {
        "name_sama" => return "{{ lead.name | sama }}".to_owned(),
        "mail" | "email" | "e_mail" => return "{{ lead.email }}".to_owned(),
        "unsubscribe" | "unsub" => return "{{ unsubscribe_url }}".to_owned(),
        "fname" | "lname" | "name" | "first_name" | "last_name" | "full_name" | "sei_name" | "mei_name" => {
            "name"
        }
        other => other,
    };
    let fallback = default.unwrap_or(if field == "name" { "お客様" } else { "…" });
    format!("{{{{ lead.{field} | default(\"{fallback}\") }}}}")
}
