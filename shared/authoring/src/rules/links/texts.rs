//! Addresses that stand in texts, where mail programs make links of them.

use super::super::reading::{Kind, Reading};
use super::{Address, unreachable};
use crate::finding::Finding;
use cadence::{text, words};
use mail::links::{self, Role};
use mail::template::brings_its_own;

/// Addresses that stand in a text, where mail programs make links of them.
pub(super) fn check(reading: &Reading<'_>, sample: bool) -> Vec<Finding> {
    let signs = reading.seen_signs();
    let mut findings = Vec::new();
    let mut from = 0;
    while from < signs.len() {
        let end =
            signs[from..].iter().position(|it| it.0 == '\n').map_or(signs.len(), |length| from + length);
        let line = &signs[from..end];
        from = end + 1;
        findings.extend(bare(reading, line, sample));
        let mut text = String::new();
        let mut foreign = Vec::new();
        let mut first = None;
        for (character, at) in line {
            let tag = (*character == super::super::reading::TAG).then(|| reading.tag_at(*at)).flatten();
            let value = tag.filter(|tag| tag.is_value() && !brings_its_own(tag.text));
            first = first.or(value.map(|_| *at));
            let shown = if tag.is_some() { 'x' } else { *character };
            text.push(shown);
            foreign.extend(std::iter::repeat_n(value.is_some(), shown.len_utf8()));
        }
        let forged = first
            .filter(|_| links::forged_in_text(&text, |byte| foreign.get(byte).copied().unwrap_or(false)));
        if let Some(at) = forged {
            let message = words!(
                en = "a person's value makes the address here, and mail programs make a link of \
                     it that leads where it says",
                ja = "ここのアドレスは相手の値でできていて、メールソフトがリンクにすると、その人の\
                     決めた先へ開きます。"
            );
            let remedy = words!(
                en = "write the address up to its host yourself, such as \
                     https://www.example.co.jp/?id={{ lead.id | urlencode }}",
                ja = "https://www.example.co.jp/?id={{ lead.id | urlencode }} のように、ホスト名ま\
                     では自分で書いてください。"
            );
            findings.push(reading.finding("link-from-value", at, message, remedy));
        }
    }
    findings
}

/// Addresses without markup around them that lead to a sample page, or to one machine.
fn bare(reading: &Reading<'_>, line: &[super::super::reading::Sign], sample: bool) -> Vec<Finding> {
    let text: String = line.iter().map(|it| it.0).collect();
    let mut findings = Vec::new();
    for (found, mark) in text.match_indices("://") {
        let before = &text[..found];
        let scheme = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let Some((_, at)) = line.get(text[..found - scheme].chars().count()) else { continue };
        let rest = &text[found + mark.len()..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '"' | '、' | '。' | '」' | '）' | ')');
        let length = scheme + mark.len() + rest.find(ends).unwrap_or(rest.len());
        let address = Address { at: *at, length, role: Role::Link };
        findings.extend(unreachable(reading, &address, sample));
        let ascii = rest.find(|c: char| !c.is_ascii_graphic()).unwrap_or(rest.len());
        let runs_on =
            rest[ascii..].starts_with(char::is_alphanumeric) && text[found - scheme..].starts_with("http");
        if runs_on && reading.kind != Kind::Markup {
            let words: String = rest[ascii..].chars().take_while(|c| c.is_alphanumeric()).take(8).collect();
            let message = text!(
                en = "「{words}」 stands right behind the address, and mail programs end it in \
                     different places",
                ja = "「{words}」がアドレスのすぐ後ろにあり、どこまでがリンクになるかはメールソフ\
                     トによります。"
            );
            let remedy = words!(
                en = "put a blank behind the address, or write [words](https://…) in body.md",
                ja = "アドレスの後ろに空白を入れるか、body.md に [words](https://…) の形で書いてください。"
            );
            findings.push(reading.finding("address-runs-on", *at, message, remedy));
        }
    }
    findings
}
