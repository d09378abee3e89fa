//! The addresses that are taken, in what form, and what is said about the others.

use super::*;
use proptest::prelude::*;

fn wire(text: &str) -> String {
    EmailAddress::parse(text).unwrap().wire().to_owned()
}

fn refused(text: &str) -> AddressError {
    EmailAddress::parse(text).unwrap_err()
}

#[test]
fn an_address_is_taken_as_people_write_and_paste_it() {
    assert_eq!(wire(" ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ\u{3000}"), "taro@example.jp");
    assert_eq!(wire("\u{FEFF}taro@exam\u{200B}ple.jp\r\n"), "taro@example.jp");
    assert_eq!(wire("MailTo: taro@example.jp"), "taro@example.jp");
    assert_eq!(wire("-foo--bar@docomo.ne.jp"), "-foo--bar@docomo.ne.jp");
    assert_eq!(wire("taro+news@example.co.jp"), "taro+news@example.co.jp");
}

#[test]
fn the_domain_becomes_punycode_in_lower_case_and_the_local_part_stays() {
    let address = EmailAddress::parse("Taro.Yamada@例え。JP").unwrap();
    assert_eq!(address.wire(), "Taro.Yamada@xn--r8jz45g.jp");
    assert_eq!(address.key(), "taro.yamada@xn--r8jz45g.jp");
    assert_eq!((address.local(), address.domain()), ("Taro.Yamada", "xn--r8jz45g.jp"));
}

#[test]
fn every_refusal_names_its_own_cause() {
    let long_local = format!("{}@example.jp", "a".repeat(65));
    let long =
        format!("{}@{}.jp", "a".repeat(64), ["b".repeat(63), "c".repeat(63), "d".repeat(61)].join("."));
    let cases = [
        (" \u{200B} ", AddressError::Empty),
        ("mailto:", AddressError::Empty),
        ("taro@example.jp\r\nBcc: hanako@example.jp", AddressError::ControlCharacter),
        ("ta\0ro@example.jp", AddressError::ControlCharacter),
        ("山田 <taro@example.jp>", AddressError::Space),
        ("taro@example.jp, hanako@example.jp", AddressError::Space),
        ("taro.example.jp", AddressError::NoAtSign),
        ("@example.jp", AddressError::LocalEmpty),
        (&long_local, AddressError::LocalTooLong),
        ("太郎@example.jp", AddressError::LocalNotAscii),
        ("😀@example.jp", AddressError::LocalNotAscii),
        ("\"taro\"@example.jp", AddressError::LocalQuoted),
        ("taro@[192.0.2.1]", AddressError::IpAddress),
        ("taro@192.0.2.1", AddressError::IpAddress),
        ("taro@0x7f.1", AddressError::IpAddress),
        ("taro@", AddressError::Domain),
        ("taro@example..jp", AddressError::Domain),
        ("taro@example.jp.", AddressError::Domain),
        ("taro@exam_ple.jp", AddressError::Domain),
        ("taro@localhost", AddressError::DomainWithoutDot),
        (&long, AddressError::TooLong),
        ("<taro@example.jp>", AddressError::Domain),
        ("taro@@example.jp", AddressError::Syntax),
        ("taro..yamada@example.jp", AddressError::Syntax),
        ("taro,hanako@example.jp", AddressError::Syntax),
    ];
    for (text, error) in cases {
        assert_eq!(refused(text), error, "{text:?}");
    }
}

#[test]
fn an_address_may_be_as_long_as_smtp_takes_it() {
    let domain = |last: usize| ["b".repeat(63), "c".repeat(63), "d".repeat(last), "jp".to_owned()].join(".");
    let text = |last| format!("{}@{}", "a".repeat(64), domain(last));
    assert_eq!(wire(&text(58)).len(), 254);
    assert_eq!(refused(&text(59)), AddressError::TooLong);
}

#[test]
fn dots_that_carriers_once_allowed_have_their_own_refusal() {
    for text in ["foo..bar@docomo.ne.jp", "foo.@DOCOMO.ne.jp", ".foo@ezweb.ne.jp", "a..b@au.com"] {
        assert_eq!(refused(text), AddressError::CarrierRelic, "{text:?}");
    }
    assert_eq!(refused("foo..bar@softbank.ne.jp"), AddressError::Syntax);
}

#[test]
fn a_mail_systems_address_is_no_lead_but_may_be_a_sender() {
    for local in
        ["postmaster", "Abuse", "MAILER-DAEMON", "noreply", "no-reply", "bounces", "bounce+1", "noreply+x"]
    {
        let text = format!("{local}@example.jp");
        assert_eq!(EmailAddress::parse_lead(&text), Err(AddressError::RoleAccount), "{text}");
        assert!(EmailAddress::parse(&text).is_ok(), "{text}");
    }
    for text in ["info@example.jp", "sales@example.jp", "noreply.taro@example.jp"] {
        assert!(EmailAddress::parse_lead(text).is_ok(), "{text}");
    }
}

#[test]
fn neither_debug_nor_an_error_shows_the_address() {
    let address = EmailAddress::parse("taro@example.com").unwrap();
    assert_eq!(format!("{address:?}"), "EmailAddress(…)");
    for text in ["hanako_tanaka", "hanako_tanaka@secret_domain.jp", "hanako_tanaka..@secret.jp"] {
        let shown = format!("{0} {0:?}", refused(text));
        assert!(!shown.contains("hanako") && !shown.contains("secret"), "{shown}");
    }
}

