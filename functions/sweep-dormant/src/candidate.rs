//! One quiet lead: whether it enters the win-back sequence, and if not, why.

use crate::{Night, SweepDormant};
use application::{Contended, Enrolling, Entrant, Proposal};
use cadence::condition::ConditionInputs;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::ids::{LeadId, RunId};
use cadence::lead::{Card, Profile};
use cadence::sweep::{self, PassedOver};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use store::{Admission, Change, Lane, LeadSnapshot, Stored};

impl SweepDormant {
    /// Lets the lead enter, or gives the reason why it is passed over.
    pub(crate) async fn consider(
        &self,
        night: &Night<'_>,
        lead: &LeadId,
        quiet_since: NaiveDate,
    ) -> anyhow::Result<Option<PassedOver>> {
        let id = &night.sequence.id;
        let run = self.identity.run(lead, id, &format!("quiet since {quiet_since}"));
        let mut entry = EntryBySweep { sweep: self, night, lead, run: &run };
        let passed_over = match self.application().enroll(&self.sends, &mut entry).await {
            Err(error) if error.is::<Contended>() => return Ok(Some(PassedOver::Contended)),
            decided => decided?,
        };
        if passed_over.is_none() {
            let payload = Payload::LeadDormant { sequence: id.clone(), run };
            let event = DomainEvent { at: night.now, lead: lead.clone(), payload };
            self.application().announce_best_effort(&event).await;
        }
        Ok(passed_over)
    }

    /// The first reason to leave a quiet lead alone. Events and runs are read only if nothing else speaks against it.
    async fn reason_against(
        &self,
        night: &Night<'_>,
        card: &Stored<Card>,
        profile: &Stored<Profile>,
        snapshot: &LeadSnapshot,
    ) -> anyhow::Result<Option<PassedOver>> {
        let (lead, now) = (&card.value.id, night.now);
        if let Some(reason) = sweep::reason_on_card(&card.value, snapshot.suppression.is_some(), now) {
            return Ok(Some(reason));
        }
        if let Some(condition) = &night.rule.only_if {
            let rules = &night.catalog.policy().score;
            let engagement = snapshot.engagement.as_ref();
            let inputs = ConditionInputs {
                tags: profile.value.tags.clone(),
                attributes: profile.value.attributes.clone(),
                score: engagement.map_or(0.0, |kept| kept.value.score(rules, now)),
                events: self.store.events_of(lead).await?,
                steps: BTreeMap::new(),
            };
            if let Some(reason) = sweep::reason_by_condition(condition, &inputs, now) {
                return Ok(Some(reason));
            }
        }
        let runs = self.store.enrollments_of(lead).await?;
        Ok(sweep::reason_by_runs(runs.iter().map(|run| &run.value)))
    }
}

/// A quiet lead that may enter the win-back sequence.
struct EntryBySweep<'a> {
    sweep: &'a SweepDormant,
    night: &'a Night<'a>,
    lead: &'a LeadId,
    run: &'a RunId,
}

impl Enrolling for EntryBySweep<'_> {
    type Outcome = Option<PassedOver>;

    async fn propose(&mut self) -> anyhow::Result<Proposal<Option<PassedOver>>> {
        let Self { sweep, night, lead, run } = self;
        let id = &night.sequence.id;
        let snapshot = sweep.store.snapshot(lead, std::slice::from_ref(id)).await?;
        let (Some(card), Some(profile)) = (&snapshot.card, &snapshot.profile) else {
            return Ok(Proposal::Nothing(Some(PassedOver::NoLead)));
        };
        if let Some(reason) = sweep.reason_against(night, card, profile, &snapshot).await? {
            return Ok(Proposal::Nothing(Some(reason)));
        }
        let (catalog, zone, lane, now) = (night.catalog, card.value.zone, Lane::Main, night.now);
        let entrant = Entrant { catalog, lead, zone, lane, now };
        let seen = snapshot.enrollments.get(id);
        let Some(enrolled) = entrant.enter(night.sequence, seen, (*run).clone(), BTreeMap::new(), || true)
        else {
            return Ok(Proposal::Nothing(Some(PassedOver::BeenThrough)));
        };
        let admission = Admission {
            lead: (*lead).clone(),
            card: Change::Keep { seen: card.rev },
            profile: Change::Keep { seen: profile.rev },
            consent: None,
            engagement: None,
            enrollments: vec![enrolled],
            events: Vec::new(),
            campaign: None,
            mailbox: None,
        };
        Ok(Proposal::Admit(Box::new(admission), None))
    }
}
