//! Somebody posts the form anew at each await of a sender that has the first run in hand.

use super::{on_one_thread, overtaken_at};
use chrono::TimeDelta;
use hikyaku_tests::world::{Company, World};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Far more awaits than a sender has.
const AWAITS_MAX: usize = 2000;

/// Two mails at once, whose subjects say what the post of their run said.
fn company() -> Company {
    let welcome = json!({
        "start": { "form": "signup" },
        "start_again": "restart",
        "purpose": "transactional",
        "steps": [{ "step": "hello", "send": "hello" }, { "step": "guide", "send": "guide" }],
    });
    let company = Company::with("welcome", &welcome);
    for mail in ["hello", "guide"] {
        company.write(&format!("emails/welcome/{mail}/subject.txt"), "{{ event.company | default(\"-\") }}");
    }
    company
}

/// The words of each run's mails, in order.
fn said(world: &World, address: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut runs: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for entry in world.entries(address) {
        let (_, bytes) = world.standalone.outbox.mail(&entry.send_key).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let subject = text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap().to_owned();
        let run = runs.entry(entry.run).or_insert_with(|| (entry.at, BTreeSet::new()));
        run.1.insert(subject);
    }
    let mut runs: Vec<_> = runs.into_values().collect();
    runs.sort();
    runs
}

#[test]
fn answers_posted_while_a_mail_is_in_flight_stand_in_their_own_run() {
    on_one_thread(async {
        let mut world = World::beginning(company(), "2026-04-06 09:01").await;
        let (mut both, only) = (0, |name: &str| BTreeSet::from([name.to_owned()]));
        for await_number in 1..AWAITS_MAX {
            let address = format!("lead{await_number}@example.jp");
            let first = world.request(world.post_of("signup", &address, &[("company", "Taro")])).await;
            world.clock.tell(world.clock.now() + TimeDelta::seconds(1));
            let second = world.post_of("signup", &address, &[("company", "Hana")]);
            let anew = async { assert!(world.request(second).await.status.is_success()) };
            assert!(first.status.is_success());
            let ended = Box::pin(overtaken_at(await_number, world.standalone.drain(), anew)).await;
            world.standalone.drain().await;
            world.minutes_pass(5).await;
            let after = format!("posted anew at await {await_number}");
            let said: Vec<_> = said(&world, &address).into_iter().map(|(_, said)| said).collect();
            assert!(said == [only("Hana")] || said == [only("Taro"), only("Hana")], "{after}: {said:?}");
            both += usize::from(said.len() == 2);
            let steps = world.steps_sent_to(&address);
            assert_eq!(
                steps[steps.len() - 2..],
                ["hello", "guide"],
                "{after}: the new run has all its mails"
            );
            if ended {
                assert!(
                    await_number > 20 && both > 5,
                    "{await_number} awaits, {both} with a first run's mail"
                );
                return;
            }
        }
        panic!("the sender never ends");
    });
}
