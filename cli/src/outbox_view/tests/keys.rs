//! The key to the pages, what looking may not do, and what stands at the top of each page.

use super::{TemplateErrors, View, World, request};
use axum::body::Body;
use http::StatusCode;
use tower::ServiceExt as _;

/// Everything that is served, with what stands in for the parts of an address that vary.
const PAGES: [&str; 8] =
    ["/", "/?page=2", "/forms", "/leads", "/pulse", "/nowhere", "/outbox/{key}", "/outbox/{key}/html"];

#[tokio::test]
async fn no_page_opens_without_the_link_and_each_says_where_it_is() {
    let world = World::new().await;
    world.a_lead_asks_and_days_pass(0).await;
    let key = world.standalone.outbox.entries().unwrap().remove(0).send_key;
    let other = links::LinkKeys::new(vec![("k1".to_owned(), vec![9; 32])]).unwrap();
    let cookie = |value: &str| format!("{}={value}", world.standalone.pages_cookie());
    let forged = [
        String::new(),
        cookie(""),
        cookie(&other.pages_token()),
        cookie(&world.standalone.api_key()),
        format!("{}={}", other.pages_cookie(), world.standalone.pages_token()),
    ];
    for path in PAGES {
        let path = path.replace("{key}", &key);
        for cookie in &forged {
            let asked = request("GET", &path).header("cookie", cookie).body(Body::empty()).unwrap();
            let (status, page) = world.ask_without_the_key(asked).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
            assert!(page.contains("hikyaku links") && !page.contains("taro@example.jp"), "{path}: {page}");
            assert!(!page.contains("http-equiv"), "nobody looks again without a reason");
        }
        let japanese = request("GET", &path).header("cookie", "language=ja").body(Body::empty()).unwrap();
        assert!(world.ask_without_the_key(japanese).await.1.contains("リンクから開いてください"), "{path}");
        let (status, _) = world.get(&path).await;
        assert!(status == StatusCode::OK || path == "/nowhere", "{path}: {status}");
    }
    for action in ["open", "click", "bounce", "complain", "unsubscribe"] {
        let path = format!("/outbox/{key}/{action}");
        let pressed = request("POST", &path).header("origin", "http://localhost:8025");
        let (status, _) = world.ask_without_the_key(pressed.body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{action}");
    }
    let (_, page) = world.get(&world.mail_of("reply")).await;
    assert!(!page.contains("badge opened") && !page.contains("badge bounced"), "{page}");
}

#[tokio::test]
async fn the_link_of_the_start_leaves_a_strict_cookie_and_a_clean_address() {
    let world = World::new().await;
    let token = world.standalone.pages_token();
    for (path, clean) in [("/?token={}", "/"), ("/leads?language=ja&token={}", "/leads?language=ja")] {
        let asked = request("GET", &path.replace("{}", &token)).body(Body::empty()).unwrap();
        let response = world.router.clone().oneshot(asked).await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()["location"], clean);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Strict") && cookie.contains("Path=/;"), "{cookie}");
        let kept = cookie.split(';').next().unwrap();
        let again = request("GET", clean).header("cookie", kept).body(Body::empty()).unwrap();
        assert_eq!(world.ask_without_the_key(again).await.0, StatusCode::OK);
    }
    let wrong = request("GET", "/?token=v1.k1.p.cGFnZXM.AAAAAAAAAAAAAAAAAAAAAA").body(Body::empty()).unwrap();
    assert_eq!(world.ask_without_the_key(wrong).await.0, StatusCode::FORBIDDEN);
    // A terminal in a browser is another site: the browser keeps the cookie back once, and the page looks again.
    let led = request("GET", "/").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    assert!(world.ask_without_the_key(led).await.1.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    world.a_lead_asks_and_days_pass(2).await;
    let everything = async || {
        let mut lines = Vec::new();
        world.standalone.store.export_lines(|line| lines.push(line)).await.unwrap();
        lines.sort_unstable();
        (
            lines,
            world.standalone.outbox.entries().unwrap().len(),
            world.standalone.feedback.depth(),
            world.standalone.sends.depth(),
        )
    };
    let before = everything().await;
    let mail = world.mail_of("faq");
    let actions =
        ["open", "click", "unsubscribe", "bounce", "complain"].map(|action| format!("{mail}/{action}"));
    let more = ["/f/contact", "/api/events", "/api/leads", "/events", "/healthz"].map(str::to_owned);
    let pages = PAGES.map(|path| path.replace("/outbox/{key}", &mail));
    for path in pages.iter().chain(&actions).chain(&more) {
        for method in ["GET", "HEAD"] {
            world.ask(request(method, path).body(Body::empty()).unwrap()).await;
        }
    }
    assert_eq!(everything().await, before);
}

#[tokio::test]
async fn every_page_says_what_is_paused_by_whom_and_how_it_is_released() {
    let world = World::new().await;
    let operations = world.standalone.operations();
    for (sequence, reason) in [(Some("win-back"), "wrong coupon"), (None, "stock-taking")] {
        let sequence = sequence.map(str::to_owned);
        let pause = operations::requests::Pause { sequence, reason: Some(reason.to_owned()) };
        operations.pause(pause).await.unwrap();
    }
    for path in ["/", "/forms", "/leads", "/nowhere"] {
        let (_, page) = world.get(path).await;
        for said in [
            "Everything is paused",
            "win-back",
            "paused by a person",
            "2026-11-24 10:00",
            "wrong coupon",
            "hikyaku resume win-back --data ",
            "hikyaku resume --all --data ",
        ] {
            assert!(page.contains(said), "{path} does not say {said}: {page}");
        }
    }
    let (_, before) = world.get("/pulse").await;
    let resume = operations::requests::Resume { sequence: None };
    operations.resume(resume).await.unwrap();
    assert_ne!(world.get("/pulse").await.1, before, "open pages look again");
    assert!(!world.get("/").await.1.contains("Everything is paused"));
}

#[tokio::test]
async fn a_score_shows_what_it_is_made_of() {
    let world = World::new().await;
    world.a_lead_asks_and_days_pass(2).await;
    world.press(&format!("{}/click", world.mail_of("faq"))).await;
    let (_, page) = world.get("/leads?language=en").await;
    let page = page.replace("&#x2f;", "/");
    assert!(page.contains("What the score is made of") && page.contains("halve every 30 days"), "{page}");
    assert!(page.contains("posted a form: contact"), "{page}");
    assert!(page.contains("clicked: after-inquiry / faq"), "{page}");
    let worth = |what: &str| -> f64 {
        let before = page.split(what).next().unwrap();
        before.rsplit("<b>").next().unwrap().split("</b>").next().unwrap().parse().unwrap()
    };
    let whole: f64 =
        page.split("class=\"score\"><b>").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
    let parts = worth("posted a form") + worth("clicked: after-inquiry");
    assert!((whole - parts).abs() <= 0.6, "the parts make the whole: {whole} {parts}");
}

#[tokio::test]
async fn mistakes_are_told_in_the_language_of_the_visitor() {
    let mut world = World::new().await;
    let template_errors = TemplateErrors::default();
    template_errors.bad(authoring::check_folder(&authoring::Folder::default()));
    world.router = View::new(world.standalone.clone(), template_errors, 1.0).unwrap().router();
    for (language, said) in [("ja", "settings.json がないので、"), ("en", "there are no settings, so ")]
    {
        let page = world.get(&format!("/?language={language}")).await.1;
        assert!(page.contains(said), "{language}: {page}");
    }
}
