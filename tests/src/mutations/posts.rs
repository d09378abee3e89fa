//! Changed posts and events, a few hundred to one company: each is answered, none spoils what is stored.

use super::Came;
use super::texts::place;
use crate::world::World;
use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http::Request;
use kit::chance::Chance;
use kit::company::Company;
use kit::pointers::pointers;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Posts and events to one company before another takes its place, so that the table stays small.
pub(super) const A_WORLD: u64 = 250;
/// No single answer takes that long.
const PATIENCE: Duration = Duration::from_secs(20);
/// The person whom most of it is about.
const TARO: &str = "taro@example.jp";
/// The statuses a stranger may be answered.
const ANSWERS: [u16; 12] = [200, 202, 204, 303, 400, 401, 403, 404, 405, 413, 415, 422];

/// Plays some posts and events that follow from the seed.
pub(super) fn try_a_world(seed: u64) -> Came {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut chance = Chance::of(seed);
        let mut world = company().await;
        world.a_lead_posts("signup", TARO).await;
        let mut came = Vec::new();
        for number in 0..A_WORLD {
            let one = one(&mut world, &mut chance).await;
            came.push(one.with_context(|| format!("post or event number {number}"))?);
        }
        Ok(came)
    })
}

/// A company that answers at once and again a week later, and thanks for a purchase.
async fn company() -> World {
    let welcome = json!({
        "start": { "form": "signup" }, "goal": { "event": "purchase", "within": "60 days" },
        "steps": [{ "step": "hello", "send": "hello" }, { "step": "tips", "day": 7, "at": "10:00", "send": "tips" }],
    });
    let bought =
        json!({ "start": { "event": "purchase" }, "steps": [{ "step": "thanks", "send": "thanks" }] });
    World::of(Company::with("welcome", &welcome).and("bought", &bought)).await
}

async fn one(world: &mut World, chance: &mut Chance) -> anyhow::Result<(&'static str, &'static str)> {
    let began = Instant::now();
    let (kind, came) = match chance.below(5) {
        0 => ("a post in JSON", post(world, "application/json", changed(&answers(), chance)).await?),
        1 => {
            let body = garbled(&urlencoded(&answers(), chance), chance);
            ("a post as browsers write it", post(world, "application/x-www-form-urlencoded", body).await?)
        }
        2 => {
            let body = garbled(&multipart(&answers()), chance);
            ("a post in parts", post(world, "multipart/form-data; boundary=line", body).await?)
        }
        3 => ("an event of another system", told(world, chance).await?),
        _ => ("an event of the mail service", reported(world, chance).await?),
    };
    world.standalone.drain().await;
    ensure!(began.elapsed() < PATIENCE, "{kind} took {:?}", began.elapsed());
    readable(world).await.context(kind)?;
    Ok((kind, came))
}

fn answers() -> Value {
    json!({ "email": TARO, "name": "山田 太郎", "message": "こんにちは\n<script>x</script>", "interest": "price", "agree": "on" })
}

async fn post(world: &World, content_type: &str, body: Vec<u8>) -> anyhow::Result<&'static str> {
    let request = Request::post("/f/signup").header("content-type", content_type).body(Bytes::from(body))?;
    answered(world, request).await
}

async fn told(world: &World, chance: &mut Chance) -> anyhow::Result<&'static str> {
    let event = json!({ "email": TARO, "event": "purchase", "key": format!("order-{}", chance.below(50)), "at": "2026-11-21T10:00:00+09:00",
        "fields": { "product": "棚", "count": 3 } });
    let body = changed(&event, chance);
    let key = if chance.happens(0.9) { world.standalone.api_key() } else { "v1.wrong".to_owned() };
    let request = Request::post("/api/events")
        .header("authorization", format!("Bearer {key}"))
        .body(Bytes::from(body))?;
    answered(world, request).await
}

