//! People who put line breaks and boundaries where none belong.

use super::*;
use proptest::prelude::*;

#[test]
fn a_url_cannot_bring_a_second_url_or_a_header() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let what = "the unsubscribe URL";
    for url in [
        "https://a.example/u\r\nBcc: x@evil.example",
        "https://a.example/u\nBcc: x@evil.example",
        "https://a.example/u>, <https://evil.example/u",
        "https://a.example/u,https://evil.example/u",
        "https://a.example/u u",
        "https://a.example/ü",
        "https://a.example/\0",
        "javascript:alert(1)",
        &format!("https://a.example/{}", "u".repeat(500)),
    ] {
        let list = Some(ListHeaders { unsubscribe_url: url, unsubscribe_mailto: None });
        let error = mime(&OutgoingMail { list, ..letter(&from, &to) }).unwrap_err();
        assert_eq!(error, LetterError::Header { what }, "{url:?}");
    }
    let list = ListHeaders {
        unsubscribe_url: URL_OF_LEAD,
        unsubscribe_mailto: Some("mailto:a@b.example>\r\nBcc: x"),
    };
    assert!(mime(&OutgoingMail { list: Some(list), ..letter(&from, &to) }).is_err());
}

#[test]
fn an_id_or_a_header_name_cannot_bring_a_header() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let usual = letter(&from, &to);
    for bad in [
        OutgoingMail { message_id: Some("a@b>\r\nBcc: <x"), ..usual },
        OutgoingMail { message_id: Some(""), ..usual },
        OutgoingMail { list_id: Some("a\nBcc: x"), ..usual },
        OutgoingMail { trace: &[("X-A\r\nBcc", "x")], ..usual },
        OutgoingMail { trace: &[("Bcc", "x@evil.example")], ..usual },
        OutgoingMail { trace: &[("X-A", "x\r\nBcc: x@evil.example")], ..usual },
        OutgoingMail { subject: "a\r\nBcc: x@evil.example", ..usual },
        OutgoingMail { subject: " ", ..usual },
        OutgoingMail { text: "", ..usual },
        OutgoingMail { html: "a\0", ..usual },
    ] {
        let error = mime(&bad).unwrap_err();
        assert!(!matches!(error, LetterError::Broken { .. }), "{error}");
        assert!(!error.to_string().contains("evil"), "{error}");
    }
}

#[test]
fn what_the_builder_wrote_is_read_again_before_it_is_sent() {
    let good = b"From: a\r\nTo: b\r\n\r\nbody\r\n";
    assert_eq!(guard::message(good, &["From", "To"]), Ok(()));
    for (message, meant) in [
        (good.as_slice(), ["From", "Bcc"].as_slice()),
        (good, &["From"]),
        (good, &["From", "To", "Subject"]),
        (b"From: a\r\nTo: b\r\nTo: c\r\n\r\n", &["From", "To"]),
        (b"From: \xc3\xbc\r\n\r\n", &["From"]),
        (b"From: a\x01\r\n\r\n", &["From"]),
        (b"From: a\r\n", &["From"]),
        (b"From: a\r\n\r\nbare\nfeed", &["From"]),
        (b"From: a\r\n\r\nbare\rreturn", &["From"]),
        (b"From: a\r\n\r\nnul\0", &["From"]),
        (&[b"From: a\r\n\r\n".as_slice(), &[b'x'; 999]].concat(), &["From"]),
    ] {
        assert!(matches!(guard::message(message, meant), Err(LetterError::Broken { .. })));
    }
    assert!(guard::message(&[b"From: a\r\n\r\n".as_slice(), &[b'x'; 998]].concat(), &["From"]).is_ok());
}

#[test]
fn a_letter_that_is_too_large_or_too_long_is_refused() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let html = "<p>x</p>\n".repeat(60_000);
    let error = mime(&OutgoingMail { html: &html, ..letter(&from, &to) }).unwrap_err();
    assert!(matches!(error, LetterError::TooLarge { bytes } if bytes > MESSAGE_BYTES_MAX));
    let subject = "長".repeat(TEXT_LENGTH_MAX + 1);
    assert_eq!(
        mime(&OutgoingMail { subject: &subject, ..letter(&from, &to) }).unwrap_err(),
        LetterError::TooLong { what: "the subject" }
    );
}

