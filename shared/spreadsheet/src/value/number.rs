//! Numbers as people write them: with a currency, a unit, groups, and in 万 and 億.

use super::refuse_scientific;
use crate::cells::trimmed;
use crate::problem::{Fault, excerpt};
use cadence::{text, words};
use unicode_normalization::UnicodeNormalization;

/// Signs before a number that do not change it.
const BEFORE: [&str; 5] = ["¥", "\\", "$", "€", "£"];
/// Units behind a number that do not change it.
const BEHIND: [&str; 34] = [
    "円",
    "人",
    "名",
    "個",
    "件",
    "社",
    "台",
    "回",
    "点",
    "歳",
    "才",
    "本",
    "枚",
    "店",
    "店舗",
    "拠点",
    "日",
    "年",
    "か月",
    "ヶ月",
    "ヵ月",
    "カ月",
    "時間",
    "分",
    "冊",
    "坪",
    "室",
    "席",
    "棟",
    "ポイント",
    "pt",
    "jpy",
    "yen",
    "usd",
];
/// Words that multiply, the longest first, as powers of ten.
const POWERS: [(&str, u32); 7] =
    [("百万", 6), ("千万", 7), ("億", 8), ("万", 4), ("千", 3), ("百", 2), ("兆", 12)];
/// Digits that a number may have in all. A binary fraction of 64 bits keeps fifteen of any kind.
const DIGITS_MAX: usize = 15;

/// Reads a number: `1,200円`, `¥1,200`, `120名`, `１２０`, `1.2万`, `1億2000万円`, `-5`, `△5`, `(1,200)`.
///
/// # Errors If it is no single number (`約120`, `100～200`, `50%`), if its groups are not of three digits, or
/// if it is too long to be kept.
pub fn number(text: &str) -> Result<f64, Fault> {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    let folded = trimmed(&folded);
    refuse_scientific(folded)?;
    read(folded).ok_or_else(|| {
        let shown = excerpt(text);
        Fault::new(
            "not-a-number",
            text!(en = "{shown:?} is no single number", ja = "{shown:?} は1つの数として読めません。"),
            words!(
                en = "write digits alone, such as 1200, or leave the cell empty",
                ja = "1200 のように数字だけを書くか、空にしてください。"
            ),
        )
    })
}

fn read(text: &str) -> Option<f64> {
    let (negative, text) = sign(text)?;
    let text = BEFORE.iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text).trim_start();
    // The sign may stand on either side of the currency.
    let (negative, text) = match text.strip_prefix('-') {
        Some(_) if negative => return None,
        Some(rest) => (true, rest),
        None => (negative, text),
    };
    let text = BEHIND
        .iter()
        .filter_map(|unit| text.strip_suffix(unit))
        .min_by_key(|rest| rest.len())
        .unwrap_or(text);
    let decimal = sum(text.trim())?;
    let value: f64 = decimal.parse().ok()?;
    Some(if negative && value != 0.0 { -value } else { value })
}

/// Takes the sign: minus in all its forms, the triangles and brackets of accounts.
fn sign(text: &str) -> Option<(bool, &str)> {
    if let Some(inside) = text.strip_prefix('(') {
        return Some((true, inside.strip_suffix(')')?));
    }
    if let Some(rest) = text.strip_prefix('+') {
        return Some((false, rest));
    }
    let rest = text.strip_prefix(['-', '\u{2212}', '\u{2010}', '\u{2013}', '△', '▲']);
    Some((rest.is_some(), rest.unwrap_or(text)))
}

/// The sum of parts such as `1億2000万`, each smaller than the one before it, as a decimal text.
fn sum(text: &str) -> Option<String> {
    let mut rest = text;
    let (mut total, mut scale): (u128, u32) = (0, 0);
    let mut power_before = u32::MAX;
    while !rest.is_empty() {
        let end = rest
            .find(|sign: char| !sign.is_ascii_digit() && sign != ',' && sign != '.')
            .unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        let (power, after) = POWERS
            .iter()
            .find_map(|(word, power)| Some((*power, after.strip_prefix(word)?)))
            .unwrap_or((0, after));
        // A smaller part, and a fraction only in the last: `1.2億3万` and `3万1億` are slips.
        if power >= power_before
            || (after == rest && power == 0)
            || (!after.is_empty() && digits.contains('.'))
        {
            return None;
        }
        if power == 0 && !after.is_empty() {
            return None;
        }
        let (units, fraction) = decimal(digits)?;
        let part = units.checked_mul(10_u128.checked_pow(power)?)?;
        total = total.checked_mul(10_u128.checked_pow(fraction)?)?.checked_add(part)?;
        scale = fraction;
        power_before = power;
        rest = after;
    }
    let digits = (!text.is_empty()).then(|| total.to_string())?;
    (digits.len() <= DIGITS_MAX).then(|| format!("{digits}e-{scale}"))
}

/// The digits of a number without their point, and how many of them stand behind it.
fn decimal(text: &str) -> Option<(u128, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let has_groups = whole.contains(',');
    let fine = !first.is_empty() && all_digits(first) && (!has_groups || first.len() <= 3);
    if !fine || !groups.all(|group| group.len() == 3 && all_digits(group)) || !all_digits(fraction) {
        return None;
    }
    if text.ends_with('.') {
        return None;
    }
    let digits = format!("{}{fraction}", whole.replace(',', ""));
    Some((digits.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}
