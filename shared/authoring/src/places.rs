//! Places in the author's files of things in a compiled mail. Compiling keeps template tags and their order, so the third
//! tag of one kind is the third of that kind in the sources.

use crate::compile::BODIES;
use crate::lines::Lines;
use crate::placeholders::tags;
use cadence::publication::CompiledMail;
use cadence::text;
use cadence::wording::Text;
use mail::RenderError;
use mail::template::Part;
use std::collections::BTreeMap;
use std::fmt;

/// A place in a file of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, without the mail's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The place at which a mail cannot be filled, with the fault there. `None` if the failure is about no placeholder, or about one of
/// the legal footer.
pub fn of_failure(
    files: &BTreeMap<&str, &str>,
    mail: &CompiledMail,
    error: &RenderError,
) -> Option<(Place, Text)> {
    let (part, line, placeholder, what) = if let RenderError::Missing { part, line, placeholder } = error {
        let what = text!(
            en = "`{placeholder}` is missing for this lead; add a fallback: {{{{ {placeholder} | \
                 default(\"…\") }}}}",
            ja = "`{placeholder}` がこの方にはありません。{{{{ {placeholder} | default(\"…\") }}}} \
                 と書いてください。"
        );
        (*part, *line, placeholder, what)
    } else if let RenderError::Failed { part, line, placeholder, reason } = error {
        let what = text!(
            en = "`{placeholder}` cannot be filled: {reason}",
            ja = "`{placeholder}` を埋められません。{reason}",
            texts = [reason]
        );
        (*part, *line, placeholder, what)
    } else {
        return None;
    };
    let compiled = match part {
        Part::Subject => &mail.subject,
        Part::Html => &mail.html,
        Part::Text => &mail.text,
    };
    Some((of_tag(files, compiled, part, line, placeholder)?, what))
}

/// The place in the sources of the first tag with this text at or behind a line of a compiled part.
fn of_tag(
    files: &BTreeMap<&str, &str>,
    compiled: &str,
    part: Part,
    line: usize,
    holding: &str,
) -> Option<Place> {
    let lines = Lines::of(compiled);
    let found = tags(compiled);
    // A tag of several lines begins before the line in which it fails.
    let here = |start: usize, text: &str| lines.place(start).0 + text.matches('\n').count() >= line;
    let alike = |text: &str| text.contains(holding);
    let index = found.iter().position(|tag| here(tag.start, tag.text) && alike(tag.text))?;
    let before = found.get(..index)?.iter().filter(|tag| alike(tag.text)).count();
    let all: Vec<Place> =
        sources(files, part).into_iter().flat_map(|file| places(files, file, &alike)).collect();
    all.get(before).or(all.last()).cloned()
}

/// The files that a part is made of, in the order in which they stand in it.
fn sources(files: &BTreeMap<&str, &str>, part: Part) -> Vec<&'static str> {
    let body = BODIES.into_iter().find(|name| files.contains_key(name));
    match part {
        Part::Subject => vec!["subject.txt"],
        Part::Html => std::iter::once("preheader.txt").chain(body).collect(),
        Part::Text if files.contains_key("body.txt") => vec!["body.txt"],
        Part::Text => body.into_iter().collect(),
    }
}

fn places(files: &BTreeMap<&str, &str>, file: &str, alike: &impl Fn(&str) -> bool) -> Vec<Place> {
    let text = files.get(file).copied().unwrap_or_default();
    let lines = Lines::of(text);
    let found = tags(text).into_iter().filter(|tag| alike(tag.text)).map(|tag| {
        let (line, column) = lines.place(tag.start);
        Place { file: file.to_owned(), line, column }
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use cadence::sequence::{Language, Purpose};

    const MJML: &str = "<mjml><mj-body>\n<mj-section><mj-column>\n<mj-text>{{ lead.name | sama }}</mj-text>\n\
        <mj-text>\n  {% if lead.company %}{{ lead.company }}{% endif %}\n  いつも {{ lead.company }} にて</mj-text>\n\
        </mj-column></mj-section></mj-body></mjml>\n";

    fn place(files: &[(&'static str, &'static str)], part: Part, holding: &str, nth: usize) -> String {
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        let mail = compile(&files, Purpose::Marketing, Language::Japanese).unwrap();
        let compiled = if part == Part::Html { &mail.html } else { &mail.text };
        let at = compiled.match_indices(holding).nth(nth).unwrap().0;
        let (line, _) = Lines::of(compiled).place(at);
        of_tag(&files, compiled, part, line, holding).map(|it| it.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_placeholder_of_the_compiled_mail_is_found_in_the_source() {
        let mail = [("subject.txt", "件名"), ("body.mjml", MJML)];
        for part in [Part::Html, Part::Text] {
            assert_eq!(place(&mail, part, "lead.name", 0), "body.mjml:3:10", "{part}");
        }
        assert_eq!(place(&mail, Part::Html, "lead.company", 2), "body.mjml:6:7");
        let mail =
            [("subject.txt", "件名"), ("preheader.txt", "{{ lead.a }}"), ("body.md", "a\n\nb {{ lead.a }}")];
        assert_eq!(place(&mail, Part::Html, "lead.a", 0), "preheader.txt:1:1");
        assert_eq!(place(&mail, Part::Html, "lead.a", 1), "body.md:3:3");
        assert_eq!(place(&mail, Part::Text, "lead.a", 0), "body.md:3:3");
    }

    #[test]
    fn the_legal_footer_has_no_place_in_the_sources() {
        let mail = [("subject.txt", "件名"), ("body.md", "本文")];
        assert_eq!(place(&mail, Part::Html, "company.postal_address", 0), "");
    }
}
