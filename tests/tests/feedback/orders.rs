//! Events come in any order; what they leave behind is the same.

use super::{company, event_at};
use chrono::TimeDelta;
use data_encoding::BASE64;
use gateway::local::outbox::OutboxEntry;
use hikyaku_tests::world::{Company, World};
use serde_json::{Value, json};

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![Vec::new()] };
    let insert = |order: Vec<usize>| {
        (0..count).map(move |place| {
            let mut longer = order.clone();
            longer.insert(place, last);
            longer
        })
    };
    orders(last).into_iter().flat_map(insert).collect()
}

/// The items about the lead of an entry, with the names that are his own replaced.
fn anonymous(rows: &[Value], address: &str, entry: &OutboxEntry) -> String {
    let pk = format!("L#{}", entry.lead);
    let own: Vec<&Value> = rows.iter().filter(|row| row["pk"]["S"] == pk.as_str()).collect();
    let names = [
        (entry.send_key.as_str(), "KEY"),
        (&entry.attempt, "ATTEMPT"),
        (&entry.run, "RUN"),
        (&entry.lead, "LEAD"),
        (address, "ADDRESS"),
    ];
    names.iter().fold(json!(own).to_string(), |rows, (name, word)| rows.replace(name, word))
}

/// Plays events about the first mail of one lead after another, in each order, all at the same moment.
async fn in_every_order(mut world: World, kinds: &[(&str, i64)]) -> Vec<String> {
    let all = orders(kinds.len());
    let leads: Vec<String> = (0..all.len()).map(|number| format!("lead{number:03}@example.jp")).collect();
    for address in &leads {
        world.a_post_is_taken("signup", address).await;
    }
    world.standalone.drain().await;
    world.hours_pass(1).await;
    let taken = hikyaku_tests::world::japan("2026-04-06 10:00");
    for (address, order) in leads.iter().zip(&all) {
        let entry = world.entry(address, "hello");
        for index in order {
            let (kind, minutes) = kinds[*index];
            let event = event_at(kind, &entry, address, taken + TimeDelta::minutes(minutes));
            world.standalone.feedback.send([event.to_string()]);
            world.standalone.drain().await;
        }
    }
    let rows = world.rows().await;
    leads.iter().map(|address| settled(&anonymous(&rows, address, &world.entry(address, "hello")))).collect()
}

/// The rows to compare: not the milliseconds by which one mail went out after the other, nor the last digits of a sum.
fn settled(rows: &str) -> String {
    let mut rows: Value = serde_json::from_str(rows).unwrap();
    for row in rows.as_array_mut().unwrap() {
        let row = row.as_object_mut().unwrap();
        for name in ["fenced_at", "previous_at", "at_sent", "at_delivered"] {
            row.remove(name);
        }
        // Both name the run or the mail in bytes.
        if let Some(over) = row.get_mut("over") {
            *over = format!("ending {}", bytes(over)[0]).into();
        }
        if let Some(recent) = row.get_mut("recent") {
            *recent = format!("{} mails", bytes(recent).len() / 8).into();
        }
        if let Some(sum) = row.get_mut("sum") {
            let exact: f64 = sum["S"].as_str().unwrap().parse().unwrap();
            *sum = format!("{exact:.9}").into();
        }
    }
    rows.to_string()
}

fn bytes(value: &Value) -> Vec<u8> {
    BASE64.decode(value["B"].as_str().unwrap().as_bytes()).unwrap()
}

fn assert_all_alike(outcomes: &[String]) {
    for outcome in outcomes {
        assert_eq!(*outcome, outcomes[0]);
    }
}

#[tokio::test]
async fn every_order_of_the_events_about_one_mail_leaves_the_same_behind() {
    let kinds = [("delivery-delay", 1), ("open", 2), ("click", 3), ("complaint", 4)];
    let outcomes = in_every_order(company().await, &kinds).await;
    assert_eq!(outcomes.len(), 24);
    assert!(outcomes[0].contains("at_complained") && outcomes[0].contains("at_clicked"), "{}", outcomes[0]);
    assert_all_alike(&outcomes);
}

#[tokio::test]
async fn a_kind_reported_several_times_counts_from_the_earliest_in_every_order() {
    let kinds = [("open", 5), ("open", 2), ("bounce", 9), ("bounce", 4)];
    let outcomes = in_every_order(company().await, &kinds).await;
    assert!(outcomes[0].contains("2026-04-06T01:02:00.000Z"), "{}", outcomes[0]);
    let outcomes: Vec<String> = outcomes.iter().map(|outcome| without_score(outcome)).collect();
    assert_all_alike(&outcomes);
}

/// The score counts an activity once, at the time of whichever report came first.
fn without_score(rows: &str) -> String {
    let mut rows: Value = serde_json::from_str(rows).unwrap();
    rows.as_array_mut().unwrap().retain(|row| row["sk"]["S"] != "engagement");
    rows.to_string()
}

#[tokio::test]
async fn a_step_that_waits_for_a_click_goes_on_the_same_in_every_order() {
    let sequence = json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "hello", "send": "hello" },
            {
                "step": "reacted", "wait_for": { "clicked": "hello" }, "at_most": "5 days",
                "then": [{ "step": "mark", "tag": "reacted" }],
            },
            { "step": "tips", "day": 7, "at": "10:00", "send": "tips" },
        ],
    });
    let world = World::of(Company::with("welcome", &sequence)).await;
    let outcomes = in_every_order(world, &[("send", 0), ("delivery", 1), ("open", 2), ("click", 3)]).await;
    assert!(outcomes[0].contains("\"reacted\""), "{}", outcomes[0]);
    assert_all_alike(&outcomes);
}
