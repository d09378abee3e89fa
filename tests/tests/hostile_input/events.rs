//! Events with anything in them changed: recorded or refused, and nobody's record can be spoilt for good.

use super::{company, try_many};
use crate::feedback::{by_sns, event as event_of};
use kit::pointers::pointers;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

const TARO: &str = "taro@example.jp";

/// A value that may stand in place of anything.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!("9999-12-31T23:59:59Z")),
        Just(json!("0000-01-01T00:00:00Z")),
        Just(json!([TARO])),
        Just(json!("Bounce")),
        Just(json!("Click")),
        Just(json!("x".repeat(3_000))),
    ]
}

#[test]
fn any_report_leaves_everything_readable_and_no_score_beyond_measure() {
    let changes = proptest::collection::vec((any::<Index>(), any_value()), 1..4);
    try_many(&(any::<Index>(), changes, any::<bool>()), &async |world, (which, changes, wrapped)| {
        if world.rows_of(TARO).await.is_empty() {
            world.a_lead_posts("signup", TARO).await;
        }
        let entry = world.entry(TARO, "hello");
        let mut events: Vec<Value> =
            crate::feedback::KINDS.iter().map(|kind| event_of(kind, &entry, TARO)).collect();
        events.push(serde_json::from_str(&world.lead_event(TARO, "purchase")).unwrap());
        let mut event = events.swap_remove(which.index(events.len()));
        for (at, value) in changes {
            let all = pointers(&event);
            *event.pointer_mut(&all[at.index(all.len())]).unwrap() = value;
        }
        let event = if wrapped { by_sns(&event) } else { event };
        // Refused or recorded is both well; what stands must be readable and in measure.
        world.standalone.take_feedback(event.to_string()).await;
        world.standalone.drain().await;
        let standing = world.standalone.store.snapshot(&world.lead(TARO), &[]).await;
        prop_assert!(standing.is_ok(), "{:?}", standing.err());
        prop_assert!(world.standalone.store.messages_of(&world.lead(TARO)).await.is_ok());
        prop_assert!(world.standalone.store.events_of(&world.lead(TARO)).await.is_ok());
        let score = world.score(TARO).await;
        prop_assert!(score.is_finite() && score.abs() < 1_000.0, "{score}");
        Ok(())
    });
}

/// An activity of the year 9999 was worth more than any number can say, and made the lead hot for ever.
#[tokio::test]
async fn an_activity_from_the_future_counts_as_one_of_now() {
    let mut world = company().await;
    world.a_lead_posts("signup", TARO).await;
    let mut event: Value = serde_json::from_str(&world.lead_event(TARO, "purchase")).unwrap();
    event["detail"]["at"] = json!("9999-12-31T23:59:59Z");
    assert!(world.standalone.take_feedback(event.to_string()).await);
    assert!(world.score(TARO).await < 1_000.0);
    let engagement =
        world.standalone.store.snapshot(&world.lead(TARO), &[]).await.unwrap().engagement.unwrap();
    assert!(engagement.value.last_at <= world.clock.now());
}
