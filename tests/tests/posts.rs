//! A form's endpoint: what it takes, what it refuses and with which words; after a refusal nothing is kept.

use bytes::Bytes;
use hikyaku_tests::world::{Answer, Company, World};
use http::{Request, StatusCode};
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

async fn company() -> World {
    let hello = |form: &str| {
        json!({
            "start": { "form": form }, "purpose": "transactional", "steps": [{ "step": "hello", "send": "hello" }],
        })
    };
    World::of(Company::with("welcome", &hello("signup")).and("seminar", &hello("seminar"))).await
}

fn post(path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Request<Bytes> {
    with(path, &[("content-type", content_type)], body)
}

fn with(path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Request<Bytes> {
    let request =
        headers.iter().fold(Request::post(path), |request, (name, value)| request.header(*name, *value));
    request.body(Bytes::from(body.into())).unwrap()
}

/// `taro@example.jp` and nothing else, in each of the three shapes.
fn multipart(name: &str, file_name: &str) -> String {
    format!(
        "--line\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n{TARO}\r\n\
         --line\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n山田太郎\r\n--line--\r\n"
    )
}

async fn refused(world: &World, what: &str, request: Request<Bytes>, status: u16, says: &str) -> Answer {
    let answer = world.request(request).await;
    assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
    assert!(answer.body.contains(says), "{what} says {:?}, not {says:?}", answer.body);
    assert_eq!(world.rows().await, Vec::<Value>::new(), "{what} left something behind");
    assert!(world.standalone.sends.is_empty(), "{what} set something off");
    answer
}

#[tokio::test]
async fn bad_bodies_are_refused_with_a_remedy_and_nothing_is_kept() {
    let world = company().await;
    let boundary = "multipart/form-data; boundary=line";
    let file = multipart("photo", "; filename=\"me.png\"");
    let shift_jis = b"email=taro%40example.jp&name=%8ER%93c".to_vec();
    let raw_shift_jis = b"email=taro%40example.jp&name=\x8eR\x93c".to_vec();
    let table: Vec<(&str, Request<Bytes>, u16, &str)> = vec![
        ("2 MB", post("/f/signup", URLENCODED, vec![b'a'; 2 << 20]), 413, "64KB"),
        ("a text", post("/f/signup", "text/plain", TARO), 415, "application/json"),
        ("no content type", with("/f/signup", &[], TARO), 415, "application/json"),
        ("XML", post("/f/signup", "application/xml", "<email/>"), 415, "application/json"),
        ("Shift_JIS, escaped", post("/f/signup", URLENCODED, shift_jis), 415, "accept-charset"),
        ("Shift_JIS, raw", post("/f/signup", URLENCODED, raw_shift_jis), 415, "accept-charset"),
        (
            "Shift_JIS, declared",
            post("/f/signup", "application/x-www-form-urlencoded; charset=Shift_JIS", "email=a"),
            415,
            "accept-charset",
        ),
        (
            "Shift_JIS in JSON",
            post("/f/signup", JSON, b"{\"name\":\"\x8eR\"}".to_vec()),
            415,
            "accept-charset",
        ),
        ("a file", post("/f/signup", boundary, file), 400, "ファイル"),
        ("multipart cut off", post("/f/signup", boundary, "--line\r\nContent-Disp"), 400, "読み取れません"),
        ("multipart without boundary", post("/f/signup", "multipart/form-data", "x"), 400, "読み取れません"),
        ("broken JSON", post("/f/signup", JSON, "{\"email\":"), 400, "読み取れません"),
        ("a JSON list", post("/f/signup", JSON, "[]"), 400, "読み取れません"),
        ("nested JSON", post("/f/signup", JSON, "{\"email\":{\"$ne\":\"\"}}"), 400, "読み取れません"),
        ("an unknown form", post("/f/nothing", URLENCODED, "email=taro%40example.jp"), 404, "見つかりません"),
        ("a path for a form", post("/f/../signup", URLENCODED, "email=taro%40example.jp"), 404, ""),
        ("no form at all", post("/elsewhere", URLENCODED, "email=taro%40example.jp"), 404, ""),
    ];
    for (what, request, status, says) in table {
        refused(&world, what, request, status, says).await;
    }
}

#[tokio::test]
async fn bad_fields_are_refused_by_name_and_nothing_is_kept() {
    let world = company().await;
    let fields = |fields: Value| post("/f/signup", JSON, fields.to_string());
    let table: Vec<(&str, Value, &str)> = vec![
        ("no address", json!({ "name": "太郎" }), "「メールアドレス」を入力してください。"),
        ("an empty address", json!({ "email": "  " }), "「メールアドレス」を入力してください。"),
        ("no at sign", json!({ "email": "taro.example.jp" }), "「@」がありません"),
        ("two at signs", json!({ "email": "taro@x@example.jp" }), "「メールアドレス」"),
        ("two addresses", json!({ "email": "taro@example.jp,hana@example.jp" }), "「メールアドレス」"),
        ("a name around it", json!({ "email": "Taro <taro@example.jp>" }), "「メールアドレス」"),
        ("a Bcc", json!({ "email": "taro@example.jp\r\nBcc: all@example.jp" }), "空白や改行"),
        (
            "a Bcc by a bare line feed",
            json!({ "email": "taro@example.jp\nBcc: all@example.jp" }),
            "空白や改行",
        ),
        ("an emoji", json!({ "email": "ta🍣ro@example.jp" }), "絵文字"),
        ("no dot in the domain", json!({ "email": "taro@localhost" }), "「@」より後ろ"),
        ("an IP address", json!({ "email": "taro@[127.0.0.1]" }), "「@」より後ろ"),
        ("300 letters", json!({ "email": format!("{}@example.jp", "a".repeat(300)) }), "長すぎます"),
        ("a robot's mailbox", json!({ "email": "noreply@example.jp" }), "自動応答用"),
        (
            "a name with a line break",
            json!({ "email": TARO, "name": "太郎\r\nBcc: all@example.jp" }),
            "「お名前」に使えない文字",
        ),
        (
            "a name with a link",
            json!({ "email": TARO, "name": "http://spam.example 当選" }),
            "「お名前」にURL",
        ),
        (
            "a name with a domain",
            json!({ "email": TARO, "name": "spam.example.com 当選" }),
            "「お名前」にURLやドメイン名",
        ),
        ("a name too long", json!({ "email": TARO, "name": "あ".repeat(61) }), "「お名前」は60文字以内"),
        ("none of the options", json!({ "email": TARO, "interest": "else" }), "「気になること」は選択肢から"),
    ];
    for (what, body, says) in table {
        let answer = refused(&world, what, fields(body), 422, says).await;
        assert_eq!(answer.header("content-type"), JSON, "{what}");
    }
}

#[tokio::test]
async fn every_problem_is_named_at_once() {
    let world = company().await;
    let body = json!({ "email": "taro", "name": "http://x", "interest": "else" }).to_string();
    let answer = refused(&world, "three problems", post("/f/signup", JSON, body), 422, "").await;
    let said: Value = serde_json::from_str(&answer.body).unwrap();
    let fields: Vec<_> = said["fields"].as_array().unwrap().iter().map(|problem| &problem["field"]).collect();
    assert_eq!(fields, ["name", "email", "interest"]);
}

#[tokio::test]
async fn the_three_shapes_of_a_post_are_taken_alike() {
    let boundary = "multipart/form-data; boundary=line";
    let name = "%E5%B1%B1%E7%94%B0%E5%A4%AA%E9%83%8E";
    let shapes = [
        (JSON, json!({ "email": TARO, "name": "山田太郎" }).to_string()),
        (URLENCODED, format!("email=taro%40example.jp&name={name}")),
        ("application/x-www-form-urlencoded; charset=UTF-8", format!("email=taro%40example.jp&name={name}")),
        (boundary, multipart("name", "")),
    ];
    let mut kept = Vec::new();
    for (content_type, body) in shapes {
        let world = company().await;
        let answer = world.request(post("/f/signup", content_type, body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{content_type}: {}", answer.body);
        kept.push(world.rows().await);
    }
    assert!(kept[0].iter().any(|row| row.to_string().contains("山田太郎")));
    assert!(kept.iter().all(|rows| *rows == kept[0]), "{kept:#?}");
}

#[tokio::test]
async fn a_machine_that_fills_the_hidden_field_is_thanked_and_forgotten() {
    let world = company().await;
    let body = json!({ "email": TARO, "leave_empty": "https://spam.example" }).to_string();
    let thanked = refused(&world, "a machine", post("/f/signup", JSON, body), 200, "ok").await;
    let real = world.request(post("/f/signup", JSON, json!({ "email": TARO }).to_string())).await;
    assert_eq!((thanked.status, thanked.body), (real.status, real.body), "it cannot tell the difference");
}

#[tokio::test]
async fn an_answer_never_tells_whether_the_address_was_known() {
    let world = company().await;
    let request = || post("/f/signup", JSON, json!({ "email": TARO }).to_string());
    assert_eq!(world.request(request()).await, world.request(request()).await);
}

#[tokio::test]
async fn a_probable_typing_error_is_taken_and_hinted_at() {
    let world = company().await;
    let answer =
        world.request(post("/f/signup", JSON, json!({ "email": "taro@gmial.com" }).to_string())).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("\"did_you_mean\":\"gmail.com\""), "{}", answer.body);
}

#[tokio::test]
async fn a_browser_is_led_to_the_forms_own_page_and_a_script_gets_json() {
    let world = company().await;
    let answer = world.request(post("/f/seminar", URLENCODED, "name=Ken&email=ken%40example.com")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "https://www.example.co.jp/thanks");
    let body = json!({ "name": "Ken", "email": "ken@example.com" }).to_string();
    let answer = world.request(post("/f/seminar", JSON, body)).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "{\"status\":\"ok\"}"));
}

#[tokio::test]
async fn a_page_is_in_the_language_of_its_form_and_otherwise_in_the_browsers() {
    let world = company().await;
    let page = |path: &str, accept: &str, body: &str| {
        let headers = [("content-type", URLENCODED), ("accept-language", accept), ("accept", "text/html")];
        with(path, &headers, body)
    };
    let thanks = world.request(page("/f/signup", "en", "email=taro%40example.jp")).await;
    assert!(thanks.body.contains("lang=\"ja\"") && thanks.body.contains("送信しました"), "{}", thanks.body);
    let refused = world.request(page("/f/seminar", "ja", "email=ken%40example.com")).await;
    assert!(refused.body.contains("Please fill in “Name”."), "{}", refused.body);
    let unknown = world.request(page("/f/nothing", "en-US,en;q=0.9", "")).await;
    assert!(unknown.body.contains("There is no such form."), "{}", unknown.body);
    let unknown = world.request(page("/f/nothing", "ja,en;q=0.5", "")).await;
    assert!(unknown.body.contains("このフォームは見つかりません。"), "{}", unknown.body);
}

#[tokio::test]
async fn what_a_person_typed_is_never_shown_as_part_of_a_page() {
    let world = company().await;
    let body = "email=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&name=%3Cb%3Ex";
    let answer = refused(&world, "a script", post("/f/signup", URLENCODED, body), 422, "").await;
    assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<b>x"), "{}", answer.body);
}

#[tokio::test]
async fn a_form_is_looked_at_and_posted_and_nothing_else() {
    let world = company().await;
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = Request::builder().method(method).uri("/f/signup").body(Bytes::new()).unwrap();
        let answer = refused(&world, method, request, 405, "POST").await;
        assert_eq!(answer.header("allow"), "GET, HEAD, POST, OPTIONS");
    }
}
