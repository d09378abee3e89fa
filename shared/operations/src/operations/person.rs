//! One person: what is known, everything that is kept, and erasing it.

use super::pauses::one_line;
use super::suppressions::suppressed;
use super::{Operations, Published};
use crate::Failure;
use crate::answers::{ErasureOutcome, PersonErased, PersonExport, PersonShown};
use crate::installation::Installation;
use crate::requests::{ErasePerson, ExportPerson, ShowPerson, Who};
use application::{Erased, ErasureRequest};
use cadence::address::EmailAddress;
use cadence::ids::LeadId;
use cadence::preferences::Tracking;
use cadence::words;
use std::collections::BTreeMap;

mod shown;

pub(super) use shown::standing;

/// A person who is asked about: the lead, and the address where it is known.
struct Person {
    lead: LeadId,
    address: Option<String>,
}

impl Person {
    /// Whether a text that some machine wrote is about the person.
    fn is_in(&self, text: &str) -> bool {
        let names = |name: &str| text.to_lowercase().contains(&name.to_lowercase());
        names(self.lead.as_str()) || self.address.as_deref().is_some_and(names)
    }
}

impl Operations {
    /// The facts known of a person, in short.
    pub async fn show_person(&self, operation: ShowPerson) -> Result<PersonShown, Failure> {
        let lead = self.lead(&operation.who).await?;
        let published = self.published().await?;
        let look = self.store.look(&lead).await?;
        let gone = self.store.tombstone(&lead).await?.map(|buried| buried.value.erased_at);
        let erased_at = look.card.as_ref().and_then(|card| card.value.erased_at).or(gone);
        let grounds = self.store.consents_of(&lead).await?;
        Ok(PersonShown {
            lead: lead.as_str().to_owned(),
            erased_at: erased_at.map(|at| published.local_time(at)),
            suppressed: look.suppression.map(|it| suppressed(it, &published)),
            grounds: grounds.iter().map(|ground| shown::ground(ground, &published)).collect(),
            known: match &look.card {
                None => None,
                Some(card) => Some(Box::new(self.known(&card.value, &look, &published).await?)),
            },
        })
    }

    /// Everything that is kept about a person.
    pub async fn export_person(&self, operation: ExportPerson) -> Result<PersonExport, Failure> {
        let person = self.person(&operation.who).await?;
        let published = self.published().await?;
        self.note("export-person", Some(person.lead.as_str()), None).await?;
        let kept = self.store.everything_about(&person.lead).await?;
        tracing::info!(lead.id = %person.lead, "an operator exported the data of a person");
        Ok(PersonExport {
            exported_at: published.local_time(self.clock.now()),
            kept,
            outbox: self.outbox_of(&person)?,
            dead_letters: self.letters_about(&person).await?,
            lead: person.lead.as_str().to_owned(),
        })
    }

    /// Erases a person: table, outbox and dead letters. A repeated wish goes on where the first one was broken off.
    pub async fn erase_person(&self, operation: ErasePerson) -> Result<PersonErased, Failure> {
        let by = one_line(words!(en = "name", ja = "名前"), &operation.by)?;
        let because = one_line(words!(en = "reason", ja = "理由"), &operation.reason)?;
        let person = self.person(&operation.who).await?;
        let (lead, published) = (&person.lead, self.published().await?);
        let wished_at = operation.wished_at.unwrap_or_else(|| published.local_time(self.clock.now()));
        let at = wished_at.instant();
        self.note_by(by, "erase-person", Some(lead.as_str()), Some(&because)).await?;
        let identity = self.identity_key().await?;
        let erased = self.reconciler.application().erase(&identity, ErasureRequest { lead, at }).await?;
        let (outcome, items) = match erased {
            Erased::Nobody => (ErasureOutcome::Nobody, 0),
            Erased::CameBackSince => (ErasureOutcome::CameBackSince, 0),
            Erased::Gone { items } => (ErasureOutcome::Erased, items),
            Erased::Held { until } => (ErasureOutcome::Held { until: published.local_time(until) }, 0),
        };
        let (outbox, dead_letters) = match outcome {
            ErasureOutcome::CameBackSince => (0, 0),
            ErasureOutcome::Nobody | ErasureOutcome::Erased | ErasureOutcome::Held { .. } => {
                (self.forget_outbox_of(lead)?, self.discard_letters_about(&person).await?)
            }
        };
        let lead = lead.as_str().to_owned();
        Ok(PersonErased { lead, wished_at, outcome, items, outbox, dead_letters })
    }

