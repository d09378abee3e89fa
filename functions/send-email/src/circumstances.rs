//! What conditions ask about: gathered only for steps that ask.

use crate::SendEmail;
use crate::attend::Around;
use cadence::Instant;
use cadence::condition::{Asks, Circumstances, StepFacts};
use cadence::enrollment::Enrollment;
use cadence::facts::{Fact, Facts};
use cadence::sequence::Entry;

impl SendEmail {
    /// What is known about a lead in a run at `now`, as far as somebody asks.
    pub(crate) async fn circumstances(
        &self,
        around: &Around<'_>,
        enrollment: &Enrollment,
        asks: Asks,
        now: Instant,
    ) -> anyhow::Result<Circumstances> {
        let Around { batch, sequence, lead } = around;
        let id = &enrollment.lead;
        let mut known = Circumstances {
            tags: lead.profile.tags.clone(),
            attributes: lead.profile.attributes.clone(),
            ..Circumstances::default()
        };
        if asks.answers && matches!(sequence.entry, Entry::Form(_)) {
            let answers = self.store.entry(id, &sequence.id, &enrollment.run).await?;
            known = known.in_the_run_of(answers.unwrap_or_default());
        }
        if asks.score {
            let rules = &batch.catalog.policy().score;
            let engagement = self.store.engagement(id).await?;
            known.score = engagement.map_or(0.0, |kept| kept.value.score(rules, now));
        }
        if asks.events {
            known.events = self.store.events_of(id).await?;
        }
        if asks.mails {
            for record in self.store.messages_of(id).await? {
                if record.name.sequence == enrollment.sequence && record.name.run == enrollment.run {
                    known.steps.insert(record.name.step, facts(&record.facts));
                }
            }
        }
        Ok(known)
    }
}

fn facts(facts: &Facts) -> StepFacts {
    StepFacts {
        delivered_at: facts.at(Fact::Delivered),
        opened_at: facts.at(Fact::Opened),
        clicked_at: facts.at(Fact::Clicked),
    }
}
