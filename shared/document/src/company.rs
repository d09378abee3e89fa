//! The sending side as it is written: the company with its ways of contact, and the sender in From.

use crate::problem::{Notes, join};
use crate::refusals;
use cadence::address::EmailAddress;
use cadence::company::{Company, Sender};
use cadence::{text, words};
use serde::Deserialize;

/// 特定電子メール法などで表示が必要な会社の情報。 / The company, as the law wants it shown in every mail.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "company")]
pub(crate) struct CompanyText {
    /// 会社の正式名称。 / Registered name.
    #[cfg_attr(feature = "schema", schemars(required))]
    legal_name: Option<String>,
    /// 屋号・ブランド名（正式名称と違うとき）。 / The name people know, where it differs.
    trade_name: Option<String>,
    /// 郵便番号と住所。 / Postal address.
    #[cfg_attr(feature = "schema", schemars(required))]
    postal_address: Option<String>,
    /// 問い合わせ先。少なくとも一つ。 / Where questions and complaints go; at least one way.
    #[cfg_attr(feature = "schema", schemars(required))]
    contact: Option<ContactText>,
    /// プライバシーポリシーのページ。 / Page of the privacy notice.
    privacy_url: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 問い合わせ先。 / Ways to reach the company.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "contact")]
pub(crate) struct ContactText {
    /// メールアドレス。 / E-mail address.
    email: Option<String>,
    /// 電話番号。 / Telephone number.
    phone: Option<String>,
    /// 問い合わせページ。 / Web page.
    url: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 差出人。 / Whose name stands in From.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "sender")]
pub(crate) struct SenderText {
    /// 差出人の表示名。 / Display name.
    #[cfg_attr(feature = "schema", schemars(required))]
    name: Option<String>,
    /// 差出人のメールアドレス。SESで認証したもの。 / Address mail comes from, verified in SES.
    #[cfg_attr(feature = "schema", schemars(required))]
    address: Option<String>,
    /// 返信先（差出人と違うとき）。 / Where answers go, where that is another address.
    reply_to: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

impl CompanyText {
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<Company> {
        let legal_name = notes.text(self.legal_name, pointer, "legal_name");
        let postal_address = notes.text(self.postal_address, pointer, "postal_address");
        let contact = notes.need(self.contact, pointer, "contact");
        let place = join(pointer, "contact");
        let ContactText { email, phone, url, .. } = contact?;
        if email.is_none() && phone.is_none() && url.is_none() {
            let message = words!(
                en = "no way to reach the company is given, and the law wants one in every mail",
                ja = "会社の連絡先がありません。すべてのメールに載せるよう、法律で決められています。"
            );
            notes.add(
                &place,
                "company-contact",
                message,
                words!(
                    en = "add \"email\", \"phone\" or \"url\"",
                    ja = "\"email\"・\"phone\"・\"url\" のどれかを書いてください。"
                ),
            );
        }
        let contact_email = email.and_then(|text| address(&text, &join(&place, "email"), notes));
        let contact_url = url.and_then(|text| notes.url(&text, &join(&place, "url")));
        let privacy_url = self.privacy_url.and_then(|text| notes.url(&text, &join(pointer, "privacy_url")));
        Some(Company {
            legal_name: legal_name?,
            trade_name: self.trade_name.filter(|name| !name.trim().is_empty()),
            postal_address: postal_address?,
            contact_email,
            contact_phone: phone.filter(|phone| !phone.trim().is_empty()),
            contact_url,
            privacy_url,
        })
    }
}

impl SenderText {
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<Sender> {
        let name = notes.text(self.name, pointer, "name");
        let from = notes.text(self.address, pointer, "address");
        let from = from.and_then(|text| address(&text, &join(pointer, "address"), notes));
        let reply_to = self.reply_to.map(|text| address(&text, &join(pointer, "reply_to"), notes));
        Some(Sender { name: name?, address: from?, reply_to: reply_to.flatten() })
    }
}

/// The address itself stays out of the message; the pointer says where it is.
fn address(text: &str, pointer: &str, notes: &mut Notes) -> Option<EmailAddress> {
    let address = EmailAddress::parse(text);
    if let Err(error) = &address {
        let message = {
            let why = refusals::address(*error);
            text!(
                en = "this is not an e-mail address: {why}",
                ja = "メールアドレスではありません。{why}",
                texts = [why]
            )
        };
        notes.add(
            pointer,
            "bad-address",
            message,
            words!(
                en = "write one address such as \"hello@example.co.jp\"",
                ja = "\"hello@example.co.jp\" のように、アドレスを一つ書いてください。"
            ),
        );
    }
    address.ok()
}
