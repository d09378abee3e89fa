//! The token on the page that answers a refusal: it takes this refusal back, and no other, for ten minutes.
//!
//! It says what stood before, so that taking a second refusal back never undoes the first.

use crate::keys::{BadToken, LinkKeys, Purpose};
use cadence::Instant;
use cadence::ids::LeadId;
use cadence::limits::HASH_ID_LENGTH;
use chrono::TimeDelta;

/// Minutes for which a refusal can be taken back.
pub const TAKE_BACK_MINUTES: i64 = 10;
/// The first byte of the payload: how the rest is laid out.
const LAYOUT: u8 = 1;
/// Bytes of a time: milliseconds since 1970, big-endian.
const TIME_BYTES: usize = 8;

/// The content of the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeBackToken {
    /// The lead who refused.
    pub lead: LeadId,
    /// The moment of the refusal, to the millisecond.
    pub refused_at: Instant,
    /// The refusal that stood before it, which a later ground had undone.
    pub before: Option<Instant>,
}

impl LinkKeys {
    /// The token that takes back this refusal.
    pub fn take_back_token(&self, token: &TakeBackToken) -> String {
        let mut payload = vec![LAYOUT];
        payload.extend_from_slice(token.lead.as_str().as_bytes());
        for at in std::iter::once(token.refused_at).chain(token.before) {
            payload.extend_from_slice(&at.timestamp_millis().to_be_bytes());
        }
        self.sign(Purpose::TakeBack, &payload)
    }

    /// Reads a token, where this program made it and it still counts at `now`.
    pub fn read_take_back(&self, token: &str, now: Instant) -> Result<TakeBackToken, BadToken> {
        let payload = self.verify(Purpose::TakeBack, token)?;
        let said = payload.strip_prefix(&[LAYOUT]).ok_or(BadToken)?;
        let (lead, times) = said.split_at_checked(HASH_ID_LENGTH).ok_or(BadToken)?;
        let lead = std::str::from_utf8(lead).map_err(|_| BadToken)?;
        let lead = LeadId::parse(lead).map_err(|_| BadToken)?;
        let (refused_at, before) = times.split_first_chunk::<TIME_BYTES>().ok_or(BadToken)?;
        let before = match before {
            [] => None,
            bytes => Some(time(bytes.try_into().map_err(|_| BadToken)?)?),
        };
        let refused_at = time(*refused_at)?;
        let age = now - refused_at;
        let counts = age >= TimeDelta::zero() && age < TimeDelta::minutes(TAKE_BACK_MINUTES);
        if counts { Ok(TakeBackToken { lead, refused_at, before }) } else { Err(BadToken) }
    }
}

fn time(bytes: [u8; TIME_BYTES]) -> Result<Instant, BadToken> {
    Instant::from_timestamp_millis(i64::from_be_bytes(bytes)).ok_or(BadToken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(byte: u8) -> LinkKeys {
        LinkKeys::new(vec![("k1".to_owned(), vec![byte; 32])]).unwrap()
    }

    fn at(millis: i64) -> Instant {
        Instant::from_timestamp_millis(1_795_000_000_000 + millis).unwrap()
    }

    fn said(before: Option<Instant>) -> TakeBackToken {
        TakeBackToken { lead: LeadId::parse(&"a".repeat(HASH_ID_LENGTH)).unwrap(), refused_at: at(0), before }
    }

    #[test]
    fn a_refusal_can_be_taken_back_for_ten_minutes() {
        for token in [said(None), said(Some(at(-5_000)))] {
            let text = keys(7).take_back_token(&token);
            let read = |millis| keys(7).read_take_back(&text, at(millis));
            assert_eq!(read(0), Ok(token.clone()));
            assert_eq!(read(599_999), Ok(token));
            assert_eq!((read(600_000), read(-1)), (Err(BadToken), Err(BadToken)));
        }
    }

    #[test]
    fn a_link_to_refuse_takes_nothing_back_and_the_other_way_round() {
        let sequence = cadence::ids::SequenceId::parse("welcome").unwrap();
        let url = keys(7).unsubscribe_url("https://x.example", &said(None).lead, &sequence);
        assert_eq!(keys(7).read_take_back(url.rsplit('/').next().unwrap(), at(0)), Err(BadToken));
        let token = keys(7).take_back_token(&said(None));
        assert_eq!(keys(7).read(&token), Err(BadToken));
        assert_eq!(keys(8).read_take_back(&token, at(0)), Err(BadToken), "it is of another key");
    }

    #[test]
    fn a_payload_of_another_shape_is_refused_despite_its_mac() {
        let lead = [b'a'; HASH_ID_LENGTH];
        let time = at(0).timestamp_millis().to_be_bytes();
        let sign = |parts: &[&[u8]]| keys(7).sign(Purpose::TakeBack, &parts.concat());
        assert!(keys(7).read_take_back(&sign(&[&[LAYOUT], &lead, &time]), at(0)).is_ok());
        for payload in [
            sign(&[&[LAYOUT + 1], &lead, &time]),
            sign(&[&[LAYOUT], &lead]),
            sign(&[&[LAYOUT], &lead, &time[..7]]),
            sign(&[&[LAYOUT], &lead, &time, &time[..1]]),
            sign(&[&[LAYOUT], &lead, &time, &time, &time]),
            sign(&[&[LAYOUT], &[b'!'; HASH_ID_LENGTH], &time]),
            sign(&[]),
        ] {
            assert_eq!(keys(7).read_take_back(&payload, at(0)), Err(BadToken));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "(?s).{0,300}") {
            prop_assert_eq!(keys(7).read_take_back(&text, at(0)), Err(BadToken));
        }
    }
}
