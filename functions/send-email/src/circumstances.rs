//! What conditions ask about: gathered only for steps that ask.

use crate::SendEmail;
use crate::batch::Batch;
use cadence::Instant;
use cadence::condition::{Circumstances, StepFacts};
use cadence::enrollment::Enrollment;
use cadence::facts::Fact;
use cadence::lead::Lead;

impl SendEmail {
    /// All that is known about a lead in a run at `now`.
    pub(crate) async fn circumstances(
        &self,
        batch: &Batch,
        enrollment: &Enrollment,
        lead: &Lead,
        now: Instant,
    ) -> anyhow::Result<Circumstances> {
        let id = &enrollment.lead;
        let rules = &batch.catalog.policy().score;
        let score =
            self.store.dossier(id, &[]).await?.engagement.map_or(0.0, |kept| kept.value.score(rules, now));
        let mut steps = std::collections::BTreeMap::new();
        for record in self.store.messages_of(id).await? {
            if record.name.sequence == enrollment.sequence && record.name.run == enrollment.run {
                let facts = StepFacts {
                    delivered_at: record.facts.at(Fact::Delivered),
                    opened_at: record.facts.at(Fact::Opened),
                    clicked_at: record.facts.at(Fact::Clicked),
                };
                steps.insert(record.name.step, facts);
            }
        }
        Ok(Circumstances {
            tags: lead.profile.tags.clone(),
            attributes: lead.profile.attributes.clone(),
            score,
            events: self.store.events_of(id).await?,
            steps,
        })
    }
}
