//! The words that people read in answer to a post, in Japanese and English.

use crate::answers::{Fault, FieldProblem};
use crate::body::BodyRefusal;
use cadence::address::AddressError;
use cadence::origin::Unlisted;
use cadence::sequence::Language;
use document::Form;
use std::borrow::Cow;
pub(crate) use web::language::say;

/// The moment at which an edited form comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakesOver {
    /// On one machine, where `hikyaku up` watches the folder.
    WhenSaved,
    /// On a stack.
    WhenPublished,
}

/// Says what is wrong with a field and what to do.
pub(crate) fn field_problem(problem: &FieldProblem, language: Language) -> String {
    let (label, field) = (&problem.label, &problem.field);
    match (&problem.fault, language) {
        (Fault::Missing, Language::Japanese) => format!("「{label}」を入力してください。"),
        (Fault::Missing, Language::English) => format!("Please fill in “{label}”."),
        (Fault::TooLong { most }, Language::Japanese) => {
            format!("「{label}」は{most}文字以内で入力してください。")
        }
        (Fault::TooLong { most }, Language::English) => {
            format!("“{label}” may have at most {most} characters.")
        }
        (Fault::NoOption, Language::Japanese) => format!("「{label}」は選択肢から選んでください。"),
        (Fault::NoOption, Language::English) => format!("Please choose one of the options of “{label}”."),
        (Fault::ControlCharacter, Language::Japanese) => {
            format!("「{label}」に使えない文字（改行など）が含まれています。取り除いてください。")
        }
        (Fault::ControlCharacter, Language::English) => {
            format!(
                "“{label}” contains line breaks or other characters that cannot be used. Please remove them."
            )
        }
        (Fault::Link, Language::Japanese) => {
            format!(
                "「{label}」にURLやドメイン名（example.com など）は入力できません。「.」を使わずに入力してください。"
            )
        }
        (Fault::Link, Language::English) => {
            format!(
                "“{label}” may not contain a link or a domain name such as example.com. Please write it without the dot."
            )
        }
        (Fault::Encoded, Language::Japanese) => {
            format!("「{label}」が文字化けしています（=?UTF-8?B?…?= のような文字）。入力し直してください。")
        }
        (Fault::Encoded, Language::English) => {
            format!("“{label}” arrived garbled (such as =?UTF-8?B?…?=). Please type it again.")
        }
        (Fault::Several, Language::Japanese) => {
            format!("「{label}」に複数の答えが送られました。一つだけにしてください。")
        }
        (Fault::Several, Language::English) => {
            format!("“{label}” came with several answers. Please give one only.")
        }
        (Fault::NeitherYesNorNo, Language::Japanese) => {
            format!("「{label}」のチェックを読み取れませんでした。もう一度お選びください。")
        }
        (Fault::NeitherYesNorNo, Language::English) => {
            format!("It could not be read whether “{label}” is ticked. Please choose again.")
        }
        (Fault::InParts, Language::Japanese) => {
            format!(
                "「{label}」が、分かれた項目（{field}[…] など）で送られました。一つの項目（{field}）で送ってください。"
            )
        }
        (Fault::InParts, Language::English) => {
            format!("“{label}” came in parts, such as {field}[…]. Please send it as one field, {field}.")
        }
        (Fault::Address(error), Language::Japanese) => format!("「{label}」{}", address_ja(*error)),
        (Fault::Address(error), Language::English) => format!("“{label}”: {}", address_en(*error)),
    }
}

fn address_ja(error: AddressError) -> &'static str {
    match error {
        AddressError::Empty => "を入力してください。",
        AddressError::ControlCharacter | AddressError::Space => {
            "に空白や改行が含まれています。1つのメールアドレスだけを入力してください。"
        }
        AddressError::NoAtSign => "に「@」がありません。メールアドレス全体を入力してください。",
        AddressError::LocalNotAscii => {
            "の「@」より前に使えない文字（全角・絵文字など）があります。半角英数字で入力してください。"
        }
        AddressError::CarrierRelic => {
            "は「..」や「@」直前の「.」を含むため、お届けできません。別のメールアドレスを入力してください。"
        }
        AddressError::RoleAccount => {
            "は自動応答用のアドレスのようです。ご本人のメールアドレスを入力してください。"
        }
        AddressError::DomainWithoutDot | AddressError::Domain | AddressError::IpAddress => {
            "の「@」より後ろが正しくありません。「example.co.jp」のように入力してください。"
        }
        AddressError::LocalTooLong | AddressError::TooLong => {
            "が長すぎます。正しいメールアドレスか確認してください。"
        }
        AddressError::LocalEmpty
        | AddressError::LocalQuoted
        | AddressError::Encoded
        | AddressError::Syntax => {
            "の形式が正しくありません。「taro@example.co.jp」のように入力してください。"
        }
    }
}

