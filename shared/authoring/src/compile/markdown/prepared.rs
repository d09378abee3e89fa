//! Markdown as the compiler reads it: with the signs and the lines of a letter, and with the place of everything in the author's
//! text. The rules read through this too, so that they judge the mail that is made.

use super::signs::Signs;
use super::{as_written, letter};
use crate::compile::places::Places;
use pulldown_cmark::{Event, Options, Parser};
use std::ops::Range;

/// A Markdown text, prepared for the parser.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(super) text: String,
    pub(super) signs: Signs,
    places: Places,
}

impl Prepared {
    pub(crate) fn of(markdown: &str) -> Self {
        let signs = Signs::not_in(markdown);
        let text = letter::prepared(&signs.put_into(&markdown.replace("\r\n", "\n")), signs);
        let places = places(markdown, &text, signs);
        Self { text, signs, places }
    }

    /// The events with their places in the prepared text.
    pub(super) fn parsed(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        Parser::new_ext(&self.text, options).into_offset_iter()
    }

    /// The events with the author's own signs and their places in the author's text.
    pub(crate) fn events(&self) -> Vec<(Event<'_>, Range<usize>)> {
        self.parsed().map(|(event, range)| (as_written(event, self.signs), self.written_at(&range))).collect()
    }

    /// The author's place of a place in the prepared text.
    pub(super) fn written_at(&self, range: &Range<usize>) -> Range<usize> {
        self.places.source(range.start)..self.places.source(range.end)
    }
}

/// The places of a prepared text in the text it was made of.
fn places(source: &str, prepared: &str, signs: Signs) -> Places {
    let mut places = Places::default();
    let (mut at, mut of_tab) = (0, 0);
    let mut shift = None;
    for (made, character) in prepared.char_indices() {
        let rest = source.get(at..).unwrap_or_default();
        let new = Some(made.wrapping_sub(at));
        if shift != new {
            places.push(made, at);
            shift = new;
        }
        let one = rest.chars().next().map_or(0, char::len_utf8);
        at += if signs.is_blank(character) && rest.starts_with('\t') {
            of_tab = (of_tab + 1) % letter::BLANKS_OF_TAB;
            usize::from(of_tab == 0)
        } else if character == '\n' && rest.starts_with("\r\n") {
            2
        } else if signs.is_added(character, rest) {
            0
        } else {
            one
        };
    }
    places.push(prepared.len(), source.len());
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_event_stands_where_its_author_wrote_it() {
        let source = "ご案内\r\n\r\n\t  **重要です。**お早めに 10:00~12:00 \\(^o^)/\r\n[お電話]: 03-0000-0000\r\n\r\n    **終わり**\r\n";
        let prepared = Prepared::of(source);
        let texts: Vec<&str> = prepared
            .events()
            .into_iter()
            .filter_map(|(event, range)| matches!(event, Event::Text(_)).then(|| &source[range]))
            .collect();
        assert_eq!(
            texts,
            [
                "ご案内",
                "\t  ",
                "重要です。",
                "お早めに 10:00~12:00 \\(^o^)/",
                "[お電話",
                "]",
                ": 03-0000-0000",
                "    ",
                "終わり"
            ]
        );
    }

    proptest! {
        #[test]
        fn each_sign_that_was_not_added_is_the_authors_own(
            source in "(あ|。|\\*\\*|~|\\\\\\(|\\[a\\]: b|\t| |    |\r\n|\n|```|- |\r|<p>|\\\\){0,30}"
        ) {
            let prepared = Prepared::of(&source);
            let mut last = 0;
            for (at, character) in prepared.text.char_indices() {
                let written = prepared.places.source(at);
                prop_assert!(written >= last && source.is_char_boundary(written));
                last = written;
                if !('\u{fdd0}'..='\u{fdef}').contains(&character) && character != '\\' && character != '\n' {
                    prop_assert!(source[written..].starts_with(character), "{at} {character:?}");
                }
            }
            prop_assert_eq!(prepared.places.source(prepared.text.len()), source.len());
        }
    }
}
