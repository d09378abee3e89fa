//! The faults of an address, each with what to write instead.

use super::Address;
use crate::finding::Finding;
use crate::rules::reading::Reading;
use cadence::wording::Words;
use cadence::{text, words};
use mail::links::{Fault, Role};
use mail::markup::decoded;

const OWN_HOST: Words = words!(
    en = "write the address up to its host yourself, such as https://www.example.co.jp/?id={{ \
         lead.id | urlencode }}",
    ja = "https://www.example.co.jp/?id={{ lead.id | urlencode }} のように、ホスト名までは自分で書\
         いてください。"
);
const PICTURE: Words = words!(
    en = "put the picture on an https:// server and write its whole address",
    ja = "画像を https:// のサーバーに置き、そのアドレスをはじめから書いてください。"
);
const WHOLE: Words = words!(
    en = "write it whole, such as https://www.example.co.jp/",
    ja = "https://www.example.co.jp/ のように、はじめから終わりまで書いてください。"
);
const FROM_SCHEME: Words = words!(
    en = "write the whole address, beginning with https://",
    ja = "https:// から、アドレスをすべて書いてください。"
);

/// The place of a fault among those of one address, the worst first.
pub(super) fn rank(fault: Fault) -> usize {
    [Fault::Foreign, Fault::Scheme, Fault::Broken, Fault::Relative, Fault::Empty]
        .iter()
        .position(|it| *it == fault)
        .unwrap_or(0)
}

/// The finding for a fault; `None` where the address leads somewhere after all.
pub(super) fn told(reading: &Reading<'_>, address: &Address, fault: Fault) -> Option<Finding> {
    let written = reading.written(address.at, address.length);
    let shown: String = written.chars().take(60).collect();
    let picture = address.role == Role::Picture;
    let (rule, message, remedy) = match fault {
        Fault::Foreign => (
            "link-from-value",
            text!(
                en = "where {shown:?} leads is for the person to say who filled in the form; it \
                     could be anywhere",
                ja = "{shown:?} の行き先は、フォームに書いた人しだいです。どこへでも向けられます。"
            ),
            OWN_HOST,
        ),
        Fault::Scheme if picture => (
            "image-not-https",
            text!(
                en = "{shown:?} is no web address, so mail programs show no picture",
                ja = "{shown:?} は Web のアドレスではないので、画像は表示されません。"
            ),
            PICTURE,
        ),
        Fault::Scheme => {
            let scheme = scheme(written);
            let message = text!(
                en = "a link to `{scheme}` does not work in mails and is taken for an attack",
                ja = "`{scheme}` のリンクはメールでは働かず、攻撃とみなされます。"
            );
            (
                "link-unsafe",
                message,
                words!(en = "link to an https:// page", ja = "https:// のページへリンクしてください。"),
            )
        }
        Fault::Broken => (
            "link-broken",
            text!(
                en = "{shown:?} is no whole web address",
                ja = "{shown:?} は、Web のアドレスとして足りません。"
            ),
            WHOLE,
        ),
        Fault::Relative if picture => (
            "image-not-https",
            text!(
                en = "{shown:?} is a path; a mail has no folder beside it, so no picture is shown",
                ja = "{shown:?} はパスです。メールの隣にフォルダーはないので、画像は表示されません。"
            ),
            PICTURE,
        ),
        Fault::Relative if is_anchor(reading, written) || reading.text.contains("base-url=") => return None,
        Fault::Relative => (
            "link-relative",
            text!(
                en = "{shown:?} does not begin with https://, so it leads nowhere from a mail",
                ja = "{shown:?} が https:// で始まらないので、メールからは開けません。"
            ),
            FROM_SCHEME,
        ),
        Fault::Empty => (
            "link-empty",
            words!(en = "the link leads nowhere", ja = "リンク先がありません。").into(),
            words!(en = "write an https:// address", ja = "https:// のアドレスを書いてください。"),
        ),
    };
    Some(reading.finding(rule, address.at, message, remedy))
}

/// The scheme as a browser reads it.
fn scheme(written: &str) -> String {
    let plain: String =
        decoded(written).into_iter().map(|it| it.0).filter(|c| !c.is_control() && *c != ' ').collect();
    let scheme = plain.split(':').next().unwrap_or_default().to_lowercase();
    format!("{scheme}:")
}

/// `#part`, where the mail has a part of that name.
fn is_anchor(reading: &Reading<'_>, written: &str) -> bool {
    let Some(name) = written.trim().strip_prefix('#') else { return false };
    ["id=\"", "id='", "name=\"", "name='"].iter().any(|mark| reading.text.contains(&format!("{mark}{name}")))
}
