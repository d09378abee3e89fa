//! A standalone program in a folder: killed with all its memory, opened again, and guarded against a second one and other secrets.

use super::{killed_at, on_one_thread, the_dust_settles};
use chrono::TimeDelta;
use hikyaku_tests::world::{Company, World, japan};
use kit::company::hello_and_tips;
use runtime::clock::Clock;
use std::path::Path;

/// Every so many awaits a standalone program is killed; each takes the opening of a file and its writes to the disk.
const AWAITS_APART: usize = 9;

fn welcome() -> Company {
    Company::with("welcome", &hello_and_tips(1))
}

async fn opened(folder: &Path, clock: &Clock, seed: usize) -> World {
    World::in_folder(welcome(), folder, clock.clone(), seed as u64).await.unwrap()
}

#[test]
fn a_program_killed_and_reopened_on_its_folder_doubles_and_loses_nothing() {
    on_one_thread(async {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::told(japan("2026-04-06 09:01"));
        for killed in 0.. {
            let address = format!("lead{killed}@example.jp");
            let world = opened(folder.path(), &clock, 2 * killed).await;
            world.a_post_is_taken("signup", &address).await;
            let ended = killed_at(1 + killed * AWAITS_APART, world.standalone.drain()).await.is_some();
            the_dust_settles().await;
            drop(world);
            clock.tell(clock.now() + TimeDelta::minutes(3));
            let mut world = opened(folder.path(), &clock, 2 * killed + 1).await;
            world.the_tick_runs().await;
            assert_eq!(world.steps_sent_to(&address), ["hello"], "killed at {killed}");
            assert_eq!(world.standing(&address, "welcome").await, "waiting for tips until 04-07 10:00");
            assert_eq!(world.leads().await, killed + 1);
            if ended {
                world.days_pass(2).await;
                assert_eq!(world.steps_sent_to("lead0@example.jp"), ["hello", "tips"]);
                return;
            }
        }
    });
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_without_any_working_on_it() {
    on_one_thread(async {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::told(japan("2026-04-06 09:01"));
        let world = opened(folder.path(), &clock, 1).await;
        world.a_post_is_taken("signup", "taro@example.jp").await;
        drop(world);
        let mut world = opened(folder.path(), &clock, 2).await;
        world.minutes_pass(1).await;
        assert_eq!(world.steps_sent_to("taro@example.jp"), ["hello"]);
        world.the_person_unsubscribes("taro@example.jp", "hello").await;
        drop(world);
        let mut world = opened(folder.path(), &clock, 3).await;
        assert!(world.has_refused("taro@example.jp").await);
        world.days_pass(3).await;
        assert_eq!(world.steps_sent_to("taro@example.jp"), ["hello"]);
    });
}

#[test]
fn a_second_program_on_the_same_folder_is_refused_and_says_why() {
    on_one_thread(async {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::told(japan("2026-04-06 09:01"));
        let first = opened(folder.path(), &clock, 1).await;
        let second = World::in_folder(welcome(), folder.path(), clock.clone(), 2).await;
        let said = format!("{:#}", second.err().unwrap());
        assert!(said.contains("is already open by another process; stop that process"), "{said}");
        drop(first);
        assert_eq!(opened(folder.path(), &clock, 3).await.leads().await, 0);
    });
}

#[test]
fn a_program_with_foreign_secrets_is_refused_and_changes_nothing() {
    on_one_thread(async {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::told(japan("2026-04-06 09:01"));
        drop(opened(folder.path(), &clock, 1).await);
        let secrets = folder.path().join("secrets.json");
        let own = std::fs::read_to_string(&secrets).unwrap();
        let other = gateway::secrets::Secrets::from_random(&[7; 64]).text();
        std::fs::write(&secrets, &other).unwrap();
        let refused = World::in_folder(welcome(), folder.path(), clock.clone(), 2).await;
        let said = format!("{:#}", refused.err().unwrap());
        assert!(said.contains("key"), "{said}");
        assert_eq!(std::fs::read_to_string(&secrets).unwrap(), other);
        std::fs::write(&secrets, own).unwrap();
        assert_eq!(opened(folder.path(), &clock, 3).await.leads().await, 0);
    });
}

#[test]
fn lost_secrets_are_not_made_anew_beside_the_table_they_belong_to() {
    on_one_thread(async {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::told(japan("2026-04-06 09:01"));
        drop(opened(folder.path(), &clock, 1).await);
        let secrets = folder.path().join("secrets.json");
        std::fs::remove_file(&secrets).unwrap();
        assert!(World::in_folder(welcome(), folder.path(), clock.clone(), 2).await.is_err());
        assert!(!secrets.exists(), "other secrets would only hide that the right ones are missing");
    });
}
