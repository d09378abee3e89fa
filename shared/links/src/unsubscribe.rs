//! The link in every marketing mail: which lead refuses, and the mail of which sequence it came from.

use crate::keys::{BadToken, LinkKeys, Purpose};
use cadence::ids::{LeadId, SequenceId};
use cadence::limits::HASH_ID_LENGTH;

/// The first byte of the payload: how the rest is laid out.
const LAYOUT: u8 = 1;

/// The content of an unsubscribe link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeToken {
    /// The lead who refuses.
    pub lead: LeadId,
    /// The sequence whose mail carried the link.
    pub sequence: SequenceId,
}

impl LinkKeys {
    /// `<base>/u/<token>`, shorter than 250 bytes with a base of 50; the same each time for the same key.
    ///
    /// The path is the same for the page (GET) and the one-click refusal (POST, RFC 8058).
    pub fn unsubscribe_url(&self, base_url: &str, lead: &LeadId, sequence: &SequenceId) -> String {
        let mut payload = vec![LAYOUT];
        payload.extend_from_slice(lead.as_str().as_bytes());
        payload.extend_from_slice(sequence.as_str().as_bytes());
        format!("{}/u/{}", base_url.trim_end_matches('/'), self.sign(Purpose::Unsubscribe, &payload))
    }

    /// Reads the token of an unsubscribe link, where this program made it.
    pub fn read(&self, token: &str) -> Result<UnsubscribeToken, BadToken> {
        let payload = self.verify(Purpose::Unsubscribe, token)?;
        let text = payload.strip_prefix(&[LAYOUT]).ok_or(BadToken)?;
        let text = std::str::from_utf8(text).map_err(|_| BadToken)?;
        let (lead, sequence) = text.split_at_checked(HASH_ID_LENGTH).ok_or(BadToken)?;
        Ok(UnsubscribeToken {
            lead: LeadId::parse(lead).map_err(|_| BadToken)?,
            sequence: SequenceId::parse(sequence).map_err(|_| BadToken)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: &str = "https://abcdefghij.execute-api.ap-northeast-1.amazonaws.com";

    fn keys() -> LinkKeys {
        LinkKeys::new(vec![("2026a".to_owned(), vec![7; 32])]).unwrap()
    }

    fn ids() -> impl Strategy<Value = (LeadId, SequenceId)> {
        ("[a-z2-7]{26}", "[a-z0-9_-]{1,40}").prop_map(|(lead, sequence)| {
            (LeadId::parse(&lead).unwrap(), SequenceId::parse(&sequence).unwrap())
        })
    }

    fn token(url: &str) -> &str {
        url.strip_prefix(BASE).unwrap().strip_prefix("/u/").unwrap()
    }

    #[test]
    fn the_link_of_a_lead_is_the_same_in_every_mail_and_on_every_machine() {
        let lead = LeadId::parse("abcdefghijklmnopqrstuvwxyz").unwrap();
        let sequence = SequenceId::parse("welcome").unwrap();
        let url = keys().unsubscribe_url("https://mail.example.co.jp/", &lead, &sequence);
        assert_eq!(
            url,
            "https://mail.example.co.jp/u/v1.2026a.u.AWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6d2VsY29tZQ.AjWvBBgmtzW6HQAfmU7ZQw"
        );
    }

    #[test]
    fn a_payload_of_another_layout_or_broken_ids_is_refused_despite_its_mac() {
        let lead = [b'a'; HASH_ID_LENGTH];
        let with = |start: &[u8], end: &[u8]| [start, &lead, end].concat();
        let sign = |payload: &[u8]| keys().sign(Purpose::Unsubscribe, payload);
        assert!(keys().read(&sign(&with(&[LAYOUT], b"welcome"))).is_ok());
        for payload in [
            with(&[LAYOUT + 1], b"welcome"),
            with(&[], b"welcome"),
            with(&[LAYOUT], b""),
            with(&[LAYOUT], b"Welcome!"),
            with(&[LAYOUT], "ようこそ".as_bytes()),
            with(&[LAYOUT, 0xff], b"welcome"),
            with(&[LAYOUT, b'='], b"welcome"),
            vec![LAYOUT, b'a'],
            vec![LAYOUT],
            vec![],
        ] {
            assert_eq!(keys().read(&sign(&payload)), Err(BadToken), "{payload:?}");
        }
    }

    proptest! {
        #[test]
        fn what_a_link_says_is_read_back_and_the_link_fits_a_mail_header((lead, sequence) in ids()) {
            let url = keys().unsubscribe_url(BASE, &lead, &sequence);
            prop_assert!(url.len() < 250, "{}", url.len());
            prop_assert!(url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_".contains(&byte)));
            prop_assert_eq!(keys().read(token(&url)), Ok(UnsubscribeToken { lead, sequence }));
        }

        #[test]
        fn a_link_with_any_changed_character_is_refused(
            (lead, sequence) in ids(), at in any::<prop::sample::Index>(), character in "[A-Za-z0-9_.-]",
        ) {
            let url = keys().unsubscribe_url(BASE, &lead, &sequence);
            let mut changed = token(&url).to_owned();
            let at = at.index(changed.len());
            changed.replace_range(at..=at, &character);
            prop_assume!(changed != token(&url));
            prop_assert_eq!(keys().read(&changed), Err(BadToken));
        }

        #[test]
        fn no_text_makes_reading_panic(text in "(?s).{0,300}") {
            prop_assert_eq!(keys().read(&text), Err(BadToken));
        }
    }
}
