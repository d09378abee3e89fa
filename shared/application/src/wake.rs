//! Runs that are to be looked at now, because a step is due or what a step waits for has happened.

use cadence::ids::{LeadId, SequenceId};
use cadence::plan;
use cadence::sequence::Awaited;
use document::Catalog;
use gateway::queue::{Queue, SendJob};
use store::Store;

/// Enqueues jobs for steps that are due. One that does not get through is made up for by a tick at the step's own time.
pub async fn enqueue(sends: &Queue, jobs: &[SendJob]) {
    if let Err(error) = sends.enqueue(jobs).await {
        tracing::warn!(%error, jobs = jobs.len(), "the next step waits for a tick");
    }
}

/// Has a sender look at the lead's run in a sequence if it waits for what has happened.
pub async fn wake(
    store: &Store,
    sends: &Queue,
    catalog: &Catalog,
    lead: &LeadId,
    sequence: &SequenceId,
    happened: &Awaited,
) -> anyhow::Result<()> {
    let Some(published) = catalog.sequence(sequence) else { return Ok(()) };
    if published.steps.iter().any(|step| step.waits_for(happened))
        && let Some(standing) = store.enrollment(lead, sequence).await?
        && plan::waits_for(&standing.value, published, happened)
    {
        enqueue(sends, &[SendJob::new(lead, sequence, false)]).await;
    }
    Ok(())
}

/// Has a sender look at every run of the lead that waits for what has happened.
pub async fn wake_all(
    store: &Store,
    sends: &Queue,
    catalog: &Catalog,
    lead: &LeadId,
    happened: &Awaited,
) -> anyhow::Result<()> {
    for standing in store.enrollments_of(lead).await? {
        let id = &standing.value.sequence;
        if catalog.sequence(id).is_some_and(|it| plan::waits_for(&standing.value, it, happened)) {
            enqueue(sends, &[SendJob::new(lead, id, false)]).await;
        }
    }
    Ok(())
}
