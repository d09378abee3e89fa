//! Events of the mail service: facts on the message record, suppression at once, settlement of what was unknown.

use crate::parse::{MailEvent, MailKind};
use crate::{BatchReport, RecordFeedback};
use application::{Applied, Applying, DecidedBy, Evidence, Refusal, enqueue, wake};
use cadence::advance::Event;
use cadence::domain_event::WayOut;
use cadence::enrollment::Enrollment;
use cadence::facts::{Fact, MessageRecord};
use cadence::recent;
use cadence::sequence::Awaited;
use cadence::settle::Decision;
use cadence::verdict::{Verdict, verdict};
use document::Catalog;
use gateway::queue::SendJob;
use std::sync::Arc;
use store::Lane;

impl RecordFeedback {
    pub(crate) async fn record_mail(
        &self,
        catalog: &Arc<Catalog>,
        event: &MailEvent,
        report: &mut BatchReport,
    ) -> anyhow::Result<()> {
        // The protection of a person comes first; it must not wait for anything that may fail.
        self.protect(catalog, event).await?;
        if let (MailKind::Subscription { refused_all: true }, Some(lead)) = (&event.kind, &event.lead) {
            let refusal = Refusal { lead, at: event.at.at, by: WayOut::MailService };
            let catalog = std::future::ready(Ok(Some(Arc::clone(catalog))));
            self.application().unsubscribe(&self.identity, refusal, catalog).await?;
        }
        if let Some(mail_at) = event.mail_at {
            self.note_heartbeat(mail_at).await?;
        }
        let (Some(lead), Some(send_key), Some(fact)) = (&event.lead, &event.send_key, fact(&event.kind))
        else {
            return Ok(());
        };
        let attempt = event.attempt.as_ref();
        let Some(noted) = self.store.note_fact(lead, send_key, fact, event.at, attempt).await? else {
            tracing::info!(send.key = %send_key, "an event for a mail that is not kept any more");
            return Ok(());
        };
        let record = noted.record;
        if noted.is_news {
            self.judge(catalog, &record.name, fact, report).await?;
        }
        self.settle(catalog, event, fact, &record).await?;
        self.follow(catalog, event, fact, &record).await
    }

    /// Lets runs and scores follow what a person or a mail server did.
    async fn follow(
        &self,
        catalog: &Arc<Catalog>,
        event: &MailEvent,
        fact: Fact,
        record: &MessageRecord,
    ) -> anyhow::Result<()> {
        match fact {
            Fact::Clicked | Fact::Opened => self.engaged(catalog, event, record, fact).await,
            Fact::Delivered => {
                let (name, happened) = (&record.name, Awaited::Delivered(record.name.step.clone()));
                wake(&self.store, &self.sends, catalog, &name.lead, &name.sequence, &happened).await
            }
            Fact::Sent
            | Fact::Delayed
            | Fact::OpenedByMachine
            | Fact::ClickedByMachine
            | Fact::BouncedHard
            | Fact::BouncedSoft
            | Fact::Complained
            | Fact::Rejected
            | Fact::NotTriedGuess
            | Fact::NotTriedListed
            | Fact::NotTriedGlobal
            | Fact::AutoReplied
            | Fact::MarkedNotSpam => Ok(()),
        }
    }

    /// An event that names the attempt in flight or unknown settles it. One that proves what became of an earlier mail puts
    /// this mail right where frequency caps count it, in whatever run the enrollment is by now.
    async fn settle(
        &self,
        catalog: &Catalog,
        event: &MailEvent,
        fact: Fact,
        record: &MessageRecord,
    ) -> anyhow::Result<()> {
        let (Some(lead), Some(attempt)) = (&event.lead, &event.attempt) else { return Ok(()) };
        let (id, now) = (&record.name.sequence, self.clock.now());
        let decision = if fact.proves_sending() { Decision::Sent } else { Decision::NotSent };
        let settled = Event::Settled { attempt: attempt.clone(), decision: decision.clone() };
        let evidence = |standing: &Enrollment| {
            if standing.attempt() == Some(attempt) {
                Some(settled.clone())
            } else {
                recent::proof(standing, record, &catalog.policy().caps, now)
            }
        };
        // Mostly the sender has written down by itself what became of the mail, and nobody waits for this.
        let Some(standing) = self.store.enrollment(lead, id).await? else { return Ok(()) };
        if evidence(&standing.value).is_none() {
            return Ok(());
        }
        let Some(card) = self.store.card(lead).await? else { return Ok(()) };
        let Some(sequence) = catalog.sequence(id) else {
            let caps = &catalog.policy().caps;
            let evidence = Evidence { attempt, decision: &decision, record, caps };
            return self.application().tell_orphan(standing, evidence, &self.identity).await;
        };
        let context = catalog.context(sequence, card.value.zone, now);
        let how = Applying { context: &context, by: DecidedBy::Program(&self.identity) };
        let applied = self.application().apply(standing, how, evidence).await?;
        if let Applied::Saved { saved, goes_on: true, .. } = applied {
            let urgent = Lane::of(&saved.value, sequence) == Lane::Fast;
            enqueue(&self.sends, &[SendJob::new(lead, id, urgent)]).await;
        }
        Ok(())
    }
}

fn fact(kind: &MailKind) -> Option<Fact> {
    let by = |flagged: Option<bool>, agent: &Option<String>, person, machine| match verdict(
        flagged,
        agent.as_deref(),
    ) {
        Verdict::Person => person,
        Verdict::Machine { .. } => machine,
    };
    Some(match kind {
        MailKind::Send => Fact::Sent,
        MailKind::Delivery => Fact::Delivered,
        MailKind::DeliveryDelay => Fact::Delayed,
        MailKind::Bounce(bounced) => bounced.worst?.fact(),
        MailKind::Complaint(complained) => complained.complaint.fact(),
        MailKind::Reject => Fact::Rejected,
        MailKind::Open { flagged, agent } => by(*flagged, agent, Fact::Opened, Fact::OpenedByMachine),
        MailKind::Click { flagged, agent, .. } => by(*flagged, agent, Fact::Clicked, Fact::ClickedByMachine),
        MailKind::Subscription { .. } => return None,
    })
}
