//! The placeholders of the template language in a text: `{{ … }}`, `{% … %}`, `{# … #}`, found without parsing them.
//!
//! It knows nothing of HTML, of rules or of what a placeholder means; rules and the compiler both stand on it.

/// A tag found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Its beginning, in bytes.
    pub(crate) start: usize,
    /// The whole tag with its braces.
    pub(crate) text: &'a str,
}

impl Tag<'_> {
    /// `{{ … }}`
    pub(crate) fn is_value(&self) -> bool {
        self.text.starts_with("{{")
    }

    /// `{# … #}`
    pub(crate) fn is_remark(&self) -> bool {
        self.text.starts_with("{#")
    }
}

/// All template tags of a text in order; a tag that never ends is none.
pub(crate) fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(found) = source[from..].find('{') {
        let start = from + found;
        match tag_at(&source[start..]) {
            Some(length) => {
                tags.push(Tag { start, text: &source[start..start + length] });
                from = start + length;
            }
            None => from = start + 1,
        }
    }
    tags
}

/// The length of the tag that begins here. An end inside a quoted text does not count.
fn tag_at(rest: &str) -> Option<usize> {
    let end = match rest.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        "{#" => return remark_at(rest),
        _ => return None,
    };
    let mut quote = None;
    for (at, character) in rest.char_indices().skip(2) {
        match (quote, character) {
            (Some(open), found) if open == found => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, _) if rest[at..].starts_with(end) => return Some(at + 2),
            (Some(_) | None, _) => {}
        }
    }
    // An apostrophe that opens nothing must not swallow the rest of the mail.
    rest.find(end).map(|at| at + 2)
}

/// The length of the remark that begins here. `{#main{…}` in a style sheet is none, however far away a `#}` stands.
fn remark_at(rest: &str) -> Option<usize> {
    let end = rest.find("#}")?;
    let is_selector = rest[2..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '-' | '\\'));
    (!is_selector || !rest[2..end].contains(['{', '}'])).then_some(end + 2)
}

/// The places of `{#` that begins no remark; the template language would take it for the beginning of one.
pub(crate) fn bare_braces(source: &str) -> Vec<usize> {
    let tags = tags(source);
    let in_tag = |at: usize| tags.iter().any(|tag| (tag.start..tag.start + tag.text.len()).contains(&at));
    source.match_indices("{#").map(|(at, _)| at).filter(|at| !in_tag(*at)).collect()
}
