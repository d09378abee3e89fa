//! The key by which other systems of the company are known: who has it may tell of leads, nobody else.

use crate::keys::{LinkKeys, Purpose};

/// The name of what the key opens.
const EVENTS: &[u8] = b"events";

impl LinkKeys {
    /// The key that goes into the header `Authorization: Bearer <key>`.
    pub fn api_key(&self) -> String {
        self.sign(Purpose::Api, EVENTS)
    }

    /// Whether the value of a header `Authorization` bears the key (RFC 6750 §2.1).
    pub fn opens_api(&self, authorization: Option<&str>) -> bool {
        let (scheme, key) = authorization.and_then(|value| value.trim().split_once(' ')).unwrap_or_default();
        let payload = scheme.eq_ignore_ascii_case("bearer").then(|| self.verify(Purpose::Api, key.trim()));
        payload.is_some_and(|payload| payload.is_ok_and(|payload| payload == EVENTS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::ids::FormId;
    use proptest::prelude::*;

    fn keys(byte: u8) -> LinkKeys {
        LinkKeys::new(vec![("k1".to_owned(), vec![byte; 32])]).unwrap()
    }

    #[test]
    fn the_api_opens_with_its_own_key_only() {
        let keys_of_company = keys(7);
        let key = keys_of_company.api_key();
        assert!(keys_of_company.opens_api(Some(&format!("Bearer {key}"))));
        assert!(keys_of_company.opens_api(Some(&format!(" bearer  {key} "))));
        assert!(!keys(8).opens_api(Some(&format!("Bearer {key}"))));
        let form = keys_of_company.staff_form_path(&FormId::parse("events").unwrap());
        let of_a_form = form.split_once('=').map_or("", |(_, token)| token);
        for other in ["", "Bearer", "Bearer ", &key, &format!("Basic {key}"), &format!("Bearer {of_a_form}")]
        {
            assert!(!keys_of_company.opens_api(Some(other)), "{other}");
        }
        assert!(!keys_of_company.opens_api(None));
    }

    #[test]
    fn a_new_secret_shuts_out_who_has_the_key_of_before() {
        let (old, new) = (("k1".to_owned(), vec![7; 32]), ("k2".to_owned(), vec![8; 32]));
        let rotated = LinkKeys::new(vec![new, old]).unwrap();
        assert!(!rotated.opens_api(Some(&format!("Bearer {}", keys(7).api_key()))));
        assert!(rotated.opens_api(Some(&format!("Bearer {}", rotated.api_key()))));
    }

    proptest! {
        #[test]
        fn no_other_text_opens_it(text in "(?s).{0,300}") {
            prop_assert!(!keys(7).opens_api(Some(&text)));
        }
    }
}
