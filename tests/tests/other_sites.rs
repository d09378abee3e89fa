//! Forms on other sites: listed ones may post from scripts and pages, all others are refused before anything is kept, and told
//! what to write where.

use bytes::Bytes;
use hikyaku_tests::world::{Answer, Company, World};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const LISTED: &str = "https://www.example.co.jp";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const TARO: &str = "email=taro%40example.jp&name=Taro&agree=on";
const NAVIGATES: (&str, &str) = ("sec-fetch-mode", "navigate");
const FETCHES: (&str, &str) = ("sec-fetch-mode", "cors");
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

async fn company() -> World {
    let hello = |form: &str| {
        json!({
            "start": { "form": form }, "purpose": "transactional", "steps": [{ "step": "hello", "send": "hello" }],
        })
    };
    let company = Company::with("welcome", &hello("signup")).and("seminar", &hello("event"));
    let fields = json!([{ "name": "email", "type": "email", "required": true }]);
    let event = json!({
        "fields": fields, "thanks_url": "https://www.example.co.jp/thanks",
        "allow_origins": ["HTTPS://WWW.Example.co.jp:443", "http://localhost:3000", "https://棚番.example"],
    });
    company.write("forms/event.json", &event.to_string());
    let staff = json!({ "fields": fields, "staff_only": true, "allow_origins": ["https://intra.example"] });
    company.write("forms/visit.json", &staff.to_string());
    World::of(company).await
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path).header("host", "mail.example.co.jp");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(body.into()).unwrap()
}

async fn post(world: &World, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    world.request(request(Method::POST, path, headers, body.to_owned())).await
}

fn grants(answer: &Answer) -> &str {
    answer.header("access-control-allow-origin")
}

#[tokio::test]
async fn fetch_from_a_listed_site_is_answered_with_json_and_never_redirected() {
    let multipart =
        "--line\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\ntaro@example.jp\r\n--line--\r\n";
    for (content_type, body) in [
        (URLENCODED, TARO),
        ("multipart/form-data; boundary=line", multipart),
        ("application/json", "{\"email\":\"taro@example.jp\"}"),
    ] {
        for accept in ["*/*", BROWSER.1, "application/json"] {
            let world = company().await;
            let headers = [("content-type", content_type), ("origin", LISTED), FETCHES, ("accept", accept)];
            let answer = post(&world, "/f/event", &headers, body).await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (StatusCode::OK, "{\"status\":\"ok\"}"),
                "{content_type}"
            );
            assert_eq!(grants(&answer), LISTED, "{content_type} {accept}");
            assert_eq!(answer.header("access-control-allow-credentials"), "");
            assert!(answer.header("vary").contains("Origin"));
            assert!(!world.rows().await.is_empty(), "the lead is taken");
        }
    }
}

