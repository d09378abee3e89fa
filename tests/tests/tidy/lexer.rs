//! Tells code, text and comments of a Rust source apart, and what is compiled for tests only. It knows no more of Rust than that.

/// The part that a character of a source belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    Text,
    Comment,
}

/// A source with the part of each of its characters.
#[derive(Debug, Clone)]
pub(super) struct Lexed {
    characters: Vec<char>,
    parts: Vec<Part>,
    /// Whether the character stands in something marked `#[cfg(test)]`.
    for_tests: Vec<bool>,
}

impl Lexed {
    /// Reads a source.
    pub(super) fn new(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let mut parts = vec![Part::Code; characters.len()];
        let mut at = 0;
        while at < characters.len() {
            let (part, end) = piece(&characters, at);
            let end = end.min(characters.len());
            parts[at..end].fill(part);
            at = end;
        }
        let mut lexed = Self { for_tests: vec![false; characters.len()], characters, parts };
        lexed.mark_tests();
        lexed
    }

    /// Code without comments; the insides of texts are blank. Lines stay where they are.
    pub(super) fn code(&self) -> String {
        self.view(|part, _| part == Part::Code)
    }

    /// The same without what is compiled for tests only.
    pub(super) fn product_code(&self) -> String {
        self.view(|part, for_tests| part == Part::Code && !for_tests)
    }

    /// Code and the insides of texts, without comments and without what is compiled for tests only.
    pub(super) fn product_code_and_texts(&self) -> String {
        self.view(|part, for_tests| part != Part::Comment && !for_tests)
    }

    /// Names of modules in files of their own that are compiled for tests only.
    pub(super) fn test_modules(&self) -> Vec<String> {
        let code = self.code();
        let after = code.split("#[cfg(test)]").skip(1);
        let declared = after.filter_map(|rest| {
            let (name, end) = rest.split_once("mod ")?.1.split_once([';', '{'])?;
            let between = rest.split("mod ").next()?;
            let is_file = rest[..rest.len() - end.len()].ends_with(';') && !between.contains(['{', ';']);
            is_file.then(|| name.trim().to_owned())
        });
        declared.collect()
    }

    fn view(&self, keep: impl Fn(Part, bool) -> bool) -> String {
        let each = self.characters.iter().zip(self.parts.iter().zip(&self.for_tests));
        each.map(|(c, (part, test))| if *c == '\n' || keep(*part, *test) { *c } else { ' ' }).collect()
    }

    /// Marks what follows each `#[cfg(test)]`, to the end of its block or to its semicolon.
    fn mark_tests(&mut self) {
        let code: Vec<char> = self.code().chars().collect();
        let mark: Vec<char> = "#[cfg(test)]".chars().collect();
        let mut at = 0;
        while at + mark.len() <= code.len() {
            if code[at..at + mark.len()] != mark[..] {
                at += 1;
                continue;
            }
            let end = end_of_item(&code, at + mark.len());
            self.for_tests[at..end].fill(true);
            at = end;
        }
    }
}

fn end_of_item(code: &[char], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.iter().enumerate().skip(start) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The piece that begins here, and where it ends.
fn piece(characters: &[char], at: usize) -> (Part, usize) {
    let starts = |text: &str| text.chars().enumerate().all(|(i, c)| characters.get(at + i) == Some(&c));
    let in_word = at > 0 && (characters[at - 1].is_alphanumeric() || characters[at - 1] == '_');
    if starts("//") {
        let rest = characters[at..].iter().position(|c| *c == '\n');
        return (Part::Comment, at + rest.unwrap_or(characters.len() - at));
    }
    if starts("/*") {
        return (Part::Comment, end_of_comment(characters, at));
    }
    if characters[at] == '"' {
        return (Part::Text, end_of_quoted(characters, at + 1, '"'));
    }
    let is_letter = characters.get(at + 1) == Some(&'\\') || characters.get(at + 2) == Some(&'\'');
    if characters[at] == '\'' && is_letter {
        return (Part::Text, end_of_quoted(characters, at + 1, '\''));
    }
    if !in_word && let Some(end) = end_of_raw(characters, at) {
        return (Part::Text, end);
    }
    (Part::Code, at + 1)
}

fn end_of_comment(characters: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at < characters.len() {
        match (characters[at], characters.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) if depth == 1 => return at + 2,
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn end_of_quoted(characters: &[char], start: usize, quote: char) -> usize {
    let mut at = start;
    while at < characters.len() {
        match characters[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The end of a raw text such as `r#"…"#`, if one begins here.
fn end_of_raw(characters: &[char], start: usize) -> Option<usize> {
    let mut at = start + usize::from(characters.get(start) == Some(&'b'));
    (characters.get(at) == Some(&'r')).then_some(())?;
    at += 1;
    let hashes = characters[at..].iter().take_while(|c| **c == '#').count();
    at += hashes;
    (characters.get(at) == Some(&'"')).then_some(())?;
    let closes = |from: usize| (1..=hashes).all(|i| characters.get(from + i) == Some(&'#'));
    let end = (at + 1..characters.len()).find(|i| characters[*i] == '"' && closes(*i));
    Some(end.map_or(characters.len(), |end| end + hashes + 1))
}

#[test]
fn code_texts_comments_and_tests_are_told_apart() {
    let source = concat!(
        "//! said // twice\n",
        "fn quote<'a>(c: &'a str) -> char { let _ = (\"a \\\" // no comment\", r#\"raw \" { \"#); '\"' }\n",
        "/* outer /* inner */ still */ const ONE: u8 = b'\\'';\n",
        "#[cfg(test)]\nmod tests {\n    fn hidden() { let _ = \"}\"; }\n}\n",
        "#[cfg(test)]\nmod apart;\n",
        "fn shown() {}\n",
    );
    let lexed = Lexed::new(source);
    let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(squeeze(lexed.product_code()), @"fn quote<'a>(c: &'a str) -> char { let _ = ( , ); } const ONE: u8 = b ; fn shown() {}");
    assert!(lexed.product_code_and_texts().contains("// no comment"));
    assert!(!lexed.product_code_and_texts().contains("twice"));
    assert!(lexed.code().contains("hidden"));
    assert_eq!(lexed.code().lines().count(), source.lines().count());
    assert_eq!(lexed.test_modules(), ["apart"]);
}
