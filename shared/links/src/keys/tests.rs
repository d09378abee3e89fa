//! Rings of keys, and tokens of all kinds against them.

use super::*;
use proptest::prelude::*;

fn ring(keys: &[(&str, u8)]) -> LinkKeys {
    LinkKeys::new(keys.iter().map(|(id, byte)| ((*id).to_owned(), vec![*byte; KEY_BYTES_MIN])).collect())
        .unwrap()
}

/// A token with every field as given and a mac that fits.
fn forge(keys: &LinkKeys, signed: &str) -> String {
    let full = keys.newest.mac(signed).finalize().into_bytes();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&full[..MAC_BYTES]))
}

#[test]
fn weak_or_ambiguous_keys_make_no_ring() {
    let key = |id: &str, length| (id.to_owned(), vec![1; length]);
    assert_eq!(LinkKeys::new(vec![]).unwrap_err(), KeyProblem::None);
    assert_eq!(
        LinkKeys::new(vec![key("a", 31)]).unwrap_err(),
        KeyProblem::Short { id: "a".to_owned(), bytes: 31 }
    );
    for id in ["", "A", "a.b", "é", "abcdefghijklmnopq"] {
        assert_eq!(LinkKeys::new(vec![key(id, 32)]).unwrap_err(), KeyProblem::Id, "{id}");
    }
    assert_eq!(
        LinkKeys::new(vec![key("a", 32), key("a", 40)]).unwrap_err(),
        KeyProblem::Twice { id: "a".to_owned() }
    );
}

#[test]
fn keys_are_never_printed() {
    assert_eq!(format!("{:?}", ring(&[("b", 2), ("a", 1)])), r#"["b", "a"]"#);
}

#[test]
fn the_newest_key_signs_and_older_ones_still_verify() {
    let before = ring(&[("a", 1)]);
    let after = ring(&[("b", 2), ("a", 1)]);
    let old = before.sign(Purpose::Unsubscribe, b"payload");
    let new = after.sign(Purpose::Unsubscribe, b"payload");
    assert!(old.starts_with("v1.a.u.") && new.starts_with("v1.b.u."));
    assert_eq!(after.verify(Purpose::Unsubscribe, &old).unwrap(), b"payload");
    assert_eq!(after.verify(Purpose::Unsubscribe, &new).unwrap(), b"payload");
    assert_eq!(before.verify(Purpose::Unsubscribe, &new), Err(BadToken));
}

#[test]
fn what_was_handed_out_ends_with_its_key() {
    let (before, after) = (ring(&[("a", 1)]), ring(&[("b", 2), ("a", 1)]));
    for purpose in [Purpose::Form, Purpose::Api, Purpose::HumanCheck] {
        assert_eq!(after.verify(purpose, &before.sign(purpose, b"payload")), Err(BadToken));
        assert_eq!(after.verify(purpose, &after.sign(purpose, b"payload")).unwrap(), b"payload");
    }
}

#[test]
fn another_key_under_the_same_id_verifies_nothing() {
    let token = ring(&[("a", 1)]).sign(Purpose::Unsubscribe, b"payload");
    assert_eq!(ring(&[("a", 2)]).verify(Purpose::Unsubscribe, &token), Err(BadToken));
}

#[test]
fn a_token_of_another_purpose_or_form_is_refused_although_its_mac_fits() {
    let keys = ring(&[("a", 1)]);
    let payload = BASE64URL_NOPAD.encode(b"payload");
    assert!(keys.verify(Purpose::Unsubscribe, &forge(&keys, &format!("v1.a.u.{payload}"))).is_ok());
    for signed in [
        format!("v1.a.c.{payload}"),
        format!("v1.a..{payload}"),
        format!("v2.a.u.{payload}"),
        format!("v1.a.u.{payload}.{payload}"),
        format!("v1.a.{payload}"),
        "v1.a.u.=".to_owned(),
    ] {
        assert_eq!(keys.verify(Purpose::Unsubscribe, &forge(&keys, &signed)), Err(BadToken), "{signed}");
    }
}

#[test]
fn the_mac_covers_key_id_and_purpose() {
    let keys = ring(&[("a", 1), ("b", 1)]);
    let token = keys.sign(Purpose::Unsubscribe, b"payload");
    assert_eq!(keys.verify(Purpose::Unsubscribe, &token.replacen(".a.", ".b.", 1)), Err(BadToken));
}

#[test]
fn a_mac_cut_shorter_or_left_out_is_refused() {
    let keys = ring(&[("a", 1)]);
    let token = keys.sign(Purpose::Unsubscribe, b"payload");
    let (signed, mac) = token.rsplit_once('.').unwrap();
    let bytes = BASE64URL_NOPAD.decode(mac.as_bytes()).unwrap();
    for length in 0..bytes.len() {
        let cut = format!("{signed}.{}", BASE64URL_NOPAD.encode(&bytes[..length]));
        assert_eq!(keys.verify(Purpose::Unsubscribe, &cut), Err(BadToken));
    }
}

proptest! {
    #[test]
    fn what_was_signed_comes_back(payload in proptest::collection::vec(any::<u8>(), 0..120)) {
        let keys = ring(&[("a", 1)]);
        prop_assert_eq!(keys.verify(Purpose::Unsubscribe, &keys.sign(Purpose::Unsubscribe, &payload)), Ok(payload));
    }

    #[test]
    fn any_changed_character_is_refused(at in any::<prop::sample::Index>(), character in any::<char>()) {
        let keys = ring(&[("a", 1), ("b", 2)]);
        let token = keys.sign(Purpose::Unsubscribe, b"some payload");
        let mut characters: Vec<char> = token.chars().collect();
        *at.get_mut(&mut characters) = character;
        let changed: String = characters.into_iter().collect();
        prop_assume!(changed != token);
        prop_assert_eq!(keys.verify(Purpose::Unsubscribe, &changed), Err(BadToken));
    }

    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,500}", parts in "v1\\.a\\.u\\.[A-Za-z0-9_=-]{0,20}\\.[A-Za-z0-9_=-]{0,24}") {
        let keys = ring(&[("a", 1)]);
        prop_assert_eq!(keys.verify(Purpose::Unsubscribe, &text), Err(BadToken));
        prop_assert_eq!(keys.verify(Purpose::Unsubscribe, &parts), Err(BadToken));
    }
}

#[test]
fn every_single_character_of_a_token_counts() {
    let keys = ring(&[("a", 1)]);
    let token = keys.sign(Purpose::Unsubscribe, b"some payload");
    for index in 0..token.len() {
        for other in "abcXYZ019-_.".chars().filter(|other| !token[index..].starts_with(*other)) {
            let changed = format!("{}{other}{}", &token[..index], &token[index + 1..]);
            assert_eq!(keys.verify(Purpose::Unsubscribe, &changed), Err(BadToken), "{changed}");
        }
        assert_eq!(keys.verify(Purpose::Unsubscribe, &token[..index]), Err(BadToken));
    }
}
