//! The kinds of changes to a templates folder, and what each has to lead to.

use super::texts::{Quoted, place, quoted, replaced, swapped};
use kit::chance::Chance;
use std::collections::BTreeMap;

/// A folder's files.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// The required outcome of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expect {
    /// The check finds something.
    Found,
    /// The check finds nothing, for nothing is wrong.
    Clean,
    /// Something is found, or what is published is whole.
    Either,
    /// Something is found in the mail, or this word is seen in both of its parts.
    Seen(String),
}

/// A change that was made.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) kind: &'static str,
    pub(super) file: String,
    pub(super) expect: Expect,
}

/// Texts in JSON that name something which has to be there, by the member they stand in.
const REFERENCES: [&str; 8] = ["send", "form", "clicked", "delivered", "opened", "calendar", "field", "$ref"];
/// Texts in JSON of which only some words are allowed.
const WORDS: [&str; 7] = ["language", "purpose", "type", "on", "basis", "if_unknown", "workdays"];
/// Names that stand as keys and are the author's own.
const OWN_KEYS: [&str; 3] = ["meeting_booked", "trial_started", "purchase"];

fn has_ending(path: &str, ending: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|its| its == ending)
}

/// Makes one change of a random kind; `None` where that kind has no place in the file.
pub(super) fn change(files: &mut Files, path: &str, chance: &mut Chance) -> Option<Made> {
    let text = String::from_utf8(files.get(path)?.clone()).ok()?;
    let made = if has_ending(path, "json") {
        document(&text, chance)
    } else if path.contains("/body.") {
        body(&text, path, chance)
    } else {
        line(&text, path, chance)
    };
    let (kind, expect, changed) = match chance.below(5) {
        0 => any_file(files, path, &text, chance)?,
        _ => made.map(|(kind, expect, text)| (kind, expect, text.into_bytes()))?,
    };
    if changed == text.as_bytes() && kind != "a file under another name" {
        return None;
    }
    if kind == "a file under another name" {
        files.remove(path);
        files.insert(misnamed(path, chance)?, changed);
    } else {
        files.insert(path.to_owned(), changed);
    }
    Some(Made { kind, file: path.to_owned(), expect })
}

type Changed<T> = Option<(&'static str, Expect, T)>;

fn any_file(files: &mut Files, path: &str, text: &str, chance: &mut Chance) -> Changed<Vec<u8>> {
    let bytes = text.as_bytes();
    Some(match chance.below(8) {
        0 => ("the line ends of Windows", Expect::Clean, text.replace('\n', "\r\n").into_bytes()),
        1 => ("a byte order mark", Expect::Clean, [b"\xef\xbb\xbf", bytes].concat()),
        2 if !text.is_ascii() => ("bytes that are not UTF-8", Expect::Found, broken(bytes)),
        // A file that nobody asks for may be called anything.
        3 if ["forms/", "calendars/", "sequences/contract."]
            .iter()
            .any(|folder| path.starts_with(folder)) =>
        {
            ("a file under another name", Expect::Either, bytes.to_vec())
        }
        3 => ("a file under another name", Expect::Found, bytes.to_vec()),
        4 if !path.ends_with("preheader.txt") => {
            let nothing: [&str; 4] = ["", "\n", "\u{3000}\n\n", "\u{feff}"];
            ("a file that says nothing", Expect::Found, nothing[chance.below(nothing.len())].into())
        }
        5 => ("a file cut off", Expect::Either, text[..place(text, chance)].into()),
        6 => ("a line twice", Expect::Either, line_twice(text, chance).into_bytes()),
        7 => {
            files.insert(format!("{path}~"), b"\xff".to_vec());
            files.insert(".DS_Store".to_owned(), b"\x00\x01".to_vec());
            let (kind, end) = ("copies and litter beside it", "\n");
            (kind, Expect::Clean, format!("{text}{end}").into_bytes())
        }
        _ => return None,
    })
}

/// The first byte of the first character that is not ASCII is taken away.
fn broken(bytes: &[u8]) -> Vec<u8> {
    let at = bytes.iter().position(|byte| *byte >= 0x80).unwrap_or(0);
    [&bytes[..at], &bytes[at + 1..]].concat()
}

fn line_twice(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let at = chance.below(lines.len());
    lines.insert(at, lines.get(at).copied().unwrap_or_default());
    lines.join("\n")
}

fn misnamed(path: &str, chance: &mut Chance) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.rsplit_once('.')?;
    // The names of sequences and forms are the author's own; others ask for them.
    let stem = swapped(stem, chance)?;
    Some(if folder.is_empty() { format!("{stem}.{ending}") } else { format!("{folder}/{stem}.{ending}") })
}

