//! The number of requests that each step of a mail's way costs, counted at the engine.

use crate::fixtures::{at, attempt, enrolled, enrollment, lead, mail, sequence, step};
use cadence::enrollment::State;
use cadence::facts::Fact;
use cadence::recent::MailTag;
use cadence::sequence::Purpose;
use embedded_dynamodb::Engine;
use std::collections::BTreeMap;
use store::{Lane, Store};

/// The requests made since the last time.
struct Meter {
    engine: Engine,
    before: BTreeMap<&'static str, u64>,
}

impl Meter {
    fn read(&mut self) -> Vec<(&'static str, u64)> {
        let now = self.engine.counts();
        let spent = now
            .iter()
            .map(|(operation, count)| (*operation, count - self.before.get(operation).unwrap_or(&0)))
            .filter(|(_, count)| *count > 0)
            .collect();
        self.before = now;
        spent
    }
}

#[tokio::test]
async fn each_step_of_a_mail_costs_the_requests_it_needs_and_no_more() {
    let engine = Engine::in_memory().unwrap();
    let store = Store::new(engine.client(), "hikyaku");
    store.create_table(2).await.unwrap();
    let seen = enrolled(&store, 1, at(5)).await;
    let mut meter = Meter { before: engine.counts(), engine };

    let state = State::Sending {
        step: step("hello"),
        due_at: at(5),
        listed_at: at(5),
        attempt: attempt(1),
        lease_until: at(6),
        counts_as: Some(MailTag([7; 4])),
        then: None,
    };
    store.save_enrollment(&seen, &enrollment(1, "welcome", state), Lane::Main).await.unwrap();
    assert_eq!(meter.read(), [("PutItem", 1)]);
    store.fence(&mail(1), Purpose::Marketing, &attempt(1), at(5)).await.unwrap();
    assert_eq!(meter.read(), [("UpdateItem", 1)]);
    for _ in 0..2 {
        // A repeated report costs no more than the first one.
        let name = mail(1);
        store.note_fact(&name.lead, &name.send_key, Fact::Sent, at(6), Some(&attempt(1))).await.unwrap();
        assert_eq!(meter.read(), [("UpdateItem", 1)]);
    }
    store.look(&lead(1)).await.unwrap();
    assert_eq!(meter.read(), [("Query", 1)]);
    store.snapshot(&lead(1), &[sequence("welcome")]).await.unwrap();
    assert_eq!(meter.read(), [("BatchGetItem", 1)]);
    store.due(Lane::Main, 0, at(9), 10, None).await.unwrap();
    assert_eq!(meter.read(), [("Query", 1)]);
    store.refuse_marketing(&lead(1), at(9)).await.unwrap();
    assert_eq!(meter.read(), [("UpdateItem", 1)]);
}
