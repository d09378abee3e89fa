//! Named events of leads: they score, reach goals, stop runs, wake steps that waited for them, and start sequences.

use crate::RecordFeedback;
use crate::parse::LeadEvent;
use application::{Enrolling, Entrant, Proposal, wake_all};
use cadence::enrollment::Enrollment;
use cadence::erasure;
use cadence::lead_event;
use cadence::score::{Activity, Strength};
use cadence::sequence::{Awaited, Sequence};
use document::Catalog;
use store::{Admission, Change, Lane};

impl RecordFeedback {
    pub(crate) async fn record_lead(&self, catalog: &Catalog, event: &LeadEvent) -> anyhow::Result<()> {
        let Some(card) = self.store.card(&event.lead).await? else {
            tracing::info!(lead.id = %event.lead, event.name = %event.name, "an event for nobody that is known");
            return Ok(());
        };
        if erasure::is_from_before(card.value.erased_at, event.at) {
            tracing::info!(lead.id = %event.lead, event.name = %event.name, "an event from before its person was erased");
            return Ok(());
        }
        let application = self.application();
        self.store.note_event(&card, &event.name, event.at, &event.key).await?;
        application.note_complaint(&event.lead, card, &event.name).await?;
        let weight = catalog.policy().score.event_weight(&event.name);
        let activity = Activity { key: format!("event:{}:{}", event.name, event.key), weight, at: event.at };
        application.score(catalog, &event.lead, &activity, Strength::Strong).await?;
        let ending_of = |run: &Enrollment| {
            lead_event::ending(catalog.sequence(&run.sequence)?, run, &event.name, event.at)
        };
        application.stop_runs(&event.lead, ending_of).await?;
        let happened = Awaited::Event(event.name.clone());
        wake_all(&self.store, &self.sends, catalog, &event.lead, &happened).await?;
        let sequences: Vec<&Sequence> = catalog.started_by_event(&event.name).collect();
        if sequences.is_empty() {
            return Ok(());
        }
        application.enroll(&self.sends, &mut EntryByEvent { record: self, catalog, event, sequences }).await
    }
}

/// An event that lets its lead enter sequences.
struct EntryByEvent<'a> {
    record: &'a RecordFeedback,
    catalog: &'a Catalog,
    event: &'a LeadEvent,
    sequences: Vec<&'a Sequence>,
}

impl Enrolling for EntryByEvent<'_> {
    type Outcome = ();

    async fn propose(&mut self) -> anyhow::Result<Proposal<()>> {
        let Self { record, catalog, event, sequences } = self;
        let look = record.store.look(&event.lead).await?;
        let Some(card) = &look.card else { return Ok(Proposal::Nothing(())) };
        let (lead, zone, now) = (&event.lead, card.value.zone, record.clock.now());
        let entrant = Entrant { catalog, lead, zone, lane: Lane::Fast, now };
        let enters = |sequence: &&Sequence| {
            let run = record.identity.run(lead, &sequence.id, &event.key);
            let seen = look.enrollment(&sequence.id);
            entrant.enter(sequence, seen, run, event.fields.clone(), || true)
        };
        let enrollments: Vec<_> = sequences.iter().filter_map(enters).collect();
        if enrollments.is_empty() {
            return Ok(Proposal::Nothing(()));
        }
        let admission = Admission {
            lead: lead.clone(),
            card: Change::Keep { seen: card.rev },
            profile: None,
            tags: None,
            consent: None,
            engagement: None,
            enrollments,
            events: Vec::new(),
            campaign: None,
            mailbox: None,
            question: None,
            list: None,
        };
        Ok(Proposal::Admit(Box::new(admission), ()))
    }
}
