//! What conditions ask about: gathered only for steps that ask.

use crate::SendEmail;
use crate::batch::Batch;
use cadence::Instant;
use cadence::condition::{Asks, Circumstances, StepFacts};
use cadence::enrollment::Enrollment;
use cadence::facts::{Fact, Facts};
use cadence::lead::Lead;

impl SendEmail {
    /// What is known about a lead in a run at `now`, as far as somebody asks.
    pub(crate) async fn circumstances(
        &self,
        batch: &Batch,
        enrollment: &Enrollment,
        lead: &Lead,
        asks: Asks,
        now: Instant,
    ) -> anyhow::Result<Circumstances> {
        let id = &enrollment.lead;
        let mut known = Circumstances {
            tags: lead.profile.tags.clone(),
            attributes: lead.profile.attributes.clone(),
            ..Circumstances::default()
        };
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
