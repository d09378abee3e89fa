//! The filters a template may use: a few of the engine's own, and those a mail needs.
//!
//! Their error messages never repeat the value: they can end up in a log.

mod dates;

use super::hidden::{HONORIFIC, LANGUAGE};
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, State, filters};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;

/// Their names, as a template writes them.
pub(super) const FILTERS: &[&str] =
    &["date", "default", "first", "length", "lower", "number", "sama", "title", "trim", "upper", "urlencode"];

/// Characters of a number at most.
const NUMBER_LENGTH_MAX: usize = 40;
/// Digits after the point at most.
const DECIMALS_MAX: usize = 10;
/// Bytes that are encoded at most; encoded again and again, a text would grow each time.
const ENCODED_BYTES_MAX: usize = 64 * 1024;
/// The honorifics a name may already end with, so that nothing is put behind it.
const HONORIFICS: &[&str] = &["様", "さま", "さん", "殿", "御中", "先生", "各位"];

/// Makes them known to the engine.
pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("date", dates::date);
    environment.add_filter("default", filters::default);
    environment.add_filter("first", filters::first);
    environment.add_filter("length", filters::length);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("number", number);
    environment.add_filter("sama", sama);
    environment.add_filter("title", filters::title);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("urlencode", urlencode);
}

/// Whether the mail is in Japanese.
pub(super) fn is_japanese(state: &State<'_, '_>) -> bool {
    state.lookup(LANGUAGE).is_some_and(|language| language.as_str() == Some("ja"))
}

/// A refusal that names the filter and what it takes, never the value.
pub(super) fn refusal(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

/// A name with the company's honorific; without a name the fallback, or 「お客様」 / "there".
///
/// English mails get the name alone: "Dear Taro Yamada", not "Dear Taro Yamada様".
fn sama(state: &State<'_, '_>, value: &Value, fallback: Option<Cow<'_, str>>) -> String {
    let name = if value.is_undefined() || value.is_none() { String::new() } else { value.to_string() };
    let name = name.trim();
    let japanese = is_japanese(state);
    if name.is_empty() {
        let usual = if japanese { "お客様" } else { "there" };
        return fallback.map_or_else(|| usual.to_owned(), Cow::into_owned);
    }
    if !japanese || HONORIFICS.iter().any(|honorific| name.ends_with(honorific)) {
        return name.to_owned();
    }
    let honorific = state.lookup(HONORIFIC).map(|value| value.to_string()).unwrap_or_default();
    format!("{name}{honorific}")
}

/// A number with its thousands set apart, and with so many decimals where that is said: `12,800`.
fn number(value: &Value, decimals: Option<usize>) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let text = value.to_string().trim().replace(',', "");
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() > NUMBER_LENGTH_MAX || !plain(whole) || !plain(fraction) {
        return Err(refusal("`number` takes a number such as 12800 or 0.5"));
    }
    let rounded = match decimals {
        None => digits.to_owned(),
        Some(places) if places <= DECIMALS_MAX => {
            let parsed: f64 = digits.parse().map_err(|_| refusal("`number` takes a number such as 12800"))?;
            format!("{parsed:.places$}")
        }
        Some(_) => return Err(refusal("`number` writes at most 10 decimals")),
    };
    let (whole, fraction) =
        rounded.split_once('.').map_or((rounded.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let sign = if text.starts_with('-') { "-" } else { "" };
    let point = fraction.map_or_else(String::new, |rest| format!(".{rest}"));
    Ok(Value::from(format!("{sign}{}{point}", with_thousands(whole))))
}

fn with_thousands(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The characters that are encoded in a URL's query: all but the unreserved ones (RFC 3986 §2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as it stands in a URL's query (RFC 3986 §2.3: everything but the unreserved characters is encoded).
fn urlencode(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let text = value.to_string();
    if text.len() > ENCODED_BYTES_MAX {
        return Err(refusal("`urlencode` takes at most 64 KB; no link is that long"));
    }
    Ok(Value::from(utf8_percent_encode(&text, QUERY).to_string()))
}