fn document(text: &str, chance: &mut Chance) -> Changed<String> {
    let texts = quoted(text);
    let one_of = |chance: &mut Chance, fits: &dyn Fn(&Quoted) -> bool| -> Option<Quoted> {
        let fitting: Vec<&Quoted> = texts.iter().filter(|it| fits(it)).collect();
        fitting.get(chance.below(fitting.len())).map(|it| (*it).clone())
    };
    let misspelt = |it: &Quoted, chance: &mut Chance| {
        Some(replaced(text, it.start..it.start + it.text.len(), &swapped(&it.text, chance)?))
    };
    let found = Expect::Found;
    Some(match chance.below(12) {
        0 | 1 => {
            let key = one_of(chance, &|it| it.is_key && !OWN_KEYS.contains(&it.text.as_str()))?;
            ("a key misspelt", found, misspelt(&key, chance)?)
        }
        2 | 3 => {
            let name = one_of(chance, &|it| !it.is_key && REFERENCES.contains(&it.of.as_str()))?;
            ("a name of something misspelt", found, misspelt(&name, chance)?)
        }
        4 => {
            let word = one_of(chance, &|it| !it.is_key && WORDS.contains(&it.of.as_str()))?;
            ("one of a few words misspelt", found, misspelt(&word, chance)?)
        }
        5 => {
            let span = one_of(chance, &|it| !it.is_key && it.text.ends_with(" days"))?;
            (
                "a length of time without its space",
                found,
                replaced(text, span.start..span.start + span.text.len(), &span.text.replace(' ', "")),
            )
        }
        6 => {
            let signs: Vec<usize> =
                text.match_indices([',', ':', '"', '{', '}', '[', ']']).map(|(at, _)| at).collect();
            let at = *signs.get(chance.below(signs.len()))?;
            ("a sign of JSON missing", Expect::Either, replaced(text, at..at + 1, ""))
        }
        7 => {
            let key = one_of(chance, &|it| it.is_key && it.start > 1)?;
            (
                "a key twice",
                found,
                replaced(text, key.start - 1..key.start - 1, &format!("\"{}\": 1, ", key.text)),
            )
        }
        8 => ("a comment", found, text.replacen('{', "{ // x\n", 1)),
        9 => ("a note", Expect::Clean, text.replacen("\"note\":", "\"note\":  ", 1)),
        kind => another(text, &one_of(chance, &|it| !it.is_key)?, kind == 10, chance),
    })
}

/// Texts and values that stand in the place of a text.
const OTHER_TEXTS: [&str; 9] =
    ["", "x", "0 days", "../x", "\\u0000", "25:00", "2026-02-30", "あ", "99999999999 days"];
const OTHER_VALUES: [&str; 8] = ["null", "1", "-1", "1e999", "true", "[]", "{}", "[[[[[[]]]]]]"];

fn another(text: &str, value: &Quoted, is_text: bool, chance: &mut Chance) -> (&'static str, Expect, String) {
    let (begin, end) = (value.start, value.start + value.text.len());
    if is_text {
        ("another text", Expect::Either, replaced(text, begin..end, chance.pick(&OTHER_TEXTS)))
    } else {
        let other = chance.pick(&OTHER_VALUES);
        ("a value of another kind", Expect::Either, replaced(text, begin - 1..end + 1, other))
    }
}

