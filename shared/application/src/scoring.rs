//! An activity of a person: it moves the score, and a lead that it makes hot is announced with its story.

use crate::{Application, Contended};
use cadence::condition::ConditionInputs;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::ids::LeadId;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::score::{Activity, Engagement, Hot, Strength};
use document::Catalog;
use store::Saved;

impl Application<'_> {
    /// Adds an activity to a lead's score; once, however often it is reported.
    pub async fn score(
        &self,
        catalog: &Catalog,
        lead: &LeadId,
        activity: &Activity,
        strength: Strength,
    ) -> anyhow::Result<()> {
        let (rules, now) = (&catalog.policy().score, self.clock.now());
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let snapshot = self.store.snapshot(lead, &[]).await?;
            let Some(profile) = snapshot.profile else { return Ok(()) };
            let seen = snapshot.engagement;
            let standing = seen.as_ref().map(|seen| &seen.value);
            let tags = snapshot.tags.map(|kept| kept.value).unwrap_or_default();
            let known = ConditionInputs::of(tags, &profile.value);
            let after = Engagement::after(standing, activity, strength, known, rules, now);
            let Some((next, hot)) = after else { return Ok(()) };
            if let Some(hot) = hot {
                self.announce_hot(lead, activity, hot).await?;
            }
            if let Saved::Yes(_) = self.store.save_engagement(lead, seen.as_ref(), &next).await? {
                return Ok(());
            }
        }
        Err(Contended("a score").into())
    }

    /// Announces that an activity made a lead hot, before the score says that it was told: told twice is better than never.
    pub async fn announce_hot(&self, lead: &LeadId, activity: &Activity, hot: Hot) -> anyhow::Result<()> {
        let payload = Payload::LeadHot { activity: activity.key.clone(), hot };
        let event = DomainEvent { at: self.clock.now(), lead: lead.clone(), payload };
        Ok(self.announce(&event).await?)
    }
}
