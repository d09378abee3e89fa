//! Style sheets cut into rules, selectors and declarations (CSS Syntax Module Level 3), each as it was written.
//!
//! Nothing is judged here: a rule that no browser knows is cut out like any other.

/// A rule as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule<'a> {
    /// The text before the braces: selectors, or an at-rule's name and condition.
    pub(crate) prelude: &'a str,
    /// The text between the braces; an at-rule such as `@import` has none.
    pub(crate) block: Option<&'a str>,
}

impl Rule<'_> {
    /// The at-rule's name without `@`, in lower case.
    pub(crate) fn at_name(&self) -> Option<String> {
        let name: String = self.prelude.strip_prefix('@')?.chars().take_while(|c| is_name(*c)).collect();
        Some(name.to_ascii_lowercase())
    }
}

/// A property with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declaration<'a> {
    /// The property.
    pub(crate) name: &'a str,
    /// The value without `!important`.
    pub(crate) value: &'a str,
    /// Whether it beats an element's own style.
    pub(crate) important: bool,
}

/// Whether a character may stand in a name.
pub(crate) fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_')
}

/// The sheet without comments and without the `<!--` and `-->` that old mails put around it.
pub(crate) fn without_comments(css: &str) -> String {
    let mut result = String::with_capacity(css.len());
    let mut at = 0;
    while at < css.len() {
        let rest = &css[at..];
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("<!--") {
            4
        } else if rest.starts_with("-->") {
            3
        } else {
            let length = if rest.starts_with(['"', '\'']) { string(rest) } else { character(rest) };
            result.push_str(&rest[..length]);
            at += length;
            continue;
        };
        result.push(' ');
        at += length;
    }
    result
}

/// The rules of a sheet without comments, and what is left over at its end.
pub(crate) fn rules(css: &str) -> (Vec<Rule<'_>>, &str) {
    let mut rules = Vec::new();
    let mut rest = css.trim_start();
    while let Some(at) = find(rest, b"{;}") {
        let prelude = rest[..at].trim();
        match rest.as_bytes()[at] {
            b'{' => {
                let inside = &rest[at + 1..];
                let end = find(inside, b"}");
                rules.push(Rule { prelude, block: Some(&inside[..end.unwrap_or(inside.len())]) });
                rest = end.map_or("", |end| &inside[end + 1..]);
            }
            b';' => {
                if !prelude.is_empty() {
                    rules.push(Rule { prelude, block: None });
                }
                rest = &rest[at + 1..];
            }
            _ => rest = &rest[at + 1..],
        }
        rest = rest.trim_start();
    }
    (rules, rest.trim_end())
}

/// The selectors of a list.
pub(crate) fn selectors(prelude: &str) -> Vec<&str> {
    parts(prelude, b",").into_iter().map(str::trim).filter(|selector| !selector.is_empty()).collect()
}

/// A selector without what stands in square brackets and without escaped characters, whose colons mean nothing.
pub(crate) fn without_brackets(selector: &str) -> String {
    let mut result = String::with_capacity(selector.len());
    let (mut at, mut depth) = (0, 0_usize);
    while at < selector.len() {
        let rest = &selector[at..];
        let length = if rest.starts_with(['"', '\'']) { string(rest).max(1) } else { character(rest) };
        match rest.as_bytes()[0] {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'\\' | b'"' | b'\'' => {}
            _ if depth > 0 => {}
            _ => result.push_str(&rest[..length]),
        }
        at += length;
    }
    result
}

/// The declarations of a block or a style attribute.
pub(crate) fn declarations(block: &str) -> Vec<Declaration<'_>> {
    parts(block, b";").into_iter().filter_map(declaration).collect()
}

fn declaration(text: &str) -> Option<Declaration<'_>> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    let bare = value.rsplit_once('!').filter(|(_, word)| word.trim().eq_ignore_ascii_case("important"));
    let usable = !name.is_empty() && name.chars().all(is_name);
    usable.then(|| Declaration {
        name,
        value: bare.map_or(value, |(value, _)| value.trim()),
        important: bare.is_some(),
    })
}

/// The pieces between separators that stand in no bracket and no string.
fn parts<'a>(text: &'a str, separator: &[u8]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, separator) {
        parts.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    parts.push(rest);
    parts
}

/// The place of the first of some ASCII characters outside of brackets, strings and escapes.
fn find(css: &str, ends: &[u8]) -> Option<usize> {
    let bytes = css.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        if depth == 0 && ends.contains(byte) {
            return Some(at);
        }
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += if matches!(byte, b'"' | b'\'') { string(&css[at..]) } else { character(&css[at..]) };
    }
    None
}

/// The length of the string that begins here; a line break ends it as well.
fn string(css: &str) -> usize {
    let mut characters = css.char_indices();
    let Some((_, quote)) = characters.next() else { return 0 };
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '\n' => return at,
            found if found == quote => return at + 1,
            _ => {}
        }
    }
    css.len()
}

/// The length of the character that begins here, with the one it escapes.
fn character(css: &str) -> usize {
    let mut characters = css.chars();
    let first = characters.next().map_or(1, char::len_utf8);
    if css.starts_with('\\') { first + characters.next().map_or(0, char::len_utf8) } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_cut_into_its_rules() {
        let css = without_comments(
            "<!-- /* {x} */ @import url(a;b.css); a, b[title=\"},\"] { color: red } @media print { p { margin:0 } } --> rest",
        );
        let (rules, rest) = rules(&css);
        let shown: Vec<_> = rules.iter().map(|it| (it.prelude, it.block.map(str::trim))).collect();
        assert_eq!(
            shown,
            [
                ("@import url(a;b.css)", None),
                ("a, b[title=\"},\"]", Some("color: red")),
                ("@media print", Some("p { margin:0 }"))
            ]
        );
        assert_eq!(rest, "rest");
        assert_eq!(selectors(rules[1].prelude), ["a", "b[title=\"},\"]"]);
        assert_eq!(rules[2].at_name().as_deref(), Some("media"));
    }

    #[test]
    fn declarations_end_at_their_semicolon_and_no_other() {
        let found = declarations("background: url(a;b) ; color:red!important;; x ; content:\";\"");
        let shown: Vec<_> = found.iter().map(|it| (it.name, it.value, it.important)).collect();
        assert_eq!(
            shown,
            [("background", "url(a;b)", false), ("color", "red", true), ("content", "\";\"", false)]
        );
    }

    #[test]
    fn a_sheet_that_ends_in_the_middle_is_read_to_its_end() {
        for css in ["a {", "a { color: \"", "@media x { a {", "a { \\", "}", "{", "\"", "a;", "\\"] {
            let clean = without_comments(css);
            let _ = rules(&clean);
        }
    }
}
