//! Events of the mail service: facts on the message record, suppression at once, settlement of what was in doubt.

use crate::parse::{MailEvent, MailKind};
use crate::{BatchReport, RecordFeedback};
use cadence::advance::{Event, Scene};
use cadence::enrollment::Ending;
use cadence::facts::Fact;
use cadence::sequence::{Awaited, Purpose};
use cadence::settle::Decision;
use cadence::verdict::{Verdict, verdict};
use document::Catalog;

impl RecordFeedback {
    pub(crate) async fn record_mail(
        &self,
        catalog: &Catalog,
        event: &MailEvent,
        report: &mut BatchReport,
    ) -> anyhow::Result<()> {
        // What protects a person comes first; it must not wait for anything that may fail.
        self.protect(catalog, event).await?;
        if event.kind == (MailKind::Subscription { refused_all: true }) {
            self.refuse(catalog, event).await?;
        }
        if let Some(mail_at) = event.mail_at {
            self.note_channel(mail_at).await?;
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
        self.settle(catalog, event, fact).await?;
        match fact {
            Fact::Clicked | Fact::Opened => self.engaged(catalog, event, &record, fact).await,
            Fact::Delivered => {
                let happened = Awaited::Delivered(record.name.step.clone());
                self.wake(catalog, lead, &record.name.sequence, &happened).await
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

    async fn refuse(&self, catalog: &Catalog, event: &MailEvent) -> anyhow::Result<()> {
        let Some(lead) = &event.lead else { return Ok(()) };
        self.store.refuse_marketing(lead, event.at.at).await?;
        let marketing = |enrollment: &cadence::enrollment::Enrollment| {
            let sequence = catalog.sequence(&enrollment.sequence);
            let purpose = sequence.map_or(Purpose::Marketing, |sequence| sequence.purpose);
            (purpose == Purpose::Marketing).then_some(Ending::Unsubscribed)
        };
        let stopped = self.store.stop_runs(lead, self.clock.now(), marketing).await?;
        self.bus.announce_endings(&stopped).await;
        Ok(())
    }

    /// An event that names the attempt in flight or in doubt settles it.
    async fn settle(&self, catalog: &Catalog, event: &MailEvent, fact: Fact) -> anyhow::Result<()> {
        let (Some(lead), Some(id), Some(attempt)) = (&event.lead, &event.sequence, &event.attempt) else {
            return Ok(());
        };
        // Mostly the sender has written down by itself what became of the mail, and nobody waits for this.
        let standing = self.store.enrollment(lead, id).await?;
        if standing.is_none_or(|standing| standing.value.attempt() != Some(attempt)) {
            return Ok(());
        }
        let (Some(sequence), Some(card)) = (catalog.sequence(id), self.store.card(lead).await?) else {
            return Ok(());
        };
        let scene = Scene {
            sequence,
            calendar: catalog.calendar_of(sequence),
            quiet_hours: catalog.policy().quiet_hours,
            zone: card.value.zone,
            now: self.clock.now(),
        };
        let decision = if fact.proves_sending() { Decision::Sent } else { Decision::NotSent };
        let settled = Event::Settled { attempt: attempt.clone(), decision };
        self.let_happen(lead, id, &scene, |standing| {
            (standing.attempt() == Some(attempt)).then(|| settled.clone())
        })
        .await
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
