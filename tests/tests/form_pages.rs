//! The pages of a form: its own, its thanks, its problems; and the campaign they carry on.

use bytes::Bytes;
use cadence::campaign::{Campaign, Touch};
use cadence::ids::{FormId, SequenceId};
use hikyaku_tests::world::{Answer, Company, World};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const TARO: &str = "taro@example.jp";
/// Bytes of a page at most.
const PAGE_BYTES_MAX: usize = 50 * 1024;

async fn company() -> World {
    let hello = |form: &str| {
        json!({
            "start": { "form": form }, "purpose": "transactional", "start_again": "restart",
            "steps": [{ "step": "hello", "send": "hello" }, { "step": "rest", "wait": "5 days" }],
        })
    };
    World::of(Company::with("welcome", &hello("signup")).and("seminar", &hello("seminar"))).await
}

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    asked(world, Method::GET, path, headers, "").await
}

async fn post(world: &World, path: &str, body: &str) -> Answer {
    let headers = [("content-type", URLENCODED), ("accept", "text/html"), ("sec-fetch-mode", "navigate")];
    asked(world, Method::POST, path, &headers, body).await
}

async fn asked(world: &World, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    world.request(request.body(Bytes::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_forms_own_page_asks_what_the_form_asks_and_changes_nothing() {
    let world = company().await;
    let page = get(&world, "/f/signup", &[]).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    for part in [
        "<html lang=\"ja\">",
        "<h1>資料請求</h1>",
        "<header>",
        "type=\"email\" value=\"\" id=\"signup-email\" name=\"email\" required",
        "<option>price</option>",
        "maxlength=\"500\"",
        "aria-describedby=\"signup-agree-consent\"",
        "案内のメールを受け取ることに同意します。",
        "<p hidden>",
        "name=\"leave_empty\"",
    ] {
        assert!(page.body.contains(part), "{part} is missing in {}", page.body);
    }
    assert!(page.body.len() <= PAGE_BYTES_MAX, "{} bytes", page.body.len());
    assert!(!page.body.contains("<script") && !page.body.contains("checked"), "{}", page.body);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!((page.header("cache-control"), page.header("set-cookie")), ("no-store", ""));
    let head = asked(&world, Method::HEAD, "/f/signup", &[], "").await;
    assert_eq!((head.status, head.headers), (page.status, page.headers));
    assert_eq!(world.rows().await, Vec::<Value>::new());
    let english = get(&world, "/f/seminar", &[("accept-language", "ja")]).await;
    assert!(
        english.body.contains("<html lang=\"en\">") && english.body.contains(">Send</button>"),
        "{}",
        english.body
    );
    // A browser holds the redirect after a post against the policy of the page it was posted from.
    assert!(english.header("content-security-policy").contains("form-action 'self' https:"));
    assert_eq!(get(&world, "/f/nothing", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_staff_forms_page_opens_with_its_key_and_carries_it_on() {
    let world = company().await;
    let path = world.standalone.form_path(&FormId::parse("customer").unwrap(), true);
    assert_eq!(get(&world, "/f/customer", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(get(&world, "/f/customer?key=v1.k1.f.x.y", &[]).await.status, StatusCode::FORBIDDEN);
    let page = get(&world, &path, &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("action="), "it posts to the address of its page, which has the key");
    let key = path.split_once('?').unwrap().1;
    let wrong = post(&world, &path, "email=taro").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && !wrong.body.contains("action="));
    assert!(!page.body.contains("campaign."), "what led the staff here led nobody to the company");
    let thanks = post(&world, &path, "email=taro%40example.jp&utm_source=intranet").await;
    assert_eq!(campaign(&world).await, None);
    assert!(thanks.body.contains(&format!("href=\"?{key}\"")), "{}", thanks.body);
}

#[tokio::test]
async fn a_problem_page_keeps_what_was_written_and_says_what_is_wrong_beside_it() {
    let world = company().await;
    let body = "name=%3Cb%3E%22Taro&email=taro&interest=usage&message=%0AHello%0Athere&agree=on\
                &website=&campaign.first=utm_source%3Dads";
    let page = post(&world, "/f/signup", body).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::UNPROCESSABLE_ENTITY, "no-store"));
    for part in [
        "value=\"&lt;b&gt;&quot;Taro\"",
        "value=\"taro\" id=\"signup-email\"",
        "aria-invalid=\"true\" aria-describedby=\"signup-email-problem\"",
        "<p class=\"problem\" id=\"signup-email-problem\">",
        "<a href=\"#signup-email\">",
        "<option selected>usage</option>",
        ">\n\nHello\nthere</textarea>",
        "value=\"yes\" checked",
        "name=\"campaign.first\" value=\"utm_source=ads\"",
        "role=\"alert\"",
    ] {
        assert!(page.body.contains(part), "{part} is missing in {}", page.body);
    }
    for given in ["", "&agree=", "&agree=no", "&agree=0"] {
        let page = post(&world, "/f/signup", &format!("email=taro{given}")).await;
        assert!(!page.body.contains("checked"), "{given}: a consent that was not given is not ticked");
    }
    assert_eq!(world.rows().await, Vec::<Value>::new());
}

#[tokio::test]
async fn thanks_bear_the_companys_name_and_a_way_on() {
    let world = company().await;
    let name = world.standalone.policy().await.unwrap().company.legal_name;
    let thanks = post(&world, "/f/signup", "email=taro%40example.jp").await;
    assert!(thanks.body.contains(&name), "{}", thanks.body);
    assert!(thanks.body.contains("href=\"https://www.example.co.jp/\""), "{}", thanks.body);
    assert!(!thanks.body.contains("間違いではありませんか"));
    let doubtful = post(&world, "/f/signup", "email=taro%40gmial.com").await;
    assert!(doubtful.body.contains("gmail.com の間違いではありませんか"), "{}", doubtful.body);
    assert!(doubtful.body.contains("value=\"taro@gmial.com\""), "what was written is there to be corrected");
    // The form's own thanks would not say so; they come after.
    let doubtful = post(&world, "/f/seminar", "name=Taro&email=taro%40gmial.com").await;
    assert_eq!(doubtful.status, StatusCode::OK);
    assert!(doubtful.body.contains("Did you mean gmail.com?"), "{}", doubtful.body);
    assert!(doubtful.body.contains("href=\"https://www.example.co.jp/thanks\""), "{}", doubtful.body);
}

fn touch(pairs: &[(&str, &str)]) -> Option<Touch> {
    Touch::read(pairs.iter().copied())
}

async fn campaign(world: &World) -> Option<Campaign> {
    world.standalone.store.campaign(&world.lead(TARO)).await.unwrap()
}

async fn of_run(world: &World) -> Option<Touch> {
    let sequence = SequenceId::parse("welcome").unwrap();
    world
        .standalone
        .store
        .entry_campaign(&world.lead(TARO), &sequence)
        .await
        .unwrap()
        .and_then(|(_, touch)| touch)
}

#[tokio::test]
async fn a_forms_own_page_carries_on_where_the_visitor_came_from() {
    let world = company().await;
    let headers = [("referer", "https://blog.example/post?token=secret")];
    let page = get(&world, "/f/signup?utm_source=%E5%BA%97%E9%A0%AD&utm_medium=qr&email=x", &headers).await;
    let hidden =
        page.body.split("name=\"campaign.last\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let hidden = hidden.replace("&amp;", "&");
    assert!(!hidden.contains("secret") && !hidden.contains("email"), "{hidden}");
    let escaped = hidden.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    post(&world, "/f/signup", &format!("email=taro%40example.jp&campaign.last={escaped}")).await;
    let found = campaign(&world).await.unwrap().last.unwrap();
    let found: Vec<_> = found.pairs().map(|(name, value)| (name, value.to_owned())).collect();
    assert!(found.contains(&("utm_source", "店頭".to_owned())), "{found:?}");
    assert!(found.contains(&("referrer", "https://blog.example/post".to_owned())), "{found:?}");
    assert!(
        found.iter().any(|(name, value)| *name == "landing_page" && value.ends_with("/f/signup")),
        "{found:?}"
    );
}

#[tokio::test]
async fn the_first_touch_stays_and_the_last_moves_with_each_post() {
    let mut world = company().await;
    let body = |company: &str, campaign: &str| format!("email=taro%40example.jp&company={company}{campaign}");
    let ads =
        "&campaign.first=utm_source%3Dads&campaign.last=utm_source%3Dmail%26utm_term%3Dtaro%2540example.jp";
    post(&world, "/f/signup", &body("A", ads)).await;
    let first =
        Some(Campaign { first: touch(&[("utm_source", "ads")]), last: touch(&[("utm_source", "mail")]) });
    assert_eq!(campaign(&world).await, first);
    assert_eq!(of_run(&world).await, touch(&[("utm_source", "mail")]));
    world.days_pass(1).await;
    post(&world, "/f/signup", &body("B", "&campaign.first=utm_source%3Dforged&utm_source=web")).await;
    let second =
        Some(Campaign { first: touch(&[("utm_source", "ads")]), last: touch(&[("utm_source", "web")]) });
    assert_eq!(campaign(&world).await, second);
    assert_eq!(of_run(&world).await, touch(&[("utm_source", "web")]), "the run has the visit that began it");
    post(&world, "/f/signup", &body("C", "")).await;
    assert_eq!(campaign(&world).await, second, "a post that says no campaign takes none away");
    let rows = world.rows_of(TARO).await;
    let profile = rows.iter().find(|row| row.to_string().contains("profile")).unwrap().to_string();
    assert!(!profile.contains("utm_") && !profile.contains("campaign"), "{profile}");
}

#[tokio::test]
async fn a_lead_that_came_without_a_campaign_gets_no_first_touch_later() {
    let world = company().await;
    post(&world, "/f/signup", "email=taro%40example.jp").await;
    assert_eq!(campaign(&world).await, None);
    post(&world, "/f/signup", "email=taro%40example.jp&company=B&campaign.first=utm_source%3Dforged").await;
    assert_eq!(
        campaign(&world).await,
        Some(Campaign { first: None, last: touch(&[("utm_source", "forged")]) })
    );
}