fn address_en(error: AddressError) -> &'static str {
    match error {
        AddressError::Empty => "please fill it in.",
        AddressError::ControlCharacter | AddressError::Space => {
            "it contains spaces or line breaks. Please enter one mail address only."
        }
        AddressError::NoAtSign => "there is no @. Please enter the whole mail address.",
        AddressError::LocalNotAscii => {
            "there are characters before the @ that mail cannot carry. Please use a-z and 0-9."
        }
        AddressError::CarrierRelic => {
            "mail cannot reach addresses with two dots in a row or a dot before the @. Please use another one."
        }
        AddressError::RoleAccount => "this looks like an automatic mailbox. Please enter your own address.",
        AddressError::DomainWithoutDot | AddressError::Domain | AddressError::IpAddress => {
            "what follows the @ is not right. Please write it like example.com."
        }
        AddressError::LocalTooLong | AddressError::TooLong => "it is too long. Please check it.",
        AddressError::LocalEmpty
        | AddressError::LocalQuoted
        | AddressError::Encoded
        | AddressError::Syntax => "it is not a mail address. Please write it like taro@example.com.",
    }
}

/// Says why a body was refused and what to do.
pub(crate) fn body_refusal(refusal: &BodyRefusal, language: Language) -> Cow<'static, str> {
    let said = match refusal {
        BodyRefusal::TooLarge => say(
            language,
            "送信内容が大きすぎます。64KB以内にしてください。",
            "The post is too large. Please keep it under 64 KB.",
        ),
        BodyRefusal::ContentType => say(
            language,
            "この形式の送信は受け付けていません。application/x-www-form-urlencoded、multipart/form-data、application/json のいずれかで送信してください。",
            "This content type is not accepted. Send application/x-www-form-urlencoded, multipart/form-data or application/json.",
        ),
        BodyRefusal::Encoding => say(
            language,
            "文字コードがUTF-8ではありません（Shift_JISなど）。フォームに accept-charset=\"UTF-8\" を指定してください。",
            "The text is not UTF-8 (Shift_JIS, perhaps). Set accept-charset=\"UTF-8\" on the form.",
        ),
        BodyRefusal::File => say(language, "ファイルは受け付けていません。", "Files are not accepted."),
        BodyRefusal::Malformed => say(
            language,
            "送信内容を読み取れませんでした。フォームの設定を確認してください。",
            "The post could not be read. Please check how the form sends it.",
        ),
        BodyRefusal::Value { field } => {
            return match language {
                Language::Japanese => format!(
                    "「{field}」の値を読み取れませんでした。文字列、true、false、null、またはその一覧で送信してください（けた数の多い数値は文字列にしてください）。"
                ),
                Language::English => format!(
                    "The value of “{field}” could not be read. Send a text, true, false, null or a list of these, and a long number as a text."
                ),
            }
            .into();
        }
    };
    said.into()
}

/// The reason a page's post was refused, with the line that the site's owner has to write.
pub(crate) fn unlisted(
    from: &Unlisted,
    form: Option<&Form>,
    takes_over: TakesOver,
    language: Language,
) -> String {
    let id = form.map_or("<form>", |form| form.id.as_str());
    let line = |origin| form.map(|form| form.allow_origins_with(origin)).unwrap_or_default();
    let done = match takes_over {
        TakesOver::WhenSaved => say(language, "保存してください", "save the file"),
        TakesOver::WhenPublished => say(language, "公開してください", "publish"),
    };
    match (from, language) {
        (Unlisted::Site(origin), Language::Japanese) => format!(
            "{origin} のページからの送信は受け付けていません。何も保存されていません。\
             サイトを管理している方へ：自社のサイトであれば、forms/{id}.json に {} と書いて{done}。",
            line(origin)
        ),
        (Unlisted::Site(origin), Language::English) => format!(
            "Posts from pages of {origin} are not taken, and nothing was stored. \
             To the owner of the site: if it is yours, write {} in forms/{id}.json and {done}.",
            line(origin)
        ),
        (Unlisted::Hidden, Language::Japanese) => format!(
            "どのサイトのページから送られたのか、ブラウザーが伝えていません（Origin: null）。何も保存されていません。\
             サイトを管理している方へ：パソコン上のファイル、sandbox 付きの iframe、Referrer-Policy: no-referrer のページからは送信できません。\
             Webサイトのページに置き、そのサイトを forms/{id}.json の \"allow_origins\" に書いてください。"
        ),
        (Unlisted::Hidden, Language::English) => format!(
            "The browser does not say which site's page this comes from (Origin: null), and nothing was stored. \
             To the owner of the site: a file on disk, a sandboxed iframe or a page with Referrer-Policy: no-referrer cannot post. \
             Put the form on a page of a web site and list that site under \"allow_origins\" in forms/{id}.json."
        ),
    }
}
