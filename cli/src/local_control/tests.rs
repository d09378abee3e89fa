//! The door and who may pass it, without a socket; and the one rule that needs one: who has the data answers.

use super::{AnsweredBy, Connection, Control};
use crate::standalone::fixture::{BASE_URL, in_memory, standalone, start};
use crate::standalone::{Place, Standalone};
use axum::Router;
use axum::body::Body;
use gateway::local::dead_letters::DeadLetterId;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use operations::Failure;
use operations::answers::{Became, DeadLetters, PausesChanged, Standing};
use operations::requests::{
    ListDeadLetters, LookAround, Pause, Resume, RetryDeadLetters, ShowAudit, ShowDeadLetter,
};
use runtime::entropy::Entropy;
use std::future::IntoFuture as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

struct World {
    standalone: Standalone,
    control: Control,
    router: Router,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let (standalone, folder) = in_memory().await;
        let control = Control::open(&standalone, folder.path(), BASE_URL, &Entropy::seeded(2)).unwrap();
        let router = control.router();
        Self { standalone, control, router, folder }
    }

    fn control_file(&self) -> PathBuf {
        self.folder.path().join("control.json")
    }

    /// The key as the commands find it.
    fn key(&self) -> String {
        let text = std::fs::read_to_string(self.control_file()).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        read["key"].as_str().unwrap().to_owned()
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }
}

fn look_around() -> http::request::Builder {
    Request::post("/control/look-around").header("host", "127.0.0.1:8025")
}

fn nothing() -> Body {
    Body::from("{}")
}

