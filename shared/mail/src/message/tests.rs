//! Letters against golden files.

mod injection;

use super::*;
use crate::{RenderContext, footer, render, samples};
use cadence::publication::CompiledMail;
use cadence::sequence::{Language, Purpose};

const URL_OF_LEAD: &str = "https://mail.example.co.jp/u/v1.a.u.x.y";

fn letter<'a>(from: &'a Sender, to: &'a EmailAddress) -> OutgoingMail<'a> {
    OutgoingMail {
        from,
        to,
        to_name: Some("田中 太郎"),
        reply_to: None,
        subject: "ご登録ありがとうございます",
        html: "<p>こんにちは</p>\n",
        text: "こんにちは\n",
        list: Some(ListHeaders { unsubscribe_url: URL_OF_LEAD, unsubscribe_mailto: None }),
        list_id: Some("welcome.example.co.jp"),
        date: samples::moment(),
        message_id: None,
        auto_generated: false,
        trace: &[],
    }
}

/// The header block, unfolded: name and value of each header.
fn headers(message: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(message);
    let head = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
    head.split("\r\n").map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.into(), v.into())).collect()
}

fn header(message: &[u8], name: &str) -> String {
    let found: Vec<_> = headers(message).into_iter().filter(|(other, _)| other == name).collect();
    assert_eq!(found.len(), 1, "{name}");
    found[0].1.clone()
}

fn golden(name: &str, expected: &[u8], letter: &OutgoingMail<'_>) {
    let message = mime(letter).unwrap();
    assert!(
        message == expected,
        "{name} differs; if the change is meant, make this its content:\n{}",
        String::from_utf8_lossy(&message)
    );
}

#[test]
fn a_japanese_marketing_letter_is_written_byte_for_byte_as_filed() {
    let (lead, event, policy) = (samples::lead(Some("田中 太郎")), samples::event(), samples::policy());
    let mail = CompiledMail {
        subject: "{{ lead.name | sama }}、資料をお送りします".to_owned(),
        html: format!("<p>資料です。</p>{}", footer::html(Language::Japanese, Purpose::Marketing)),
        text: format!("資料です。\n{}", footer::text(Language::Japanese, Purpose::Marketing)),
    };
    let rendered = render(&mail, &samples::context(&lead, &event, &policy)).unwrap();
    let letter = OutgoingMail {
        subject: &rendered.subject,
        html: &rendered.html,
        text: &rendered.text,
        ..letter(&policy.sender, &lead.card.address)
    };
    golden("japanese-marketing", include_bytes!("../../tests-data/japanese-marketing.eml"), &letter);
}

#[test]
fn an_english_transactional_letter_is_written_byte_for_byte_as_filed() {
    let (lead, event, policy) = (samples::lead(None), samples::event(), samples::policy());
    let context = RenderContext {
        language: Language::English,
        purpose: Purpose::Transactional,
        unsubscribe_url: "",
        ..samples::context(&lead, &event, &policy)
    };
    let mail = CompiledMail {
        subject: "Your brochure".to_owned(),
        html: format!("<p>Here it is.</p>{}", footer::html(Language::English, Purpose::Transactional)),
        text: format!("Here it is.\n{}", footer::text(Language::English, Purpose::Transactional)),
    };
    let rendered = render(&mail, &context).unwrap();
    let from = Sender {
        name: "Hikyaku, Inc.".to_owned(),
        reply_to: Some(samples::address("support@example.co.jp")),
        ..samples::sender()
    };
    let letter = OutgoingMail {
        to_name: None,
        subject: &rendered.subject,
        html: &rendered.html,
        text: &rendered.text,
        list: None,
        list_id: None,
        message_id: Some("abc.1@desk.example"),
        auto_generated: true,
        trace: &[("X-Hikyaku-Send-Key", "abcdefghijklmnopqrstuvwxyz")],
        ..letter(&from, &lead.card.address)
    };
    golden("english-transactional", include_bytes!("../../tests-data/english-transactional.eml"), &letter);
}

#[test]
fn emoji_are_written_byte_for_byte_as_filed() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let letter = OutgoingMail {
        to_name: Some("👩‍👩‍👧‍👦 ファミリー"),
        subject: "🎉🎁 本日限り 👨‍👩‍👧‍👦 Thank you 🇯🇵",
        text: "🎉\n",
        html: "<p>🎉</p>\n",
        ..letter(&from, &to)
    };
    golden("emoji", include_bytes!("../../tests-data/emoji.eml"), &letter);
}

#[test]
fn a_long_subject_is_written_byte_for_byte_as_filed() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let subject = "休眠顧客の掘り起こしについて、ご案内を申し上げます。"
        .repeat(8)
        .chars()
        .take(200)
        .collect::<String>();
    let letter = OutgoingMail { subject: &subject, ..letter(&from, &to) };
    golden("long-subject", include_bytes!("../../tests-data/long-subject.eml"), &letter);
}

#[test]
fn names_with_quotes_and_commas_are_written_byte_for_byte_as_filed() {
    let to = samples::address("taro@example.jp");
    let from = Sender { name: "Tanaka, \"Taro\" (Sales) <x@y.example>".to_owned(), ..samples::sender() };
    let letter = OutgoingMail { to_name: Some("田中, \"太郎\"; <a@b.example>"), ..letter(&from, &to) };
    golden("quotes-and-commas", include_bytes!("../../tests-data/quotes-and-commas.eml"), &letter);
}

#[test]
fn one_click_has_each_header_once_and_the_page_before_the_address() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let list = ListHeaders {
        unsubscribe_url: URL_OF_LEAD,
        unsubscribe_mailto: Some("mailto:u@in.example.co.jp?subject=unsubscribe"),
    };
    let message = mime(&OutgoingMail { list: Some(list), ..letter(&from, &to) }).unwrap();
    assert_eq!(
        header(&message, "List-Unsubscribe"),
        format!("<{URL_OF_LEAD}>, <mailto:u@in.example.co.jp?subject=unsubscribe>")
    );
    assert_eq!(header(&message, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(header(&message, "List-Id"), "<welcome.example.co.jp>");
    assert!(!headers(&message).iter().any(|(name, _)| name == "Message-ID"));
    let transactional = mime(&OutgoingMail { list: None, list_id: None, ..letter(&from, &to) }).unwrap();
    assert!(!String::from_utf8_lossy(&transactional).contains("List-"));
}
