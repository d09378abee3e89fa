//! Links to forms that are for staff only: who has the link may post, nobody else.

use crate::keys::{LinkKeys, Purpose};
use cadence::ids::FormId;

impl LinkKeys {
    /// The path to which a form posts; that of a form for staff carries its key.
    pub fn form_path(&self, form: &FormId, staff_only: bool) -> String {
        if staff_only { self.staff_form_path(form) } else { format!("/f/{form}") }
    }

    /// The path and query to which a staff form posts: `/f/<form>?key=<token>`.
    pub fn staff_form_path(&self, form: &FormId) -> String {
        format!("/f/{form}?key={}", self.sign(Purpose::Form, form.as_str().as_bytes()))
    }

    /// Whether the query of a post carries the key of this form.
    pub fn opens_form(&self, form: &FormId, query: Option<&str>) -> bool {
        let tokens = query.unwrap_or_default().split('&').filter_map(|pair| pair.strip_prefix("key="));
        let mut payloads = tokens.filter_map(|token| self.verify(Purpose::Form, token).ok());
        payloads.any(|payload| payload == form.as_str().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_staff_form_opens_with_its_own_key_only() {
        let keys = LinkKeys::new(vec![("k1".to_owned(), vec![7; 32])]).unwrap();
        let other = LinkKeys::new(vec![("k1".to_owned(), vec![8; 32])]).unwrap();
        let form = FormId::parse("meeting").unwrap();
        let path = keys.staff_form_path(&form);
        let query = path.split_once('?').map(|(_, query)| query);
        assert!(keys.opens_form(&form, query));
        assert!(!keys.opens_form(&FormId::parse("customer").unwrap(), query));
        assert!(!other.opens_form(&form, query));
        assert!(!keys.opens_form(&form, None));
        assert!(!keys.opens_form(&form, Some("key=v1.k1.f.x.y")));
    }

    fn keys() -> LinkKeys {
        LinkKeys::new(vec![("k2".to_owned(), vec![9; 32]), ("k1".to_owned(), vec![7; 32])]).unwrap()
    }

    proptest! {
        #[test]
        fn no_query_opens_a_form_but_the_one_that_was_signed(
            query in "(?s)(key=)?.{0,200}", near in "key=v1\\.k1\\.f\\.[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_=-]{0,24}(&key=.{0,20})?",
        ) {
            let form = FormId::parse("meeting").unwrap();
            prop_assert!(!keys().opens_form(&form, Some(&query)));
            prop_assert!(!keys().opens_form(&form, Some(&near)));
        }

        #[test]
        fn a_staff_link_that_is_cut_changed_or_renamed_opens_nothing(
            at in any::<prop::sample::Index>(), character in any::<char>(), name in "[a-z0-9_-]{1,40}", id in "[a-z0-9]{1,16}",
        ) {
            let form = FormId::parse(&name).unwrap();
            let path = keys().staff_form_path(&form);
            let query = path.split_once('?').unwrap().1;
            prop_assert!(keys().opens_form(&form, Some(query)));
            let at = at.index(query.len());
            prop_assert!(!keys().opens_form(&form, Some(&query[..at])));
            let mut changed = query.to_owned();
            changed.replace_range(at..=at, &character.to_string());
            prop_assert!(changed == query || !keys().opens_form(&form, Some(&changed)));
            let renamed = query.replacen(".k2.", &format!(".{id}."), 1);
            prop_assert!(renamed == query || !keys().opens_form(&form, Some(&renamed)));
            let longer = format!("{query}{character}");
            prop_assert!(character == '&' || !keys().opens_form(&form, Some(&longer)));
            let other = FormId::parse("another-form").unwrap();
            prop_assert!(form == other || !keys().opens_form(&other, Some(query)));
        }

        #[test]
        fn a_link_of_one_purpose_is_worth_nothing_for_the_other(name in "[a-z0-9_-]{1,40}") {
            let form = FormId::parse(&name).unwrap();
            let path = keys().staff_form_path(&form);
            prop_assert!(keys().read(path.split_once("key=").unwrap().1).is_err());
            let lead = cadence::ids::LeadId::parse("abcdefghijklmnopqrstuvwxyz").unwrap();
            let url = keys().unsubscribe_url("", &lead, &cadence::ids::SequenceId::parse(&name).unwrap());
            prop_assert!(!keys().opens_form(&form, Some(&url.replace("/u/", "key="))));
        }
    }
}
