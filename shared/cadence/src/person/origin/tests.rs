//! Origins as they are read, and the page that a post comes from.

use super::*;
use proptest::prelude::*;

fn origin(text: &str) -> WebOrigin {
    WebOrigin::parse(text).unwrap()
}

#[test]
fn an_origin_is_kept_as_browsers_write_it() {
    for (written, kept) in [
        ("https://www.example.co.jp", "https://www.example.co.jp"),
        ("HTTPS://WWW.Example.co.jp", "https://www.example.co.jp"),
        ("https://www.example.co.jp:443", "https://www.example.co.jp"),
        ("http://www.example.co.jp:80", "http://www.example.co.jp"),
        ("https://www.example.co.jp:80", "https://www.example.co.jp:80"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[0:0::1]:3000", "http://[::1]:3000"),
        ("https://棚番.example", "https://xn--j2vy1y.example"),
        ("https://ＷＷＷ．example．jp", "https://www.example.jp"),
        ("https://my_shop.example", "https://my_shop.example"),
    ] {
        assert_eq!(WebOrigin::parse(written).map(|it| it.0).as_deref(), Ok(kept), "{written}");
    }
}

#[test]
fn a_text_that_is_no_origin_says_why() {
    for (written, error) in [
        ("www.example.co.jp", OriginError::Scheme),
        ("null", OriginError::Scheme),
        ("", OriginError::Scheme),
        ("ftp://example.jp", OriginError::Scheme),
        (" https://example.jp", OriginError::Scheme),
        ("https://", OriginError::Host),
        ("https://exam ple.jp", OriginError::Host),
        ("https://[::1", OriginError::Host),
        ("https://*.example.jp", OriginError::Wildcard),
        ("https://taro:x@example.jp", OriginError::Credentials),
        ("https://example.jp:0", OriginError::Port),
        ("https://example.jp:99999", OriginError::Port),
        ("https://example.jp:+80", OriginError::Port),
        ("https://example.jp/", OriginError::Path { bare: origin("https://example.jp") }),
        ("https://Example.jp/contact?a=b", OriginError::Path { bare: origin("https://example.jp") }),
    ] {
        assert_eq!(WebOrigin::parse(written), Err(error), "{written}");
    }
    assert!(WebOrigin::parse(&format!("https://{}.jp", "a.".repeat(200))).is_err());
}

fn whose(origin: Option<&str>, host: &str) -> PostedFrom {
    let ours = [WebOrigin::parse("https://mail.example.co.jp").unwrap()];
    let listed = ["https://www.example.co.jp", "http://localhost:3000"].map(origin_of);
    posted_from(Said { origin, host: Some(host), ..Said::default() }, &ours, &listed)
}

fn origin_of(text: &str) -> WebOrigin {
    origin(text)
}

#[test]
fn a_post_is_of_our_own_page_a_listed_site_an_unlisted_one_or_nobody_says() {
    let api = "abc.execute-api.ap-northeast-1.amazonaws.com";
    assert_eq!(whose(None, api), PostedFrom::Unsaid);
    for (said, host) in [
        ("https://mail.example.co.jp", api),
        ("https://abc.execute-api.ap-northeast-1.amazonaws.com", api),
        ("http://127.0.0.1:8025", "127.0.0.1:8025"),
        ("http://localhost:8025", "LOCALHOST:8025"),
        ("https://mail.example.com", "mail.example.com:443"),
        ("http://[::1]:8025", "[::1]:8025"),
    ] {
        assert_eq!(whose(Some(said), host), PostedFrom::Ours, "{said} at {host}");
    }
    for said in ["https://www.example.co.jp", "http://localhost:3000"] {
        assert_eq!(whose(Some(said), api), PostedFrom::Listed(origin(said)));
    }
    for said in [
        "http://www.example.co.jp",
        "https://example.co.jp",
        "https://www.example.co.jp:8443",
        "https://www.example.co.jp.evil.example",
        "http://localhost:3001",
        "http://mail.example.co.jp",
    ] {
        assert_eq!(whose(Some(said), api), PostedFrom::Unlisted(Unlisted::Site(origin(said))), "{said}");
    }
    for said in ["null", "", "chrome-extension://abcdef", "https://www.example.co.jp https://evil.example"] {
        assert_eq!(whose(Some(said), api), PostedFrom::Unlisted(Unlisted::Hidden), "{said}");
    }
}

#[test]
fn a_hidden_origin_is_ours_only_if_the_browser_vouches_for_it() {
    let said = |is_same_origin| Said {
        origin: Some("null"),
        is_same_origin,
        host: Some("localhost:8025"),
        ..Said::default()
    };
    assert_eq!(posted_from(said(true), &[], &[]), PostedFrom::Ours);
    assert_eq!(posted_from(said(false), &[], &[]), PostedFrom::Unlisted(Unlisted::Hidden));
}

#[test]
fn a_page_that_only_its_referrer_tells_is_as_good_as_its_origin() {
    let listed = [origin("https://www.example.co.jp")];
    let whose = |origin, referrer, is_cross_site| {
        let host = Some("mail.example.org");
        posted_from(Said { origin, referrer, is_cross_site, is_same_origin: false, host }, &[], &listed)
    };
    let evil = PostedFrom::Unlisted(Unlisted::Site(origin("https://evil.example")));
    for page in ["https://evil.example/a?b=c", "https://evil.example", "HTTPS://EVIL.example/"] {
        assert_eq!(whose(None, Some(page), false), evil, "{page}");
    }
    let own = Some("https://www.example.co.jp/contact?x=y");
    assert_eq!(whose(None, own, true), PostedFrom::Listed(listed[0].clone()));
    assert_eq!(whose(None, Some("https://mail.example.org/f/contact"), false), PostedFrom::Ours);
    assert_eq!(whose(Some("https://evil.example"), own, false), evil, "the origin counts");
    for nothing in [None, Some(""), Some("about:blank"), Some("android-app://com.example/")] {
        assert_eq!(whose(None, nothing, false), PostedFrom::Unsaid, "{nothing:?}");
        assert_eq!(whose(None, nothing, true), PostedFrom::Unlisted(Unlisted::Hidden), "{nothing:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_is_read_reads_back(text in "(?s).{0,80}", near in "(https?|HTTPS)://[a-zA-Z0-9.:\\[\\]@*あ_-]{0,40}[/?#]?.{0,5}") {
        for text in [text, near] {
            if let Some(read) = WebOrigin::of_url(&text) {
                prop_assert!(read.as_str().is_ascii() && read.as_str().len() <= ORIGIN_LENGTH_MAX);
                prop_assert_eq!(WebOrigin::parse(read.as_str()), Ok(read));
            }
        }
    }

    #[test]
    fn only_an_origin_that_is_listed_or_ours_is_let_in(said in "https?://(www\\.)?example\\.(co\\.jp|com|jp)(:[0-9]{2,4})?") {
        let listed = [origin("https://www.example.co.jp")];
        let from = posted_from(Said { origin: Some(&said), host: Some("mail.example.org"), ..Said::default() }, &[], &listed);
        let let_in = !matches!(from, PostedFrom::Unlisted(_));
        prop_assert_eq!(let_in, WebOrigin::parse(&said).as_ref() == Ok(&listed[0]));
    }
}