#[tokio::test]
async fn a_form_on_a_listed_site_leads_the_browser_to_a_page() {
    let world = company().await;
    let headers = [("content-type", URLENCODED), ("origin", LISTED), NAVIGATES, BROWSER];
    let answer = post(&world, "/f/event", &headers, TARO).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "https://www.example.co.jp/thanks");
    let answer = post(&world, "/f/signup", &headers, TARO).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_listed_sites_scripts_may_read_every_refusal() {
    let world = company().await;
    let too_large = "a".repeat(70_000);
    for (content_type, body, status) in [
        ("text/plain", "taro", 415),
        (URLENCODED, "name=%8ER", 415),
        (URLENCODED, &too_large, 413),
        (URLENCODED, "email=taro", 422),
        ("application/json", "{", 400),
    ] {
        let headers = [("content-type", content_type), ("origin", LISTED), FETCHES, ("accept", "*/*")];
        let answer = post(&world, "/f/signup", &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        assert_eq!(
            (grants(&answer), answer.header("content-type")),
            (LISTED, "application/json"),
            "{status}"
        );
        let said: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(said["status"], "refused", "{status}");
    }
}

#[tokio::test]
async fn a_post_of_an_unlisted_site_is_refused_untaken_and_told_what_to_write() {
    for (what, origin) in [
        ("another site", "https://evil.example"),
        ("the same without TLS", "http://www.example.co.jp"),
        ("another port", "https://www.example.co.jp:8443"),
        ("a neighbour", "https://shop.example.co.jp"),
        ("a lookalike", "https://www.example.co.jp.evil.example"),
        ("a page that hides its origin", "null"),
        ("an extension", "chrome-extension://abcdefgh"),
    ] {
        let world = company().await;
        for (content_type, body) in
            [(URLENCODED, TARO), ("application/json", "{\"email\":\"taro@example.jp\"}"), ("text/plain", "x")]
        {
            for mode in [NAVIGATES, FETCHES] {
                let headers = [("content-type", content_type), ("origin", origin), mode, BROWSER];
                let answer = post(&world, "/f/signup", &headers, body).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
                assert_eq!(grants(&answer), "", "{what}");
                assert!(
                    answer.body.contains("allow_origins") && answer.body.contains("forms/signup.json"),
                    "{what}: {}",
                    answer.body
                );
                assert!(
                    !answer.body.contains("publish") && !answer.body.contains("公開"),
                    "it is saved: {}",
                    answer.body
                );
                let named = origin.starts_with("http");
                assert!(!named || answer.body.contains(origin), "{what}: {}", answer.body);
            }
        }
        assert_eq!(world.rows().await, Vec::<Value>::new(), "{what} left something behind");
        assert!(world.standalone.sends.is_empty(), "{what} set something off");
    }
}

#[tokio::test]
async fn the_line_to_write_keeps_the_sites_that_the_form_lists_already() {
    let world = company().await;
    for mode in [NAVIGATES, FETCHES] {
        let headers = [("content-type", URLENCODED), ("origin", "https://new.example"), mode, BROWSER];
        let answer = post(&world, "/f/event", &headers, TARO).await;
        let said = answer.body.replace("&quot;", "\"").replace("\\\"", "\"");
        let line = "\"allow_origins\": [\"https://www.example.co.jp\", \"http://localhost:3000\", \"https://xn--j2vy1y.example\", \"https://new.example\"]";
        assert!(said.contains(line), "{said}");
    }
}

#[tokio::test]
async fn a_program_that_says_no_origin_is_taken_and_so_are_our_own_pages() {
    for headers in [
        &[][..],
        &[("origin", "https://mail.example.co.jp")],
        &[("origin", "http://mail.example.co.jp:80")],
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
    ] {
        let world = company().await;
        let headers = [&[("content-type", URLENCODED), NAVIGATES, BROWSER], headers].concat();
        let answer = post(&world, "/f/signup", &headers, TARO).await;
        assert_eq!(answer.status, StatusCode::OK, "{headers:?}: {}", answer.body);
    }
    let world = company().await;
    let headers =
        [("content-type", URLENCODED), ("origin", "null"), ("sec-fetch-site", "cross-site"), NAVIGATES];
    assert_eq!(post(&world, "/f/signup", &headers, TARO).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_listed_origin_is_known_however_it_is_written() {
    let world = company().await;
    for origin in [LISTED, "http://localhost:3000", "https://xn--j2vy1y.example"] {
        let headers = [("content-type", URLENCODED), ("origin", origin), FETCHES];
        let answer = post(&world, "/f/event", &headers, TARO).await;
        assert_eq!((answer.status, grants(&answer)), (StatusCode::OK, origin));
    }
}

#[tokio::test]
async fn a_preflight_is_granted_to_listed_sites_only() {
    let world = company().await;
    let asks = |origin| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ];
        request(Method::OPTIONS, "/f/signup", &headers, "")
    };
    let granted = world.request(asks(LISTED)).await;
    assert_eq!((granted.status, grants(&granted)), (StatusCode::NO_CONTENT, LISTED));
    assert_eq!(granted.header("access-control-allow-methods"), "POST");
    assert_eq!(granted.header("access-control-allow-headers"), "content-type");
    for origin in ["https://evil.example", "null"] {
        let refused = world.request(asks(origin)).await;
        assert_eq!((refused.status, grants(&refused)), (StatusCode::FORBIDDEN, ""), "{origin}");
        assert_eq!(refused.header("access-control-allow-methods"), "", "{origin}");
    }
}

#[tokio::test]
async fn a_staff_form_asks_for_its_key_and_for_its_sites() {
    let world = company().await;
    let path = world.standalone.form_path(&cadence::ids::FormId::parse("visit").unwrap(), true);
    let from = |origin| [("content-type", URLENCODED), ("origin", origin), NAVIGATES, BROWSER];
    let listed = post(&world, &path, &from("https://intra.example"), TARO).await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
    let unlisted = post(&world, &path, &from("https://www.example.co.jp"), TARO).await;
    assert_eq!(unlisted.status, StatusCode::FORBIDDEN);
    let keyless = post(&world, "/f/visit", &from("https://www.example.co.jp"), TARO).await;
    assert_eq!(keyless.status, StatusCode::FORBIDDEN);
    assert!(!keyless.body.contains("allow_origins"), "without the key nothing is said of the form");
}