#[test]
fn text_comes_before_html_and_every_line_ends_as_mail_lines_do() {
    let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
    let letter = OutgoingMail { text: "a\nb\rc\r\nd", html: "<p>\na</p>", ..letter(&from, &to) };
    let message = String::from_utf8(mime(&letter).unwrap()).unwrap();
    assert!(message.find("text/plain").unwrap() < message.find("text/html").unwrap());
    assert!(message.contains("\r\n\r\na\r\nb\r\nc\r\nd\r\n--=_part_"));
}

#[test]
fn the_boundary_stands_in_neither_part_even_if_someone_tries() {
    let first = boundary("text", "html");
    let tried = boundary(&format!("text {first}"), "html");
    assert_ne!(first, tried);
    let again = format!("=_part_{:016x}", fingerprint::of(b"texthtml"));
    assert_eq!(first, again);
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\nBcc: x@evil.example".to_owned()),
        Just("\nSubject: evil\n\n".to_owned()),
        Just("\r".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\r\n\t".to_owned()),
        Just("=?utf-8?B?DQpCY2M6IHg=?=".to_owned()),
        Just(">, <x@evil.example>".to_owned()),
        Just("\"; \\\",".to_owned()),
        Just("\u{0}\u{7f}\u{85}\u{2028}\u{feff}".to_owned()),
        "(?s).{0,40}",
        "[ -~]{0,100}",
        "[ぁ-んァ-ヶ一-龠😀-😿]{0,60}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_of_a_person_or_a_company_ever_yields_another_header(
        from_name in nasty(), to_name in nasty(), subject in nasty(), attribute in nasty(),
    ) {
        let (mut lead, event, mut policy) = (samples::lead(Some(&to_name)), samples::event(), samples::policy());
        lead.profile.attributes.insert("plan".to_owned(), attribute);
        policy.sender.name = from_name;
        let mail = CompiledMail {
            subject: "x{{ lead.plan }}{{ lead.name | sama }}".to_owned(),
            html: format!("{{{{ lead.plan }}}}{}", footer::html(Language::Japanese, Purpose::Marketing)),
            text: format!("{{{{ lead.plan }}}}{}", footer::text(Language::Japanese, Purpose::Marketing)),
        };
        let rendered = render(&mail, &samples::context(&lead, &event, &policy)).unwrap();
        let names = ["From", "To", "Subject", "Date", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "MIME-Version", "Content-Type"];
        for subject in [rendered.subject.as_str(), &subject] {
            let letter = OutgoingMail {
                to_name: Some(&to_name), subject, html: &rendered.html, text: &rendered.text,
                ..letter(&policy.sender, &lead.card.address)
            };
            match mime(&letter) {
                Ok(message) => {
                    let found: Vec<String> = headers(&message).into_iter().map(|(name, _)| name).collect();
                    prop_assert_eq!(found, names);
                    prop_assert!(header(&message, "To").ends_with("<taro@example.jp>"));
                    prop_assert!(header(&message, "From").ends_with("<news@example.co.jp>"));
                    let encoded_words_fit = headers(&message).iter().all(|(_, value)| {
                        value.split(' ').filter(|word| word.starts_with("=?")).all(|word| word.trim_end_matches(',').len() <= 75)
                    });
                    prop_assert!(encoded_words_fit);
                }
                Err(error) => prop_assert!(!matches!(error, LetterError::Broken { .. }), "{error}"),
            }
        }
    }

    #[test]
    fn no_url_or_id_ever_yields_another_header(url in nasty(), id in nasty(), name in nasty()) {
        let (from, to) = (samples::sender(), samples::address("taro@example.jp"));
        let url = format!("https://a.example/{url}");
        let list = Some(ListHeaders { unsubscribe_url: &url, unsubscribe_mailto: None });
        let trace_name = format!("X-{name}");
        let trace = [(trace_name.as_str(), "x")];
        for letter in [
            OutgoingMail { list, ..letter(&from, &to) },
            OutgoingMail { list_id: Some(&id), ..letter(&from, &to) },
            OutgoingMail { message_id: Some(&id), ..letter(&from, &to) },
            OutgoingMail { trace: &trace, ..letter(&from, &to) },
        ] {
            match mime(&letter) {
                Ok(message) => {
                    let text = String::from_utf8_lossy(&message).to_lowercase();
                    prop_assert!(!text.contains("\nbcc:"));
                    prop_assert_eq!(headers(&message).iter().filter(|(name, _)| name == "Subject").count(), 1);
                    prop_assert_eq!(header(&message, "List-Unsubscribe").matches('<').count(), 1);
                }
                Err(error) => prop_assert!(!matches!(error, LetterError::Broken { .. }), "{error}"),
            }
        }
    }
}
