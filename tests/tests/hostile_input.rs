//! Input of strangers to the whole program, whatever it is: answered, and nothing changes that they may not change.
//!
//! `PROPTEST_CASES` raises the number of tries; each costs a few milliseconds, so there are far fewer than elsewhere.

mod events;
mod mutated_events;
mod posts;
mod unsubscribing;

use hikyaku_tests::world::{Company, World};
use kit::company::hello_and_tips;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// A company that answers at once and again a week later.
async fn company() -> World {
    let welcome = hello_and_tips(7);
    let bought =
        json!({ "start": { "event": "purchase" }, "steps": [{ "step": "thanks", "send": "thanks" }] });
    World::of(Company::with("welcome", &welcome).and("bought", &bought)).await
}

/// Tries many inputs on one company, one after another.
fn try_many<S: Strategy>(
    inputs: &S,
    attempt: &impl AsyncFn(&mut World, S::Value) -> Result<(), TestCaseError>,
) {
    let runtime = Runtime::new().unwrap();
    let world = Mutex::new(runtime.block_on(company()));
    let usual = Config::default();
    // Inputs that failed are kept in the sources as examples with names, not in a file of seeds.
    let config = Config { cases: (usual.cases / 8).max(1), failure_persistence: None, ..usual };
    let tried = TestRunner::new(config)
        .run(inputs, |input| runtime.block_on(async { attempt(&mut *world.lock().await, input).await }));
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}
