//! Giving out the leads of a list: a walk over the table, page by page.

use super::import::list_id;
use super::pauses::one_line;
use super::person::standing;
use super::{Operations, Published};
use crate::Failure;
use crate::answers::{ListExported, ListedPerson};
use crate::requests::ExportList;
use cadence::Instant;
use cadence::sequence::Language;
use cadence::words;
use store::{ListedLead, WalkPlace};

impl Operations {
    /// The next leads of a list. Who asks for the first page is noted.
    pub async fn export_list(&self, operation: ExportList) -> Result<ListExported, Failure> {
        let by = one_line(words!(en = "name", ja = "名前"), &operation.by)?;
        let list = list_id(&operation.list)?;
        let after = operation.after.as_deref().map(|text| {
            WalkPlace::parse(text).ok_or_else(|| {
                Failure::NotThere(
                    words!(en = "this is no place of a walk", ja = "走査の位置として読めません").into(),
                )
            })
        });
        let after = after.transpose()?;
        if after.is_none() {
            self.note_by(by, "export-list", Some(list.as_str()), None).await?;
        }
        let page = self.store.walk_list(&list, after.as_ref()).await?;
        let (published, now) = (self.published().await?, self.clock.now());
        let leads = self.store.listed(&page.leads).await?;
        Ok(ListExported {
            leads: leads.into_iter().map(|lead| person(lead, &published, now)).collect(),
            items: page.walked.items,
            read_units: page.walked.read_units,
            next: page.next.map(|place| place.text()),
        })
    }
}

fn person(lead: ListedLead, published: &Published, now: Instant) -> ListedPerson {
    let ground = lead.ground(now).map(|(kind, at)| (kind.to_owned(), published.local_time(at)));
    let ListedLead { card, profile, tags, suppression } = lead;
    let language = profile.language.map(|language| match language {
        Language::Japanese => "ja",
        Language::English => "en",
    });
    ListedPerson {
        address: card.address.wire().to_owned(),
        name: profile.name,
        language: language.map(str::to_owned),
        tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        marketing: standing(card.consent.standing(now)).to_owned(),
        ground,
        suppressed: suppression.map(|suppression| suppression.reason.name().to_owned()),
        attributes: profile.attributes,
    }
}
