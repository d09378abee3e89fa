//! The reasons why a row is no lead, in both languages. A reason may repeat a piece of the row: it goes back to whoever has the file.

use crate::address::AddressError;
use crate::limits::{
    ATTRIBUTE_LENGTH_MAX, ATTRIBUTE_NAME_LENGTH_MAX, EVENT_KEY_LENGTH_MAX, EVIDENCE_LENGTH_MAX,
    IMPORTED_NAME_LENGTH_MAX, NAME_LENGTH_MAX,
};
use crate::wording::Text;
use crate::{text, words};

/// The reason why a row is no lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// The address cannot be mailed.
    Address(AddressError),
    /// The name has signs that no name has.
    Name,
    /// The name is too long.
    NameTooLong,
    /// A tag that is none.
    Tag(String),
    /// A value without a name, or with one that is too long.
    AttributeName,
    /// A value is too long.
    AttributeTooLong(String),
    /// A value has signs that no text has.
    AttributeText(String),
    /// The name of a handing over is none.
    Key,
    /// The ground has no date that counts.
    Date(DateFault),
    /// The ground has no evidence that counts.
    Evidence(EvidenceFault),
}

/// The faults of the date of a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// It cannot be read.
    Unreadable,
    /// There is none.
    Missing,
    /// It is ahead.
    InFuture,
}

/// The faults of the evidence of a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceFault {
    /// There is none.
    Missing,
    /// It names the person, and it outlives an erasure.
    NamesPerson,
    /// It is too long.
    TooLong,
}

impl RowFault {
    /// The reason with its remedy.
    pub fn text(&self) -> Text {
        match self {
            Self::Address(error) => Text::new(error.to_string(), address(*error)),
            Self::Name => words!(
                en = "the name has signs that do not belong in one; write it anew",
                ja = "名前に使えない文字があります。書き直してください。"
            )
            .into(),
            Self::NameTooLong => text!(
                en = "the name has more than {IMPORTED_NAME_LENGTH_MAX} characters; shorten it",
                ja = "名前が {IMPORTED_NAME_LENGTH_MAX} 文字を超えています。短くしてください。"
            ),
            Self::Tag(tag) => {
                let tag: String = tag.chars().take(NAME_LENGTH_MAX).collect();
                text!(
                    en = "{tag:?} is no tag; a tag has lower case letters, digits, - and _, at most {NAME_LENGTH_MAX}",
                    ja = "{tag:?} はタグにできません。タグは半角の小文字・数字・-・_ で、{NAME_LENGTH_MAX} 文字までです。"
                )
            }
            Self::AttributeName => text!(
                en = "a value has no name, or one of more than {ATTRIBUTE_NAME_LENGTH_MAX} characters; write a header",
                ja = "値の名前がないか、{ATTRIBUTE_NAME_LENGTH_MAX} 文字を超えています。見出しを書いてください。"
            ),
            Self::AttributeTooLong(name) => text!(
                en = "{name:?} has more than {ATTRIBUTE_LENGTH_MAX} characters; shorten it, or leave the column out",
                ja = "{name:?} が {ATTRIBUTE_LENGTH_MAX} 文字を超えています。短くするか、列を取り込まないでください。"
            ),
            Self::AttributeText(name) => text!(
                en = "{name:?} has signs that are no text; write the cell anew",
                ja = "{name:?} に文字ではないものが入っています。書き直してください。"
            ),
            Self::Key => text!(
                en = "the key is no name of at most {EVENT_KEY_LENGTH_MAX} characters; write what this is called with you",
                ja = "キーは {EVENT_KEY_LENGTH_MAX} 文字までの名前です。そちらでの呼び名を書いてください。"
            ),
            Self::Date(fault) => fault.text(),
            Self::Evidence(fault) => fault.text(),
        }
    }
}

impl DateFault {
    fn text(self) -> Text {
        match self {
            Self::InFuture => words!(
                en = "the ground has a date ahead of now; correct it",
                ja = "同意などの日付が未来です。直してください。"
            ),
            Self::Missing => words!(
                en = "the ground has no date; write the day on which it was obtained",
                ja = "同意などの日付がありません。得た日を書いてください。"
            ),
            Self::Unreadable => words!(
                en = "the date of the ground cannot be read; write it as 2026-04-01",
                ja = "同意などの日付を読めません。2026-04-01 のように書いてください。"
            ),
        }
        .into()
    }
}

impl EvidenceFault {
    fn text(self) -> Text {
        match self {
            Self::Missing => words!(
                en = "the ground has no evidence; say how it was obtained",
                ja = "同意などの根拠がありません。どのように得たかを書いてください。"
            )
            .into(),
            Self::NamesPerson => words!(
                en = "the evidence names the person, and it outlives an erasure; write it without name and address",
                ja = "根拠にご本人の名前かアドレスがあります。消去のあとも残るので、入れずに書いてください。"
            )
            .into(),
            Self::TooLong => text!(
                en = "the evidence is not one line of at most {EVIDENCE_LENGTH_MAX} characters; shorten it",
                ja = "根拠は1行、{EVIDENCE_LENGTH_MAX} 文字までです。短くしてください。"
            ),
        }
    }
}

/// The Japanese for a text that is no address.
fn address(error: AddressError) -> &'static str {
    match error {
        AddressError::Empty => "メールアドレスが空です。書き入れるか、この行を削除してください。",
        AddressError::ControlCharacter | AddressError::Space => {
            "メールアドレスに空白や改行があります。1つのアドレスだけを書いてください。"
        }
        AddressError::NoAtSign => "メールアドレスに「@」がありません。全体を書いてください。",
        AddressError::LocalNotAscii => {
            "メールアドレスの「@」より前に使えない文字があります。半角英数字で書いてください。"
        }
        AddressError::CarrierRelic => {
            "「..」や「@」直前の「.」を含むアドレスには送れません。別のアドレスを書いてください。"
        }
        AddressError::RoleAccount => {
            "自動応答などのアドレスで、人のものではありません。ご本人のアドレスを書いてください。"
        }
        AddressError::DomainWithoutDot | AddressError::Domain | AddressError::IpAddress => {
            "メールアドレスの「@」より後ろが正しくありません。「example.co.jp」のように書いてください。"
        }
        AddressError::LocalTooLong | AddressError::TooLong => {
            "メールアドレスが長すぎます。正しいか確かめてください。"
        }
        AddressError::LocalEmpty
        | AddressError::LocalQuoted
        | AddressError::Encoded
        | AddressError::Syntax => {
            "メールアドレスの形が正しくありません。「taro@example.co.jp」のように書いてください。"
        }
    }
}