async fn answered(world: &World, request: Request<Bytes>) -> anyhow::Result<&'static str> {
    let answer = world.request(request).await;
    let status = answer.status.as_u16();
    ensure!(ANSWERS.contains(&status), "answered {status}: {}", answer.body);
    ensure!(!answer.body.contains("<script>x"), "a stranger's words are in the answer");
    ensure!(status < 400 || !answer.body.trim().is_empty(), "refused with {status} and not a word why");
    Ok(if status < 400 { "taken" } else { "refused" })
}

async fn reported(world: &World, chance: &mut Chance) -> anyhow::Result<&'static str> {
    let events = kit::folder::fixtures().join("events");
    let mut names: Vec<_> =
        std::fs::read_dir(events)?.map(|entry| entry.map(|it| it.path())).collect::<Result<_, _>>()?;
    names.sort();
    let event: Value = serde_json::from_str(&std::fs::read_to_string(chance.pick(&names))?)?;
    let body = changed(&event, chance);
    let taken = world.standalone.take_feedback(String::from_utf8_lossy(&body).into_owned()).await;
    Ok(if taken { "taken" } else { "refused" })
}

/// The stored data can be read, and no score is beyond measure.
async fn readable(world: &World) -> anyhow::Result<()> {
    let lead = world.lead(TARO);
    world.standalone.store.snapshot(&lead, &[]).await?;
    world.standalone.store.messages_of(&lead).await?;
    world.standalone.store.events_of(&lead).await?;
    let score = world.score(TARO).await;
    ensure!(score.is_finite() && score.abs() < 1_000.0, "a score of {score}");
    Ok(())
}

/// A value with something in it changed, and sometimes its letters.
fn changed(value: &Value, chance: &mut Chance) -> Vec<u8> {
    let mut value = value.clone();
    for _ in 0..chance.below(3) {
        let all = pointers(&value);
        let other = other(chance);
        if let Some(found) = value.pointer_mut(&chance.pick(&all)) {
            *found = other;
        }
    }
    let text = value.to_string();
    if chance.happens(0.3) { garbled(&text, chance) } else { text.into_bytes() }
}

fn other(chance: &mut Chance) -> Value {
    chance.pick(&[
        Value::Null,
        json!(true),
        json!(0.0),
        json!(-1),
        json!(1e300),
        json!([]),
        json!({}),
        json!([TARO]),
        json!("いいえ"),
        json!("9999-12-31T23:59:59Z"),
        json!("\r\nBcc: x@evil.example"),
        json!("<script>x</script>"),
        json!("\u{202e}\u{0}\u{feff}"),
        json!("x".repeat(3_000)),
        json!("hana@example.jp"),
        json!("javascript:alert(1)"),
        json!({ "a": { "b": { "c": [[[[[[1]]]]]] } } }),
    ])
}

/// Bytes taken away, put in or doubled.
fn garbled(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..chance.below(4) {
        let at = chance.below(bytes.len());
        match chance.below(5) {
            0 => drop(bytes.drain(at..(at + 4).min(bytes.len()))),
            1 => bytes.insert(at, u8::try_from(chance.below(256)).unwrap_or(0)),
            2 => bytes.truncate(place(text, chance).min(bytes.len())),
            3 => bytes.extend_from_within(..at),
            _ => bytes
                .splice(
                    at..at,
                    chance
                        .pick(&["\\ud800", "1e999", "%", "%00", "\u{ff05}", "[[[[", "\"", "&agree=no"])
                        .bytes(),
                )
                .for_each(drop),
        }
    }
    bytes
}

fn urlencoded(answers: &Value, chance: &mut Chance) -> String {
    let pairs = answers.as_object().into_iter().flatten().map(|(name, value)| {
        let changed = if chance.happens(0.2) { other(chance) } else { value.clone() };
        let text = changed.as_str().map_or_else(|| changed.to_string(), str::to_owned);
        let value: String = text.bytes().fold(String::new(), |coded, byte| coded + &format!("%{byte:02X}"));
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn multipart(answers: &Value) -> String {
    let parts = answers.as_object().into_iter().flatten().map(|(name, value)| {
        let text = value.as_str().unwrap_or_default();
        format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    });
    parts.collect::<String>() + "--line--\r\n"
}
