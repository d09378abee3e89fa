//! The refusals of the domain in both languages: the English is that of the error, the Japanese stands here.

use cadence::address::AddressError;
use cadence::calendar::{CLOSED_DAYS_MAX, CalendarError};
use cadence::caller::NoNetwork;
use cadence::ids::IdError;
use cadence::limits::{
    ADDRESS_LENGTH_MAX, ADDRESS_LOCAL_LENGTH_MAX, HASH_ID_LENGTH, NAME_LENGTH_MAX, WAIT_DAYS_MAX,
};
use cadence::origin::OriginError;
use cadence::span::SpanError;
use cadence::wording::Text;

/// The reason a text is not an id.
pub fn id(error: &IdError) -> Text {
    let ja = match error {
        IdError::Empty => "名前が空です。`welcome` のような短い名前を書いてください。".to_owned(),
        IdError::TooLong { length } => format!("{length}文字あります。{NAME_LENGTH_MAX}文字までです。"),
        IdError::Character { found } => {
            format!("{found:?} が入っています。使えるのは、英小文字・数字・-・_ です。")
        }
        IdError::NotAHash => {
            format!("このプログラムが作った ID ではありません（base32 の{HASH_ID_LENGTH}文字です）。")
        }
    };
    Text::new(error.to_string(), ja)
}

/// The reason a text is no length of time.
pub(crate) fn span(error: &SpanError) -> Text {
    let ja = match error {
        SpanError::Form { found } => format!(
            "{found:?} は長さとして読めません。\"3 days\" のように、数と minutes・hours・days・business days・weeks・months で書いてください。"
        ),
        SpanError::TooLong { found } => format!(
            "{found:?} は{WAIT_DAYS_MAX}日より長くなります。ステップをいくつかに分けるか、あとで始め直してください。"
        ),
    };
    Text::new(error.to_string(), ja)
}

/// The reason mail cannot be sent to an address.
pub(crate) fn address(error: AddressError) -> Text {
    let ja = match error {
        AddressError::Empty => "アドレスが空です。name@example.jp のように書いてください。".to_owned(),
        AddressError::ControlCharacter => "改行や目に見えない文字が入っています。一行に書いてください。".to_owned(),
        AddressError::Space => "空白が入っています。名前は付けず、アドレスだけを書いてください。".to_owned(),
        AddressError::NoAtSign => "@ がありません。name@example.jp のように書いてください。".to_owned(),
        AddressError::LocalEmpty => "@ の前に何もありません。アドレスをすべて書いてください。".to_owned(),
        AddressError::LocalTooLong => {
            format!("@ の前が{ADDRESS_LOCAL_LENGTH_MAX}文字を超えています。貼り間違いがないか、見てください。")
        }
        AddressError::LocalNotAscii => {
            "@ の前に使えるのは、半角の英字・数字・記号だけです。ほかの文字のアドレスには送れません。".to_owned()
        }
        AddressError::LocalQuoted => {
            "引用符の入ったアドレスには送れません。別のアドレスをお尋ねください。".to_owned()
        }
        AddressError::CarrierRelic => {
            "点が続いたり、先頭や @ の直前に点があったりする携帯のアドレスは、以前は作れましたが、送れません。別のアドレスをお尋ねください。"
                .to_owned()
        }
        AddressError::IpAddress => "@ の後ろが IP アドレスです。ドメインの名前を書いてください。".to_owned(),
        AddressError::Domain => {
            "@ の後ろがドメインの名前ではありません。足りない文字や余分な文字がないか、見てください。".to_owned()
        }
        AddressError::DomainWithoutDot => {
            "@ の後ろに点がありません。example.jp のように、ドメインをすべて書いてください。".to_owned()
        }
        AddressError::TooLong => {
            format!("アドレスが{ADDRESS_LENGTH_MAX}文字を超えています。貼り間違いがないか、見てください。")
        }
        AddressError::Encoded => {
            "=?UTF-8?B?…?= のような文字化けです。name@example.jp のように、そのまま書いてください。".to_owned()
        }
        AddressError::Syntax => "使えない文字か、置けない所に点があります。@ の前を見てください。".to_owned(),
        AddressError::RoleAccount => {
            "人ではなく、メールの仕組みのアドレスです。個人のアドレスをお尋ねください。".to_owned()
        }
    };
    Text::new(error.to_string(), ja)
}

/// The reason a text is no origin of a page.
pub(crate) fn origin(error: &OriginError) -> Text {
    let ja = match error {
        OriginError::Scheme => "https:// か http:// で始まっていません。",
        OriginError::Path { .. } => "ホスト名の後ろに何かあります。最後の / やパスは付けません。",
        OriginError::Wildcard => "* は使えません。サイトを一つずつ書きます。",
        OriginError::Credentials => "@ は入りません。",
        OriginError::Host => ":// の後ろが、ホスト名になっていません。",
        OriginError::Port => "最後の : の後ろが、ポートの番号になっていません。",
    };
    Text::new(error.to_string(), ja)
}

/// The reason a text is no network of proxies.
pub(crate) fn network(error: NoNetwork) -> Text {
    Text::new(
        error.to_string(),
        "IP アドレスかネットワークではありません。203.0.113.7 や 10.0.0.0/8 のように書いてください。",
    )
}

/// The reason days make no calendar.
pub(crate) fn calendar(error: &CalendarError) -> Text {
    let ja = match error {
        CalendarError::ClosedTooLong { last_open } => format!(
            "{last_open} のあと、{CLOSED_DAYS_MAX}日を超えて休みです。休みを短くするか、営業する曜日を増やしてください。"
        ),
    };
    Text::new(error.to_string(), ja)
}
