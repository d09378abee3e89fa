//! Marks that turn the direction of writing. In a name they would turn what the company wrote around it.

/// Embeddings, overrides and isolates (UAX #9 §2). Marks for single characters, U+200E and U+200F, turn nothing and stay.
pub(crate) fn turns(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
