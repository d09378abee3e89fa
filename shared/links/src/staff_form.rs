//! Links to forms that are for staff only: who has the link may post, nobody else.

use crate::keys::{LinkKeys, Purpose};
use cadence::ids::FormId;

impl LinkKeys {
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
}
