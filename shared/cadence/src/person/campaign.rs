//! A campaign: what led a person to a form, as the page with the form says it. First touch is the visit in which the person came
//! first, last touch the one in which a form was posted.
//!
//! It is the word of the caller, so it is bounded and cleaned here, stands in no mail, and decides nothing. Addresses of pages
//! are kept without their query, and whatever looks like an address of a person is left out.

use crate::limits::{CAMPAIGN_PAGE_LENGTH_MAX, CAMPAIGN_VALUE_LENGTH_MAX};
use crate::origin::WebOrigin;
use crate::text::turns_direction;
use std::collections::BTreeMap;

/// The names of a touch's values, as the web knows them (Google Analytics help, "Collect campaign data with custom URLs"), and of
/// the two pages.
pub const NAMES: [&str; 7] =
    ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", REFERRER, LANDING_PAGE];
/// The page of another site from which the person came.
pub const REFERRER: &str = "referrer";
/// The page of the company's site on which the person came in.
pub const LANDING_PAGE: &str = "landing_page";
/// The field in which a form posts the first touch, `utm_source=…&referrer=…` and so on.
pub const FIRST_FIELD: &str = "campaign.first";
/// The field in which a form posts the last touch.
pub const LAST_FIELD: &str = "campaign.last";

/// Whether a field of a post belongs to the campaign, so that no form may ask for it.
pub fn is_reserved(field: &str) -> bool {
    field.starts_with("utm_") || field.starts_with("campaign.")
}

/// One visit, cleaned. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch(BTreeMap<&'static str, String>);

impl Touch {
    /// Cleans what a page says; `None` if nothing is left. Names that are not among [`NAMES`] are left out, and of several with one
    /// name the first that says something counts.
    pub fn read(pairs: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> Option<Self> {
        let mut known = BTreeMap::new();
        for (name, value) in pairs {
            let Some(name) = NAMES.into_iter().find(|it| *it == name.as_ref()) else { continue };
            let cleaned = match name {
                REFERRER | LANDING_PAGE => page(value.as_ref()),
                _ => word(value.as_ref()),
            };
            if let Some(cleaned) = cleaned {
                known.entry(name).or_insert(cleaned);
            }
        }
        (!known.is_empty()).then_some(Self(known))
    }

    /// The known values, by name.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// First and last touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Campaign {
    /// The visit in which the person came first.
    pub first: Option<Touch>,
    /// The visit in which the person posted last.
    pub last: Option<Touch>,
}

impl Campaign {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.first.is_none() && self.last.is_none()
    }

    /// The campaigns of a new lead after its first post: one visit is both its first and its last.
    #[must_use]
    pub fn of_new_lead(self) -> Self {
        let Self { first, last } = self;
        Self { first: first.clone().or_else(|| last.clone()), last: last.or(first) }
    }

    /// The campaigns of a known lead after another post. The first touch is that of its creation and stays, whoever posts.
    #[must_use]
    pub fn after(self, known: Self) -> Self {
        Self { first: known.first, last: self.last.or(self.first).or(known.last) }
    }
}

/// A word of a campaign, such as its `utm_source`: one line, without what would name a person.
fn word(text: &str) -> Option<String> {
    let shown = text.chars().filter(|c| !c.is_control() && !turns_direction(*c));
    let shown: String = shown.take(4 * CAMPAIGN_VALUE_LENGTH_MAX).collect();
    let cut: String = shown.trim().chars().take(CAMPAIGN_VALUE_LENGTH_MAX).collect();
    let cut = cut.trim_end();
    (!cut.is_empty() && !names_a_person(&shown)).then(|| cut.to_owned())
}

/// The address of a page: origin and path. Parts of the path that would name a person are replaced by `-`.
fn page(url: &str) -> Option<String> {
    let origin = WebOrigin::of_url(url)?;
    let (_, rest) = url.split_once("://")?;
    let path = rest.find(['/', '?', '#', '\\']).map_or("", |at| &rest[at..]);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments = path.split('/').map(|segment| if names_a_person(segment) { "-" } else { segment });
    let path = segments.collect::<Vec<_>>().join("/");
    let plain = path.chars().filter(|c| !c.is_control() && !c.is_whitespace() && !turns_direction(*c));
    let room = CAMPAIGN_PAGE_LENGTH_MAX.saturating_sub(origin.as_str().chars().count());
    let path: String = plain.take(room).collect();
    Some(format!("{origin}{path}"))
}

