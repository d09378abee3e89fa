//! New leads: they post the form at random moments while the backlog is sent, as `ingest-lead` takes them: one transaction,
//! then a job for the first mail. Some of those jobs get lost.

use super::leads::lead_of;
use super::seeding::admit;
use super::sequence::Course;
use super::stage::Stage;
use super::wire::Wire;
use anyhow::Context;
use cadence::ids::RunId;
use cadence::reentry;
use chrono::TimeDelta;
use gateway::queue::{Queue, SendJob};
use std::sync::Arc;
use store::{Lane, Store};

/// One of so many direct jobs gets lost.
const ORDERS_PER_LOSS: usize = 50;

/// Lets people come until the backlog is sent.
pub(super) async fn come(stage: Arc<Stage>, course: Arc<Course>) {
    let store = Wire::new(&stage).store();
    let mut next = stage.nine;
    loop {
        next += gap(&stage);
        stage.clock.sleep_until(next).await;
        if stage.props().door.backlog_left() == 0 {
            return;
        }
        if let Err(error) = post(&stage, &course, &store).await {
            stage.props().failure = Some(error);
        }
    }
}

/// Time until somebody else comes: exponentially distributed, so that arrivals are a Poisson process.
fn gap(stage: &Stage) -> TimeDelta {
    let drawn = stage.props().chance.between(1, 1_000_000);
    #[expect(clippy::cast_precision_loss, reason = "a million fits")]
    let seconds = -(drawn as f64 / 1e6).ln() / stage.plan.arrivals_per_second;
    #[expect(clippy::cast_possible_truncation, reason = "some seconds")]
    TimeDelta::microseconds((seconds * 1e6) as i64)
}

async fn post(stage: &Stage, course: &Course, store: &Store) -> anyhow::Result<()> {
    let now = stage.clock.now();
    let (number, lost) = {
        let mut props = stage.props();
        let lost = props.chance.below(ORDERS_PER_LOSS) == 0;
        (props.door.post(now, lost).context("too many people came")?, lost)
    };
    let lead = lead_of(stage.plan.seed, number)?;
    let (run, context) = (RunId::parse(lead.as_str())?, course.context(now));
    let entered = reentry::enter(None, &lead, run, course.sequence.reentry, &context);
    let entered = entered.context("a new lead does not enter")?;
    admit(store, entered.enrollment, Lane::Fast, now).await?;
    if lost {
        stage.props().post.lose(number);
        return Ok(());
    }
    stage.props().post.announce(number);
    let job = SendJob::new(&lead, &course.sequence.id, true);
    Queue::Local(stage.queue.clone()).enqueue(&[job]).await?;
    Ok(())
}
