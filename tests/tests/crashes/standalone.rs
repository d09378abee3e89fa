//! Each function killed at each of its awaits, on a standalone program in memory that goes on.

use super::{killed_at, on_one_thread, the_dust_settles};
use chrono::TimeDelta;
use hikyaku_tests::world::{Company, World};
use kit::company::hello_and_tips;
use operations::answers::RowResult;
use operations::requests::ImportLeads;
use serde_json::json;

/// Far more awaits than any of the functions has: whoever gets here never ends.
const AWAITS_MAX: usize = 2000;

/// Kills at the first await, then at the second and so on, until what was to be killed had ended before. Gives that number.
async fn at_every_await(mut kill: impl AsyncFnMut(usize) -> bool) -> usize {
    for await_number in 1..AWAITS_MAX {
        if kill(await_number).await {
            return await_number;
        }
    }
    panic!("it never ends");
}

fn welcome() -> Company {
    Company::with("welcome", &hello_and_tips(1))
}

fn lead(await_number: usize) -> String {
    format!("lead{await_number}@example.jp")
}

/// Everything is as if nobody had been killed: one mail, and the next step waits for its day.
async fn nothing_is_doubled_or_lost(world: &World, address: &str, after: &str) {
    assert_eq!(world.steps_sent_to(address), ["hello"], "{after}");
    assert_eq!(world.standing(address, "welcome").await, "waiting for tips until 04-07 10:00", "{after}");
    let ledger = std::fs::read_to_string(world.data().join("ledger.jsonl")).unwrap();
    let lead = world.lead(address);
    assert_eq!(ledger.lines().filter(|line| line.contains(lead.as_str())).count(), 1, "{after}");
}

/// The lease of whoever was killed runs out, and the next tick looks after it.
async fn the_lease_runs_out(world: &mut World) {
    the_dust_settles().await;
    world.clock.tell(world.clock.now() + TimeDelta::minutes(3));
    world.the_tick_runs().await;
}

#[test]
fn senders_killed_at_every_await_double_and_lose_nothing() {
    on_one_thread(async {
        let mut world = World::beginning(welcome(), "2026-04-06 09:01").await;
        let awaits = at_every_await(async |await_number| {
            let address = lead(await_number);
            world.a_post_is_taken("signup", &address).await;
            let ended = killed_at(await_number, world.standalone.drain()).await.is_some();
            the_lease_runs_out(&mut world).await;
            nothing_is_doubled_or_lost(&world, &address, &format!("killed at await {await_number}")).await;
            ended
        })
        .await;
        assert!(awaits > 15, "there were only {awaits} awaits");
        assert_eq!(world.leads().await, awaits);
    });
}

#[test]
fn a_post_killed_at_every_await_and_repeated_is_one_lead_run_and_mail() {
    on_one_thread(async {
        let mut world = World::beginning(welcome(), "2026-04-06 09:01").await;
        let awaits = at_every_await(async |await_number| {
            let address = lead(await_number);
            let request = || world.post_of("signup", &address, &[("agree", "on")]);
            let ended = killed_at(await_number, world.standalone.http(request())).await.is_some();
            the_dust_settles().await;
            assert!(world.request(request()).await.status.is_success());
            world.standalone.drain().await;
            the_lease_runs_out(&mut world).await;
            nothing_is_doubled_or_lost(&world, &address, &format!("killed at await {await_number}")).await;
            let rows = world.rows_of(&address).await;
            let count = |prefix: &str| {
                rows.iter().filter(|row| row["sk"]["S"].as_str().unwrap().starts_with(prefix)).count()
            };
            assert_eq!((count("now#card"), count("now#enrollment#"), count("message#")), (1, 1, 1));
            ended
        })
        .await;
        assert!(awaits > 3, "there were only {awaits} awaits");
        assert_eq!(world.leads().await, awaits);
    });
}

#[test]
fn a_refusal_killed_at_every_await_and_repeated_stops_everything() {
    on_one_thread(async {
        let mut world = World::beginning(welcome(), "2026-04-06 09:01").await;
        let awaits = at_every_await(async |await_number| {
            let address = lead(await_number);
            world.a_lead_posts("signup", &address).await;
            let ended = killed_at(await_number, world.standalone.http(world.one_click(&address, "hello")))
                .await
                .is_some();
            the_dust_settles().await;
            world.the_person_unsubscribes(&address, "hello").await;
            assert_eq!(world.standing(&address, "welcome").await, "done: unsubscribed");
            ended
        })
        .await;
        world.days_pass(3).await;
        assert_eq!(world.standalone.outbox.entries().unwrap().len(), awaits, "nobody got tips");
    });
}

#[test]
fn a_written_refusal_holds_when_its_sender_is_killed_before_ending_runs() {
    on_one_thread(async {
        let mut world = World::beginning(welcome(), "2026-04-06 09:01").await;
        let mut written = Vec::new();
        at_every_await(async |await_number| {
            let address = lead(await_number);
            world.a_lead_posts("signup", &address).await;
            let ended = killed_at(await_number, world.standalone.http(world.one_click(&address, "hello")))
                .await
                .is_some();
            the_dust_settles().await;
            if world.has_refused(&address).await {
                written.push(address);
            }
            ended
        })
        .await;
        let standing = world.standing(&written[0], "welcome").await;
        assert!(standing.starts_with("waiting"), "the first one was killed before its run ended: {standing}");
        world.days_pass(3).await;
        for address in &written {
            assert_eq!(world.steps_sent_to(address), ["hello"]);
        }
    });
}

