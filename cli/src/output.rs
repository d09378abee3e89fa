//! The output of the commands. The only room that writes to standard output.
//!
//! Colours are for terminals, and not where `NO_COLOR` is set (<https://no-color.org>). Columns stand straight also where
//! characters are twice as wide.

mod progress;
mod table;

pub use progress::Progress;
pub use table::{Table, padded};

use crate::language;
use cadence::sequence::Language;
use cadence::wording::Text;
use cadence::words;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// The form of printed results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one JSON value.
    Json,
}

/// The way a piece of text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Strong,
    /// Something beside the point.
    Quiet,
    /// It is well.
    Good,
    /// It should be looked at.
    Warning,
    /// It is wrong.
    Bad,
}

/// The destination of results.
#[derive(Debug)]
pub struct Output {
    /// For whom.
    pub format: Format,
    /// In which language.
    pub language: Language,
    colours: bool,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Standard,
    Memory(Arc<Mutex<String>>),
}

impl Output {
    /// To standard output.
    pub fn standard(format: Format) -> Self {
        let (language, colours) = (language::chosen(), colours_on(&io::stdout()));
        Self { format, language, colours, sink: Sink::Standard }
    }

    /// Into memory, without colours; the text grows as it is printed.
    pub fn in_memory(format: Format) -> (Self, Arc<Mutex<String>>) {
        let text = Arc::new(Mutex::new(String::new()));
        let sink = Sink::Memory(Arc::clone(&text));
        (Self { format, language: language::chosen(), colours: false, sink }, text)
    }

    /// Prints one line, or several that are joined by line breaks.
    pub fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        let text = text.as_ref();
        match &self.sink {
            Sink::Standard => match writeln!(io::stdout().lock(), "{text}") {
                // Somebody reads only the head of it, such as `| head`.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                written => written,
            },
            Sink::Memory(memory) => {
                let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
                memory.push_str(text);
                memory.push('\n');
                Ok(())
            }
        }
    }

    /// Prints a text in the language of the output.
    pub fn say(&mut self, text: impl Into<Text>) -> io::Result<()> {
        let text: Text = text.into();
        self.line(text.in_language(self.language))
    }

    /// Says something beside the result, where no program reads it.
    pub fn aside(&mut self, text: &str) -> io::Result<()> {
        let mark = words!(en = "note:", ja = "お知らせ：").in_language(self.language);
        match &self.sink {
            Sink::Standard => {
                let mark = if colours_on_error() { painted(Tone::Warning, mark) } else { mark.to_owned() };
                // With standard error gone, there is nobody to tell.
                drop(writeln!(io::stderr().lock(), "{mark} {text}"));
                Ok(())
            }
            Sink::Memory(_) => self.line(format!("{mark} {text}")),
        }
    }

    /// Prints a value as indented JSON.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        self.line(text)
    }

    /// A text in a tone, where there are colours.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        if self.colours { painted(tone, text) } else { text.to_owned() }
    }
}

/// Says on standard error what went wrong.
pub fn complain(text: &str) {
    let mut stderr = io::stderr().lock();
    let mark = words!(en = "error:", ja = "エラー：").in_language(language::chosen());
    let mark = if colours_on(&io::stderr()) { painted(Tone::Bad, mark) } else { mark.to_owned() };
    // Nobody is left to tell where even standard error is gone.
    drop(writeln!(stderr, "{mark} {text}"));
}

/// Whether logs on standard error may have colours.
pub fn colours_on_error() -> bool {
    colours_on(&io::stderr())
}

fn colours_on(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && runtime::environment::optional("NO_COLOR").is_none()
}

fn painted(tone: Tone, text: &str) -> String {
    let code = match tone {
        Tone::Strong => "1",
        Tone::Quiet => "2",
        Tone::Good => "32",
        Tone::Warning => "33",
        Tone::Bad => "31",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_coloured_outside_a_terminal() {
        let (mut output, text) = Output::in_memory(Format::Text);
        let line = output.paint(Tone::Bad, "wrong");
        output.line(line).unwrap();
        output.json(&serde_json::json!({ "a": 1 })).unwrap();
        assert_eq!(*text.lock().unwrap(), "wrong\n{\n  \"a\": 1\n}\n");
        assert_eq!(painted(Tone::Bad, "wrong"), "\u{1b}[31mwrong\u{1b}[0m");
    }
}
