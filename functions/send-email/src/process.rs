//! One enrollment: asks the plan what is to be done, does it, and goes on while the next step needs no waiting.

use crate::SendEmail;
use crate::attempt::Due;
use crate::batch::{Batch, Paused};
use crate::context::ProcessContext;
use crate::deliver::deliver;
use crate::inputs::inputs;
use crate::orphan;
use crate::profile::ProfileOnDemand;
use crate::progress::{Next, Progress, apply, save_progress};
use crate::recover;
use crate::tags::KnownTags;
use crate::trim::trim;
use anyhow::Context as _;
use application::{Application, LeadGone};
use cadence::advance::Event;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::enrollment::{Enrollment, Passed, State, Then, Way};
use cadence::ids::{LeadId, SequenceId, StepId};
use cadence::limits::STEPS_AT_ONCE_MAX;
use cadence::plan::{self, Plan};
use gateway::queue::SendJob;
use store::Lane;

/// Does all that is due for one enrollment.
pub(crate) async fn process_enrollment(
    function: &SendEmail,
    batch: &Batch,
    lead: &LeadId,
    sequence: &SequenceId,
) -> anyhow::Result<()> {
    let mut look = function.store.look(lead).await?;
    let Some(standing) = look.enrollment(sequence).cloned() else {
        return Ok(());
    };
    if matches!(standing.value.state, State::Done { .. }) {
        return Ok(());
    }
    trim(function.application(), batch, &look).await;
    let Some(card) = look.card.take() else { return orphan::end_erased(function, standing).await };
    let Some(sequence) = batch.catalog.sequence(sequence) else {
        return orphan::end_removed(function, standing).await;
    };
    let (profile, tags) = (ProfileOnDemand::default(), KnownTags::seen(look.tags.take()));
    let process = ProcessContext { batch, sequence, card: &card.value, profile, tags, look: &look };
    let mut progress = Progress::from(standing);
    for _ in 0..STEPS_AT_ONCE_MAX {
        let reached = progress.clone();
        match Box::pin(process_step(function, &process, progress)).await {
            Ok(Next::GoOn(next)) => progress = *next,
            Ok(Next::Stop) => return Ok(()),
            Err(error) if error.is::<LeadGone>() => return orphan::end_erased(function, reached.kept).await,
            Err(error) => {
                // Steps carried out on the way are not to be repeated because of a failure behind them. Where the failure
                // came after a write, this one finds another revision and changes nothing.
                save_progress(function.application(), &process, reached).await.context(error.to_string())?;
                return Err(error);
            }
        }
    }
    save_progress(function.application(), &process, progress).await
}

/// Does one thing. Returns the progress if the next thing can be done at once.
async fn process_step(
    function: &SendEmail,
    process: &ProcessContext<'_>,
    progress: Progress,
) -> anyhow::Result<Next> {
    let now = function.clock.now();
    let context = process.context(now);
    let asks = plan::asks(&progress.here, &context);
    let inputs = inputs(&function.store, &function.identity, process, &progress.here, asks, now).await?;
    let pass = |step, way| Event::Passed { passed: Passed { step, way } };
    let plan = plan::plan(&progress.here, &inputs, &context);
    if plan.moves_on()
        && let Some(paused) = process.batch.paused(process.sequence, now)
    {
        return leave_paused(function.application(), process, progress, paused).await;
    }
    let event = match plan {
        Plan::WaitUntil(_) | Plan::Over => {
            save_progress(function.application(), process, progress).await?;
            return Ok(Next::Stop);
        }
        Plan::InFlight { lease_until, attempt } => {
            return recover::recover(function, process, progress.kept, &attempt, lease_until).await;
        }
        Plan::Unknown { attempt, since, settle_at } => {
            return recover::settle(function, process, progress.kept, &attempt, since, settle_at).await;
        }
        Plan::Send { .. } if progress.is_past_a_mail => {
            enqueue(function, process, progress).await?;
            return Ok(Next::Stop);
        }
        Plan::Send { step, mail, purpose } => {
            let Some(step) = process.sequence.steps.find(&step) else { return Ok(Next::Stop) };
            let due = Due { step, mail: &mail, purpose };
            return Box::pin(deliver(function, process, progress, &due)).await;
        }
        Plan::Retime { step, due_at } => Event::Retimed { step, due_at },
        Plan::LeaveOut { step, late_by } => {
            tracing::info!(
                lead.id = %progress.here.lead, sequence.id = %progress.here.sequence, step.id = %step,
                late.minutes = late_by.num_minutes(), "a step is left out because it is too late"
            );
            Event::LeftOut { step }
        }
        Plan::Go { step, way } => pass(step, way),
        Plan::Notify { step, channel } => {
            notify(function, &progress.here, &step, channel.as_str(), now).await?;
            pass(step, Way::Onward)
        }
        Plan::Tag { step, add, remove } => {
            let (card, standing) = (process.card, process.tags.stored());
            process.tags.put(function.application().change_tags(card, standing, add, remove).await?);
            pass(step, Way::Onward)
        }
        Plan::End(ending) => Event::Interrupted { then: Then::End(ending) },
    };
    apply(function.application(), process, progress, event).await
}

/// Stays at a mail that is due, and enqueues it.
async fn enqueue(
    function: &SendEmail,
    process: &ProcessContext<'_>,
    progress: Progress,
) -> anyhow::Result<()> {
    let urgent = Lane::of(&progress.here, process.sequence) == Lane::Fast;
    let job = SendJob::new(&progress.here.lead, &progress.here.sequence, urgent);
    save_progress(function.application(), process, progress).await?;
    application::enqueue(&function.sends, &[job]).await;
    Ok(())
}

/// Leaves a paused step alone.
async fn leave_paused(
    app: Application<'_>,
    process: &ProcessContext<'_>,
    progress: Progress,
    paused: Paused,
) -> anyhow::Result<Next> {
    match paused {
        Paused::Sequence if !progress.here.is_parked() => apply(app, process, progress, Event::Parked).await,
        Paused::Everything | Paused::Sequence => {
            save_progress(app, process, progress).await?;
            Ok(Next::Stop)
        }
    }
}

async fn notify(
    function: &SendEmail,
    enrollment: &Enrollment,
    step: &StepId,
    channel: &str,
    at: cadence::Instant,
) -> anyhow::Result<()> {
    let Enrollment { lead, sequence, run, .. } = enrollment;
    let key = function.identity.effect_key(lead, sequence, run, step);
    let (channel, sequence, step) = (channel.to_owned(), sequence.clone(), step.clone());
    let payload = Payload::SequenceNotify { key, channel, sequence, step };
    let event = DomainEvent { at, lead: lead.clone(), payload };
    function.application().announce(&event).await.context("the step waits until the notice was taken")
}