#[test]
fn a_frequent_slip_is_asked_about_and_nothing_else() {
    let hint = |text| EmailAddress::parse(text).unwrap().typo_hint();
    assert_eq!(hint("taro@Gmial.com"), Some("gmail.com"));
    assert_eq!(hint("taro@docomo.co.jp"), Some("docomo.ne.jp"));
    assert_eq!(hint("taro@yahoo.ne.jp"), Some("yahoo.co.jp"));
    assert_eq!(hint("taro@gmail.com"), None);
    assert_eq!(hint("taro@example.jp"), None);
}

/// Texts near enough to addresses to come through the first checks.
fn nearly_an_address() -> impl Strategy<Value = String> {
    "[ -~]{0,5}(mailto:)?[a-zA-Z0-9.+_<>,;:\"ａ太%-]{1,12}[@＠][a-zA-Z0-9.。例-]{1,16}\\.[a-zA-Z]{1,5}[\r\n ]{0,2}"
}

/// Addresses with what Unicode has to disguise them: compatibility forms, combining marks, punycode, marks nobody sees.
fn disguised() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z0-9.]{1,6}",
        "[ａ-ｚＡ-Ｚ０-９．]{1,4}",
        "[\u{300}-\u{36f}\u{3099}]{1,2}",
        "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{ad}]",
        "xn--[a-z0-9-]{0,12}",
        "[K\u{130}\u{131}ſßς\u{1e9e}ﬀ℡㏇⒈]",
        "[。．｡.]",
        "[@＠﹫]",
        "[\u{e000}\u{fdfa}\u{1f600}]",
        "[-_+'*/]",
    ];
    let half = || proptest::collection::vec(piece.clone(), 1..5).prop_map(|pieces| pieces.concat());
    (half(), half(), "(\\.jp|\\.com|。JP|．ｊｐ|)")
        .prop_map(|(local, domain, end)| format!("{local}@{domain}{end}"))
}

fn check_form(text: &str) -> Result<(), TestCaseError> {
    let Ok(address) = EmailAddress::parse(text) else { return Ok(()) };
    let wire = address.wire();
    prop_assert!(wire.is_ascii() && wire.len() <= ADDRESS_LENGTH_MAX);
    prop_assert!(!wire.contains(|c: char| c.is_ascii_control() || " <>,;:\"()[]\\".contains(c)), "{wire}");
    prop_assert_eq!(wire.matches('@').count(), 1);
    prop_assert_eq!(address.key(), wire.to_lowercase());
    prop_assert_eq!(address.domain(), address.domain().to_lowercase());
    prop_assert!(address.domain().contains('.') && address.local().len() <= ADDRESS_LOCAL_LENGTH_MAX);
    let again = EmailAddress::parse(wire);
    prop_assert_eq!(again.as_ref(), Ok(&address));
    // The identity is an address too, and its own identity.
    prop_assert_eq!(
        EmailAddress::parse(address.key()).map(|key| key.key().to_owned()),
        Ok(address.key().to_owned())
    );
    Ok(())
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_it_takes_is_safe_in_a_header(text in any::<String>()) {
        check_form(&text)?;
    }

    #[test]
    fn what_it_takes_of_texts_near_an_address_is_safe_in_a_header(text in nearly_an_address()) {
        check_form(&text)?;
    }

    #[test]
    fn what_it_takes_of_disguised_addresses_is_safe_in_a_header(text in disguised()) {
        check_form(&text)?;
    }

    #[test]
    fn an_address_in_any_compatible_writing_is_the_same_person(local in "[a-z0-9]{1,10}", domain in "[a-z]{1,10}", wide in any::<bool>(), unseen in "[\u{200b}\u{feff} ]{0,2}") {
        let usual = format!("{local}@{domain}.jp");
        let written: String = usual.chars().map(|c| if wide { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c.to_ascii_uppercase() }).collect();
        let address = EmailAddress::parse(&format!("{unseen}{written}{unseen}")).unwrap();
        prop_assert_eq!(address.key(), usual);
    }

    #[test]
    fn a_plain_address_is_taken_as_it_is(text in "[a-zA-Z0-9][a-zA-Z0-9_+-]{0,20}@[a-z][a-z0-9]{0,20}\\.(jp|com|co\\.jp)") {
        prop_assert_eq!(wire(&text), text);
    }

    #[test]
    fn a_line_break_within_is_always_refused(
        before in "[a-z]{1,8}(@[a-z]{1,8}\\.jp)?", line_break in "\r\n|\r|\n|\u{85}|\u{2028}|\0", after in "(Bcc: )?[a-z]{1,8}@[a-z]{1,8}\\.jp"
    ) {
        let text = format!("{before}{line_break}{after}");
        prop_assert!(matches!(refused(&text), AddressError::ControlCharacter | AddressError::Space), "{text:?}");
    }
}

#[test]
fn an_encoded_word_is_nobodys_address() {
    for text in
        ["=?utf-8?q?hanako?=@example.jp", "=?UTF-8?B?aGk=?=@example.jp", "ａ=?us-ascii?q?x?=@example.jp"]
    {
        assert_eq!(EmailAddress::parse_lead(text), Err(AddressError::Encoded), "{text}");
    }
    assert!(EmailAddress::parse_lead("what?=yes@example.jp").is_ok());
}