fn body(text: &str, path: &str, chance: &mut Chance) -> Changed<String> {
    let tags: Vec<usize> = text.match_indices("{{").map(|(at, _)| at).collect();
    let tag = tags.get(chance.below(tags.len())).copied();
    let found = Expect::Found;
    Some(match chance.below(9) {
        0 | 1 => {
            let at = tag?;
            let end = at + text[at..].find("}}")?;
            let dot = at + text[at..end].find("lead.").or_else(|| text[at..end].find("company."))?;
            let word: String = text[dot..end]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
                .collect();
            let (group, name) = word.split_once('.')?;
            (
                "a placeholder misspelt",
                found,
                replaced(text, dot..dot + word.len(), &format!("{group}.{}", swapped(name, chance)?)),
            )
        }
        2 => {
            let at = tag?;
            let end = at + text[at..].find("}}")?;
            let bar = at + text[at..end].find("| ")? + 2;
            let word: String = text[bar..end].chars().take_while(char::is_ascii_lowercase).collect();
            ("a filter misspelt", found, replaced(text, bar..bar + word.len(), &swapped(&word, chance)?))
        }
        3 => {
            let ends: Vec<usize> = text.match_indices("{% endif %}").map(|(at, _)| at).collect();
            let at = *ends.get(chance.below(ends.len()))?;
            ("an endif missing", found, replaced(text, at..at + "{% endif %}".len(), ""))
        }
        4 => {
            let closing: Vec<usize> = text.match_indices("</mj-").map(|(at, _)| at).collect();
            let at = *closing.get(chance.below(closing.len()))?;
            let end = at + text[at..].find('>')? + 1;
            ("a closing tag missing", found, replaced(text, at..end, ""))
        }
        5 => {
            let foreign =
                chance.pick(&["*|FNAME|*", "%name%", "%%first_name%%", "{{ name | default: 'x' }}"]);
            ("a placeholder of another program", found, text.replacen("{{", &format!("{foreign} {{{{"), 1))
        }
        6 | 7 => {
            let word = format!("見える印{}", chance.between(100_000, 999_999));
            let at = visible(text, path, chance)?;
            ("a word more", Expect::Seen(word.clone()), replaced(text, at..at, &word))
        }
        _ => {
            let (from, to) = (place(text, chance), place(text, chance));
            (
                "a piece missing",
                Expect::Either,
                replaced(text, from.min(to)..from.max(to).min(text.len()), ""),
            )
        }
    })
}

/// A place where people read: in the content of a text or a button, outside tags and placeholders.
fn visible(text: &str, path: &str, chance: &mut Chance) -> Option<usize> {
    let markdown = has_ending(path, "md");
    let mut places = Vec::new();
    let (mut in_text, mut from) = (markdown, 0);
    while from < text.len() {
        let rest = &text[from..];
        let skipped =
            [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<!--", "-->"), ("](", ")"), ("<", ">"), ("{", "}")];
        let skipped = skipped.iter().find(|(open, _)| rest.starts_with(open));
        if let Some((open, close)) = skipped {
            let length = rest.find(close).map_or(rest.len(), |end| end + close.len());
            if *open == "<" && !markdown {
                let tag = &rest[..length];
                in_text = tag.starts_with("<mj-text")
                    || tag.starts_with("<mj-button")
                    || (in_text && !tag.starts_with("</mj-"));
            }
            from += length;
            continue;
        }
        let character = rest.chars().next()?;
        from += character.len_utf8();
        // Behind a letter of Japanese, so that it stands in a sentence and is no sign of Markdown.
        if in_text && !character.is_ascii() && character.is_alphabetic() {
            places.push(from);
        }
    }
    places.get(chance.below(places.len())).copied()
}

fn line(text: &str, path: &str, chance: &mut Chance) -> Changed<String> {
    let subject = path.ends_with("subject.txt");
    Some(match chance.below(3) {
        0 if subject => ("a subject of two lines", Expect::Found, format!("{}\n二行め\n", text.trim_end())),
        1 => {
            ("a placeholder that does not end", Expect::Found, format!("{} {{{{ lead.name", text.trim_end()))
        }
        2 => (
            "an unknown placeholder in a line",
            Expect::Found,
            format!("{} {{{{ lead.nobody_asks }}}}", text.trim_end()),
        ),
        _ => return None,
    })
}
