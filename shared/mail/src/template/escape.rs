//! The escaping of values in a mail.
//!
//! Unlike the engine's own escaping it leaves `/` alone: SES and many mail programs read `href="https:&#x2f;&#x2f;…"`
//! without decoding it, and the link would be lost.

use cadence::text::Escaped;
use minijinja::value::Value;
use minijinja::{AutoEscape, Error, Output, State};
use std::fmt::Write as _;

/// Writes a value; escaped in HTML, as it is elsewhere. No value is exempt.
pub(super) fn write(output: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = if matches!(state.auto_escape(), AutoEscape::Html) {
        output.write_str(&html(&value.to_string()))
    } else {
        write!(output, "{value}")
    };
    written.map_err(Error::from)
}

/// Marks the beginning of what a placeholder brought: a noncharacter, which no value has.
pub(crate) const VALUE_BEGINS: char = '\u{FDD0}';
/// Marks the end of it.
pub(crate) const VALUE_ENDS: char = '\u{FDD1}';

/// Writes a value between marks that say where it begins and ends.
pub(crate) fn write_marked(
    output: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    output.write_char(VALUE_BEGINS).map_err(Error::from)?;
    write(output, state, value)?;
    output.write_char(VALUE_ENDS).map_err(Error::from)
}

/// Text as it stands in HTML, between tags or between quotation marks.
pub(crate) fn html(text: &str) -> String {
    Escaped(text).to_string()
}
