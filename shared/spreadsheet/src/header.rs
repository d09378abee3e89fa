//! Headers as people write them, and what they mean.
//!
//! Headers are compared without what differs by habit: width, case, spaces, hyphens, signs that nobody sees.
//! Words in brackets are looked at with the header (`氏名（カナ）`) and, if that says nothing, without (`氏名（必須）`).

mod aliases;

use crate::detect::{Finding, Sureness};
use aliases::ALIASES;
use cadence::wording::{Language, Words};
use cadence::words;
use unicode_normalization::UnicodeNormalization;

/// The header above the reasons in a file of refused rows. A column under it is left out when the file comes
/// back.
pub(crate) const REASON_HEADER: Words = words!(en = "why not imported", ja = "取り込めなかった理由");

/// Something that a column can say about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// The e-mail address.
    Address,
    /// The whole name.
    Name,
    /// The family name.
    FamilyName,
    /// The given name.
    GivenName,
    /// The reading of the whole name.
    Kana,
    /// The reading of the family name.
    FamilyKana,
    /// The reading of the given name.
    GivenKana,
    /// The company.
    Company,
    /// The department within the company.
    Department,
    /// The position within the company.
    Position,
    /// The telephone number.
    Phone,
    /// The language of mails.
    Language,
    /// Tags, several in a cell.
    Tags,
    /// The names of lists, several in a cell.
    List,
    /// The time of registration.
    RegisteredAt,
    /// The time of the last purchase.
    LastPurchaseAt,
    /// The time of consent.
    ConsentAt,
    /// The way consent was given.
    ConsentMethod,
    /// The proof of consent.
    ConsentEvidence,
    /// The number by which the company's own system knows the person.
    CustomerNumber,
}

impl Meaning {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Address,
        Self::Name,
        Self::FamilyName,
        Self::GivenName,
        Self::Kana,
        Self::FamilyKana,
        Self::GivenKana,
        Self::Company,
        Self::Department,
        Self::Position,
        Self::Phone,
        Self::Language,
        Self::Tags,
        Self::List,
        Self::RegisteredAt,
        Self::LastPurchaseAt,
        Self::ConsentAt,
        Self::ConsentMethod,
        Self::ConsentEvidence,
        Self::CustomerNumber,
    ];

    /// The word for it in options, such as `email`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "email",
            Self::Name => "name",
            Self::FamilyName => "family-name",
            Self::GivenName => "given-name",
            Self::Kana => "kana",
            Self::FamilyKana => "family-kana",
            Self::GivenKana => "given-kana",
            Self::Company => "company",
            Self::Department => "department",
            Self::Position => "position",
            Self::Phone => "phone",
            Self::Language => "language",
            Self::Tags => "tags",
            Self::List => "list",
            Self::RegisteredAt => "registered-at",
            Self::LastPurchaseAt => "last-purchase-at",
            Self::ConsentAt => "consent-at",
            Self::ConsentMethod => "consent-method",
            Self::ConsentEvidence => "consent-evidence",
            Self::CustomerNumber => "customer-number",
        }
    }

    /// The meaning of a word of [`Meaning::word`], or of a header.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let by_word = Self::ALL.into_iter().find(|meaning| meaning.word() == word);
        by_word.or_else(|| known(text).map(|found| found.value))
    }
}

/// Words in brackets behind a header that make it another thing; what they stand behind is no alias.
const OTHER_THINGS: [&str; 14] = [
    "カナ",
    "かな",
    "フリガナ",
    "ふりがな",
    "ローマ字",
    "英字",
    "英語",
    "旧",
    "旧姓",
    "サブ",
    "予備",
    "確認",
    "確認用",
    "2",
];
/// Words in brackets that change nothing.
const HARMLESS: [&str; 22] = [
    "必須",
    "任意",
    "半角",
    "全角",
    "半角英数",
    "半角英数字",
    "半角数字",
    "数字",
    "文字列",
    "ハイフンなし",
    "ハイフンあり",
    "西暦",
    "和暦",
    "年月日",
    "yyyymmdd",
    "yyyymmddhhmmss",
    "円",
    "人",
    "required",
    "optional",
    "text",
    "date",
];

/// The meaning of a header; `None` if it is none of those that are known.
pub(crate) fn known(header: &str) -> Option<Finding<Meaning>> {
    let (base, brackets) = parts(header);
    let whole = format!("{base}{}", brackets.concat());
    if let Some(meaning) = alias(&whole) {
        return Some(Finding::new(meaning, Sureness::Certain));
    }
    if brackets.iter().any(|words| OTHER_THINGS.contains(&words.as_str())) {
        return None;
    }
    let harmless = brackets.iter().all(|words| HARMLESS.contains(&words.as_str()));
    let sureness = if harmless { Sureness::Certain } else { Sureness::Likely };
    alias(&base).map(|meaning| Finding::new(meaning, sureness))
}

/// The header as headers are compared.
pub(crate) fn folded(header: &str) -> String {
    let (base, brackets) = parts(header);
    format!("{base}{}", brackets.concat())
}

/// Whether the header is that of the reasons in a file of refused rows.
pub(crate) fn is_reason(header: &str) -> bool {
    let wanted = folded(header);
    [REASON_HEADER.english(), REASON_HEADER.in_language(Language::Japanese)]
        .iter()
        .any(|it| folded(it) == wanted)
}

fn alias(folded: &str) -> Option<Meaning> {
    let has = |words: &str| words.split_ascii_whitespace().any(|word| word == folded);
    ALIASES.iter().find(|(_, words)| has(words)).map(|(meaning, _)| *meaning)
}

/// The header outside of brackets, and the words in each pair of them, both folded.
fn parts(header: &str) -> (String, Vec<String>) {
    // Twice, because a mark may meet its letter only when the space between them is gone.
    let seen = header.nfkc().flat_map(char::to_lowercase).filter(|sign| counts(*sign));
    let folded: String = seen.nfkc().filter(|sign| counts(*sign)).collect();
    let (mut base, mut brackets) = (String::new(), Vec::new());
    let mut inside: Option<String> = None;
    for sign in folded.chars() {
        match (sign, &mut inside) {
            ('(' | '[' | '{' | '【' | '〔' | '〈' | '《' | '「' | '『' | '<', None) => {
                inside = Some(String::new());
            }
            ('(' | '[' | '{' | '【' | '〔' | '〈' | '《' | '「' | '『' | '<', Some(_)) => {}
            (')' | ']' | '}' | '】' | '〕' | '〉' | '》' | '」' | '』' | '>', _) => {
                brackets.extend(inside.take().filter(|words| !words.is_empty()));
            }
            (other, Some(words)) => words.push(other),
            (other, None) => base.push(other),
        }
    }
    brackets.extend(inside.filter(|words| !words.is_empty()));
    (base, brackets)
}

/// Whether a sign tells headers apart.
fn counts(sign: char) -> bool {
    let is_habit = matches!(
        sign,
        '-' | '_'
            | '.'
            | ':'
            | '/'
            | '*'
            | '※'
            | '#'
            | '\''
            | '"'
            | '・'
            | '‐'
            | '‑'
            | '–'
            | '—'
            | '−'
            | '\u{AD}'
    );
    let is_unseen = matches!(
        sign,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    );
    !is_habit && !is_unseen && !sign.is_whitespace() && !sign.is_control()
}

#[cfg(test)]
mod tests;