#[test]
fn a_complaint_killed_anywhere_and_redelivered_suppresses_and_ends_a_run() {
    on_one_thread(async {
        let mut world = World::beginning(welcome(), "2026-04-06 09:01").await;
        at_every_await(async |await_number| {
            let address = lead(await_number);
            world.a_lead_posts("signup", &address).await;
            let entry = world.entry(&address, "hello");
            let payload = json!({ "complainedRecipients": [{ "emailAddress": address }] });
            let event =
                || gateway::local::outbox::ses_event(&entry, "Complaint", world.clock.now(), payload.clone());
            let ended = killed_at(await_number, world.standalone.take_feedback(event())).await.is_some();
            the_dust_settles().await;
            assert!(world.standalone.take_feedback(event()).await);
            assert!(world.suppressed(&address).await.is_some());
            assert_eq!(world.standing(&address, "welcome").await, "done: suppressed");
            ended
        })
        .await;
    });
}

#[test]
fn a_tick_killed_at_every_await_is_made_up_for_by_the_next() {
    on_one_thread(async {
        let mut world = World::beginning(welcome(), "2026-04-06 09:01").await;
        at_every_await(async |await_number| {
            let address = lead(await_number);
            world.a_post_is_taken("signup", &address).await;
            let lost = world.standalone.sends.take(10);
            world.standalone.sends.settle(&lost, &[]);
            let ended = killed_at(await_number, world.standalone.tick()).await.is_some();
            the_lease_runs_out(&mut world).await;
            nothing_is_doubled_or_lost(&world, &address, &format!("killed at await {await_number}")).await;
            ended
        })
        .await;
    });
}

#[test]
fn a_night_killed_at_every_await_is_made_up_for_by_the_nights_after() {
    on_one_thread(async {
        let sequence = json!({
            "start": { "sweep": { "quiet_for": "2 days", "only_if": { "tag": "customer" } } },
            "start_again": "after 300 days",
            "steps": [{ "step": "value", "send": "value" }],
        });
        let mut world = World::of(Company::with("win-back", &sequence)).await;
        at_every_await(async |await_number| {
            let address = lead(await_number);
            world.a_lead_posts("customer", &address).await;
            // The night's own sweep is the one that is killed.
            world.clock.tell(world.clock.now() + TimeDelta::days(2));
            let ended = killed_at(await_number, Box::pin(world.standalone.sweep())).await.is_some();
            the_dust_settles().await;
            world.clock.tell(world.clock.now() + TimeDelta::days(1));
            world.the_sweep_runs().await;
            world.days_pass(4).await;
            assert_eq!(world.steps_sent_to(&address), ["value"], "killed at await {await_number}");
            ended
        })
        .await;
    });
}

#[test]
fn an_import_killed_at_every_await_is_whole_once_it_is_called_again() {
    on_one_thread(async {
        let world = World::of(welcome()).await;
        let rows = |await_number| {
            let rows = (0..20)
                .map(|row| json!({ "address": format!("{row}-{}", lead(await_number)), "tags": ["met"] }));
            rows.map(|row| serde_json::from_value(row).unwrap()).collect()
        };
        let import = async |await_number| {
            let ground =
                json!({ "kind": "express", "evidence": "fair", "obtained_on": "2026-04-01", "by": "sato" });
            let terms = serde_json::from_value(json!({ "list": "fair", "ground": ground })).unwrap();
            let operations = world.standalone.operations();
            operations
                .import_leads(ImportLeads { terms, plan: false, rows: rows(await_number) })
                .await
                .unwrap()
        };
        let awaits = at_every_await(async |await_number| {
            let ended = killed_at(await_number, Box::pin(import(await_number))).await.is_some();
            the_dust_settles().await;
            import(await_number).await;
            let again = import(await_number).await;
            assert!(
                again.rows.iter().all(|row| row.result == RowResult::Unchanged),
                "killed at {await_number}"
            );
            for row in 0..20 {
                let address = format!("{row}-{}", lead(await_number));
                let kept = world.standalone.store.everything_about(&world.lead(&address)).await.unwrap();
                let kinds: Vec<&str> = kept.keys().map(String::as_str).collect();
                assert_eq!(
                    kinds,
                    ["card", "engagement", "grounds", "lists", "tags"],
                    "killed at {await_number}"
                );
            }
            ended
        })
        .await;
        assert!(awaits > 6, "there were only {awaits} awaits");
    });
}

#[test]
fn a_stop_lets_the_order_in_hand_end_and_leaves_others_to_the_next_start() {
    on_one_thread(async {
        let world = World::beginning(welcome(), "2026-04-06 09:01").await;
        for number in 0..25 {
            world.a_post_is_taken("signup", &lead(number)).await;
        }
        let asked = std::cell::Cell::new(0);
        let first_time = || asked.replace(asked.get() + 1) == 0;
        Box::pin(world.standalone.drain_while(1, first_time)).await;
        assert_eq!(world.standalone.outbox.entries().unwrap().len(), 1, "a job as a function gets it");
        world.standalone.drain().await;
        assert_eq!(world.standalone.outbox.entries().unwrap().len(), 25);
    });
}
