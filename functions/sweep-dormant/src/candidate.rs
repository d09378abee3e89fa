//! One quiet lead: whether it enters the win-back sequence, and if not, why.

use crate::{Night, SweepDormant};
use application::{Contended, Enrolling, Entrant, Proposal};
use cadence::condition::{ConditionInputs, RequiredInputs};
use cadence::domain_event::{DomainEvent, Payload};
use cadence::ids::{LeadId, RunId};
use cadence::lead::Card;
use cadence::sweep::{self, PassedOver};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use store::{Admission, Change, Lane, Look};

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

    /// The first reason to leave a quiet lead alone. The data of a condition are read only if nothing on the card speaks against it.
    async fn reason_against(
        &self,
        night: &Night<'_>,
        card: &Card,
        look: &Look,
    ) -> anyhow::Result<Option<PassedOver>> {
        let now = night.now;
        let topic = night.sequence.topic.as_ref();
        if let Some(reason) = sweep::reason_on_card(card, look.suppression.is_some(), topic, now) {
            return Ok(Some(reason));
        }
        if let Some(condition) = &night.rule.only_if {
            let inputs = self.inputs(night, look, &card.id, &condition.asks()).await?;
            if let Some(reason) = sweep::reason_by_condition(condition, &inputs, now) {
                return Ok(Some(reason));
            }
        }
        Ok(sweep::reason_by_runs(look.enrollments.iter().map(|run| &run.value)))
    }

    /// The facts that a condition asks about. A quiet lead is in no run whose mails could be asked about.
    async fn inputs(
        &self,
        night: &Night<'_>,
        look: &Look,
        lead: &LeadId,
        asks: &RequiredInputs,
    ) -> anyhow::Result<ConditionInputs> {
        let tags = look.tags.as_ref().map(|kept| kept.value.clone()).unwrap_or_default();
        let mut known = ConditionInputs { tags, ..ConditionInputs::default() };
        if asks.profile {
            let profile = self.store.profile(lead).await?;
            known.attributes = profile.map(|kept| kept.value.attributes).unwrap_or_default();
        }
        if asks.score {
            let rules = &night.catalog.policy().score;
            let engagement = self.store.engagement(lead).await?;
            known.score = engagement.map_or(0.0, |kept| kept.value.score(rules, night.now));
        }
        if asks.events {
            known.events = self.store.events_of(lead).await?;
        }
        Ok(known)
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
        let look = sweep.store.look(lead).await?;
        let Some(card) = &look.card else {
            return Ok(Proposal::Nothing(Some(PassedOver::NoLead)));
        };
        if let Some(reason) = sweep.reason_against(night, &card.value, &look).await? {
            return Ok(Proposal::Nothing(Some(reason)));
        }
        let (catalog, zone, lane, now) = (night.catalog, card.value.zone, Lane::Main, night.now);
        let entrant = Entrant { catalog, lead, zone, lane, now };
        let seen = look.enrollment(id);
        let Some(enrolled) = entrant.enter(night.sequence, seen, (*run).clone(), BTreeMap::new(), || true)
        else {
            return Ok(Proposal::Nothing(Some(PassedOver::BeenThrough)));
        };
        let admission = Admission {
            lead: (*lead).clone(),
            card: Change::Keep { seen: card.rev },
            profile: None,
            tags: None,
            consent: None,
            engagement: None,
            enrollments: vec![enrolled],
            events: Vec::new(),
            campaign: None,
            mailbox: None,
            question: None,
            list: None,
        };
        Ok(Proposal::Admit(Box::new(admission), None))
    }
}
