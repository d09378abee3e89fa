//! Lines of plain text as they grow: blanks folded, empty lines asked for, list marks and quotes before them.

use crate::compile::protect::Protected;

/// Finished lines and the one that is being written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    current: String,
    /// Whether a blank waits for the next word.
    blank: bool,
    /// Whether the current line has more than template tags in it.
    has_words: bool,
    current_is: Set,
    /// The end of a link's address; anything that follows at once would be taken for a part of it.
    link_end: Option<usize>,
    /// The end of the link that the current line begins with.
    sole_link: Option<usize>,
    indents: Vec<Indent>,
}

#[derive(Debug)]
struct Line {
    text: String,
    is: Set,
}

/// A line's form among the others.
#[derive(Debug, Clone, Copy, Default)]
struct Set {
    /// An empty line comes before it.
    gap: bool,
    /// A heading or a button: empty lines around it.
    apart: bool,
}

#[derive(Debug)]
struct Indent {
    first: Option<String>,
    others: String,
}

/// A place between two characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    line: usize,
    at: usize,
}

impl Lines {
    /// Words of a text whose blanks and line breaks are one blank each.
    pub(super) fn words(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.blank = true,
                // Fillers that have no width: they say nothing in a text.
                '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}' => {}
                other => self.character(other),
            }
        }
    }

    /// A text as it stands, in one line.
    pub(super) fn verbatim(&mut self, text: &str) {
        for character in text.chars().filter(|it| *it != '\r') {
            self.character(character);
        }
    }

    /// A block tag of the template, which is no word.
    pub(super) fn tag(&mut self, word: &str) {
        if self.blank && self.has_words {
            self.current.push(' ');
        }
        self.blank = false;
        self.current.push_str(word);
    }

    fn character(&mut self, character: char) {
        let after_address = self.link_end == Some(self.current.len()) && !character.is_whitespace();
        if (self.blank && self.has_words) || after_address {
            self.current.push(' ');
        }
        self.blank = false;
        self.has_words = true;
        self.current.push(if character == '\u{a0}' { ' ' } else { character });
    }

    /// Ends the line, or asks for an empty one where none was begun.
    pub(super) fn line_break(&mut self) {
        if self.current.is_empty() {
            self.current_is.gap = true;
        }
        self.block();
    }

    /// Ends the line if one was begun.
    pub(super) fn block(&mut self) {
        self.blank = false;
        let text = self.current.trim_end().to_owned();
        self.current.clear();
        let has_words = std::mem::replace(&mut self.has_words, false);
        let sole_link = self.sole_link.take() == Some(text.len());
        self.link_end = None;
        if text.is_empty() {
            return;
        }
        let mut is = std::mem::take(&mut self.current_is);
        if !has_words {
            // A heading is still to come.
            self.current_is.apart = std::mem::replace(&mut is.apart, false);
            self.done.push(Line { text, is });
            return;
        }
        let before: String =
            self.indents.iter_mut().map(|it| it.first.take().unwrap_or_else(|| it.others.clone())).collect();
        is.apart |= sole_link && before.is_empty();
        self.done.push(Line { text: before + &text, is });
    }

    /// Ends the line and asks for an empty one before the next.
    pub(super) fn gap(&mut self) {
        self.block();
        self.current_is.gap = true;
    }

    /// The next line is a heading.
    pub(super) fn stands_apart(&mut self) {
        self.current_is.apart = true;
    }

    /// Sets the indents of the next line, and of those after it.
    pub(super) fn indent(&mut self, first: &str, others: &str) {
        self.indents.push(Indent { first: Some(first.to_owned()), others: others.to_owned() });
    }

    /// The last `indent` ends.
    pub(super) fn outdent(&mut self) {
        self.indents.pop();
        self.current_is.apart = false;
    }

    /// The place of the next character.
    pub(super) fn here(&self) -> Here {
        Here { line: self.done.len(), at: self.current.len() }
    }

    /// All that was written since.
    pub(super) fn since(&self, start: &Here) -> String {
        let mut texts: Vec<&str> = self.done.iter().skip(start.line).map(|line| line.text.as_str()).collect();
        let from = if texts.is_empty() { start.at } else { 0 };
        texts.push(self.current.get(from..).unwrap_or_default());
        texts.join(" ")
    }

    /// The address of a link whose words were written since `start`.
    pub(super) fn address(&mut self, start: &Here, address: &str, without_words: bool, is_words: bool) {
        if without_words {
            self.words(" ");
        } else if self.current.is_empty() && self.done.len() > start.line {
            // The words ended with their line: the address belongs to it.
            if let Some(line) = self.done.pop() {
                (self.current, self.current_is, self.has_words) = (line.text, line.is, true);
                // Words before the line stand in it.
                for indent in &mut self.indents {
                    indent.first = Some(String::new());
                }
            }
        }
        if !is_words {
            if !without_words {
                self.blank = false;
                self.current.push_str(": ");
            }
            for character in address.chars() {
                self.character(character);
            }
        }
        self.link_end = Some(self.current.len());
        // An address that is its own label is a line of the letter like any other.
        let whole = !is_words && (start.at == 0 || start.line < self.done.len());
        self.sole_link = (whole && self.link_from_start(start)).then_some(self.current.len());
    }

    fn link_from_start(&self, start: &Here) -> bool {
        start.at == 0 && self.done.len() <= start.line + 1
    }

    /// The text: no more than one empty line, one around headings and buttons, and lines of block tags leave none behind.
    pub(super) fn joined(mut self, protected: &Protected) -> String {
        self.block();
        let mut result = String::new();
        let (mut joins, mut was_apart) = (true, false);
        for line in &self.done {
            if !joins {
                result.push_str(if line.is.gap || line.is.apart || was_apart { "\n\n" } else { "\n" });
            }
            was_apart = line.is.apart;
            joins = protected.is_block_line(&line.text);
            result.push_str(&line.text);
        }
        result
    }

    /// The lines one after another, in one.
    pub(super) fn in_one(mut self) -> String {
        self.block();
        self.done.into_iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
    }
}
