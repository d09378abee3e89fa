//! Names of months in English.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Takes the name of a month, or its first three letters, from the beginning of a text in lower case: its
/// number and the rest.
pub(super) fn take(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let is_meant = |month: &str| {
        month == word || month.get(..3) == Some(word) || (word == "sept" && month == "september")
    };
    let place = MONTHS.iter().position(|month| is_meant(month))?;
    Some((u32::try_from(place).ok()? + 1, rest.strip_prefix('.').unwrap_or(rest)))
}
