//! Texts of strangers that stand in mails and pages: signs that nobody sees, what mail programs make links of, when two spellings
//! are one answer, and how a text becomes no markup.

mod escape;
mod invisible;
mod links;
mod spelling;

pub use escape::Escaped;
pub use invisible::{cleaned, is_blank};
pub use links::{carries_encoded_word, carries_link};
pub use spelling::spelling;

/// Marks that turn the direction of writing: embeddings, overrides and isolates (UAX #9 §2). In a name they would turn what the
/// company wrote around it. Marks for single characters, U+200E and U+200F, turn nothing.
pub fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character was lost on the way: U+FFFD stands where bytes were no text. Two texts that lost different characters look
/// the same, so such a text names nothing.
pub fn lost_characters(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}
