//! The key to the pages of one machine: whoever has the link that the start prints may look and press, nobody else.

use crate::keys::{LinkKeys, Purpose};

/// The payload of the pages' key.
const PAGES: &[u8] = b"pages";
/// The payload from whose signature the cookie's name is made.
const COOKIE: &[u8] = b"cookie";
/// Characters of it that tell the cookies of two data folders apart.
const NAME_LENGTH: usize = 8;

impl LinkKeys {
    /// The key that goes into the link.
    pub fn pages_token(&self) -> String {
        self.sign(Purpose::Pages, PAGES)
    }

    /// Whether a text is the key.
    pub fn opens_pages(&self, token: &str) -> bool {
        self.verify(Purpose::Pages, token).is_ok_and(|payload| payload == PAGES)
    }

    /// The name of the cookie that keeps the key. Browsers keep one jar for all ports of a machine, so each data folder has a
    /// name of its own.
    pub fn pages_cookie(&self) -> String {
        let token = self.sign(Purpose::Pages, COOKIE);
        let mac = token.rsplit('.').next().unwrap_or_default();
        format!("hikyaku-{}", mac.get(..NAME_LENGTH).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(byte: u8) -> LinkKeys {
        LinkKeys::new(vec![("k1".to_owned(), vec![byte; 32])]).unwrap()
    }

    #[test]
    fn the_pages_open_with_their_own_key_only() {
        let ours = keys(7);
        assert!(ours.opens_pages(&ours.pages_token()));
        for other in [keys(8).pages_token(), ours.api_key(), ours.sign(Purpose::Pages, COOKIE), String::new()]
        {
            assert!(!ours.opens_pages(&other), "{other}");
        }
        assert!(!ours.opens_api(Some(&format!("Bearer {}", ours.pages_token()))));
    }

    #[test]
    fn each_data_folder_has_a_cookie_of_its_own() {
        assert_ne!(keys(7).pages_cookie(), keys(8).pages_cookie());
        assert_eq!(keys(7).pages_cookie().len(), "hikyaku-".len() + NAME_LENGTH);
    }

    proptest! {
        #[test]
        fn no_other_text_opens_the_pages(text in "(?s).{0,300}") {
            prop_assert!(!keys(7).opens_pages(&text));
        }
    }
}
