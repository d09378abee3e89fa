//! The surroundings of a template tag in HTML or MJML.

/// A reader's place in HTML or MJML.
#[derive(Debug, Default)]
pub(super) enum Markup {
    #[default]
    Text,
    Tag {
        name: String,
        quote: Option<char>,
    },
    Comment,
    /// The content of an element that is not markup, such as `style`.
    Raw {
        name: String,
    },
}

const RAW: [&str; 7] = ["style", "script", "title", "textarea", "mj-style", "mj-title", "mj-preview"];

impl Markup {
    pub(super) fn between_elements(&self) -> bool {
        matches!(self, Self::Text)
    }

    /// Whether one is in a tag and in no value of it.
    pub(super) fn between_attributes(&self, before: &str) -> bool {
        matches!(self, Self::Tag { quote: None, .. })
            && before.ends_with(|c: char| c.is_ascii_whitespace())
            && !before.trim_end().ends_with('=')
    }

    pub(super) fn pass(&mut self, text: &str) {
        for (at, character) in text.char_indices() {
            self.step(character, &text[at..]);
        }
    }

    /// One character further; `rest` begins with it.
    fn step(&mut self, character: char, rest: &str) {
        match self {
            Self::Text => {
                if rest.starts_with("<!--") {
                    *self = Self::Comment;
                } else if character == '<' {
                    *self = Self::Tag { name: name_of(&rest[1..]), quote: None };
                }
            }
            Self::Comment => {
                if rest.starts_with("-->") {
                    *self = Self::Text;
                }
            }
            Self::Tag { name, quote } => match (*quote, character) {
                (Some(open), found) if open == found => *quote = None,
                (None, '"' | '\'') => *quote = Some(character),
                (None, '>') if RAW.contains(&name.as_str()) => {
                    *self = Self::Raw { name: std::mem::take(name) }
                }
                (None, '>') => *self = Self::Text,
                (Some(_) | None, _) => {}
            },
            Self::Raw { name } => {
                if rest.strip_prefix("</").is_some_and(|rest| name_of(rest) == *name) {
                    *self = Self::Tag { name: format!("/{name}"), quote: None };
                }
            }
        }
    }
}

fn name_of(rest: &str) -> String {
    let name = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '!'));
    name.collect::<String>().to_ascii_lowercase()
}
