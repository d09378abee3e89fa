//! Lines and columns of places in a text, found without reading the text again: a file that is wrong in every word is told in
//! the time it takes to read it. What stands in the text is not known here.

/// Bytes between two places up to which characters were counted.
const BLOCK: usize = 256;

/// A text with what is needed to say where something stands in it.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// The start of each line.
    starts: Vec<usize>,
    /// Characters before each block.
    characters: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Reads the text once.
    pub(crate) fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let characters = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += count(block);
            Some(here)
        });
        Self { text, starts, characters: characters.collect() }
    }

    /// The text itself.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Line and column, both from 1, of a place in bytes.
    pub(crate) fn place(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        (line, self.characters_before(offset) - self.characters_before(start) + 1)
    }

    /// Characters that begin and end before a place.
    fn characters_before(&self, offset: usize) -> usize {
        let end = (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let block = end / BLOCK;
        let before = self.characters.get(block).copied();
        let rest = self.text.as_bytes().get(block * BLOCK..end).unwrap_or_default();
        before.unwrap_or_else(|| count(self.text.as_bytes())) + count(rest)
    }
}

/// Characters that begin in these bytes: all but those that go on with one (RFC 3629 §3).
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0b1100_0000) != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by reading from the beginning.
    fn slowly(text: &str, offset: usize) -> (usize, usize) {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }

    proptest! {
        #[test]
        fn every_place_is_where_one_finds_it_by_counting(
            piece in "[a\nあ😀]{0,40}", times in 1..40_usize, offset in 0..4_000_usize,
        ) {
            let text = piece.repeat(times);
            prop_assert_eq!(Lines::of(&text).place(offset), slowly(&text, offset));
        }
    }
}
