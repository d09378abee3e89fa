//! Deeds of people move the score, and a lead that turns hot is handed over.

use crate::RecordFeedback;
use crate::parse::{MailEvent, MailKind};
use cadence::condition::Circumstances;
use cadence::facts::{Fact, MessageRecord};
use cadence::ids::LeadId;
use cadence::score::{Deed, Engagement};
use cadence::sequence::Awaited;
use document::Catalog;
use gateway::bus::DomainEvent;
use store::Saved;

/// How often one score is tried against others who write it.
const TRIES_MAX: usize = 8;

impl RecordFeedback {
    /// A person opened or clicked: the score moves, and a step that waited for it goes on.
    pub(crate) async fn engaged(
        &self,
        catalog: &Catalog,
        event: &MailEvent,
        record: &MessageRecord,
        fact: Fact,
    ) -> anyhow::Result<()> {
        let weights = &catalog.policy().score.weights;
        let name = &record.name;
        // One open and one click of each link count per mail, however often they are reported.
        let (key, weight) = match &event.kind {
            MailKind::Click { link, .. } => {
                (format!("click:{}:{}", name.send_key, fingerprint(link)), weights.click)
            }
            MailKind::Open { .. }
            | MailKind::Send
            | MailKind::Delivery
            | MailKind::DeliveryDelay
            | MailKind::Bounce(_)
            | MailKind::Complaint(_)
            | MailKind::Reject
            | MailKind::Subscription { .. } => (format!("open:{}", name.send_key), weights.open),
        };
        let strong = fact == Fact::Clicked;
        self.count(catalog, &name.lead, &Deed { key, weight, at: event.at.at }, strong).await?;
        let happened =
            if strong { Awaited::Clicked(name.step.clone()) } else { Awaited::Opened(name.step.clone()) };
        self.wake(catalog, &name.lead, &name.sequence, &happened).await
    }

    /// Adds a deed to a lead's score. Only a strong one, more than an open, can make the lead hot.
    pub(crate) async fn count(
        &self,
        catalog: &Catalog,
        lead: &LeadId,
        deed: &Deed,
        strong: bool,
    ) -> anyhow::Result<()> {
        let rules = &catalog.policy().score;
        let now = self.clock.now();
        for _ in 0..TRIES_MAX {
            let dossier = self.store.dossier(lead, &[]).await?;
            let Some(profile) = dossier.profile else { return Ok(()) };
            let seen = dossier.engagement;
            let mut next = seen.as_ref().map_or_else(|| Engagement::none(deed.at), |seen| seen.value.clone());
            if !next.add(deed, rules) {
                return Ok(());
            }
            let circumstances = Circumstances {
                tags: profile.value.tags,
                attributes: profile.value.attributes,
                score: next.score(rules, now),
                ..Circumstances::default()
            };
            let fit = rules.fit(&circumstances, now);
            if strong && next.turns_hot(fit, rules, now) {
                self.hand_over(lead, deed, &next, fit, catalog).await?;
            }
            if let Saved::Yes(_) = self.store.save_engagement(lead, seen.as_ref(), &next).await? {
                return Ok(());
            }
        }
        anyhow::bail!("a score was changed by others {TRIES_MAX} times")
    }

    /// Tells that a lead is hot, with its story, before the score says that it was told: told twice is better than never.
    async fn hand_over(
        &self,
        lead: &LeadId,
        deed: &Deed,
        engagement: &Engagement,
        fit: f64,
        catalog: &Catalog,
    ) -> anyhow::Result<()> {
        let (rules, now) = (&catalog.policy().score, self.clock.now());
        let story: Vec<_> = engagement
            .explain(rules, now)
            .into_iter()
            .take(10)
            .map(|(key, points, at)| {
                let kind = key.split(':').next().unwrap_or(key);
                serde_json::json!({ "deed": kind, "points": rounded(points), "at": at.to_rfc3339() })
            })
            .collect();
        let score = rounded(engagement.score(rules, now));
        let event = DomainEvent {
            name: "lead.hot",
            key: format!("hot:{lead}:{}", fingerprint(&deed.key)),
            at: now,
            lead: lead.clone(),
            detail: serde_json::json!({ "score": score, "fit": rounded(fit), "because": story }),
        };
        Ok(self.bus.announce(&event).await?)
    }
}

fn rounded(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

/// A short name for a link; FNV-1a, 64 bits. Links may hold personal data and do not belong into keys.
fn fingerprint(link: &str) -> String {
    let hash = link.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
