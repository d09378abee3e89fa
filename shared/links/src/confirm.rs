//! The link in a mail that asks whether an agreement is the person's own: which lead, by the mail of which sequence, and to which
//! question it answers.
//!
//! The link says when the question was asked, so that it answers this question and no later one. Whether it still counts the card
//! decides: seven days later, or after a refusal, it does not.

use crate::keys::{BadToken, LinkKeys, Purpose};
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};
use cadence::limits::HASH_ID_LENGTH;

/// The first byte of the payload: how the rest is laid out.
const LAYOUT: u8 = 1;
/// Bytes of a time: milliseconds since 1970, big-endian.
const TIME_BYTES: usize = 8;

/// The content of a link to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmToken {
    /// The lead who is asked.
    pub lead: LeadId,
    /// The sequence whose mail carries the link.
    pub sequence: SequenceId,
    /// The moment of the question, to the millisecond.
    pub asked_at: Instant,
}

impl LinkKeys {
    /// `<base>/c/<token>`, shorter than 270 bytes with a base of 50.
    ///
    /// The path is the same for the page (GET) and the press on its button (POST).
    pub fn confirm_url(&self, base_url: &str, token: &ConfirmToken) -> String {
        let mut payload = vec![LAYOUT];
        payload.extend_from_slice(&token.asked_at.timestamp_millis().to_be_bytes());
        payload.extend_from_slice(token.lead.as_str().as_bytes());
        payload.extend_from_slice(token.sequence.as_str().as_bytes());
        format!("{}/c/{}", base_url.trim_end_matches('/'), self.sign(Purpose::Confirm, &payload))
    }

    /// Reads the token of a link to confirm, where this program made it.
    pub fn read_confirm(&self, token: &str) -> Result<ConfirmToken, BadToken> {
        let payload = self.verify(Purpose::Confirm, token)?;
        let said = payload.strip_prefix(&[LAYOUT]).ok_or(BadToken)?;
        let (asked_at, names) = said.split_first_chunk::<TIME_BYTES>().ok_or(BadToken)?;
        let asked_at = Instant::from_timestamp_millis(i64::from_be_bytes(*asked_at)).ok_or(BadToken)?;
        let names = std::str::from_utf8(names).map_err(|_| BadToken)?;
        let (lead, sequence) = names.split_at_checked(HASH_ID_LENGTH).ok_or(BadToken)?;
        Ok(ConfirmToken {
            lead: LeadId::parse(lead).map_err(|_| BadToken)?,
            sequence: SequenceId::parse(sequence).map_err(|_| BadToken)?,
            asked_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(id: &str, byte: u8) -> (String, Vec<u8>) {
        (id.to_owned(), vec![byte; 32])
    }

    fn ring(keys: &[(String, Vec<u8>)]) -> LinkKeys {
        LinkKeys::new(keys.to_vec()).unwrap()
    }

    fn token(sequence: &str) -> ConfirmToken {
        ConfirmToken {
            lead: LeadId::parse(&"a".repeat(HASH_ID_LENGTH)).unwrap(),
            sequence: SequenceId::parse(sequence).unwrap(),
            asked_at: Instant::from_timestamp_millis(1_795_000_000_123).unwrap(),
        }
    }

    fn of_url(url: &str) -> &str {
        url.rsplit_once("/c/").unwrap().1
    }

    #[test]
    fn a_link_says_whom_it_asks_and_since_when() {
        let keys = ring(&[keys("k1", 7)]);
        let url = keys.confirm_url("https://mail.example.co.jp/", &token("confirm-seminar"));
        assert!(url.starts_with("https://mail.example.co.jp/c/v1.k1.c.") && url.len() < 270, "{url}");
        assert_eq!(keys.read_confirm(of_url(&url)), Ok(token("confirm-seminar")));
    }

    #[test]
    fn a_link_goes_on_counting_after_a_new_key_came() {
        let url = ring(&[keys("k1", 7)]).confirm_url("", &token("x"));
        let rotated = ring(&[keys("k2", 8), keys("k1", 7)]);
        assert!(rotated.read_confirm(of_url(&url)).is_ok());
        assert_eq!(ring(&[keys("k2", 8)]).read_confirm(of_url(&url)), Err(BadToken));
    }

    #[test]
    fn a_link_to_confirm_refuses_nothing_and_one_to_refuse_confirms_nothing() {
        let keys = ring(&[keys("k1", 7)]);
        let url = keys.confirm_url("", &token("x"));
        assert_eq!(keys.read(of_url(&url)), Err(BadToken));
        let refuse = keys.unsubscribe_url("", &token("x").lead, &token("x").sequence);
        assert_eq!(keys.read_confirm(refuse.rsplit('/').next().unwrap()), Err(BadToken));
    }

    #[test]
    fn a_payload_of_another_shape_is_refused_despite_its_mac() {
        let keys = ring(&[keys("k1", 7)]);
        let time = 1_795_000_000_123_i64.to_be_bytes();
        let lead = [b'a'; HASH_ID_LENGTH];
        let sign = |parts: &[&[u8]]| keys.sign(Purpose::Confirm, &parts.concat());
        assert!(keys.read_confirm(&sign(&[&[LAYOUT], &time, &lead, b"x"])).is_ok());
        for payload in [
            sign(&[&[LAYOUT + 1], &time, &lead, b"x"]),
            sign(&[&[LAYOUT], &time, &lead]),
            sign(&[&[LAYOUT], &time[..7]]),
            sign(&[&[LAYOUT], &[0x7f; TIME_BYTES], &lead, b"x"]),
            sign(&[&[LAYOUT], &time, &[b'!'; HASH_ID_LENGTH], b"x"]),
            sign(&[&[LAYOUT], &time, &lead, b"\xff"]),
            sign(&[]),
        ] {
            assert_eq!(keys.read_confirm(&payload), Err(BadToken), "{payload}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_link_but_one_that_was_signed(
            text in "(?s).{0,300}", near in "v1\\.k1\\.c\\.[A-Za-z0-9_-]{0,90}\\.[A-Za-z0-9_-]{22}",
        ) {
            let keys = ring(&[keys("k1", 7)]);
            prop_assert_eq!(keys.read_confirm(&text), Err(BadToken));
            prop_assert_eq!(keys.read_confirm(&near), Err(BadToken));
        }
    }
}
