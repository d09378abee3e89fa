//! Requests over HTTP, some at once, each on a connection of its own as browsers and other systems open them.

use super::company::EVENT;
use super::service::Mail;
use anyhow::{Context as _, ensure};
use cadence::Instant;
use kit::company::{caller, forwarded};
use kit::http::{self, JSON};
use kit::mail_service::{About, event};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Requests at once.
const AT_ONCE: usize = 4;

/// One request.
#[derive(Debug)]
pub(super) struct Post {
    path: String,
    headers: String,
    body: String,
}

/// The address of a person.
pub(super) fn address(number: u32) -> String {
    format!("taro@shop-{number}.example.jp")
}

/// Everybody posts a form, each from a place of his own.
pub(super) fn of_people(form: &str, numbers: impl Iterator<Item = u32>) -> Vec<Post> {
    let post = |number: u32| Post {
        path: format!("/f/{form}"),
        headers: forwarded(&caller(number.into())) + JSON,
        body:
            json!({ "email": address(number), "name": "見本 太郎", "company": "株式会社見本", "agree": "on" })
                .to_string(),
    };
    numbers.map(post).collect()
}

/// SES reports each mail as delivered.
pub(super) fn of_deliveries(mails: &[Mail], key: &str, at: Instant) -> Vec<Post> {
    let post = |mail: &Mail| {
        let about = About { id: &mail.id, tags: &mail.tags, to: None, taken_at: at };
        let event = event("Delivery", &about, at, json!({ "smtpResponse": "250 ok" }));
        Post { path: format!("/events?key={key}"), headers: JSON.to_owned(), body: event.to_string() }
    };
    mails.iter().map(post).collect()
}

/// Another system tells an event of each person.
pub(super) fn of_leads(count: u32, key: &str) -> Vec<Post> {
    let post = |number| Post {
        path: "/api/events".to_owned(),
        headers: format!("Authorization: Bearer {key}\r\n{JSON}"),
        body: json!({ "email": address(number), "event": EVENT, "key": format!("trial-{number}") })
            .to_string(),
    };
    (0..count).map(post).collect()
}

/// Sends all of them, some at once; each must be taken.
pub(super) async fn send_all(authority: &str, posts: Vec<Post>) -> anyhow::Result<()> {
    send(authority, posts, AT_ONCE).await
}

/// Sends all of them, one after another: many about one person at once would contend for what is stored about that person.
pub(super) async fn send_in_turn(authority: &str, posts: Vec<Post>) -> anyhow::Result<()> {
    send(authority, posts, 1).await
}

async fn send(authority: &str, posts: Vec<Post>, at_once: usize) -> anyhow::Result<()> {
    let (posts, next) = (Arc::new(posts), Arc::new(AtomicUsize::new(0)));
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let (posts, next, authority) = (Arc::clone(&posts), Arc::clone(&next), authority.to_owned());
        senders.spawn(async move {
            while let Some(post) = posts.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Post { path, headers, body } = post;
                let status = http::post(&authority, path, headers, body).await;
                let status = status.with_context(|| format!("{path} was not answered"))?;
                ensure!((200..400).contains(&status), "{path} was answered with {status}");
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = senders.join_next().await {
        ended??;
    }
    Ok(())
}
