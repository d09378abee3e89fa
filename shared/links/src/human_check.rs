//! Tokens by which the company's own server says of a post that a person sent it, such as after a CAPTCHA.
//!
//! A token reads `<expiry>.<nonce>.<mac>`: seconds since 1970 in digits, any 8 to 64 letters, digits, hyphens and underscores, and
//! HMAC-SHA-256 (RFC 2104) of `<form>.<expiry>.<nonce>` under the form's key, in base64url without padding (RFC 4648 §5). Any
//! language makes one in three lines. The key is another for each form, opens nothing else, and ends with the link key it
//! comes from. A token counts for its few minutes however often it is posted: whoever bought one answer of a person may post
//! with it until then, and the ceilings hold for what that begins.

use crate::keys::{LinkKeys, Purpose};
use cadence::Instant;
use cadence::ids::FormId;
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The furthest future in which a token may expire; a token that claims more was not made as documented.
pub const HUMAN_CHECK_MINUTES_MAX: i64 = 30;
/// Characters of a token at most; longer text is not looked at.
const TOKEN_LENGTH_MAX: usize = 200;
const NONCE_LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;

impl LinkKeys {
    /// The key that the company's server signs with for this form.
    pub fn human_check_key(&self, form: &FormId) -> String {
        self.sign(Purpose::HumanCheck, form.as_str().as_bytes())
    }

    /// A token for this form that counts until `expiry`.
    pub fn human_check_token(&self, form: &FormId, expiry: Instant, nonce: &str) -> String {
        let said = format!("{}.{nonce}", expiry.timestamp());
        let mac = self.of_form(form, &said).finalize().into_bytes();
        format!("{said}.{}", BASE64URL_NOPAD.encode(&mac))
    }

    /// Whether the token was made for this form with its key and has not expired.
    pub fn is_human(&self, form: &FormId, token: &str, now: Instant) -> bool {
        if token.len() > TOKEN_LENGTH_MAX {
            return false;
        }
        let Some((said, mac)) = token.rsplit_once('.') else { return false };
        let Some((expiry, nonce)) = said.split_once('.') else { return false };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let digits = !expiry.is_empty() && expiry.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !NONCE_LENGTHS.contains(&nonce.len()) || !nonce.bytes().all(plain) {
            return false;
        }
        let expiry = expiry.parse().ok().and_then(|seconds| Instant::from_timestamp(seconds, 0));
        let in_time = expiry.is_some_and(|expiry| {
            now < expiry && expiry - now <= TimeDelta::minutes(HUMAN_CHECK_MINUTES_MAX)
        });
        let Ok(mac) = BASE64URL_NOPAD.decode(mac.as_bytes()) else { return false };
        in_time && self.of_form(form, said).verify_slice(&mac).is_ok()
    }

    fn of_form(&self, form: &FormId, said: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104 §3)")]
        let mac = Hmac::<Sha256>::new_from_slice(self.human_check_key(form).as_bytes())
            .expect("HMAC takes any key");
        mac.chain_update(form.as_str()).chain_update(".").chain_update(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(byte: u8) -> LinkKeys {
        LinkKeys::new(vec![("k1".to_owned(), vec![byte; 32])]).unwrap()
    }

    fn form(name: &str) -> FormId {
        FormId::parse(name).unwrap()
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    const NONCE: &str = "n-0123456789";

    #[test]
    fn a_token_counts_for_its_form_until_it_expires() {
        let (keys, contact) = (keys(7), form("contact"));
        let token = keys.human_check_token(&contact, at(600), NONCE);
        assert!(keys.is_human(&contact, &token, at(0)) && keys.is_human(&contact, &token, at(599)));
        assert!(!keys.is_human(&contact, &token, at(600)), "it has expired");
        assert!(!keys.is_human(&form("seminar"), &token, at(0)), "it is another form's");
        assert!(!self::keys(8).is_human(&contact, &token, at(0)), "it is of another key");
    }

    #[test]
    fn a_token_that_would_last_for_hours_counts_for_nothing() {
        let (keys, contact) = (keys(7), form("contact"));
        let minutes = |minutes| keys.human_check_token(&contact, at(minutes * 60), NONCE);
        assert!(keys.is_human(&contact, &minutes(HUMAN_CHECK_MINUTES_MAX), at(0)));
        assert!(!keys.is_human(&contact, &minutes(HUMAN_CHECK_MINUTES_MAX + 1), at(0)));
    }

    #[test]
    fn what_is_missing_or_malformed_counts_for_nothing() {
        let (keys, contact) = (keys(7), form("contact"));
        let token = keys.human_check_token(&contact, at(600), NONCE);
        let (said, mac) = token.rsplit_once('.').unwrap();
        let (expiry, nonce) = said.split_once('.').unwrap();
        let long = keys.human_check_token(&contact, at(600), &"n".repeat(65));
        for other in [
            "",
            ".",
            "..",
            mac,
            said,
            &format!("+{token}"),
            &format!("{token}="),
            &format!("{expiry}..{mac}"),
            &format!("{expiry}0.{nonce}.{mac}"),
            &format!("{expiry}.{nonce}x.{mac}"),
            &token[..token.len() - 1],
            &long,
        ] {
            assert!(!keys.is_human(&contact, other, at(0)), "{other}");
        }
    }

    /// Worked out apart from this program, as a company's own server does it.
    #[test]
    fn a_server_that_follows_the_documentation_makes_the_same_token() {
        let key = keys(7).human_check_key(&form("contact"));
        let signed = format!("contact.{}.{NONCE}", at(600).timestamp());
        let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(signed).finalize();
        let token = format!("{}.{NONCE}.{}", at(600).timestamp(), BASE64URL_NOPAD.encode(&mac.into_bytes()));
        assert!(keys(7).is_human(&form("contact"), &token, at(0)));
    }

    #[test]
    fn the_key_of_a_form_opens_no_staff_form_and_no_events() {
        let (keys, contact) = (keys(7), form("contact"));
        let key = keys.human_check_key(&contact);
        assert!(!keys.opens_form(&contact, Some(&format!("key={key}"))));
        assert!(!keys.opens_api(Some(&format!("Bearer {key}"))) && keys.read(&key).is_err());
    }

    proptest! {
        #[test]
        fn no_other_text_passes(text in "(?s).{0,300}", near in "17950006[0-9]{2}\\.[a-z-]{8,20}\\.[A-Za-z0-9_-]{43}") {
            prop_assert!(!keys(7).is_human(&form("contact"), &text, at(0)));
            prop_assert!(!keys(7).is_human(&form("contact"), &near, at(0)));
        }
    }
}