/// Whether a text may hold the mail address of somebody, encoded or not.
fn names_a_person(text: &str) -> bool {
    let text = text.to_lowercase();
    ["@", "＠", "﹫", "%40", "%ef%bc%a0"].iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let touch = Touch::read(pairs.iter().copied());
        let pairs = touch.iter().flat_map(Touch::pairs);
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn one(name: &str, value: &str) -> Option<String> {
        read(&[(name, value)]).pop().map(|(_, value)| value)
    }

    #[test]
    fn a_page_is_kept_without_query_and_without_who_reads_it() {
        for (written, kept) in [
            (
                "https://www.example.co.jp/lp/autumn?utm_source=x&email=taro@example.jp#top",
                "https://www.example.co.jp/lp/autumn",
            ),
            ("HTTPS://Search.Example/", "https://search.example/"),
            ("https://search.example", "https://search.example"),
            ("https://example.jp/users/taro@example.jp/cart", "https://example.jp/users/-/cart"),
            ("https://example.jp/users/taro%40example.jp", "https://example.jp/users/-"),
            ("https://example.jp?token=abc", "https://example.jp"),
            ("https://棚番.example/資料", "https://xn--j2vy1y.example/資料"),
        ] {
            assert_eq!(one(REFERRER, written).as_deref(), Some(kept), "{written}");
        }
        for written in [
            "",
            "/contact",
            "android-app://com.google",
            "javascript:alert(1)",
            "https://taro:x@example.jp/",
            "about:blank",
        ] {
            assert_eq!(one(LANDING_PAGE, written), None, "{written}");
        }
    }

    #[test]
    fn a_word_is_one_short_line_that_names_nobody() {
        assert_eq!(one("utm_source", "  spring\u{202e}\r\n sale ").as_deref(), Some("spring sale"));
        assert_eq!(
            one("utm_term", &"あ".repeat(500)).map(|it| it.chars().count()),
            Some(CAMPAIGN_VALUE_LENGTH_MAX)
        );
        for written in ["", " \u{0} ", "taro@example.jp", "taro%40example.jp", "taro＠example.jp"] {
            assert_eq!(one("utm_content", written), None, "{written}");
        }
        assert_eq!(read(&[("utm_id", "1"), ("gclid", "x"), ("email", "a")]), []);
        assert_eq!(
            one("utm_source", &format!("{}@example.jp", "a".repeat(99))),
            None,
            "not cut before the sign is seen"
        );
    }

    #[test]
    fn the_first_touch_is_that_of_the_creation_and_the_last_moves_on() {
        let touch = |source: &str| Touch::read([("utm_source", source)]);
        let posted = |first: Option<&str>, last: Option<&str>| Campaign {
            first: first.and_then(touch),
            last: last.and_then(touch),
        };
        let new = posted(None, Some("ads")).of_new_lead();
        assert_eq!(new, posted(Some("ads"), Some("ads")));
        assert_eq!(posted(Some("mail"), Some("web")).after(new.clone()), posted(Some("ads"), Some("web")));
        assert_eq!(posted(None, None).after(new.clone()), new);
        let without = posted(None, None).of_new_lead();
        assert_eq!(posted(Some("forged"), None).after(without), posted(None, Some("forged")));
    }

    proptest! {
        #[test]
        fn whatever_is_said_stays_bounded_and_names_nobody(pairs in proptest::collection::vec(
            (proptest::sample::select(NAMES.to_vec()), prop_oneof!["(?s).{0,300}", "https?://[a-z.@]{1,20}/.{0,300}"]), 0..12,
        )) {
            if let Some(touch) = Touch::read(pairs.clone()) {
                for (name, value) in touch.pairs() {
                    let most = if [REFERRER, LANDING_PAGE].contains(&name) { CAMPAIGN_PAGE_LENGTH_MAX + 70 } else { CAMPAIGN_VALUE_LENGTH_MAX };
                    prop_assert!(value.chars().count() <= most && !value.is_empty(), "{name}: {value}");
                    prop_assert!(!value.contains('@') && !value.contains(char::is_control), "{name}: {value}");
                }
                prop_assert_eq!(Touch::read(touch.pairs()), Some(touch), "cleaning twice is cleaning once");
            }
        }
    }
}
