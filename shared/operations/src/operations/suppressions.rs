//! Suppressions: why nothing is sent to an address, and lifting what a machine judged.

use super::pauses::one_line;
use super::{Operations, Published};
use crate::Failure;
use crate::answers::{AddressStanding, Lifted, LiftedSuppression, Suppressed};
use crate::installation::Installation;
use crate::requests::{LiftSuppression, ShowAddress, Who};
use cadence::address::EmailAddress;
use cadence::ids::LeadId;
use cadence::send_key::IdentityKey;
use cadence::suppression::{self, Lifted as Lifting, NotLifted, Suppression};
use cadence::text;
use cadence::wording::Text;
use cadence::words;

impl Operations {
    /// Whether mail goes to an address, and why not.
    pub async fn show_address(&self, operation: ShowAddress) -> Result<AddressStanding, Failure> {
        let lead = self.lead(&operation.who).await?;
        let standing = self.store.address_standing(&lead).await?;
        self.tell_of(&lead, &standing).await
    }

    /// Lifts a suppression, and writes down who did it and why. The person's own word is not lifted.
    pub async fn lift_suppression(&self, operation: LiftSuppression) -> Result<Lifted, Failure> {
        let (by, because) = (
            one_line(words!(en = "name", ja = "名前"), &operation.by)?,
            one_line(words!(en = "reason", ja = "理由"), &operation.reason)?,
        );
        let lead = self.lead(&operation.who).await?;
        self.note_by(by.clone(), "lift-suppression", Some(lead.as_str()), Some(&because)).await?;
        let now = self.clock.now();
        let lift = |it: &mut suppression::AddressStanding| it.lift(now, by.clone(), because.clone());
        let standing = self
            .store
            .change_address(&lead, |it| {
                let _ = lift(it);
            })
            .await?;
        let is_ours = |lifted: &&Lifting| lifted.at >= now && lifted.by == by && lifted.because == because;
        let was = match standing.lifted.as_ref().filter(is_ours) {
            Some(lifted) if standing.suppression.is_none() => lifted.was,
            Some(_) | None => lift(&mut standing.clone()).map_err(refused)?,
        };
        tracing::info!(lead.id = %lead, reason = was.reason.name(), "an operator lifted a suppression");
        let published = self.published().await?;
        Ok(Lifted { was: suppressed(was, &published), standing: self.tell_of(&lead, &standing).await? })
    }

    async fn tell_of(
        &self,
        lead: &LeadId,
        standing: &suppression::AddressStanding,
    ) -> Result<AddressStanding, Failure> {
        let published = self.published().await?;
        let card = self.store.card(lead).await?;
        let bounced = standing.soft_bounces.iter().next().is_some();
        let known = card.is_some() || standing.suppression.is_some() || standing.lifted.is_some() || bounced;
        let refused_at = card.and_then(|card| card.value.consent.refused_at);
        Ok(AddressStanding {
            lead: lead.as_str().to_owned(),
            known,
            suppressed: standing.suppression.map(|it| suppressed(it, &published)),
            lifted: standing.lifted.as_ref().map(|lifted| LiftedSuppression {
                reason: lifted.was.reason.name().to_owned(),
                since: published.local_time(lifted.was.since),
                at: published.local_time(lifted.at),
                by: lifted.by.clone(),
                because: lifted.because.clone(),
            }),
            soft_bounces: standing.soft_bounces.iter().map(|at| published.local_time(at)).collect(),
            unsubscribed_since: refused_at.map(|at| published.local_time(at)),
        })
    }

    /// The lead that is named by its address or its id.
    pub(super) async fn lead(&self, who: &Who) -> Result<LeadId, Failure> {
        if let Ok(lead) = LeadId::parse(who.0.trim()) {
            return Ok(lead);
        }
        let address = EmailAddress::parse(&who.0);
        let address = address.map_err(|error| Failure::NotThere(Text::same(error.to_string())))?;
        Ok(self.identity_key().await?.lead(&address))
    }

    #[cfg_attr(not(feature = "aws"), expect(clippy::unused_async, reason = "a stack's key is asked for"))]
    pub(super) async fn identity_key(&self) -> Result<IdentityKey, Failure> {
        match &self.installation {
            Installation::Local(local) => Ok(local.identity.clone()),
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => {
                let parameter = &cloud.secrets_parameter;
                let secrets =
                    gateway::ssm::secrets(&cloud.aws, parameter).await.map_err(anyhow::Error::from)?;
                let key = IdentityKey::new(secrets.identity).map_err(anyhow::Error::from)?;
                // With another key the address would be that of a stranger, and never suppressed.
                self.store.knows_identity(&key.fingerprint()).await?;
                Ok(key)
            }
        }
    }
}

pub(super) fn suppressed(suppression: Suppression, published: &Published) -> Suppressed {
    Suppressed {
        reason: suppression.reason.name().to_owned(),
        since: published.local_time(suppression.since),
        can_be_lifted: suppression.reason.can_be_lifted(),
    }
}

fn refused(why: NotLifted) -> Failure {
    Failure::Refused(match why {
        NotLifted::NotSuppressed => {
            text!(
                en = "the address is not suppressed, so there is nothing to lift; \
                     `hikyaku suppression show` says what is known",
                ja = "そのアドレスへの送信は止まっていません。分かることは \
                     `hikyaku suppression show` で見られます"
            )
        }
        NotLifted::SaidByThePerson(suppression) => text!(
            en = "the address is suppressed by the person's own word ({}), which nobody may lift",
            ja = "ご本人の意思で止まっています（{}）。だれにも解除できません",
            suppression.reason.name()
        ),
    })
}
