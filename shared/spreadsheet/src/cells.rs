//! Cells as texts: quotation marks around them, the guard against formulas, and the blanks at their ends.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula, or
//! for one behind a blank (OWASP, "CSV Injection"); a stranger's name could be one. Such a cell is written
//! with an apostrophe before it, and read without it. A cell that begins with apostrophes before such a sign
//! gets one more, so that reading gives back each cell as it was. Numbers such as `-5` or `+1,200.5`
//! calculate nothing; they stay as they are.

/// The text of a cell without the quotation marks around it; two within it are one.
pub(crate) fn unquoted(text: &str) -> String {
    let Some(inside) = text.strip_prefix('"') else { return text.to_owned() };
    let mut cell = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once('"') {
        cell.push_str(before);
        let Some(more) = after.strip_prefix('"') else {
            // Letters behind the closing mark belong to the cell, marks among them.
            cell.push_str(after);
            return cell;
        };
        cell.push('"');
        rest = more;
    }
    cell.push_str(rest);
    cell
}

/// Whether quotation marks stand where RFC 4180 has them: around the whole cell, or nowhere.
pub(crate) fn is_well_quoted(text: &str) -> bool {
    match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').is_some_and(|inside| !inside.replace("\"\"", "").contains('"')),
        None => !text.contains('"'),
    }
}

/// The text of a cell with quotation marks around it, if it needs them.
pub(crate) fn quoted(text: &str, delimiter: char) -> String {
    let needs = text.contains(['"', '\r', '\n', delimiter]) || text.trim() != text;
    if needs { always_quoted(text) } else { text.to_owned() }
}

/// The text of a cell with quotation marks around it.
pub(crate) fn always_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The cell with an apostrophe before it, if a spreadsheet would take it for a formula or if reading would
/// take one away.
pub fn guarded(text: &str) -> String {
    let needs = begins_formula(text.trim_start_matches('\'')) && (text.starts_with('\'') || !is_number(text));
    if needs { format!("'{text}") } else { text.to_owned() }
}

/// The cell without the apostrophe that guards it.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_formula(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => text,
    }
}

/// Whether a spreadsheet takes the text for a formula, also in full width, as Japanese keyboards write it.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether the text is a sign, digits in groups or not, and perhaps a fraction.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = groups.all(|group| group.len() == 3 && all_digits(group));
    all_digits(first) && grouped && all_digits(fraction)
}

/// The text without blanks at its ends: spaces of any width, U+00A0 among them, and signs that nobody sees.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|sign: char| {
        sign.is_whitespace() || matches!(sign, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
    })
}

#[cfg(test)]
mod tests;