    /// The lead with its address: as it was said, or as the card has it.
    async fn person(&self, who: &Who) -> Result<Person, Failure> {
        let lead = self.lead(who).await?;
        let said = EmailAddress::parse(&who.0).ok().map(|address| address.wire().to_owned());
        let address = match said {
            Some(said) => Some(said),
            None => self.store.card(&lead).await?.map(|card| card.value.address.wire().to_owned()),
        };
        Ok(Person { lead, address })
    }

    fn outbox_of(&self, person: &Person) -> Result<BTreeMap<String, String>, Failure> {
        match &self.installation {
            Installation::Local(local) => {
                let mut mails = BTreeMap::new();
                for entry in local.outbox.entries_of(&person.lead)? {
                    let (_, bytes) = local.outbox.mail(&entry.send_key)?;
                    mails.insert(entry.send_key, String::from_utf8_lossy(&bytes).into_owned());
                }
                Ok(mails)
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(_) => Ok(BTreeMap::new()),
        }
    }

    fn forget_outbox_of(&self, lead: &LeadId) -> Result<usize, Failure> {
        match &self.installation {
            Installation::Local(local) => Ok(local.outbox.forget(lead)?),
            #[cfg(feature = "aws")]
            Installation::Cloud(_) => Ok(0),
        }
    }

    async fn letters_about(&self, person: &Person) -> Result<BTreeMap<String, String>, Failure> {
        match &self.installation {
            Installation::Local(local) => {
                let mut found = BTreeMap::new();
                for letter in local.dead_letters.all()? {
                    let read = local.dead_letters.read(&letter.id)?;
                    if let Some((_, body)) = read.filter(|(_, body)| person.is_in(body)) {
                        found.insert(letter.id.as_str().to_owned(), body);
                    }
                }
                Ok(found)
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => {
                let letters = cloud.dead_letters.about(|body| person.is_in(body)).await?;
                Ok(letters.into_iter().map(|letter| (letter.id, letter.body)).collect())
            }
        }
    }

    async fn discard_letters_about(&self, person: &Person) -> Result<usize, Failure> {
        match &self.installation {
            Installation::Local(local) => {
                let mut discarded = 0;
                for letter in local.dead_letters.all()? {
                    let read = local.dead_letters.read(&letter.id)?;
                    if read.is_some_and(|(_, body)| person.is_in(&body)) {
                        local.dead_letters.remove(&letter.id)?;
                        discarded += 1;
                    }
                }
                Ok(discarded)
            }
            #[cfg(feature = "aws")]
            Installation::Cloud(cloud) => {
                Ok(cloud.dead_letters.discard_about(|body| person.is_in(body)).await?)
            }
        }
    }
}

impl Published {
    /// Whether opens and clicks of a person who said this are tracked.
    fn tracks(&self, said: Tracking) -> bool {
        self.0.as_ref().is_none_or(|catalog| catalog.policy().tracking.allows(said))
    }

    /// The score rules' score of somebody, rounded.
    fn score(&self, engagement: &cadence::score::Engagement, now: cadence::Instant) -> i64 {
        let score = self.0.as_ref().map_or(0.0, |catalog| engagement.score(&catalog.policy().score, now));
        #[expect(clippy::cast_possible_truncation, reason = "scores are small")]
        {
            score.round() as i64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_about_a_person_by_address_in_any_case_or_by_id() {
        let lead = LeadId::parse("abcdefghijklmnopqrstuvwxyz").unwrap();
        let person = Person { lead, address: Some("taro@example.jp".to_owned()) };
        assert!(person.is_in(r#"{"to":"Taro@Example.JP"}"#) && person.is_in("abcdefghijklmnopqrstuvwxyz"));
        assert!(!person.is_in(r#"{"to":"jiro@example.jp"}"#));
    }
}