#[tokio::test]
async fn whoever_has_the_key_is_answered_and_nobody_else() {
    let world = World::new().await;
    let key = world.key();
    let with =
        |key: &str| look_around().header("authorization", format!("Bearer {key}")).body(nothing()).unwrap();
    let (status, body) = world.ask(with(&key)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let standing: Standing = serde_json::from_str(&body).unwrap();
    assert_eq!(standing.now.to_string(), "2026-11-24 10:00");
    assert!(!standing.waits_for_somebody() && standing.paused.is_empty());
    let changed = format!("{}x", &key[1..]);
    for wrong in ["", "x", &key[..63], &format!("{key}0"), &changed] {
        assert_eq!(world.ask(with(wrong)).await.0, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    assert_eq!(world.ask(look_around().body(nothing()).unwrap()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(key.len(), 64, "32 random bytes");
}

#[tokio::test]
async fn no_web_page_and_no_foreign_name_gets_through_even_with_the_key() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.key());
    for (name, value) in [
        ("origin", "http://127.0.0.1:8025"),
        ("origin", "null"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let request = look_around().header("authorization", &bearer).header(name, value);
        assert_eq!(
            world.ask(request.body(nothing()).unwrap()).await.0,
            StatusCode::FORBIDDEN,
            "{name}: {value}"
        );
    }
    let rebound =
        Request::post("/control/look-around").header("host", "evil.example").header("authorization", &bearer);
    assert_eq!(world.ask(rebound.body(nothing()).unwrap()).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_was_refused_travels_with_its_reason() {
    let world = World::new().await;
    let ask = |body: &'static str| {
        let request = Request::post("/control/pause").header("host", "localhost");
        request.header("authorization", format!("Bearer {}", world.key())).body(Body::from(body)).unwrap()
    };
    let (status, said) = world.ask(ask(r#"{"sequence":"wellcome","reason":null}"#)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(said.contains("no sequence `wellcome`") && said.contains("welcome-material"), "{said}");
    let (status, said) = world.ask(ask(r#"{"sequence":"win-back","reason":"ask taro@example.jp"}"#)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(said.contains("address") && !said.contains("taro"), "{said}");
    assert_eq!(world.ask(ask(r#"{"everything":true}"#)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(world.standalone.store.pauses().await.unwrap(), []);
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_lies_where_only_its_owner_reads_it_and_goes_with_the_door() {
    use std::os::unix::fs::PermissionsExt as _;
    let World { control, folder, .. } = World::new().await;
    let path = folder.path().join("control.json");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!format!("{control:?}").contains(&std::fs::read_to_string(&path).unwrap()[40..60]));
    drop(control);
    assert!(!path.exists());
}

fn pause(sequence: Option<&str>, reason: &str) -> Pause {
    Pause { sequence: sequence.map(str::to_owned), reason: Some(reason.to_owned()) }
}

fn paused(changed: &PausesChanged) -> Vec<(Option<&str>, Option<&str>)> {
    changed.paused.iter().map(|paused| (paused.sequence.as_deref(), paused.reason.as_deref())).collect()
}

#[tokio::test]
async fn pausing_and_resuming_twice_changes_things_once() {
    let world = World::new().await;
    let operations = world.standalone.operations();
    let first = operations.pause(pause(Some("win-back"), "wrong link")).await.unwrap();
    let second = operations.pause(pause(Some("win-back"), "me too")).await.unwrap();
    assert!(first.changed && !second.changed);
    assert_eq!(paused(&second), [(Some("win-back"), Some("wrong link"))]);
    let all = operations.pause(pause(None, "")).await.unwrap();
    assert_eq!(paused(&all), [(None, None), (Some("win-back"), Some("wrong link"))]);
    let everything = Resume { sequence: None };
    let released = operations.resume(everything.clone()).await.unwrap();
    assert_eq!(
        paused(&released),
        [(Some("win-back"), Some("wrong link"))],
        "it was paused by itself, and still is"
    );
    assert!(released.changed && !operations.resume(everything).await.unwrap().changed);
    let last = operations.resume(Resume { sequence: Some("win-back".to_owned()) }).await.unwrap();
    assert_eq!((paused(&last), last.changed), (Vec::new(), true));
}

#[tokio::test]
async fn dead_letters_are_listed_without_text_and_kept_until_they_are_handled() {
    let world = World::new().await;
    let operations = world.standalone.operations();
    let poison = "{\"mail\":\"taro@example.jp\"}";
    world.standalone.feedback.send([poison.to_owned()]);
    while !world.standalone.feedback.is_empty() {
        world.standalone.drain().await;
    }
    let DeadLetters { letters, .. } = operations.list_dead_letters(ListDeadLetters {}).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].died_at.map(|at| at.to_string()).as_deref(), Some("2026-11-24 10:00"));
    assert!(!serde_json::to_string(&letters).unwrap().contains("taro"));
    let id = letters[0].id.clone();
    assert_eq!(operations.show_dead_letter(ShowDeadLetter { id: id.clone() }).await.unwrap().body, poison);
    let retried = operations.retry_dead_letters(RetryDeadLetters { id: Some(id) }).await.unwrap();
    assert!(matches!(retried.letters[0].became, Became::Kept { .. }));
    let standing = operations.look_around(LookAround {}).await.unwrap();
    assert!(standing.dead_letters == 1 && standing.waits_for_somebody(), "it is still there");

    // A letter that could not be handled before can be now.
    let healed = r#"{"Type":"SubscriptionConfirmation","Message":"-"}"#;
    let id = DeadLetterId::of("feedback", healed);
    world.standalone.dead_letters.bury(&id, healed, start(), "the table did not answer").unwrap();
    let retried = operations.retry_dead_letters(RetryDeadLetters { id: None }).await.unwrap();
    let handled: Vec<_> =
        retried.letters.iter().filter(|letter| letter.became == Became::Handled).map(|it| &it.id).collect();
    assert_eq!(handled, [id.as_str()]);
    assert_eq!(operations.list_dead_letters(ListDeadLetters {}).await.unwrap().letters.len(), 1);
}

#[tokio::test]
async fn a_letter_is_named_by_its_id_and_by_no_path() {
    let world = World::new().await;
    let operations = world.standalone.operations();
    for id in ["../secrets", "secrets", "feedback-0123456789abcdef", ""] {
        let shown = operations.show_dead_letter(ShowDeadLetter { id: id.to_owned() }).await;
        assert!(matches!(shown, Err(Failure::NotThere(_))), "{id}");
    }
}

#[tokio::test]
async fn the_process_that_has_the_data_carries_operations_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let asked = Connection::of(data, Duration::ZERO).await.unwrap_err().to_string();
    assert!(asked.contains("there is no data"), "{asked}");

    let running = standalone(Place::Folder(data.to_owned())).await;
    let asked = Connection::of(data, Duration::ZERO).await.unwrap_err().to_string();
    assert!(asked.contains("in use") && asked.contains("stop that program"), "{asked}");

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let control = Control::open(&running, data, &url, &Entropy::seeded(2)).unwrap();
    let server = tokio::spawn(axum::serve(listener, control.router()).into_future());
    let connection = Connection::of(data, Duration::ZERO).await.unwrap();
    assert_eq!(connection.answered_by(), AnsweredBy::Running);
    assert!(connection.carry_out(pause(Some("win-back"), "over loopback")).await.unwrap().changed);
    assert_eq!(running.store.pauses().await.unwrap().len(), 1, "it was done there");
    let refused = connection.carry_out(pause(Some("nobody"), "")).await.unwrap_err();
    assert!(matches!(refused, Failure::NotThere(_)), "{refused}");

    // It is gone without taking its control file away: that opens nothing, and the data are free.
    server.abort();
    drop(server.await);
    let stale = std::fs::read(data.join("control.json")).unwrap();
    drop((control, running, connection));
    std::fs::write(data.join("control.json"), stale).unwrap();
    let connection = Connection::of(data, super::PATIENCE).await.unwrap();
    assert_eq!(connection.answered_by(), AnsweredBy::Data);
    let standing = connection.carry_out(LookAround {}).await.unwrap();
    assert_eq!(standing.paused[0].reason.as_deref(), Some("over loopback"));
}

#[tokio::test]
async fn the_name_of_whoever_asks_travels_with_the_operation() {
    let world = World::new().await;
    let said = |by: &str| {
        let request =
            Request::post("/control/pause").header("host", "localhost").header("hikyaku-asked-by", by);
        let body = Body::from(r#"{"sequence":"win-back","reason":null}"#);
        request.header("authorization", format!("Bearer {}", world.key())).body(body).unwrap()
    };
    for by in [super::router::written("花子 山田"), String::new()] {
        assert_eq!(world.ask(said(&by)).await.0, StatusCode::OK);
    }
    let audit = world.standalone.operations().show_audit(ShowAudit { days: 1 }).await.unwrap();
    let by: std::collections::BTreeSet<_> = audit.lines.iter().map(|line| &*line.by).collect();
    assert_eq!(by, ["an operator", "花子 山田"].into());
}
