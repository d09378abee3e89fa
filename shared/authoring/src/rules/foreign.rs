//! Left-overs: placeholders of other mail programs, recognised and rewritten (`%name%`, `*|FNAME|*`, `{{ name | default: 'y' }}`),
//! and blanks that were to be filled in by hand.

mod marks;
mod words;

use super::reading::{Reading, Sign};
use crate::finding::Finding;
use cadence::wording::Text;
use cadence::{text, words};
pub(crate) use marks::{is_button, narrow};

pub(crate) fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut found: Vec<(usize, String, Text)> = Vec::new();
    let mut ends = 0;
    for (place, end, written, instead) in placeholders(reading) {
        if place >= ends {
            found.push((place, written, instead));
            ends = end;
        }
    }
    for tag in &reading.tags {
        let remark = tag.text.strip_prefix("{#").and_then(|it| it.strip_suffix("#}"));
        if is_liquid(tag.text) {
            found.push((tag.start, tag.text.to_owned(), liquid(tag.text)));
        } else if let Some(word) =
            remark.filter(|it| words::field(it) != words::Sure::Not && !it.contains(' '))
        {
            found.push((tag.start, tag.text.to_owned(), rewrite(word, None)));
        }
    }
    let findings = found.into_iter().map(|(at, written, instead)| {
        let message = text!(
            en = "{written} is a placeholder of another mail program and would be sent as it is",
            ja = "{written} はほかのメール配信サービスの差し込みで、このままでは文字のまま送られます。"
        );
        reading.finding("foreign-placeholder", at, message, write(&instead))
    });
    findings.chain(blanks(reading)).chain(stray_braces(reading)).collect()
}

/// `{{ lead.name }}}`: a brace too many, which would be shown.
fn stray_braces(reading: &Reading<'_>) -> Vec<Finding> {
    let mut places = Vec::new();
    for signs in [reading.all_signs(), reading.seen_signs()] {
        places.extend(signs.windows(2).filter_map(|pair| match pair {
            [(super::reading::TAG, at), ('}' | '｝', _)] | [('{' | '｛', _), (super::reading::TAG, at)] => {
                Some(*at)
            }
            _ => None,
        }));
    }
    places.sort_unstable();
    places.dedup();
    let message = words!(
        en = "there is a brace too many beside this placeholder, and it would be shown",
        ja = "この差し込みの隣に、余分なかっこがあり、そのまま出てしまいます。"
    );
    let remedy =
        words!(en = "write two braces on each side", ja = "かっこは、前後に二つずつ書いてください。");
    places.into_iter().map(|at| reading.finding("template-syntax", at, message, remedy)).collect()
}

/// The beginning and the end of each in the file, its text, and the placeholder that means the same here; in order.
fn placeholders(reading: &Reading<'_>) -> Vec<(usize, usize, String, Text)> {
    let markdown = reading.kind == super::reading::Kind::Markdown;
    let mut all = Vec::new();
    for signs in [reading.all_signs(), reading.seen_signs()] {
        for found in marks::all(&signs, markdown) {
            let here = &signs[found.signs.clone()];
            let (Some(first), Some(last)) = (here.first(), here.last()) else { continue };
            let written: String = here.iter().map(|(character, _)| *character).collect();
            let written = written.replace(super::reading::TAG, "…");
            all.push((first.1, last.1 + 1, written, rewrite(&found.inside, None)));
        }
    }
    all.sort_by_key(|(start, end, ..)| (*start, usize::MAX - end));
    all
}

/// `〇〇様`, `XX様`: somebody was to write a name there.
fn blanks(reading: &Reading<'_>) -> Vec<Finding> {
    const SIGNS: &str = "〇○◯●△▲□■×✕＊*＿_xXｘＸ";
    let signs = reading.seen_signs();
    let mut findings = Vec::new();
    for (index, (character, _)) in signs.iter().enumerate() {
        let honorific =
            *character == '様' || (*character == '御' && signs.get(index + 1).is_some_and(|it| it.0 == '中'));
        let before: Vec<&Sign> = signs[..index]
            .iter()
            .rev()
            .skip_while(|it| it.0 == ' ' || it.0 == '\u{3000}')
            .take_while(|it| SIGNS.contains(it.0))
            .collect();
        if let (true, Some(first)) = (honorific && before.len() >= 2, before.last()) {
            let message = words!(
                en = "the name that was to stand here is not filled in",
                ja = "ここに入るはずの名前が、書かれていません。"
            );
            findings.push(reading.finding(
                "blank-left-over",
                first.1,
                message,
                words!(en = "write {{ lead.name | sama }}", ja = "{{ lead.name | sama }} と書いてください。"),
            ));
        }
    }
    findings
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

fn liquid(tag: &str) -> Text {
    let inside = tag.trim_start_matches('{').trim_end_matches('}').trim();
    let mut parts = inside.split('|').map(str::trim);
    let value = parts.next().unwrap_or_default();
    let default = parts.find_map(|part| part.strip_prefix("default")?.trim_start().strip_prefix(':'));
    let default = default.map(|text| text.trim().trim_matches(['"', '\'']).to_owned());
    let last = value.rsplit('.').next().unwrap_or(value);
    if value.contains('.') && !is_person(value) {
        let fallback = default.unwrap_or_else(|| "…".to_owned());
        return Text::same(format!("{{{{ {value} | default(\"{fallback}\") }}}}"));
    }
    rewrite(last, default.as_deref())
}

pub(super) fn is_person(value: &str) -> bool {
    const GROUPS: [&str; 10] = [
        "customer.",
        "contact.",
        "person.",
        "subscriber.",
        "user.",
        "recipient.",
        "params.",
        "member.",
        "data.",
        "merge.",
    ];
    GROUPS.iter().any(|group| value.starts_with(group))
}

/// A remedy: write this instead.
pub(super) fn write(instead: &Text) -> Text {
    text!(en = "write {instead}", ja = "{instead} と書いてください。", texts = [instead])
}

/// The placeholder that means the same here.
pub(super) fn rewrite(inside: &str, default: Option<&str>) -> Text {
    let head = inside.split(['|', ',']).next().unwrap_or_default().to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|it| head.contains(it));
    if has(&["name_sama"]) {
        return Text::same("{{ lead.name | sama }}");
    }
    if has(&["unsub", "optout", "opt_out", "配信停止", "解除"]) {
        return Text::new(
            "{{ unsubscribe_url }}, or nothing: every mail of this kind has the button in its footer",
            "何も書かないか（案内のメールにはフッターに停止ボタンが付きます）、{{ unsubscribe_url }}",
        );
    }
    if has(&["company", "organi", "会社", "社名", "企業", "法人", "団体"]) {
        return Text::same(format!("{{{{ lead.company | default(\"{}\") }}}}", default.unwrap_or("…")));
    }
    if has(&["mail", "メール", "アドレス"]) {
        return Text::same("{{ lead.email }}");
    }
    if has(&["name", "名", "宛名"]) || ["sei", "mei", "姓"].contains(&head.trim()) {
        return Text::same(format!("{{{{ lead.name | default(\"{}\") }}}}", default.unwrap_or("お客様")));
    }
    let field: String = head.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let field = field.trim_matches('_').rsplit("__").next().unwrap_or_default().to_owned();
    let field = if field.is_empty() || field.len() > 40 { "…" } else { &field };
    Text::same(format!("{{{{ lead.{field} | default(\"{}\") }}}}", default.unwrap_or("…")))
}
