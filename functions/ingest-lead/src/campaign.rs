//! The campaign that led to a request: read from the fields of a post, the address of a page, and its referrer.

use crate::body::Fields;
use cadence::campaign::{Campaign, FIRST_FIELD, LANDING_PAGE, LAST_FIELD, REFERRER, Touch};
use cadence::origin::WebOrigin;
use http::{Request, header};
use std::borrow::Cow;

/// The campaign of a post. `campaign.first` and `campaign.last` hold a touch each, in the form of a query; a form may also post
/// single `utm_…` fields, or have them in the address it posts to.
pub(crate) fn posted(fields: &Fields, query: Option<&str>) -> Campaign {
    let said = |name: &str| fields.all(name).next().unwrap_or_default().as_bytes();
    let in_fields = fields.pairs().map(|(name, value)| (name.into(), value.into()));
    let in_query = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let by_name =
        in_fields.chain(in_query).filter(|(name, _): &(Cow<'_, str>, Cow<'_, str>)| name.starts_with("utm_"));
    Campaign {
        first: Touch::read(form_urlencoded::parse(said(FIRST_FIELD))),
        last: Touch::read(form_urlencoded::parse(said(LAST_FIELD)).chain(by_name)),
    }
}

/// The campaign of a visit to the form's own page.
pub(crate) fn visited<T>(request: &Request<T>, base_url: &str) -> Campaign {
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let utm = query.filter(|(name, _)| name.starts_with("utm_"));
    let referrer = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
    let ours = WebOrigin::of_url(base_url);
    let referrer = referrer.filter(|url| WebOrigin::of_url(url) != ours);
    let landing_page = format!("{base_url}{}", request.uri().path());
    let pages = [(REFERRER, referrer.unwrap_or_default()), (LANDING_PAGE, landing_page.as_str())];
    let pages = pages.map(|(name, page)| (Cow::from(name), Cow::from(page)));
    Campaign { first: None, last: Touch::read(utm.chain(pages)) }
}

/// The fields in which a page carries a campaign on.
pub(crate) fn hidden(campaign: &Campaign) -> Vec<(&'static str, String)> {
    let touches = [(FIRST_FIELD, &campaign.first), (LAST_FIELD, &campaign.last)];
    let said = touches.into_iter().filter_map(|(name, touch)| Some((name, touch.as_ref()?)));
    said.map(|(name, touch)| {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(touch.pairs()).finish();
        (name, query)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(pairs: &[(&str, &str)]) -> Option<Touch> {
        Touch::read(pairs.iter().copied())
    }

    #[test]
    fn a_post_says_its_campaign_in_two_fields_single_ones_or_its_address() {
        let fields = Fields::from_iter([
            ("campaign.first", "utm_source=ads&landing_page=https%3A%2F%2Fwww.example.co.jp%2Flp%3Fa%3Db"),
            ("campaign.last", "utm_source=mail"),
            ("utm_source", "ignored"),
            ("utm_term", "倉庫"),
            ("email", "taro@example.jp"),
        ]);
        let campaign = posted(&fields, Some("key=x&utm_medium=qr"));
        assert_eq!(
            campaign.first,
            touch(&[("utm_source", "ads"), ("landing_page", "https://www.example.co.jp/lp")])
        );
        assert_eq!(
            campaign.last,
            touch(&[("utm_source", "mail"), ("utm_term", "倉庫"), ("utm_medium", "qr")])
        );
        assert!(posted(&Fields::default(), Some("key=x&source=y")).is_empty());
    }

    #[test]
    fn what_a_page_carries_on_is_what_was_said_to_it() {
        let request = Request::get("/f/contact?key=secret&utm_source=%E5%BA%97%E9%A0%AD")
            .header("referer", "https://blog.example/post?mail=taro@example.jp")
            .body(())
            .unwrap();
        let campaign = visited(&request, "https://mail.example.co.jp");
        let pairs = [
            ("utm_source", "店頭"),
            ("referrer", "https://blog.example/post"),
            ("landing_page", "https://mail.example.co.jp/f/contact"),
        ];
        assert_eq!(campaign.last, touch(&pairs));
        let fields = hidden(&campaign).into_iter().collect();
        assert_eq!(posted(&fields, None), campaign);
        let own = Request::get("/f/contact")
            .header("referer", "https://mail.example.co.jp/f/contact")
            .body(())
            .unwrap();
        assert_eq!(visited(&own, "https://mail.example.co.jp").last, touch(&pairs[2..]));
    }
}
