//! Looks change nothing: scanners and prefetchers follow every link of a mail, with every method but POST.

use super::{TARO, two_mails};
use bytes::Bytes;
use hikyaku_tests::world::{Company, World};
use http::{Method, Request, header};
use kit::folder;
use std::collections::BTreeSet;

/// The paths of the routes that the template opens to the world.
fn routes() -> BTreeSet<String> {
    let template = std::fs::read_to_string(folder::checkout().join("infra/template.yaml")).unwrap();
    let keys = template.lines().filter_map(|line| line.trim().strip_prefix("RouteKey: "));
    keys.map(|key| key.split_once(' ').unwrap().1.to_owned()).collect()
}

/// A path with what a mail to the person put into it; one for each thing that a mail leads to.
fn filled(world: &World, route: &str) -> Vec<String> {
    match route {
        "/f/{form}" => ["signup", "newsletter"].map(|form| format!("/f/{form}")).into(),
        "/u/{token}" => vec![world.unsubscribe_path(TARO, "hello")],
        "/c/{token}" => vec![world.confirm_path(TARO, "ask")],
        "/api/events" | "/api/leads" => vec![route.to_owned()],
        other => panic!("{other} is a new route; say here what looks at it must not change"),
    }
}

fn company() -> Company {
    let company = Company::with("welcome", &two_mails("signup"));
    let form = serde_json::json!({
        "fields": [ { "name": "email", "label": "メール", "type": "email" }, { "name": "agree", "label": "同意", "type": "checkbox" } ],
        "consent": { "text": "案内を受け取ります。", "field": "agree" },
        "confirm": "always",
    });
    company.write("forms/newsletter.json", &form.to_string());
    company
}

#[tokio::test]
async fn a_look_at_any_route_changes_nothing_whatever_it_carries() {
    let mut world = World::of(company()).await;
    world.a_lead_posts("signup", TARO).await;
    world.a_lead_answers("newsletter", TARO, &[("agree", "on")]).await;
    world.hours_pass(1).await;
    let (rows, mails) = (world.rows().await, world.mails_to(TARO));
    let methods = [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::PATCH, Method::DELETE];
    let presses = [
        "List-Unsubscribe=One-Click",
        "wish=pause-6-months",
        "answer=yes",
        "answer=never",
        "email=a%40example.jp&agree=on",
    ];
    let mut looks = 0;
    for path in routes().iter().flat_map(|route| filled(&world, route)) {
        for method in &methods {
            for press in presses {
                let request = Request::builder()
                    .method(method)
                    .uri(format!("{path}?{press}"))
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header("access-control-request-method", "POST")
                    .body(Bytes::from_static(press.as_bytes()))
                    .unwrap();
                let answer = world.request(request).await;
                assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.status);
                looks += 1;
            }
        }
    }
    world.minutes_pass(1).await;
    assert_eq!(looks, 6 * methods.len() * presses.len());
    assert_eq!((world.rows().await, world.mails_to(TARO)), (rows, mails));
}
