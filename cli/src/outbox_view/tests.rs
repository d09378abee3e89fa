//! The outbox over a standalone program in memory, without a socket.

mod keys;

use super::{TemplateErrors, View};
use crate::standalone::Standalone;
use crate::standalone::fixture::{in_memory, start};
use axum::Router;
use axum::body::Body;
use cadence::door::DoorOutcome;
use cadence::facts::Fact;
use cadence::suppression::SuppressionReason;
use chrono::TimeDelta;
use gateway::local::outbox::{OutboxEntry, ses_event};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

struct World {
    standalone: Standalone,
    router: Router,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let (standalone, folder) = in_memory().await;
        let router = View::new(standalone.clone(), TemplateErrors::default(), 1.0).unwrap().router();
        Self { standalone, router, _folder: folder }
    }

    /// A browser that was opened with the link asks.
    async fn ask(&self, mut request: Request<Body>) -> (StatusCode, String) {
        let cookie = format!("{}={}", self.standalone.pages_cookie(), self.standalone.pages_token());
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        self.ask_without_the_key(request).await
    }

    async fn ask_without_the_key(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, location.unwrap_or_else(|| String::from_utf8_lossy(&body).into_owned()))
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        self.ask(request("GET", path).body(Body::empty()).unwrap()).await
    }

    async fn press(&self, path: &str) -> (StatusCode, String) {
        let request = request("POST", path).header("origin", "http://localhost:8025");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Somebody asks, and agrees to marketing; the mails of the next days are sent.
    async fn a_lead_asks_and_days_pass(&self, days: u32) {
        let form =
            "company=c&name=n&email=taro%40example.jp&topic=%E3%81%9D%E3%81%AE%E4%BB%96&message=m&agree=yes";
        let request =
            request("POST", "/f/contact").header("content-type", "application/x-www-form-urlencoded");
        let (status, _) = self.ask(request.body(Body::from(form)).unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        for _ in 0..days * 24 {
            Box::pin(self.standalone.drain()).await;
            self.standalone.clock.tell(self.standalone.clock.now() + TimeDelta::hours(1));
            self.standalone.tick().await.unwrap();
        }
        Box::pin(self.standalone.drain()).await;
    }

    /// The address of the mail of a step.
    fn mail_of(&self, step: &str) -> String {
        let entries = self.standalone.outbox.entries().unwrap();
        format!("/outbox/{}", entries.iter().find(|entry| entry.step == step).unwrap().send_key)
    }
}

fn request(method: &str, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost:8025")
        .header("accept-language", "en")
}

#[tokio::test]
async fn what_the_recipient_does_stands_on_the_mail() {
    let world = World::new().await;
    world.a_lead_asks_and_days_pass(2).await;
    let mail = world.mail_of("faq");
    for (action, badge) in [("open", "opened"), ("click", "clicked"), ("unsubscribe", "unsubscribed")] {
        assert_eq!(
            world.press(&format!("{mail}/{action}")).await,
            (StatusCode::SEE_OTHER, format!("{mail}?done={action}"))
        );
        let (_, page) = world.get(&mail).await;
        assert!(page.contains(&format!("<span class=\"badge {badge}\">{badge}</span>")), "{badge}: {page}");
    }
    let (_, leads) = world.get("/leads").await;
    assert!(leads.contains("taro@example.jp") && leads.contains("ended: unsubscribed"), "{leads}");
}

#[tokio::test]
async fn a_mail_is_shown_without_any_right_to_run_or_reach_something() {
    let world = World::new().await;
    world.a_lead_asks_and_days_pass(0).await;
    let path = format!("{}/html", world.mail_of("reply"));
    let cookie = format!("{}={}", world.standalone.pages_cookie(), world.standalone.pages_token());
    let asked = request("GET", &path).header("cookie", cookie).body(Body::empty()).unwrap();
    let response = world.router.clone().oneshot(asked).await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
}

#[tokio::test]
async fn other_hosts_and_other_sites_are_turned_away_everywhere() {
    let world = World::new().await;
    world.a_lead_asks_and_days_pass(0).await;
    let open = format!("{}/open", world.mail_of("reply"));
    for path in ["/", "/forms", "/leads", "/pulse", "/healthz", "/style.css", "/f/contact", "/nowhere"] {
        let rebound = Request::get(path).header("host", "evil.example:8025").body(Body::empty()).unwrap();
        assert_eq!(world.ask(rebound).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let foreign = request("POST", &open).header("origin", "http://evil.example");
    assert_eq!(world.ask(foreign.body(Body::empty()).unwrap()).await.0, StatusCode::FORBIDDEN);
    let (_, page) = world.get(&world.mail_of("reply")).await;
    assert!(!page.contains("badge opened"), "{page}");
}

#[tokio::test]
async fn a_post_of_two_megabytes_is_refused_in_the_forms_language() {
    let world = World::new().await;
    let post = request("POST", "/f/contact").header("content-type", "application/x-www-form-urlencoded");
    let body = format!("message={}", "a".repeat(2 * 1024 * 1024));
    let (status, page) = world.ask(post.body(Body::from(body)).unwrap()).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("送信内容が大きすぎます"), "{page}");
}

/// The delivery event of SES for the answer to the lead's question.
fn delivery(entry: &OutboxEntry) -> String {
    ses_event(entry, "Delivery", start(), serde_json::json!({}))
}

#[tokio::test]
async fn events_of_real_mail_are_recorded_before_they_are_answered() {
    let mut world = World::new().await;
    world.a_lead_asks_and_days_pass(0).await;
    let entry = world.standalone.outbox.entries().unwrap().remove(0);
    let bearer = format!("Bearer {}", world.standalone.api_key());
    let events = || request("POST", "/events").header("authorization", &bearer);
    let post = |body: String| events().body(Body::from(body)).unwrap();
    let bounce = ses_event(&entry, "Bounce", start(), serde_json::json!({ "bounceType": "Permanent" }));
    assert_eq!(
        world.ask(post(bounce.clone())).await.0,
        StatusCode::NOT_FOUND,
        "an outbox has its own events"
    );

    world.standalone.reaches_people = true;
    world.router = View::new(world.standalone.clone(), TemplateErrors::default(), 1.0).unwrap().router();
    assert_eq!(world.ask(post(delivery(&entry))).await.0, StatusCode::NO_CONTENT);
    assert_eq!(world.ask(post(bounce)).await.0, StatusCode::NO_CONTENT);
    let lead = cadence::ids::LeadId::parse(&entry.lead).unwrap();
    assert!(world.standalone.store.suppression(&lead).await.unwrap().is_some());
    assert_eq!(world.ask(post("no event".to_owned())).await.0, StatusCode::BAD_REQUEST);
    let in_address = request("POST", &format!("/events?key={}", world.standalone.api_key()));
    assert_eq!(
        world.ask(in_address.body(Body::from(delivery(&entry))).unwrap()).await.0,
        StatusCode::NO_CONTENT
    );
    for wrong in ["/events", "/events?key=v1.k1.a.ZXZlbnRz.AAAAAAAAAAAAAAAAAAAAAA"] {
        let forged = request("POST", wrong).body(Body::from(delivery(&entry))).unwrap();
        assert_eq!(
            world.ask(forged).await.0,
            StatusCode::UNAUTHORIZED,
            "the cookie of the pages is no key here"
        );
    }
    let foreign = events().header("origin", "https://evil.example");
    assert_eq!(world.ask(foreign.body(Body::from(delivery(&entry))).unwrap()).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn with_real_mail_the_pages_say_that_mails_are_not_kept_here() {
    let mut world = World::new().await;
    assert!(world.get("/").await.1.contains("None of these mails has gone anywhere"));
    world.standalone.reaches_people = true;
    world.router = View::new(world.standalone.clone(), TemplateErrors::default(), 1.0).unwrap().router();
    for path in ["/", "/leads"] {
        let (_, page) = world.get(path).await;
        assert!(page.contains("through Amazon SES"), "{path}: {page}");
        assert!(
            !page.contains("None of these mails") && !page.contains("Nothing has been sent yet"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_mail_that_is_not_there_is_not_found() {
    let world = World::new().await;
    for path in [
        "/outbox/..%2Fsecrets",
        "/outbox/aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "/outbox/aaaaaaaaaaaaaaaaaaaaaaaaaa/html",
    ] {
        assert_eq!(world.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.press("/outbox/aaaaaaaaaaaaaaaaaaaaaaaaaa/open").await.0, StatusCode::NOT_FOUND);
}

#[test]
fn everything_a_page_tells_of_has_words_in_both_languages() {
    let door = DoorOutcome::ALL.map(|outcome| format!("door_{}", outcome.name()));
    let reasons = SuppressionReason::ALL.map(|reason| format!("suppressed_{}", reason.name()));
    let facts = Fact::ALL.map(|fact| format!("fact_{}", fact.name()));
    for text in [include_str!("words.ja.json"), include_str!("words.en.json")] {
        let words: serde_json::Value = serde_json::from_str(text).unwrap();
        for word in door.iter().chain(&reasons).chain(&facts) {
            assert!(words[word].as_str().is_some_and(|it| !it.is_empty()), "{word}");
        }
    }
}

#[tokio::test]
async fn forms_count_what_was_not_taken_as_it_came() {
    let world = World::new().await;
    let agreed = ["いいえ", "null", "undefined", "yes", ""].map(|said| ("agree", said));
    let others = ["nickname", "utm_source", "campaign.first", "message"].map(|name| (name, "x"));
    for (number, field) in agreed.into_iter().chain(others).enumerate() {
        let fields = [("company", "c"), ("name", "n"), ("email", &format!("a{number}@example.jp")), field];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let post = request("POST", "/f/material-request")
            .header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(world.ask(post.body(Body::from(body)).unwrap()).await.0, StatusCode::OK, "{field:?}");
    }
    assert_eq!(
        world.ask(request("POST", "/f/nowhere").body(Body::empty()).unwrap()).await.0,
        StatusCode::NOT_FOUND
    );
    let (_, page) = world.get("/forms?language=en").await;
    assert!(page.contains("<b>2</b> with a no for consent"), "{page}");
    assert!(page.contains("<b>1</b> with a consent that says neither yes nor no"), "{page}");
    assert!(page.contains("<b>1</b> to no form"), "{page}");
    assert!(page.contains("<b>2</b> with fields that the form does not ask for"), "{page}");
}

#[tokio::test]
async fn forms_name_the_site_whose_posts_were_refused_with_the_line_to_write() {
    let world = World::new().await;
    let (_, page) = world.get("/forms").await;
    assert!(!page.contains("shop.example"), "nobody was refused yet");
    for _ in 0..2 {
        let post = request("POST", "/f/contact").header("origin", "https://shop.example");
        let (status, _) = world.ask(post.body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    let (_, page) = world.get("/forms?language=en").await;
    let page = page.replace("&quot;", "\"").replace("&#x2f;", "/");
    assert!(page.contains("forms/contact.json") && page.contains("× 2"), "{page}");
    assert!(
        page.contains("\"allow_origins\": [\"https://www.example.co.jp\", \"https://shop.example\"]"),
        "{page}"
    );
    let (_, pulse) = world.get("/pulse").await;
    assert!(pulse.contains("\"unlisted\":2"), "the page is refreshed when a post is refused: {pulse}");
}

#[tokio::test]
async fn forms_for_strangers_are_there_to_copy_and_those_for_staff_are_not() {
    let world = World::new().await;
    let (_, page) = world.get("/forms").await;
    let page = page.replace("&lt;", "<").replace("&quot;", "\"").replace("&#x2f;", "/");
    for form in ["contact", "material-request"] {
        let copy = format!("<form id=\"{form}\" action=\"http://127.0.0.1:8025/f/{form}\"");
        assert_eq!(page.matches(&copy).count(), 2, "{form} is there plain and with fetch");
    }
    assert!(!page.contains("<form id=\"customer\"") && !page.contains("<form id=\"meeting\""));
}
