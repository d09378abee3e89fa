//! The ring of keys and the form of a token, whatever it says.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// Bytes of a key at least.
pub const KEY_BYTES_MIN: usize = 32;
/// Characters of a key id at most.
pub const KEY_ID_LENGTH_MAX: usize = 16;
/// Characters of a token at most; longer text is not looked at.
const TOKEN_LENGTH_MAX: usize = 400;
const MAC_BYTES: usize = 16;
const FORM: &str = "v1";

/// Why keys make no ring.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// No key at all.
    #[error("there is no link key; make one of at least {KEY_BYTES_MIN} random bytes")]
    None,
    /// A key that could be guessed.
    #[error("link key `{id}` has {bytes} bytes; at least {KEY_BYTES_MIN} random bytes are needed")]
    Short {
        /// Its id.
        id: String,
        /// How many it has.
        bytes: usize,
    },
    /// A key id that cannot stand in a link.
    #[error("a link key's id is not 1 to {KEY_ID_LENGTH_MAX} lower case letters and digits; rename it")]
    Id,
    /// Two keys with one id.
    #[error("two link keys have the id `{id}`; give each its own")]
    Twice {
        /// The id.
        id: String,
    },
}

/// A text that is not a token of this program and purpose. It does not say why: an answer would help a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link is not valid; use the one in the mail")]
pub struct BadToken;

/// What a token may be used for; one for another purpose is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To refuse.
    Unsubscribe,
    /// To post a form that is for staff only.
    Form,
    /// To tell of leads as another system of the company.
    Api,
    /// To sign, as the company's own server, that a person posts a form.
    HumanCheck,
    /// To see the pages of one machine.
    Pages,
}

impl Purpose {
    /// Whether older keys still verify. Mails with unsubscribe links lie in mailboxes for years; who was handed something to post
    /// with can be handed another one, and is shut out by a new key.
    fn outlives_its_key(self) -> bool {
        match self {
            Self::Unsubscribe => true,
            Self::Form | Self::Api | Self::HumanCheck | Self::Pages => false,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Unsubscribe => "u",
            Self::Form => "f",
            Self::Api => "a",
            Self::HumanCheck => "h",
            Self::Pages => "p",
        }
    }
}

/// The keys links are signed with: the newest signs; all of them verify what lies in mailboxes, and the newest alone what was
/// handed out to staff and other systems.
///
/// To rotate, put a new key first and keep the old ones for as long as mails with their links lie in mailboxes.
#[derive(Clone)]
pub struct LinkKeys {
    newest: Key,
    older: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    id: String,
    bytes: Vec<u8>,
}

impl fmt::Debug for LinkKeys {
    /// Ids only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all().map(|key| &key.id)).finish()
    }
}

impl LinkKeys {
    /// Takes keys with their ids, the newest first.
    pub fn new(keys: Vec<(String, Vec<u8>)>) -> Result<Self, KeyProblem> {
        let mut ring: Vec<Key> = Vec::with_capacity(keys.len());
        for (id, bytes) in keys {
            let plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            if id.is_empty() || id.len() > KEY_ID_LENGTH_MAX || !plain {
                return Err(KeyProblem::Id);
            }
            if bytes.len() < KEY_BYTES_MIN {
                return Err(KeyProblem::Short { id, bytes: bytes.len() });
            }
            if ring.iter().any(|other| other.id == id) {
                return Err(KeyProblem::Twice { id });
            }
            ring.push(Key { id, bytes });
        }
        let mut ring = ring.into_iter();
        let newest = ring.next().ok_or(KeyProblem::None)?;
        Ok(Self { newest, older: ring.collect() })
    }

    /// Signs a payload with the newest key.
    pub(crate) fn sign(&self, purpose: Purpose, payload: &[u8]) -> String {
        let payload = BASE64URL_NOPAD.encode(payload);
        let mut token = format!("{FORM}.{}.{}.{payload}", self.newest.id, purpose.as_str());
        let full = self.newest.mac(&token).finalize().into_bytes();
        token.push('.');
        token.push_str(&BASE64URL_NOPAD.encode(&full[..MAC_BYTES]));
        token
    }

    /// The payload of a token signed for this purpose with a key that verifies it.
    pub(crate) fn verify(&self, purpose: Purpose, token: &str) -> Result<Vec<u8>, BadToken> {
        if token.len() > TOKEN_LENGTH_MAX {
            return Err(BadToken);
        }
        let (signed, mac) = token.rsplit_once('.').ok_or(BadToken)?;
        let fields: Vec<&str> = signed.split('.').collect();
        let [form, id, of_purpose, payload] = fields.as_slice() else { return Err(BadToken) };
        let mut keys = self.all().take(if purpose.outlives_its_key() { usize::MAX } else { 1 });
        let key = keys.find(|key| key.id == *id).ok_or(BadToken)?;
        let mac = BASE64URL_NOPAD.decode(mac.as_bytes()).map_err(|_| BadToken)?;
        if mac.len() != MAC_BYTES {
            return Err(BadToken);
        }
        key.mac(signed).verify_truncated_left(&mac).map_err(|_| BadToken)?;
        if *form != FORM || *of_purpose != purpose.as_str() {
            return Err(BadToken);
        }
        BASE64URL_NOPAD.decode(payload.as_bytes()).map_err(|_| BadToken)
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

impl Key {
    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104 §3)")]
        let mac = Hmac::<Sha256>::new_from_slice(&self.bytes).expect("HMAC takes any key");
        mac.chain_update(signed.as_bytes())
    }
}

#[cfg(test)]
mod tests {
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
    fn a_token_for_another_purpose_or_of_another_form_is_refused_although_its_mac_fits() {
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
}
