//! Named events of leads: they score, reach goals, stop runs, wake steps that waited for them, and start sequences.

use crate::RecordFeedback;
use crate::parse::LeadEvent;
use cadence::advance::Effect;
use cadence::enrollment::{Ending, Enrollment};
use cadence::ids::{EventName, LeadId};
use cadence::lead::Card;
use cadence::reentry;
use cadence::score::Deed;
use cadence::sequence::{Awaited, Reentry, Sequence};
use chrono::TimeDelta;
use document::Catalog;
use gateway::queue::SendOrder;
use store::{Admission, Admitted, Change, Enrolled, Lane, Saved, Stored};

/// The event by which a complaint case begins.
const COMPLAINT_OPENED: &str = "complaint_opened";
/// The event by which it ends.
const COMPLAINT_CLOSED: &str = "complaint_closed";
/// How often an entry is tried against others who write the same lead.
const TRIES_MAX: usize = 5;

impl RecordFeedback {
    pub(crate) async fn record_lead(&self, catalog: &Catalog, event: &LeadEvent) -> anyhow::Result<()> {
        let Some(card) = self.store.card(&event.lead).await? else {
            tracing::info!(lead.id = %event.lead, event.name = %event.name, "an event for nobody that is known");
            return Ok(());
        };
        self.store.note_event(&card, &event.name, event.at, &event.key).await?;
        self.note_complaint(&event.lead, card, &event.name).await?;
        let weight = catalog.policy().score.event_weight(&event.name);
        let deed = Deed { key: format!("event:{}:{}", event.name, event.key), weight, at: event.at };
        self.count(catalog, &event.lead, &deed, true).await?;
        let ending_of =
            |enrollment: &Enrollment| ending(catalog.sequence(&enrollment.sequence)?, enrollment, event);
        let stopped = self.store.stop_runs(&event.lead, self.clock.now(), ending_of).await?;
        self.bus.announce_endings(&stopped).await;
        self.wake_all(catalog, &event.lead, &Awaited::Event(event.name.clone())).await?;
        let started: Vec<&Sequence> = catalog.started_by_event(&event.name).collect();
        if started.is_empty() { Ok(()) } else { self.enter(catalog, event, &started).await }
    }

    /// A complaint case that is open silences all marketing to the person; the later of opening and closing counts.
    async fn note_complaint(
        &self,
        lead: &LeadId,
        card: Stored<Card>,
        name: &EventName,
    ) -> anyhow::Result<()> {
        if ![COMPLAINT_OPENED, COMPLAINT_CLOSED].contains(&name.as_str()) {
            return Ok(());
        }
        let mut standing = card;
        for _ in 0..TRIES_MAX {
            let events = self.store.events_of(lead).await?;
            let last =
                |wanted: &str| events.iter().find(|(name, _)| name.as_str() == wanted).map(|(_, at)| *at);
            let mut next = standing.value.clone();
            next.complaint_open = last(COMPLAINT_OPENED) > last(COMPLAINT_CLOSED);
            if next == standing.value {
                return Ok(());
            }
            match self.store.save_card(&standing, &next).await? {
                Saved::Yes(_) | Saved::Conflict(None) => return Ok(()),
                Saved::Conflict(Some(current)) => standing = current,
            }
        }
        anyhow::bail!("a card was changed by others {TRIES_MAX} times")
    }

    /// Lets the lead enter the sequences that this event starts.
    async fn enter(
        &self,
        catalog: &Catalog,
        event: &LeadEvent,
        sequences: &[&Sequence],
    ) -> anyhow::Result<()> {
        let ids: Vec<_> = sequences.iter().map(|sequence| sequence.id.clone()).collect();
        for _ in 0..TRIES_MAX {
            let dossier = self.store.dossier(&event.lead, &ids).await?;
            let (Some(card), Some(profile)) = (dossier.card, dossier.profile) else { return Ok(()) };
            let mut enrollments = Vec::new();
            let mut at_once = Vec::new();
            for sequence in sequences {
                let scene = catalog.scene(sequence, card.value.zone, self.clock.now());
                let seen = dossier.enrollments.get(&sequence.id);
                let run = self.identity.run(&event.lead, &sequence.id, &event.key);
                let standing = seen.map(|seen| &seen.value);
                let Some(entered) = reentry::enter(standing, &event.lead, run, sequence.reentry, &scene)
                else {
                    continue;
                };
                if let Some(standing) = standing.filter(|_| sequence.reentry == Reentry::Restart) {
                    runtime::logging::run_restarted(&standing.state);
                }
                if entered.effects.contains(&Effect::Dispatch) {
                    at_once.push(SendOrder::new(&event.lead, &sequence.id, true));
                }
                enrollments.push(Enrolled {
                    seen: seen.map(|seen| seen.rev),
                    enrollment: entered.enrollment,
                    lane: Lane::Fast,
                    entry: event.fields.clone(),
                });
            }
            let admission = Admission {
                lead: event.lead.clone(),
                card: Change::Keep { seen: card.rev },
                profile: Change::Keep { seen: profile.rev },
                consent: None,
                engagement: None,
                enrollments,
                events: Vec::new(),
                campaign: None,
                mailbox: None,
            };
            if self.store.admit(&admission).await? == Admitted::Done {
                if let Err(error) = self.sends.order(&at_once).await {
                    tracing::warn!(%error, "the first step waits for a tick");
                }
                return Ok(());
            }
        }
        anyhow::bail!("a lead was changed by others {TRIES_MAX} times")
    }
}

/// How an event ends a run, if it does.
fn ending(sequence: &Sequence, enrollment: &Enrollment, event: &LeadEvent) -> Option<Ending> {
    let counts = |days: Option<u32>| {
        days.is_none_or(|days| event.at - enrollment.started_at <= TimeDelta::days(i64::from(days)))
    };
    let after_entry = event.at >= enrollment.started_at;
    let reached = |goal: &cadence::sequence::Goal| goal.event == event.name && counts(goal.within_days);
    if after_entry && sequence.goal.as_ref().is_some_and(reached) {
        return Some(Ending::GoalReached);
    }
    (after_entry && sequence.stop_if.contains(&event.name)).then(|| Ending::StoppedBy(event.name.clone()))
}
