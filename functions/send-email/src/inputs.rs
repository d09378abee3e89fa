//! The facts that conditions ask about: gathered only for steps that ask.

use crate::context::ProcessContext;
use cadence::Instant;
use cadence::condition::{ConditionInputs, RequiredInputs, StepFacts};
use cadence::enrollment::Enrollment;
use cadence::facts::{Fact, Facts, MessageRecord};
use cadence::ids::StepId;
use cadence::send_key::IdentityKey;
use cadence::sequence::{Entry, Sequence};
use store::Store;

/// Gathers the known facts about a lead in a run at `now`, as far as somebody asks.
pub(crate) async fn inputs(
    store: &Store,
    identity: &IdentityKey,
    process: &ProcessContext<'_>,
    enrollment: &Enrollment,
    asks: RequiredInputs,
    now: Instant,
) -> anyhow::Result<ConditionInputs> {
    let ProcessContext { batch, sequence, .. } = process;
    let id = &enrollment.lead;
    let mut known = ConditionInputs { tags: process.tags.value(), ..ConditionInputs::default() };
    if asks.profile {
        known.attributes.clone_from(&process.profile(store).await?.value.attributes);
    }
    if !asks.answers.is_empty() && matches!(sequence.entry, Entry::Form(_)) {
        let asked = |name: &str| asks.answers.contains(name);
        let answers = store.entry(id, &sequence.id, &enrollment.run, asked).await?;
        known = known.in_the_run_of(answers.unwrap_or_default());
    }
    if asks.score {
        let rules = &batch.catalog.policy().score;
        let engagement = store.engagement(id).await?;
        known.score = engagement.map_or(0.0, |kept| kept.value.score(rules, now));
    }
    if asks.events {
        known.events = store.events_of(id).await?;
    }
    for step in asks.mails {
        if let Some(record) = mail_of(store, identity, enrollment, &step, sequence).await? {
            known.steps.insert(step, facts(&record.facts));
        }
    }
    Ok(known)
}

/// The record of one mail of a run. A step that was renamed is asked about under its former name too.
async fn mail_of(
    store: &Store,
    identity: &IdentityKey,
    enrollment: &Enrollment,
    step: &StepId,
    sequence: &Sequence,
) -> anyhow::Result<Option<MessageRecord>> {
    let Enrollment { lead, sequence: id, run, .. } = enrollment;
    let was = sequence.steps.find(step).and_then(|step| step.was.as_ref());
    for name in [Some(step), was].into_iter().flatten() {
        let send_key = identity.send_key(lead, id, run, name);
        if let Some(record) = store.message(lead, &send_key).await? {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

fn facts(facts: &Facts) -> StepFacts {
    StepFacts {
        delivered_at: facts.at(Fact::Delivered),
        opened_at: facts.at(Fact::Opened),
        clicked_at: facts.at(Fact::Clicked),
    }
}
