//! Values of cells: dates, numbers, and texts of which the meaning allows one form only.
//!
//! Unicode's compatibility forms are unfolded (NFKC) only here, in telephone numbers, addresses, numbers and
//! dates. In names it would make 株 of ㈱ and 崎 of 﨑, so texts keep their signs and lose the blanks at their
//! ends alone.

mod calendar;
mod date;
mod month;
mod number;
mod reason;
mod time;

pub use calendar::{Epoch, from_serial};
pub use date::{CellDate, DateChoices, DateOrder, date};
pub use number::number;

use crate::cells::trimmed;
use crate::problem::{Fault, excerpt};
use cadence::wording::Language;
use cadence::{text, words};
use unicode_normalization::UnicodeNormalization;

/// A value that was read from a cell that is not blank.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text without blanks at its ends.
    Text(String),
    /// A number.
    Number(f64),
    /// A date, with a time or without.
    Date(CellDate),
    /// Several texts, each once, in their order.
    Several(Vec<String>),
}

/// The texts of a cell that holds several, such as tags: they stand between 、 , ; | and line breaks.
pub fn several(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let parts = text.split(['、', '，', ',', ';', '；', '|', '｜', '\n', '\r']);
    for part in parts.map(trimmed).filter(|part| !part.is_empty()) {
        if !found.iter().any(|it| it == part) {
            found.push(part.to_owned());
        }
    }
    found
}

/// The text of an address with compatibility forms unfolded and without signs that nobody sees. The domain
/// reads it further.
pub fn address(text: &str) -> String {
    let text: String = cadence::text::cleaned(&text.nfkc().collect::<String>());
    trimmed(&text).to_owned()
}

/// A telephone number: digits, `+`, hyphens, brackets and what follows `内線` or `ext`, all in half width.
///
/// # Errors If a spreadsheet has made a number of it that lost digits (`9.01E+10`), or if it has no digit.
pub fn phone(text: &str) -> Result<String, Fault> {
    let folded: String = text.nfkc().collect();
    // People write an apostrophe before a number so that a spreadsheet keeps its zero.
    let folded = trimmed(&folded).trim_start_matches('\'');
    refuse_scientific(folded)?;
    if !folded.chars().any(|sign| sign.is_ascii_digit()) {
        let shown = excerpt(text);
        return Err(Fault::new(
            "not-a-phone",
            text!(en = "{shown:?} is no telephone number", ja = "{shown:?} は電話番号として読めません。"),
            words!(
                en = "write it in digits, such as 03-1234-5678, or leave the cell empty",
                ja = "03-1234-5678 のように数字で書くか、空にしてください。"
            ),
        ));
    }
    let hyphen = |sign| match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | 'ー' => '-',
        other => other,
    };
    Ok(folded.chars().map(hyphen).collect())
}

/// A language of mails.
///
/// # Errors If the text names neither Japanese nor English.
pub fn language(text: &str) -> Result<Language, Fault> {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    match trimmed(&folded) {
        "ja" | "jp" | "jpn" | "ja-jp" | "ja_jp" | "japanese" | "日本語" | "日本" | "和文" => {
            Ok(Language::Japanese)
        }
        "en" | "eng" | "en-us" | "en-gb" | "en_us" | "en_gb" | "english" | "英語" | "英文" => {
            Ok(Language::English)
        }
        _ => {
            let shown = excerpt(text);
            Err(Fault::new(
                "unknown-language",
                text!(
                    en = "{shown:?} is no language that mails are written in",
                    ja = "{shown:?} は、メールの言語として読めません。"
                ),
                words!(
                    en = "write `ja` or `en`, or leave the cell empty",
                    ja = "`ja` か `en` と書くか、空にしてください。"
                ),
            ))
        }
    }
}

/// Refuses the error values of spreadsheets, which formulas leave behind: a mail would greet them by name.
///
/// # Errors If the whole text is one, such as `#N/A`, or hash signs alone.
pub fn refuse_error_value(text: &str) -> Result<(), Fault> {
    const ERRORS: [&str; 9] =
        ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];
    let folded = text.nfkc().collect::<String>().to_uppercase();
    let is_error = ERRORS.contains(&folded.as_str());
    let is_hashes = folded.chars().count() >= 3 && folded.chars().all(|sign| sign == '#');
    if !is_error && !is_hashes {
        return Ok(());
    }
    let shown = excerpt(text);
    Err(Fault::new(
        "error-value",
        text!(
            en = "{shown:?} is an error of the spreadsheet, not a value",
            ja = "{shown:?} は表計算ソフトのエラー表示で、値ではありません。"
        ),
        words!(
            en = "mend the formula or empty the cell, and save the file anew",
            ja = "数式を直すか空にして、保存し直してください。"
        ),
    ))
}

/// Refuses a number in powers of ten, which spreadsheets make of long digits; the last digits are gone.
pub(crate) fn refuse_scientific(folded: &str) -> Result<(), Fault> {
    let (digits, power) = folded.split_once(['E', 'e']).unwrap_or((folded, ""));
    let power = power.strip_prefix(['+', '-']).unwrap_or_default();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    if !is_number(digits) || !is_number(power) {
        return Ok(());
    }
    Err(Fault::new(
        "scientific",
        text!(
            en = "the spreadsheet shortened it to {folded:?}, and the last digits are gone",
            ja = "表計算ソフトが {folded:?} と省略しており、下の桁が失われています。"
        ),
        words!(
            en = "format the column as text, write it again, and save the file anew",
            ja = "列の表示形式を「文字列」にして書き直し、保存し直してください。"
        ),
    ))
}

#[cfg(test)]
mod tests;
