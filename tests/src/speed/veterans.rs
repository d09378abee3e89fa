//! Veterans: one person gets 200 mails from the real program and then waits for one more; copies of everything that the table
//! holds about this person, under other ids and addresses, make the others.

use super::company::{PAST, PAST_MAILS, SIGNUP};
use super::data::{Data, Way};
use super::ground::{Ground, stop};
use super::meter;
use super::posts::{self, address};
use anyhow::{Context as _, ensure};
use cadence::ids::AttemptId;
use embedded_dynamodb::Engine;
use kit::observer;
use kit::verdict::tell;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Rows read in one request.
const PAGE: u32 = 100;
/// Between two looks at the model's mails.
const LOOK: Duration = Duration::from_millis(200);
/// The longest that they may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Makes data in which so many people as the ground says got 200 mails and wait for one.
pub(super) async fn make(ground: &Ground, way: Way) -> anyhow::Result<Data> {
    let mut data = ground.fresh(way)?;
    live_through(ground, &mut data).await?;
    let rows = multiply(&data.folder, ground.veterans)?;
    tell(&format!("  {rows} rows of copies"));
    // The start on so much data tells how long those of the rounds will take.
    data.set_clock(ground.posted_at)?;
    stop(ground.start(&mut data).await?).await?;
    Ok(data)
}

/// The model posts, gets the mails, of which SES reports each as delivered, and posts the form of the mail that is measured.
async fn live_through(ground: &Ground, data: &mut Data) -> anyhow::Result<()> {
    ground.service.forget();
    let program = ground.start(data).await?;
    posts::send_all(&program.door.authority, posts::of_people(PAST, 0..1)).await?;
    let began = Instant::now();
    loop {
        let came = match data.way {
            Way::Ses => ground.service.count(),
            Way::Outbox => data.outbox()?.len(),
        };
        if came == PAST_MAILS as usize {
            break;
        }
        ensure!(began.elapsed() < PATIENCE, "the model got {came} of {PAST_MAILS} mails");
        runtime::clock::pause(LOOK).await;
    }
    meter::at_rest(program.process).await?;
    if data.way == Way::Ses {
        let delivered = posts::of_deliveries(&ground.service.all(), &program.door.key, ground.posted_at);
        posts::send_in_turn(&program.door.authority, delivered).await?;
    }
    posts::send_all(&program.door.authority, posts::of_people(SIGNUP, 0..1)).await?;
    meter::at_rest(program.process).await?;
    stop(program).await
}

/// Copies the model's rows for all others, straight into the table's file, and gives their number.
fn multiply(data: &Path, people: u32) -> anyhow::Result<usize> {
    let engine = Engine::in_file(data.join("table.db"))?;
    let rows = all_rows(&engine)?;
    let of_address = rows.iter().find(|row| row.to_string().contains(&address(0)));
    let lead = of_address.and_then(|row| row["pk"]["S"].as_str()?.strip_prefix("L#"));
    let lead = lead.context("the model is not in the table")?.to_owned();
    let keyed = |row: &&Value| row["pk"].to_string().contains(&lead) || row["sk"].to_string().contains(&lead);
    let model: Vec<String> = rows.iter().filter(keyed).map(Value::to_string).collect();
    ensure!(model.len() > PAST_MAILS as usize, "the table holds {} rows of the model", model.len());
    let mut copies = Vec::new();
    for number in 1..people {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.reverse_bits().to_be_bytes());
        let other = AttemptId::from_random(bytes);
        copies.extend(
            model.iter().map(|row| row.replace(&lead, other.as_str()).replace(&address(0), &address(number))),
        );
    }
    for some in copies.chunks(observer::ROWS_AT_ONCE) {
        observer::write(&engine, some)?;
    }
    Ok(copies.len())
}

fn all_rows(engine: &Engine) -> anyhow::Result<Vec<Value>> {
    let (mut rows, mut start) = (Vec::new(), Value::Null);
    loop {
        let mut request = json!({ "TableName": observer::TABLE, "Limit": PAGE });
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let (status, body) = engine.answer("Scan", request.to_string().as_bytes());
        ensure!(status == 200, "the table was not read: {body}");
        let mut page: Value = serde_json::from_str(&body)?;
        rows.extend(page["Items"].as_array_mut().map(std::mem::take).unwrap_or_default());
        start = page["LastEvaluatedKey"].take();
        if start.is_null() {
            return Ok(rows);
        }
    }
}
