//! The progress of an enrollment while it is processed, and the part of it that is not saved yet.

use crate::context::ProcessContext;
use application::{Application, advance_and_log};
use cadence::advance::{Context, Effect, Event};
use cadence::enrollment::{Enrollment, State};
use cadence::plan;
use store::{Lane, Saved, Stored};

/// An enrollment on its way: as it stands in the table, and how far it has come since.
///
/// Steps that need no waiting are gone through without writing each of them. The last one is written under the revision
/// that was read, so whoever wrote meanwhile is seen; and whoever dies before goes the same way again.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) kept: Stored<Enrollment>,
    pub(crate) here: Enrollment,
    /// Whether it comes from a mail: the next one takes its slot through the queue, like any other.
    pub(crate) is_past_a_mail: bool,
}

impl Progress {
    pub(crate) fn from(kept: Stored<Enrollment>) -> Self {
        let here = kept.value.clone();
        Self { kept, here, is_past_a_mail: false }
    }

    pub(crate) fn past_a_mail(kept: Stored<Enrollment>) -> Self {
        Self { is_past_a_mail: true, ..Self::from(kept) }
    }

    /// Whether it has come further than the table says.
    pub(crate) fn is_unwritten(&self) -> bool {
        self.here != self.kept.value
    }
}

/// The step after one thing that was done for an enrollment.
#[derive(Debug)]
pub(crate) enum Next {
    /// The next thing can be done at once, from here.
    GoOn(Box<Progress>),
    /// Nothing follows at once: the run waits or is over, or somebody else has it in hand.
    Stop,
}

impl Next {
    pub(crate) fn go_on(progress: Progress) -> Self {
        Self::GoOn(Box::new(progress))
    }
}

/// The enrollment to go on with when somebody else wrote first: a step that still waits is planned anew; anything else is left
/// to the other writer.
pub(crate) fn reload_if_waiting(
    standing: Option<Stored<Enrollment>>,
    event: &Event,
    context: &Context<'_>,
) -> Next {
    let Some(standing) = standing else { return Next::Stop };
    // The effect that the event would have here is only traced.
    drop(advance_and_log(&standing.value, event, context));
    let waits = matches!(standing.value.state, State::Waiting { .. });
    if waits { Next::go_on(Progress::from(standing)) } else { Next::Stop }
}

/// Lets an event happen. Where the next step is due at once it is only remembered; else it is written.
pub(crate) async fn apply(
    app: Application<'_>,
    process: &ProcessContext<'_>,
    progress: Progress,
    event: Event,
) -> anyhow::Result<Next> {
    let context = process.context(app.clock.now());
    let Some(advance) = advance_and_log(&progress.here, &event, &context) else {
        save_progress(app, process, progress).await?;
        return Ok(Next::Stop);
    };
    let follows = |effect| advance.effects.contains(&effect);
    let (at_once, looks) = (follows(Effect::Dispatch), follows(Effect::Look));
    let progress = Progress { here: advance.enrollment, ..progress };
    if at_once && !looks {
        return Ok(Next::go_on(progress));
    }
    // Save the waiting state before the condition is checked, so that an event arriving in between finds it.
    let is_past_a_mail = progress.is_past_a_mail;
    Ok(match save(app, process, &progress).await? {
        Saved::Conflict(standing) => reload_if_waiting(standing, &event, &context),
        Saved::Yes(kept) if at_once || looks => {
            Next::go_on(Progress { is_past_a_mail, ..Progress::from(kept) })
        }
        Saved::Yes(_) => Next::Stop,
    })
}

/// Saves the progress.
async fn save(
    app: Application<'_>,
    process: &ProcessContext<'_>,
    progress: &Progress,
) -> anyhow::Result<Saved<Enrollment>> {
    let here = plan::in_place(&progress.kept.value, progress.here.clone(), process.sequence, app.clock.now());
    let lane = Lane::of(&here, process.sequence);
    Ok(app.save(&progress.kept, &here, lane).await?)
}

/// Saves the progress and stops here. If somebody else was faster, a tick goes on from there.
pub(crate) async fn save_progress(
    app: Application<'_>,
    process: &ProcessContext<'_>,
    progress: Progress,
) -> anyhow::Result<()> {
    if progress.is_unwritten() {
        save(app, process, &progress).await?;
    }
    Ok(())
}
