//! One quiet lead: whether it enters the win-back sequence, and if not, why.

use crate::{Night, SweepDormant};
use cadence::advance::Effect;
use cadence::condition::Circumstances;
use cadence::enrollment::State;
use cadence::ids::LeadId;
use cadence::reentry;
use chrono::NaiveDate;
use gateway::queue::SendOrder;
use std::collections::BTreeMap;
use store::{Admission, Admitted, Change, Dossier, Enrolled, Lane};

/// How often an entry is tried against others who write the same lead.
const TRIES_MAX: usize = 5;

impl SweepDormant {
    /// Lets the lead enter, or gives the reason why it is passed over.
    pub(crate) async fn consider(
        &self,
        night: &Night<'_>,
        lead: &LeadId,
        quiet_since: NaiveDate,
    ) -> anyhow::Result<Option<&'static str>> {
        for _ in 0..TRIES_MAX {
            let id = &night.sequence.id;
            let dossier = self.store.dossier(lead, std::slice::from_ref(id)).await?;
            if let Some(reason) = self.reason_against(night, lead, &dossier).await? {
                return Ok(Some(reason));
            }
            let (Some(card), Some(profile)) = (dossier.card, dossier.profile) else {
                return Ok(Some("no such lead"));
            };
            let scene = night.catalog.scene(night.sequence, card.value.zone, night.now);
            let seen = dossier.enrollments.get(id);
            let run = self.identity.run(lead, id, &format!("quiet since {quiet_since}"));
            let standing = seen.map(|seen| &seen.value);
            let Some(entered) = reentry::enter(standing, lead, run.clone(), night.sequence.reentry, &scene)
            else {
                return Ok(Some("has been in the sequence"));
            };
            let admission = Admission {
                lead: lead.clone(),
                card: Change::Keep { seen: card.rev },
                profile: Change::Keep { seen: profile.rev },
                consent: None,
                engagement: None,
                enrollments: vec![Enrolled {
                    seen: seen.map(|seen| seen.rev),
                    enrollment: entered.enrollment,
                    lane: Lane::Main,
                    entry: BTreeMap::new(),
                }],
                events: Vec::new(),
                campaign: None,
                mailbox: None,
            };
            if self.store.admit(&admission).await? == Admitted::Conflict {
                continue;
            }
            if entered.effects.contains(&Effect::Dispatch)
                && let Err(error) = self.sends.order(&[SendOrder::new(lead, id, false)]).await
            {
                tracing::warn!(%error, "the first step waits for a tick");
            }
            self.tell(night, lead, run.as_str()).await;
            return Ok(None);
        }
        Ok(Some("changed by others at the same moment"))
    }

    /// Why a quiet lead is left alone. The first reason that holds.
    async fn reason_against(
        &self,
        night: &Night<'_>,
        lead: &LeadId,
        dossier: &Dossier,
    ) -> anyhow::Result<Option<&'static str>> {
        let (Some(card), Some(profile)) = (&dossier.card, &dossier.profile) else {
            return Ok(Some("no such lead"));
        };
        if dossier.suppression.is_some() {
            return Ok(Some("suppressed"));
        }
        if !card.value.consent.allows_marketing(night.now) {
            return Ok(Some("no consent"));
        }
        if card.value.complaint_open {
            return Ok(Some("complaint open"));
        }
        if let Some(condition) = &night.rule.only_if {
            let rules = &night.catalog.policy().score;
            let engagement = dossier.engagement.as_ref();
            let circumstances = Circumstances {
                tags: profile.value.tags.clone(),
                attributes: profile.value.attributes.clone(),
                score: engagement.map_or(0.0, |kept| kept.value.score(rules, night.now)),
                events: self.store.events_of(lead).await?,
                steps: BTreeMap::new(),
            };
            if !condition.holds(&circumstances, night.now) {
                return Ok(Some("only_if does not hold"));
            }
        }
        let runs = self.store.enrollments_of(lead).await?;
        let busy = runs.iter().any(|run| !matches!(run.value.state, State::Done { .. }));
        Ok(busy.then_some("in another sequence"))
    }
}
